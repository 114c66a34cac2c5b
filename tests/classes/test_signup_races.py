"""Many at once at the last seats: whoever is first, no seat is given twice and everybody gets an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of
from tests.builders.races import at_once
from tests.builders.rosters import learner, xlsx
from training_app.classes import service_running, service_signup
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_signup import ClassSeats, ClassSignUp
from training_app.classes.rules_signup import SEATED
from training_app.classes.service_decisions import accept
from training_app.db import db, own_transaction
from training_app.institutions.models import Institution
from training_app.intake import service as intake
from training_app.kernel.actor import Actor, Role
from training_app.notices.models import Notice
from training_app.people.models import Person

AT = datetime(2026, 2, 20, 2, 0, tzinfo=UTC)
TODAY = AT.date()


def waiting_class(app: Flask, people: int, capacity: int) -> tuple[Actor, str, list[tuple[int, str]]]:
    """A class with so many applications and seats: its institution, number, and the persons."""
    with app.app_context(), own_transaction() as session:
        record = make_class(session, "approved", capacity=capacity)
        session.add(ClassSignUp(class_id=record.id, opens_on=TODAY, closes_on=TODAY + timedelta(days=5)))
        enrolments = [
            make_enrolment(session, record, state="applied", applied_at=AT + timedelta(seconds=place)) for place in range(people)
        ]
        persons = [session.get_one(Person, each.person_id) for each in enrolments]
        office = actor_of(session.get_one(Institution, record.institution_id))
        return office, record.number, [(each.id, each.number) for each in persons]


def counted(app: Flask) -> tuple[int, int, dict[str, int]]:
    with app.app_context(), own_transaction() as session:
        seats = session.scalars(select(ClassSeats)).one()
        states = dict(session.execute(select(Enrolment.state, func.count()).group_by(Enrolment.state)).all())
        return seats.taken, sum(states.get(state, 0) for state in SEATED), states


@pytest.mark.long
def test_fifty_at_the_last_seat(fresh_app: Flask) -> None:
    office, number, people = waiting_class(fresh_app, 50, 1)

    def accepting(key: str) -> Callable[[], object]:
        return lambda: accept(db.session(), office, [key], TODAY, AT)[key]

    said = at_once(fresh_app, *(accepting(f"{number}:{person}") for _, person in people))
    assert said.count("已录取。") == 1 and sum("名额已满（1 人）" in str(each) for each in said) == 49
    assert counted(fresh_app) == (1, 1, {"accepted": 1, "waiting": 49})


@pytest.mark.long
def test_leaving_and_accepting_at_once_fill_every_seat_once(fresh_app: Flask) -> None:
    office, number, people = waiting_class(fresh_app, 24, 8)
    with fresh_app.app_context(), own_transaction() as session:
        accept(session, office, [f"{number}:{person}" for _, person in people[:16]], TODAY, AT)

    def leaving(person_id: int) -> Callable[[], object]:
        actor = Actor(role=Role.ENGINEER, person_id=person_id)
        return lambda: service_signup.retract(db.session(), actor, number, [person_id], TODAY, AT)

    def accepting(key: str) -> Callable[[], object]:
        return lambda: accept(db.session(), office, [key], TODAY, AT)

    at_once(
        fresh_app, *(leaving(person_id) for person_id, _ in people[:6]),
        *(accepting(f"{number}:{person}") for _, person in people[16:]),
    )  # fmt: skip
    taken, seated, states = counted(fresh_app)
    assert taken == seated == 8 and states["retracted"] == 6 and states["waiting"] == 10


@pytest.mark.long
def test_one_person_applying_many_times_at_once_applies_once(fresh_app: Flask) -> None:
    _, number, people = waiting_class(fresh_app, 1, 3)
    with fresh_app.app_context(), own_transaction() as session:
        session.execute(delete(Enrolment))
    actor = Actor(role=Role.ENGINEER, person_id=people[0][0])

    def applying() -> int:
        return service_signup.apply_for(db.session(), actor, number, [people[0][0]], TODAY, AT).count

    assert sorted(map(str, at_once(fresh_app, *[applying] * 8))) == ["0"] * 7 + ["1"]
    assert counted(fresh_app)[2] == {"applied": 1}


@pytest.mark.long
def test_accepting_a_roster_and_coming_back_at_once_give_the_last_seat_once(fresh_app: Flask) -> None:
    """One seat; an applicant is accepted, a roster with somebody new is brought in, somebody who left comes back."""
    office, number, people = waiting_class(fresh_app, 1, 2)
    applicant = people[0][1]
    with fresh_app.app_context(), own_transaction() as session:
        record = session.scalars(select(TrainingClass)).one()
        make_enrolment(session, record)
        gone = make_enrolment(session, record, state="withdrawn", withdrawn_on=record.starts_on)
        left = session.get_one(Person, gone.person_id).number
    sheet = xlsx([learner(1)])

    def accepting() -> object:
        return accept(db.session(), office, [f"{number}:{applicant}"], TODAY, AT)[f"{number}:{applicant}"]

    def importing() -> object:
        answer = intake.import_file(db.session(), office, "roster", sheet, "名单.xlsx", subject_number=number, at=AT)
        return answer.imported

    def returning() -> object:
        return service_running.readmit(db.session(), office, number, left, "恢复", AT).state

    said = [str(each) for each in at_once(fresh_app, accepting, importing, returning)]
    taken, seated, states = counted(fresh_app)
    assert taken == seated == 2, said
    won = [said[0] == "已录取。", said[1] == "True", said[2] == "enrolled"]
    assert sum(won) == 1, said
    assert sum(states.values()) == 3 + (states.get("enrolled", 0) == 2 and won[1])


@pytest.mark.parametrize("leaves", ["withdraw", "retract"])
def test_whoever_moves_up_is_told(session: Session, leaves: str) -> None:
    record = make_class(session, "approved", capacity=1)
    session.add(ClassSignUp(class_id=record.id, opens_on=TODAY, closes_on=TODAY + timedelta(days=5)))
    seated = make_enrolment(session, record, state="enrolled" if leaves == "withdraw" else "accepted", applied_at=AT)
    waits = make_enrolment(session, record, state="waiting", applied_at=AT)
    make_user(session, "waits", Role.ENGINEER, person_id=waits.person_id)
    office = actor_of(session.get_one(Institution, record.institution_id))
    if leaves == "withdraw":
        number = session.get_one(Person, seated.person_id).number
        service_running.withdraw(session, office, record.number, number, record.starts_on, "离职", TODAY, AT)
    else:
        actor = Actor(role=Role.ENGINEER, person_id=seated.person_id)
        service_signup.retract(session, actor, record.number, [seated.person_id], TODAY, AT)
    session.refresh(waits)
    assert waits.state == "accepted"
    told = session.scalars(select(Notice.kind).where(Notice.mailbox == f"person:{waits.person_id}")).all()
    assert told == ["sign_up.promoted"]
