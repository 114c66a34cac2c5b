"""What a timetable collides with in other classes: the same instructor, room or trainees at the same time.

A warning for who files; the reviewer decides on each before approving (`queries_warnings`), because a name may be shared by two
people, and a room by two groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.classes import queries
from training_app.classes.models import TrainingClass
from training_app.kernel.actor import Actor

_LIVE = "('submitted', 'approved', 'running')"
_AT_ONCE = (
    "class_sessions s JOIN class_sessions o ON o.held_on = s.held_on AND o.class_id <> s.class_id "
    "AND (s.starts_at IS NULL OR o.starts_at IS NULL OR (s.starts_at < o.ends_at AND o.starts_at < s.ends_at)) "
    f"JOIN training_classes c ON c.id = o.class_id AND c.state IN {_LIVE} "
    "JOIN training_classes own ON own.id = s.class_id"
)
_SAME = "lower(replace({0}.{1}, ' ', '')) = lower(replace({2}.{1}, ' ', ''))"
_RESULT = "count(DISTINCT s.id) AS sessions, min(s.held_on) AS first_day, c.number, c.name"
_STATEMENTS = {
    # Of two in the registry the registry decides; a name alone may be shared by two people.
    "instructor": text(
        f"SELECT min(s.instructor) AS what, bool_or(t.id IS NOT NULL AND u.id IS NOT NULL) AS certain, {_RESULT} FROM {_AT_ONCE} "
        "LEFT JOIN trainers t ON t.id = s.trainer_id LEFT JOIN trainers u ON u.id = o.trainer_id "
        "WHERE s.class_id = :id AND s.instructor <> '' "
        "AND CASE WHEN t.id IS NOT NULL AND u.id IS NOT NULL THEN t.identity = u.identity "
        f"ELSE {_SAME.format('s', 'instructor', 'o')} END GROUP BY c.id, lower(replace(s.instructor, ' ', ''))"
    ),
    # An address may hold many rooms: without the registry only a room that is named the same at the same address is the same.
    "place": text(
        f"SELECT min(s.place) AS what, bool_or(s.room_id IS NOT NULL AND o.room_id IS NOT NULL) AS certain, {_RESULT} "
        f"FROM {_AT_ONCE} "
        "LEFT JOIN venue_rooms r ON r.id = s.room_id LEFT JOIN venues v ON v.id = r.venue_id "
        "LEFT JOIN venue_rooms q ON q.id = o.room_id LEFT JOIN venues w ON w.id = q.venue_id "
        "WHERE s.class_id = :id AND s.place <> '' AND s.mode = 'onsite' AND o.mode = 'onsite' "
        "AND CASE WHEN r.id IS NOT NULL AND q.id IS NOT NULL "
        f"THEN r.id = q.id OR (v.id <> w.id AND {_SAME.format('r', 'name', 'q')} AND {_SAME.format('v', 'address', 'w')}) "
        f"ELSE own.venue <> '' AND {_SAME.format('s', 'place', 'o')} AND {_SAME.format('own', 'venue', 'c')} END "
        "GROUP BY c.id, lower(replace(s.place, ' ', ''))"
    ),
    "trainee": text(
        f"SELECT count(DISTINCT e.person_id)::text AS what, true AS certain, {_RESULT} FROM {_AT_ONCE} "
        "JOIN enrolments e ON e.class_id = s.class_id AND e.state IN ('accepted', 'enrolled') "
        "JOIN enrolments b ON b.class_id = c.id AND b.person_id = e.person_id AND b.state IN ('accepted', 'enrolled') "
        "WHERE s.class_id = :id GROUP BY c.id"
    ),
}


@dataclass(frozen=True, slots=True)
class TimetableConflict:
    """A collision with another class: kind instructor, place or trainee; `what` the name, or how many people; over how many
    sessions, the first on `first_day`. `certain`: both stand in the registry, so it is the same person or room and not only
    the same name. `number` and `name` of the other class only where the actor may see it."""

    kind: str
    what: str
    certain: bool
    sessions: int
    first_day: date
    number: str
    name: str


def of(session: Session, actor: Actor, record: TrainingClass) -> list[TimetableConflict]:
    """The collisions of a class with classes that are handed in, approved or running, the earliest first. The caller has
    shown that the actor may see the class."""
    found = [(kind, *row) for kind, sql in _STATEMENTS.items() for row in session.execute(sql, {"id": record.id})]
    seen = _visible(session, actor, [row[5] for row in found])
    conflicts = [
        TimetableConflict(kind, what, certain, count, day, number if number in seen else "", name if number in seen else "")
        for kind, what, certain, count, day, number, name in found
    ]
    return sorted(conflicts, key=lambda each: (each.first_day, each.kind, each.number))


def _visible(session: Session, actor: Actor, numbers: Sequence[str]) -> set[str]:
    if not numbers:
        return set()
    wanted = select(TrainingClass.number).where(TrainingClass.number.in_(numbers), queries.visible(actor))
    return set(session.scalars(wanted))
