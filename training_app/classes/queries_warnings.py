"""What of a timetable a reviewer has to decide on before approving: collisions with other classes, days too long, rooms too
small, trainers whose document ran out, who may not teach this, or who teach there no more.

None of them refuses by itself; each has to be accepted with a reason (`service_warnings`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from training_app.classes import messages_resources as messages
from training_app.classes import queries, queries_conflicts, rules
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.rules import SessionPlan
from training_app.kernel.actor import Actor
from training_app.kernel.quantities import format_hours
from training_app.policies.loader import load
from training_app.programmes.models_resources import Trainer, Venue, VenueRoom
from training_app.programmes.rules_resources import teaches


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to decide on, as a sentence; `number` the other class it is about, where the actor may see it; `unverified`
    where the limit it rests on is. `key` names it in a form and changes with what it says."""

    kind: str
    sentence: str
    number: str = ""
    unverified: bool = False

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.kind} {self.sentence} {self.number}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Unregistered:
    """How many sessions name a trainer or, held onsite, a place that stands in no registry."""

    trainers: int
    places: int


def of(session: Session, actor: Actor, record: TrainingClass, today: date) -> list[Concern]:
    """All of a class, the gravest kinds first. The caller has shown that the actor may see the class."""
    return [
        *_collisions(session, actor, record), *_trainers(session, record), *_rooms(session, record),
        *_long_days(session, record, today),
    ]  # fmt: skip


def unregistered(session: Session, record: TrainingClass) -> Unregistered:
    """What of the timetable stands in no registry."""
    s = ClassSession
    count = func.count().filter
    row = session.execute(
        select(
            count(and_(s.instructor != "", s.trainer_id.is_(None))),
            count(and_(s.place != "", s.mode == "onsite", s.room_id.is_(None))),
        ).where(s.class_id == record.id)
    ).one()
    return Unregistered(*row)


def _collisions(session: Session, actor: Actor, record: TrainingClass) -> Iterator[Concern]:
    for each in queries_conflicts.of(session, actor, record):
        whose = messages.OTHER_CLASS.format(number=each.number) if each.number else messages.FOREIGN_CLASS
        sentence = messages.COLLISION[each.kind].format(
            what=each.what, first=each.first_day, sessions=each.sessions, whose=whose
        )
        doubt = messages.NAME_ONLY if each.kind == "instructor" and not each.certain else ""
        yield Concern(f"collision_{each.kind}", sentence + doubt, each.number)


def _trainers(session: Session, record: TrainingClass) -> Iterator[Concern]:
    s, t = ClassSession, Trainer
    outside = or_(s.held_on < t.document_from, and_(t.document_to.is_not(None), s.held_on >= t.document_to))
    after = and_(t.ended_on.is_not(None), s.held_on >= t.ended_on)
    rows = session.execute(
        select(t, func.count().filter(outside), func.min(s.held_on).filter(outside), func.count().filter(after))
        .join(s, s.trainer_id == t.id)
        .where(s.class_id == record.id)
        .group_by(t.id)
        .order_by(t.name, t.number)
        .options(selectinload(t.teaches))
    )
    for trainer, expired, first, ended in rows:
        words = {"name": trainer.name, "number": trainer.number}
        if expired:
            until = trainer.document_to or messages.NO_END
            days = {"count": expired, "first": first, "since": trainer.document_from, "until": until}
            yield Concern("trainer_document", messages.TRAINER_DOCUMENT.format(**words, **days))
        if ended:
            yield Concern("trainer_ended", messages.TRAINER_ENDED.format(**words, count=ended, day=trainer.ended_on))
        if not teaches({each.occupation_key: each.level for each in trainer.teaches}, record.occupation_key, record.level):
            yield Concern("trainer_programme", messages.TRAINER_PROGRAMME.format(**words))


def _rooms(session: Session, record: TrainingClass) -> Iterator[Concern]:
    s = ClassSession
    ended_on = func.least(VenueRoom.ended_on, Venue.ended_on)
    rows = session.execute(
        select(Venue.name, VenueRoom.name, VenueRoom.seats, func.count(), func.count().filter(s.held_on >= ended_on), ended_on)
        .select_from(s)
        .join(VenueRoom, VenueRoom.id == s.room_id)
        .join(Venue, Venue.id == VenueRoom.venue_id)
        .where(s.class_id == record.id)
        .group_by(VenueRoom.id, Venue.id)
        .order_by(Venue.name, VenueRoom.name)
    )
    for venue, room, seats, count, ended, day in rows:
        if seats < record.capacity:
            facts = {"seats": seats, "capacity": record.capacity, "count": count}
            yield Concern("room_small", messages.ROOM_SMALL.format(venue=venue, room=room, **facts))
        if ended:
            yield Concern("room_ended", messages.ROOM_ENDED.format(venue=venue, room=room, count=ended, day=day))


def _long_days(session: Session, record: TrainingClass, today: date) -> Iterator[Concern]:
    limit = load().parameter("classes.daily_limit_hours").on(today)
    plans = [
        SessionPlan(held.held_on, held.starts_at, held.ends_at, held.mode, held.kind, held.hours)
        for held in queries.sessions_of(session, record.id)
    ]
    for day, hours in rules.overfull_days(plans, int(limit.value * 100)):
        words = {"day": day, "hours": format_hours(hours), "limit": format_hours(int(limit.value * 100))}
        yield Concern("long_day", messages.LONG_DAY.format(**words), unverified=limit.citation.unverified)
