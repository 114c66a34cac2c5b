"""The times a filing was handed in: what was asked each time, and what was changed after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import labels, queries, queries_changes
from training_app.classes import messages_life as messages
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.models_filing import FilingRound
from training_app.classes.rules_rounds import Difference, differences, is_answered
from training_app.kernel.quantities import format_hours


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reviewer returned a filing for, why, and whether it was changed since."""

    field: str
    reason: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Resubmission:
    """A filing beside what was handed in before it: what was asked, and all that differs."""

    before: FilingRound
    asked: Sequence[Asked]
    changes: Sequence[Difference]


def rounds_of(session: Session, class_id: int) -> list[FilingRound]:
    """All of a class, the first one first. The caller has shown that the actor may see the class."""
    return list(
        session.scalars(select(FilingRound).where(FilingRound.class_id == class_id).order_by(FilingRound.round))
    )


def lines_of(sessions: Sequence[ClassSession]) -> list[str]:
    """The lines of a timetable in words."""
    return [
        messages.SESSION_WORDS.format(
            day=held.held_on, begins=f"{held.starts_at:%H:%M}" if held.starts_at else messages.NO_TIME,
            ends=f"{held.ends_at:%H:%M}" if held.ends_at else messages.NO_TIME,
            mode=labels.SESSION_MODES[held.mode], kind=labels.SESSION_KINDS[held.kind], hours=format_hours(held.hours),
            rest=" ".join(filter(None, (held.topic, held.instructor, held.place))),
        ).strip()
        for held in sessions
    ]  # fmt: skip


def points_of(session: Session, record: TrainingClass) -> dict[str, str]:
    """What a returned filing has to be corrected in, each field with its reason; nothing in any other state."""
    if record.state != "returned":
        return {}
    held = rounds_of(session, record.id)
    told = held[-1].points if held else {}
    return {name: told.get(name) or record.review_remark for name in record.review_fields}


def since_return(session: Session, record: TrainingClass) -> Resubmission | None:
    """What the class's filing says other than when it was last returned; None when it never was."""
    returned = [each for each in rounds_of(session, record.id) if each.outcome == "returned"]
    if not returned:
        return None
    before = returned[-1]
    now = queries_changes.spoken(session, record)
    found = differences(before.words, now, before.timetable, lines_of(queries.sessions_of(session, record.id)))
    asked = [Asked(name, reason, is_answered(name, found)) for name, reason in before.points.items()]
    return Resubmission(before, asked, found)


def between(before: FilingRound, after: FilingRound) -> list[Difference]:
    """What was changed from one time to the next."""
    return differences(before.words, after.words, before.timetable, after.timetable)
