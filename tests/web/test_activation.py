"""Printed activation codes of a class and of an employer."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import identity_number, make_person
from training_app.accounts.models import Invitation, User
from training_app.kernel.actor import Role
from training_app.people.models import Employment

CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def administrator(session, login_as, role: Role, institution_id: int):
    browser = login_as(role, institution_id=institution_id)
    user = session.scalars(select(User).order_by(User.id.desc())).first()
    user.memberships[0].administers = True
    session.commit()
    return browser


def test_a_class_prints_codes_for_who_has_no_account(session, login_as, app) -> None:
    record = make_class(session, "running")
    number = identity_number(777001, date(1990, 3, 7))
    person, known = make_person(session, "丛海明", number=number, born=date(1990, 3, 7)), make_person(session)
    for each in (person, known):
        make_enrolment(session, record, each)
    make_enrolment(session, record, None, "withdrawn")
    make_user(session, "known", Role.ENGINEER, person_id=known.id)
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    address = f"/classes/{record.number}/activation"
    asked = browser.get(address).get_data(as_text=True)
    assert "1 人还没有账户" in asked and "已有账户 1 人" in asked
    first = browser.post(address).get_data(as_text=True)
    old = CODE.findall(first)
    assert len(old) == 1 and "丛海明" in first and person.number in first
    slips = first.partition('class="slips"')[2].partition("</ul>")[0]
    digits = re.findall(r"\d+", re.sub(CODE, "", slips).replace(person.number, ""))
    assert "丛海明" in slips and number not in slips and number[-4:] not in digits  # the second answer
    second = CODE.findall(browser.post(address).get_data(as_text=True))
    assert "还能用的激活码 1 个" in browser.get(address).get_data(as_text=True)
    engineer = app.test_client()
    assert engineer.post("/activate", data={"code": old[0]}).status_code == 422
    sent = {
        "code": second[0].lower().replace("-", ""), "step": "account", "account": "new", "login": "conghm",
        "password": "Steady-horse-11", "again": "Steady-horse-11", "last_four": number[-4:],
    }  # fmt: skip
    assert engineer.post("/activate", data=sent).headers["Location"] == "/"
    assert "丛海明" in engineer.get("/", follow_redirects=True).get_data(as_text=True)
    assert browser.post(address).status_code == 409, "nobody is left"


def test_one_person_gets_a_new_code_and_the_others_keep_theirs(session, login_as) -> None:
    unit = make_institution(session)
    lost, other = make_person(session, "丢码人"), make_person(session, "别的人")
    for person in (lost, other):
        session.add(Employment(person_id=person.id, employer_name=unit.name, institution_id=unit.id, valid_from=date(2024, 1, 1)))
    session.commit()
    browser = administrator(session, login_as, Role.EMPLOYER, unit.id)
    assert len(CODE.findall(browser.post("/staff/engineers").get_data(as_text=True))) == 2
    address = f"/people/{lost.number}/account"
    assert "生成 丢码人 的激活码" in browser.get(address).get_data(as_text=True)
    page = browser.post(f"{address}/code").get_data(as_text=True)
    assert len(CODE.findall(page)) == 1 and "丢码人" in page and "别的人" not in page
    serving = session.scalars(select(Invitation.person_id).where(Invitation.revoked_at.is_(None))).all()
    assert sorted(serving) == sorted([lost.id, other.id])
    plain = login_as(Role.EMPLOYER, institution_id=unit.id)
    assert "的激活码" not in plain.get(address).get_data(as_text=True) and plain.post(f"{address}/code").status_code == 404
    stranger = administrator(session, login_as, Role.EMPLOYER, make_institution(session).id)
    assert stranger.post(f"{address}/code").status_code == 404
    make_user(session, "lost", Role.ENGINEER, person_id=lost.id)
    session.commit()
    assert browser.post(f"{address}/code").status_code == 409, "who has an account needs no code"


def test_another_school_prints_nothing(session, login_as) -> None:
    record = make_class(session, "running")
    make_enrolment(session, record)
    session.commit()
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    address = f"/classes/{record.number}/activation"
    assert stranger.get(address).status_code == 404 and stranger.post(address).status_code == 404
    assert session.scalars(select(Invitation)).all() == []


def test_an_employer_prints_for_its_own_people(session, login_as) -> None:
    unit = make_institution(session)
    own, former = make_person(session, "鞠思雨"), make_person(session, "毕立晓")
    session.add(Employment(person_id=own.id, institution_id=unit.id, employer_name=unit.name))
    session.add(
        Employment(person_id=former.id, institution_id=unit.id, employer_name=unit.name, valid_to=date(2026, 1, 1))
    )
    session.commit()
    assert login_as(Role.EMPLOYER, institution_id=unit.id).post("/staff/engineers").status_code == 404
    browser = administrator(session, login_as, Role.EMPLOYER, unit.id)
    page = browser.post("/staff/engineers").get_data(as_text=True)
    assert "鞠思雨" in page and "毕立晓" not in page and len(CODE.findall(page)) == 1
