"""Signing up in the browser: the institution opens a class, the engineer and the employer apply, the institution decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.classes.labels import STATES
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_signup import ClassSeats, ClassSignUp
from training_app.institutions.models import Institution, QualificationKind
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.notices.models import Notice
from training_app.people.models import Employment, Person

Login = Callable[..., FlaskClient]


@pytest.fixture
def opened(session: Session) -> TrainingClass:
    """An approved class of three seats in three weeks that takes applications."""
    record = make_class(session, "approved", capacity=3, starts_on=dates.today() + timedelta(days=21))
    today = dates.today()
    session.add(ClassSignUp(class_id=record.id, opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=9)))
    session.flush()
    return record


def state_of(session: Session, record: TrainingClass, person: Person) -> str | None:
    session.expire_all()
    return session.scalar(
        select(Enrolment.state).where(Enrolment.class_id == record.id, Enrolment.person_id == person.id)
    )


def works(session: Session, person: Person, employer: Institution) -> Person:
    session.add(
        Employment(
            person_id=person.id, institution_id=employer.id, employer_name=employer.name, valid_from=date(2020, 1, 1)
        )
    )
    session.flush()
    return person


def act(client: FlaskClient, key: str, chosen: list[str], **answers: str) -> str:
    """An act on many applications, confirmed; the page with what came of each."""
    data = {"chosen": chosen, "confirmed": "1", **answers}
    return client.post(f"/lists/applications/acts/{key}", data=data, follow_redirects=True).get_data(as_text=True)


def test_an_institution_opens_a_class_and_it_stands_in_the_directory(
    session: Session, login_as: Login, client: FlaskClient
) -> None:
    record = make_class(session, "approved", starts_on=dates.today() + timedelta(days=21))
    assert record.name not in client.get("/directory/classes").text
    office = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    today = dates.today()
    wrong = office.post(f"/classes/{record.number}/sign-up", data={"opens_on": "x", "closes_on": str(today)})
    assert wrong.status_code == 422 and "请填写开始报名的日期" in wrong.text
    days = {"opens_on": str(today), "closes_on": str(today + timedelta(days=5)), "note": "自带电脑"}
    assert office.post(f"/classes/{record.number}/sign-up", data=days).status_code == 302
    page = client.get("/directory/classes").text
    assert record.name in page and "还剩 50 个" in page
    shown = client.get(f"/directory/classes/{record.number}").text
    assert "自带电脑" in shown and record.contact_phone not in shown
    office.post(f"/classes/{record.number}/sign-up", data=days | {"show_contact": "y"})
    assert record.contact_phone in client.get(f"/directory/classes/{record.number}").text
    assert office.post(f"/classes/{record.number}/sign-up/close").status_code == 302
    assert client.get(f"/directory/classes/{record.number}").status_code == 404


def test_an_engineer_applies_and_is_accepted(session: Session, login_as: Login, opened: TrainingClass) -> None:
    me = make_person(session, "丛海燕")
    phone = login_as(Role.ENGINEER, person_id=me.id)
    page = phone.get(f"/me/classes/{opened.number}").text
    assert "没有退休登记" in page and "威人社函〔2023〕25号" in page and f"报名 {opened.number}" in page
    for _ in range(2):
        answer = phone.post(f"/me/classes/{opened.number}/apply")
    assert answer.status_code == 409 and "已经报过名" in answer.text
    assert state_of(session, opened, me) == "applied"
    office = login_as(Role.TRAINING_INSTITUTION, institution_id=opened.institution_id)
    assert "丛海燕" in office.get(f"/applications?number={opened.number}").text
    done = act(office, "accept", [f"{opened.number}:{me.number}"])
    assert "已录取。" in done and state_of(session, opened, me) == "accepted"
    assert session.get_one(ClassSeats, opened.id).taken == 1
    assert "已录取" in phone.get("/me/classes").text
    again = act(office, "accept", [f"{opened.number}:{me.number}"])
    assert "不能这样办理" in again and session.get_one(ClassSeats, opened.id, populate_existing=True).taken == 1
    assert phone.post(f"/me/classes/{opened.number}/retract").status_code == 302
    assert state_of(session, opened, me) == "retracted"
    assert session.get_one(ClassSeats, opened.id, populate_existing=True).taken == 0


def test_who_is_retired_reads_why_and_cannot_apply(session: Session, login_as: Login, opened: TrainingClass) -> None:
    me = make_person(session, retired_on=date(2025, 1, 1))
    phone = login_as(Role.ENGINEER, person_id=me.id)
    page = phone.get(f"/me/classes/{opened.number}").text
    assert "已退休人员不属于培训对象" in page and f"报名 {opened.number}</button>" not in page
    refused = phone.post(f"/me/classes/{opened.number}/apply")
    assert refused.status_code == 409 and "已退休人员不属于培训对象" in refused.text
    assert state_of(session, opened, me) is None


def test_an_employer_applies_for_its_own_people_only(session: Session, login_as: Login, opened: TrainingClass) -> None:
    employer = make_institution(session, "威海测试装备有限公司", kind=QualificationKind.EMPLOYER)
    one, two = (works(session, make_person(session), employer) for _ in range(2))
    stranger = make_person(session)
    desk = login_as(Role.EMPLOYER, institution_id=employer.id)
    page = desk.get(f"/employees/classes/{opened.number}").text
    assert one.name in page and two.name in page and stranger.number not in page
    assert desk.post(f"/employees/classes/{opened.number}/apply").status_code == 422
    mixed = desk.post(f"/employees/classes/{opened.number}/apply", data={"person": [one.number, stranger.number]})
    assert mixed.status_code == 422 and state_of(session, opened, one) is None
    both = desk.post(f"/employees/classes/{opened.number}/apply", data={"person": [one.number, two.number]})
    assert both.status_code == 302 and state_of(session, opened, one) == state_of(session, opened, two) == "applied"
    engineer = login_as(Role.ENGINEER, person_id=two.id)
    assert "等" in engineer.get(f"/me/classes/{opened.number}").text
    desk.post(f"/employees/classes/{opened.number}/retract", data={"person": [one.number]})
    assert state_of(session, opened, one) == "retracted" and state_of(session, opened, two) == "applied"


def test_what_is_declined_is_read_with_its_reason(session: Session, login_as: Login, opened: TrainingClass) -> None:
    me = make_person(session)
    phone = login_as(Role.ENGINEER, person_id=me.id)
    phone.post(f"/me/classes/{opened.number}/apply")
    office = login_as(Role.TRAINING_INSTITUTION, institution_id=opened.institution_id)
    key = f"{opened.number}:{me.number}"
    assert "请填写" in act(office, "decline", [key])
    assert state_of(session, opened, me) == "applied"
    act(office, "decline", [key], remark="所学专业与本职业不相关")
    assert state_of(session, opened, me) == "declined"
    page = phone.get(f"/me/classes/{opened.number}").text
    assert "所学专业与本职业不相关" in page and "再次报名" in page
    assert phone.post(f"/me/classes/{opened.number}/apply").status_code == 302
    assert state_of(session, opened, me) == "applied"


def test_another_institution_sees_and_decides_nothing(session: Session, login_as: Login, opened: TrainingClass) -> None:
    applicant = make_enrolment(session, opened, make_person(session, "毕海涛"), "applied", applied_at=dates.now())
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert "毕海涛" not in other.get(f"/applications?number={opened.number}").text
    assert other.get(f"/classes/{opened.number}/sign-up").status_code == 404
    key = f"{opened.number}:{session.get_one(Person, applicant.person_id).number}"
    act(other, "accept", [key])
    session.refresh(applicant)
    assert applicant.state == "applied"


@pytest.mark.parametrize("state", ["draft", "submitted", "cancelled", "completed"])
def test_only_classes_that_may_be_joined_are_public(session: Session, client: FlaskClient, state: str) -> None:
    today = dates.today()
    record = make_class(session, state, starts_on=today + timedelta(days=20))
    session.add(ClassSignUp(class_id=record.id, opens_on=today, closes_on=today + timedelta(days=5)))
    session.commit()
    assert record.number not in client.get("/directory/classes").text
    assert client.get(f"/directory/classes/{record.number}").status_code == 404


def test_the_reviewer_sees_and_changes_the_days_while_the_institution_waits(session: Session, login_as: Login) -> None:
    today = dates.today()
    record = make_class(session, "submitted", starts_on=today + timedelta(days=21))
    session.add(ClassSignUp(class_id=record.id, opens_on=today, closes_on=today + timedelta(days=3)))
    session.commit()
    bureau, address = login_as(Role.BUREAU), f"/classes/{record.number}/sign-up"
    office = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    assert f'href="{address}"' in bureau.get(f"/classes/{record.number}").text
    assert f'href="{address}"' not in office.get(f"/classes/{record.number}").text
    later = str(today + timedelta(days=9))
    assert office.post(address, data={"opens_on": str(today), "closes_on": later}).status_code == 409
    assert bureau.post(address, data={"opens_on": str(today), "closes_on": later}).status_code == 302
    session.expire_all()
    assert str(session.get_one(ClassSignUp, record.id).closes_on) == later
    told = session.scalars(select(Notice.kind).where(Notice.number == record.number)).all()
    assert told == ["sign_up.changed"]
    district = login_as(Role.DISTRICT, district_code=record.district_code)
    assert district.get(address).status_code == 403


def test_who_lacks_hours_is_shown_the_classes_open_now(session: Session, login_as: Login, opened: TrainingClass) -> None:
    today = dates.today()
    opened.ends_on = min(opened.ends_on, date(today.year, 12, 31))
    full = make_class(session, "approved", capacity=1, starts_on=today + timedelta(days=1))
    session.add(ClassSignUp(class_id=full.id, opens_on=today, closes_on=today + timedelta(days=1)))
    make_enrolment(session, full)
    mine = make_class(session, "approved", capacity=9, starts_on=today + timedelta(days=1))
    session.add(ClassSignUp(class_id=mine.id, opens_on=today, closes_on=today + timedelta(days=1)))
    person = make_person(session)
    make_enrolment(session, mine, person)
    session.commit()
    page = login_as(Role.ENGINEER, person_id=person.id).get("/me/standing").text
    assert "怎样补足" in page
    assert [number in page for number in (opened.number, full.number, mine.number)] == [True, False, False]


@pytest.mark.parametrize("role", [Role.TRAINING_INSTITUTION, Role.BUREAU])
def test_in_every_state_there_is_the_page_or_the_reason_why_not(session: Session, login_as: Login, role: Role) -> None:
    for state in STATES:
        done = dates.today() if state in ("completed", "reported") else None
        record = make_class(session, state, completed_on=done)
        session.commit()
        scope = {"institution_id": record.institution_id} if role is Role.TRAINING_INSTITUTION else {}
        answer = login_as(role, **scope).get(f"/classes/{record.number}/sign-up")
        assert answer.status_code in (200, 409), state
        assert record.number in answer.get_data(as_text=True)


def test_a_stale_tab_takes_the_reviewers_days_not_back(session: Session, login_as: Login) -> None:
    today = dates.today()
    first, last, shorter = str(today), str(today + timedelta(days=9)), str(today + timedelta(days=3))
    record = make_class(session, "approved", starts_on=today + timedelta(days=21))
    session.add(ClassSignUp(class_id=record.id, opens_on=today, closes_on=today + timedelta(days=9)))
    session.commit()
    address = f"/classes/{record.number}/sign-up"
    office = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    page = office.get(address).text
    stale = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "opened")}
    stale |= {"opens_on": first, "closes_on": last}
    bureau = login_as(Role.BUREAU)
    assert bureau.post(address, data={"opens_on": first, "closes_on": shorter}).status_code == 302
    assert office.post(address, data=stale | {"note": "自带电脑"}).status_code == 302
    session.expire_all()
    kept = session.get_one(ClassSignUp, record.id)
    assert (str(kept.closes_on), kept.note) == (shorter, "自带电脑")
    both = office.post(address, data=stale | {"closes_on": str(today + timedelta(days=8))})
    assert both.status_code == 409 and "对方改成" in both.text and shorter in both.text
    session.expire_all()
    assert str(session.get_one(ClassSignUp, record.id).closes_on) == shorter
