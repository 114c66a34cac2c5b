"""Which trainer and which room of the registry the words of a timetable mean, and what classes count on them.

Whoever is in no registry stays as typed: the words are what is printed, the link is what is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from training_app.classes import messages_resources as messages
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.rules import SessionPlan
from training_app.kernel.dependents import Consequence, Dependent
from training_app.kernel.errors import InvalidInput
from training_app.programmes import queries_resources, rules_resources, service_resources
from training_app.programmes.models_resources import VenueRoom
from training_app.programmes.rules_resources import RoomChoice, TrainerChoice

LIVE = ("draft", "returned", "submitted", "approved", "running")


@dataclass(frozen=True, slots=True)
class Known:
    """What a timetable of an institution may name."""

    trainers: Sequence[TrainerChoice]
    rooms: Sequence[RoomChoice]


def known(session: Session, institution_id: int) -> Known:
    """The trainers and rooms the institution may name."""
    return Known(
        queries_resources.trainers_offered(session, institution_id), queries_resources.rooms_offered(session, institution_id)
    )


def venues(session: Session, institution_id: int | None) -> list[str]:
    """The venues in use a filing of the institution may name, each once."""
    rooms = queries_resources.rooms_offered(session, institution_id) if institution_id is not None else []
    return list(dict.fromkeys(each.venue for each in rooms if each.ended_on is None))


def columns_of(session: Session, institution_id: int, plans: Sequence[SessionPlan]) -> list[dict[str, object]]:
    """The lines of a timetable as columns of sessions, each with the trainer and room its words mean (None: in no registry).

    InvalidInput for words that may mean two of them, naming the lines (in order of time)."""
    offered = known(session, institution_id)
    found, wrong = [], []
    for line, plan in enumerate(plans, start=1):
        teaching = rules_resources.trainers_meant(plan.instructor, offered.trainers, plan.held_on)
        places = rules_resources.rooms_meant(plan.place, offered.rooms, plan.held_on) if plan.mode == "onsite" else []
        for typed, meant in ((plan.instructor, teaching), (plan.place, places)):
            if len(meant) > 1:
                labels = messages.OR.join(each.label for each in meant[:4])
                wrong.append(messages.AMBIGUOUS.format(line=line, day=plan.held_on, typed=typed, labels=labels))
        trainer, room = (meant[0] if len(meant) == 1 else None for meant in (teaching, places))
        found.append(
            _values(plan) | {
                "instructor": trainer.name if trainer else plan.instructor, "trainer_id": trainer.id if trainer else None,
                "place": room.label if room else plan.place, "room_id": room.id if room else None,
            }
        )  # fmt: skip
    if wrong:
        raise InvalidInput("classes.ambiguous_resource", messages.CLAUSE_MARK.join(wrong[:5]), {"instructor": wrong[0]})
    return found


def _values(plan: SessionPlan) -> dict[str, object]:
    return {
        "held_on": plan.held_on, "starts_at": plan.starts_at, "ends_at": plan.ends_at, "mode": plan.mode,
        "kind": plan.kind, "hours": plan.hours, "topic": plan.topic,
    }  # fmt: skip


def hang_on_trainer(session: Session, trainer_id: int) -> list[Dependent]:
    """The classes under way or to come in which a trainer teaches."""
    return _counting_on(session, ClassSession.trainer_id == trainer_id, live=True)


def hang_on_venue(session: Session, venue_id: int) -> list[Dependent]:
    """The classes under way or to come that are held in a room of a venue."""
    rooms = select(VenueRoom.id).where(VenueRoom.venue_id == venue_id)
    return _counting_on(session, ClassSession.room_id.in_(rooms), live=True)


def hang_on_room(session: Session, room_id: int) -> list[Dependent]:
    """Every class ever held in a room: it can be given up, not deleted."""
    return _counting_on(session, ClassSession.room_id == room_id, live=False)


def _counting_on(session: Session, used: ColumnElement[bool], *, live: bool) -> list[Dependent]:
    c = TrainingClass
    rows = session.execute(
        select(c.number, c.name, func.count(), func.min(ClassSession.held_on), func.max(ClassSession.held_on))
        .join(ClassSession, ClassSession.class_id == c.id)
        .where(used, c.state.in_(LIVE) if live else c.state != "")
        .group_by(c.id)
        .order_by(func.min(ClassSession.held_on), c.number)
    )
    return [
        Dependent(
            Consequence.OPENS_CASE, messages.USED.format(number=number, name=name, count=count, first=first, last=last), "class"
        )
        for number, name, count, first, last in rows
    ]


HANGING = {
    service_resources.TRAINER: hang_on_trainer, service_resources.VENUE: hang_on_venue, service_resources.ROOM: hang_on_room,
}  # fmt: skip
"""What says, for each kind of resource, which classes count on one."""
