"""Who is told of the acts in the life of a class."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes.models import TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import PolicyNotInForce
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.policies.loader import load

BUREAU = Recipient(role=Role.BUREAU)
# Act → kind of the notice to the bureau, to the institution, to the assessment body.
_TOLD: dict[str, tuple[str, str, str]] = {
    "class.submit": ("class.submitted", "", ""), "class.return": ("", "class.returned", ""),
    "class.approve": ("", "class.approved", ""), "class.complete": ("", "class.completed", "class.to_assess"),
    "class.reopen": ("", "class.reopened", ""), "class.report": ("class.reported", "", ""),
}  # fmt: skip
_DUE_REPORT = ("class.completed", "class.report_due", "class.report_today", "class.report_overdue", "class.report_late")
# Act → the notices about the class that asked for it.
_SETTLES = {
    "class.submit": ("class.returned", "class.draft_due"), "class.return": ("class.submitted",),
    "class.approve": ("class.submitted", "class.returned"), "class.complete": ("class.completion_due", "class.reopened"),
    "class.report": _DUE_REPORT, "class.reopen": (*_DUE_REPORT, "class.to_assess"),
    "class.cancel": ("class.submitted", "class.returned", "class.draft_due", "class.completion_due"),
}  # fmt: skip


def tell(
    session: Session, actor: Actor, action: str, record: TrainingClass, at: datetime, remark: str,
    facts: Mapping[str, Any],
) -> None:
    """Tells of an act whom it concerns, and settles what was told to ask for it; most acts concern nobody else."""
    if action == "class.cancel":
        # Nobody waits for what was never handed in.
        to_bureau = "class.cancelled" if actor.role is not Role.BUREAU and record.submitted_at else ""
        kinds = (to_bureau, "class.cancelled" if actor.role is Role.BUREAU else "", "")
    else:
        kinds = _TOLD.get(action, ("", "", ""))
    if action in _SETTLES:
        notices.settle(session, _SETTLES[action], "class", record.number, at)
    if not any(kinds):
        return
    unit = session.scalar(select(Institution.name).where(Institution.id == record.institution_id))
    detail = {"name": record.name, "unit": unit, "remark": remark, **_days(record), **facts}
    body = Recipient(institution_id=record.assessment_body_id) if record.assessment_body_id else None
    for kind, to in zip(kinds, (BUREAU, institution_of(record), body), strict=True):
        if kind and to:
            notices.send(session, kind, to, subject_kind="class", number=record.number, at=at, detail=detail)


def tell_roster_undone(session: Session, record: TrainingClass, batch: str, count: int, at: datetime) -> None:
    """A batch of its roster was taken back: the institution hears of it, the bureau once the class is running."""
    detail = {"name": record.name, "batch": batch, "count": count}
    for to in (institution_of(record), *((BUREAU,) if record.state == "running" else ())):
        notices.send(session, "roster.undone", to, subject_kind="class", number=record.number, at=at, detail=detail)


def institution_of(record: TrainingClass) -> Recipient:
    """Those who run the class."""
    return Recipient(role=Role.TRAINING_INSTITUTION, institution_id=record.institution_id)


def _days(record: TrainingClass) -> dict[str, Any]:
    if record.completed_on is None:
        return {}
    try:
        days = load().parameter("classes.report_after_completion_days").on(record.completed_on).value
    except PolicyNotInForce:
        return {"day": record.reported_on}
    return {"day": record.reported_on, "due": record.completed_on + timedelta(days=days)}
