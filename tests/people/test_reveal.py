"""Full numbers: shown to who may see them and says why, noted each time, and the person can see who looked."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import identity_number, make_person
from training_app.accounts.models import User
from training_app.accounts.service import password_confirmed
from training_app.audit.models import AuditEvent
from training_app.db import db, unit_of_work
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, NotFound
from training_app.people import service_reveal

NUMBER, PHONE = identity_number(778_001), "13812345678"
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
ASKED = {"what": "identity_number", "reason": "核对发证证件", "password": PASSWORD}


@pytest.fixture
def person(session: Session):
    person = make_person(session, "丛林峰", number=NUMBER, phone=PHONE, district_code="371002")
    session.commit()
    return person


def looks(session: Session) -> list[AuditEvent]:
    session.rollback()
    return list(session.scalars(select(AuditEvent).where(AuditEvent.action == "person.reveal").order_by(AuditEvent.seq)))


@pytest.mark.parametrize("what, value", [("identity_number", NUMBER), ("phone", PHONE)], ids=["number", "phone"])
def test_one_number_is_shown_for_a_minute_and_the_look_is_noted(login_as, session, person, what, value) -> None:
    clerk = login_as(Role.BUREAU)
    answer = clerk.post(f"/people/{person.number}/reveal", data={**ASKED, "what": what})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and value in page
    assert (PHONE if what == "identity_number" else NUMBER) not in page
    assert answer.headers["Refresh"] == f"60; url=/people/{person.number}"
    assert "no-store" in answer.headers["Cache-Control"]
    [noted] = looks(session)
    assert (noted.object_number, noted.remark, noted.detail) == (person.number, "核对发证证件", {"field": what})


@pytest.mark.parametrize("wrong", [
    {"reason": ""}, {"reason": "看看"}, {"reason": "  \x00  "}, {"reason": "字" * 201}, {"password": ""}, {"password": "wrong"},
    {"what": ""}, {"what": "bank_account"},
])  # fmt: skip
def test_without_reason_password_or_choice_nothing_is_shown(login_as, session, person, wrong) -> None:
    answer = login_as(Role.BUREAU).post(f"/people/{person.number}/reveal", data=ASKED | wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'class="ferr' in page
    assert NUMBER not in page and PHONE not in page
    assert looks(session) == []


def test_guessing_the_password_here_locks_the_account(login_as, session, person) -> None:
    clerk = login_as(Role.BUREAU)
    for _ in range(5):
        clerk.post(f"/people/{person.number}/reveal", data={**ASKED, "password": "wrong"})
    assert clerk.post(f"/people/{person.number}/reveal", data=ASKED).status_code == 422
    assert session.scalar(select(func.count()).select_from(User).where(User.locked_until.is_not(None))) == 1
    assert looks(session) == []


def test_nobody_beyond_bureau_and_own_district(login_as, session, person) -> None:
    school = make_institution(session)
    make_enrolment(session, make_class(session, "running", institution=school), person)
    session.commit()
    address = f"/people/{person.number}/reveal"
    assert login_as(Role.TRAINING_INSTITUTION, institution_id=school.id).post(address, data=ASKED).status_code == 403
    assert login_as(Role.DISTRICT, district_code="371082").post(address, data=ASKED).status_code == 404
    assert looks(session) == []
    assert NUMBER in login_as(Role.DISTRICT, district_code="371002").post(address, data=ASKED).get_data(as_text=True)


def test_thirty_an_hour(session, person) -> None:
    actor = Actor(role=Role.BUREAU, name="市局", user_id=None)
    with pytest.raises(NotFound):
        service_reveal.reveal(session, actor, "P99999999", "phone", "核对号码", AT)
    session.rollback()
    clerk = User(login="reveal", display_name="核对员")
    session.add(clerk)
    session.commit()
    actor = Actor(role=Role.BUREAU, name="核对员", user_id=clerk.id)
    for minute in range(service_reveal.MOST_AN_HOUR):
        service_reveal.reveal(session, actor, person.number, "phone", "核对号码", AT + timedelta(minutes=minute))
        session.commit()
    with pytest.raises(InvalidInput, match="30"):
        service_reveal.reveal(session, actor, person.number, "phone", "核对号码", AT + timedelta(minutes=30))
    session.rollback()
    assert service_reveal.reveal(session, actor, person.number, "phone", "核对号码", AT + timedelta(minutes=61))


def test_many_clicks_at_once_do_not_pass_the_limit(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as own:
        number = make_person(own, "丛林峰", number=NUMBER, phone=PHONE, district_code="371002").number
        clerk = make_user(own, "reveal", Role.BUREAU)
        actor = Actor(role=Role.BUREAU, name="核对员", user_id=clerk.id)
    with fresh_app.app_context():
        for _ in range(service_reveal.MOST_AN_HOUR - 1):
            with unit_of_work() as own:
                service_reveal.reveal(own, actor, number, "phone", "核对号码", AT)
    shown: list[bool] = []
    start = threading.Barrier(4)

    def click() -> None:
        with fresh_app.app_context():
            start.wait()
            try:
                with unit_of_work() as own:
                    assert password_confirmed(own, actor, PASSWORD, AT)
                    shown.append(bool(service_reveal.reveal(own, actor, number, "phone", "核对号码", AT)))
            except InvalidInput:
                shown.append(False)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(shown) == [False, False, False, True]


def test_the_person_sees_who_looked_and_nobody_elses(login_as, session, person) -> None:
    other = make_person(session, "别的人", number=identity_number(778_002), district_code="371002")
    old = make_person(session, "丛林峰", number=identity_number(778_003), district_code="371002")
    session.commit()
    clerk = login_as(Role.BUREAU)
    clerk.post(f"/people/{person.number}/reveal", data=ASKED)
    clerk.post(f"/people/{other.number}/reveal", data={**ASKED, "reason": "与别人有关"})
    clerk.post(f"/people/{old.number}/reveal", data={**ASKED, "reason": "合并以前的核对"})
    old.merged_into = person.id
    session.commit()
    page = login_as(Role.ENGINEER, person_id=person.id).get("/me/looks").get_data(as_text=True)
    assert "核对发证证件" in page and "合并以前的核对" in page and "证件号码" in page
    assert "与别人有关" not in page and NUMBER not in page
