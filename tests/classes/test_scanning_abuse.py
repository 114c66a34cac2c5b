"""Attempts to be noted as there without being there: other codes, old codes, other phones, many at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_enrolment
from tests.classes.test_scanning import HERE, Room, at
from training_app.classes import service_scanning as scanning
from training_app.classes import service_watch
from training_app.classes.models import Attendance, TrainingClass
from training_app.classes.models_attendance import AttendanceFinding, AttendanceScan
from training_app.classes.rules_scanning import IN
from training_app.classes.service_scanning import Ticket, Where
from training_app.db import db, unit_of_work
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import RuleViolation

PHONE = Where("another phone", "10.0.0.9")


def ticket(record: TrainingClass, session_number: int, when: datetime) -> Ticket:
    sealed = scanning.ticket_of(scanning.code_for(record, session_number, IN, when), when)
    found = scanning.read_ticket(sealed or "", when)
    assert found is not None
    return found


def test_the_code_of_another_session_notes_nothing_today(session: Session) -> None:
    room = Room(session)
    with pytest.raises(RuleViolation) as refused:
        scanning.check_in(session, room.actor, ticket(room.record, 2, at(8, 30)), HERE, at(8, 30))
    assert refused.value.code == "classes.too_early"
    assert session.scalar(select(func.count()).select_from(Attendance)) == 0


def test_the_code_of_another_class_notes_nothing(session: Session) -> None:
    room, other = Room(session), Room(session)
    with pytest.raises(RuleViolation):
        scanning.check_in(session, room.actor, ticket(other.record, 1, at(8, 30)), HERE, at(8, 30))
    assert session.scalar(select(func.count()).select_from(Attendance)) == 0


def test_a_second_phone_on_the_same_login_notes_nobody_else(session: Session) -> None:
    """Whoever stays away gives the login away: the second phone finds the owner noted already, and nobody besides."""
    room = Room(session)
    away = make_enrolment(session, room.record)
    assert room.scan(session, at(8, 30)).outcome == "taken"
    assert room.scan(session, at(8, 30, 20), where=PHONE).outcome == "already"
    assert session.get(Attendance, (room.held.id, away.id)) is None
    assert session.scalar(select(func.count()).where(AttendanceScan.taken)) == 1


def test_one_phone_for_two_logins_notes_both_and_is_found(session: Session) -> None:
    room = Room(session)
    friend = make_enrolment(session, room.record)
    room.scan(session, at(8, 30), where=PHONE)
    theirs = Actor(role=Role.ENGINEER, person_id=friend.person_id)
    scanning.check_in(session, theirs, ticket(room.record, 1, at(8, 31)), PHONE, at(8, 31))
    service_watch.watch(session, Actor(Role.BUREAU), at(18).date(), at(18))
    assert session.scalars(select(AttendanceFinding.rule)).all() == ["one_device"]


@pytest.mark.parametrize("ahead", [timedelta(seconds=30), timedelta(minutes=5), timedelta(days=1)])
def test_a_code_of_a_clock_that_runs_ahead_is_worthless(session: Session, ahead: timedelta) -> None:
    """The clock of the server alone counts; a code of a half minute to come was not made by it."""
    room = Room(session)
    assert scanning.ticket_of(scanning.code_for(room.record, 1, IN, at(8, 30) + ahead), at(8, 30)) is None


def test_a_code_sent_on_is_worthless_a_minute_later(
    session: Session, login_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(session)
    session.commit()
    token = scanning.code_for(room.record, 1, IN, at(8, 30))
    monkeypatch.setattr(dates, "now", lambda: at(8, 31))
    phone = login_as(Role.ENGINEER, person_id=room.person.id)
    for _ in range(3):
        phone.get(f"/check-in/{token}")
        assert phone.post("/me/check-in").status_code == 409
    assert session.scalar(select(func.count()).select_from(Attendance)) == 0


@pytest.mark.long
def test_the_same_code_fifty_times_at_once_is_one_scan(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        room = Room(session)
        actor, number = room.actor, room.record.number

    def scan(_: int) -> str:
        with fresh_app.app_context():
            try:
                with unit_of_work() as session:
                    record = session.scalars(select(TrainingClass).where(TrainingClass.number == number)).one()
                    return scanning.check_in(session, actor, ticket(record, 1, at(8, 30)), HERE, at(8, 30)).outcome
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(scan, range(50)))
    assert (outcomes.count("taken"), outcomes.count("already")) == (1, 49)
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1
        assert db.session.scalar(select(func.count()).select_from(AttendanceScan)) == 1
