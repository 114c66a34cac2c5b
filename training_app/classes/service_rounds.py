"""Keeps what was handed in and what the reviewer said to it. Called by the steps of `service`, in their transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes import queries, queries_changes, queries_rounds
from training_app.classes.models import TrainingClass
from training_app.classes.models_filing import FilingRound
from training_app.classes.queries_warnings import Concern
from training_app.kernel.actor import Actor


def hand_in(session: Session, actor: Actor, record: TrainingClass, at: datetime) -> FilingRound:
    """Keeps the filing as it is worded now."""
    last = session.scalar(select(func.max(FilingRound.round)).where(FilingRound.class_id == record.id))
    made = FilingRound(
        class_id=record.id, round=(last or 0) + 1, words=queries_changes.spoken(session, record),
        timetable=queries_rounds.lines_of(queries.sessions_of(session, record.id)), submitted_at=at,
        submitted_by=actor.user_id,
    )  # fmt: skip
    session.add(made)
    return made


def keep_accepted(session: Session, record: TrainingClass, warnings: Sequence[Concern], reason: str) -> None:
    """Keeps with the round that waits what its reviewer accepted, and why."""
    waiting = _waiting(session, record)
    if waiting is not None and warnings:
        waiting.accepted, waiting.acceptance = [each.sentence for each in warnings], reason.strip()


def decide(
    session: Session, actor: Actor, record: TrainingClass, outcome: str, remark: str, at: datetime,
    points: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Closes the round that waits; a class that came from elsewhere has none."""
    waiting = _waiting(session, record)
    if waiting is not None:
        waiting.outcome, waiting.remark, waiting.points = outcome, remark, dict(points or {})
        waiting.decided_at, waiting.decided_by = at, actor.user_id


def _waiting(session: Session, record: TrainingClass) -> FilingRound | None:
    wanted = select(FilingRound).where(FilingRound.class_id == record.id, FilingRound.outcome == "waiting")
    return session.scalar(wanted)
