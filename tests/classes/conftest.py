"""A running class of four days (2 to 5 March 2026) with three people."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, make_institution
from tests.builders.people import identity_number, make_person
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.kernel.actor import Actor


@dataclass
class World:
    """The class, its institution's clerk, and the people by name."""

    training_class: TrainingClass
    actor: Actor
    enrolments: dict[str, Enrolment]
    numbers: dict[str, str]

    def line(self, name: str, *rest: object) -> list[object]:
        """A line of a list about somebody."""
        return [name, self.numbers[name], *rest]

    def marks(self, session: Session, name: str) -> dict[int, tuple[str, int]]:
        """Attendance as the register holds it: status and hours by the number of the session."""
        session.expire_all()
        rows = session.execute(
            select(ClassSession.number, Attendance.status, Attendance.hours)
            .join(ClassSession, ClassSession.id == Attendance.session_id)
            .where(Attendance.enrolment_id == self.enrolments[name].id)
        )
        return {number: (status, hours) for number, status, hours in rows}

    def score(self, session: Session, name: str) -> int | None:
        """The score as the register holds it."""
        session.expire_all()
        return session.get_one(Enrolment, self.enrolments[name].id).score


@pytest.fixture
def world(session: Session) -> World:
    school = make_institution(session)
    record = make_class(session, "running", institution=school)
    numbers = {name: identity_number(800 + serial) for serial, name in enumerate(("于海", "丛林", "毕云"))}
    enrolments = {
        name: make_enrolment(session, record, make_person(session, name, number=number)) for name, number in numbers.items()
    }
    return World(record, actor_of(school), enrolments, numbers)
