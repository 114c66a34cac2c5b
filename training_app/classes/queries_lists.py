"""The classes an actor may bring lists about their people in for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible
from training_app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A class with how many people learn in it, and how many of them have no score yet."""

    record: TrainingClass
    people: int
    without_score: int


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
