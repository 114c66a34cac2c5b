"""The classes an actor may bring lists about their people in for, and those people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible
from training_app.kernel.actor import Actor
from training_app.people.models import Person
from training_app.people.queries import masked_numbers


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A class with how many people learn in it, and how many of them have no score yet."""

    record: TrainingClass
    people: int
    without_score: int


class OnTheList(NamedTuple):
    """Somebody in training: enrolment, name, readable number, last four of the document, score (hundredths of a point)."""

    enrolment_id: int
    name: str
    number: str
    last_four: str
    score: int | None


def in_training(session: Session, class_id: int) -> list[OnTheList]:
    """The people in training of a class the caller has found in scope, by name."""
    rows = session.execute(
        select(Enrolment.id, Enrolment.person_id, Enrolment.name_at, Person.number, Enrolment.score)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Enrolment.state == "enrolled")
        .order_by(Person.name_pinyin, Person.number)
    ).all()
    masked = masked_numbers(session, [row.person_id for row in rows])
    return [
        OnTheList(row.id, row.name_at, row.number, masked.get(row.person_id, "")[-4:].lstrip("*"), row.score) for row in rows
    ]


def scores(session: Session, enrolment_ids: Sequence[int]) -> dict[int, int | None]:
    """The scores (hundredths of a point) of enrolments, by id; for callers that have found these in scope."""
    rows = session.execute(select(Enrolment.id, Enrolment.score).where(Enrolment.id.in_(enrolment_ids)))
    return {row.id: row.score for row in rows}


def under_way(session: Session, actor: Actor, states: Sequence[str]) -> list[UnderWay]:
    """The classes in scope in one of the states that have people on their list, those that end first before the others."""
    rows = session.execute(
        select(TrainingClass, func.count(), func.count().filter(Enrolment.score.is_(None)))
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .where(visible(actor), TrainingClass.state.in_(states), Enrolment.state == "enrolled")
        .group_by(TrainingClass.id)
        .order_by(TrainingClass.ends_on, TrainingClass.number)
    )
    return [UnderWay(*row) for row in rows]
