"""Who is told of the acts on year plans, and what falls due around them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import PolicyNotInForce
from training_app.notices import service as notices
from training_app.notices.registry import Reminder
from training_app.notices.rules import Recipient
from training_app.policies.loader import load
from training_app.programmes import rules_plans
from training_app.programmes.models_plans import AnnualPlan

_BUREAU = Recipient(role=Role.BUREAU)
# Act → notice to the bureau, to the institution.
_TOLD = {
    "plan.submit": ("plan.submitted", ""), "plan.return": ("", "plan.returned"), "plan.file": ("", "plan.filed"),
}  # fmt: skip
# Act → the notices about the plan that asked for it.
_SETTLES = {
    "plan.submit": ("plan.returned", "plan.declined"), "plan.return": ("plan.submitted",), "plan.file": ("plan.submitted",),
    "plan.discard": ("plan.submitted", "plan.returned", "plan.declined", "plan.to_confirm"),
    "plan.send_to_province": ("plan.not_sent",),
}  # fmt: skip


def tell(session: Session, action: str, record: AnnualPlan, at: datetime) -> None:
    """Tells of an act whom it concerns, and settles what was told to ask for it."""
    if action in _SETTLES:
        notices.settle(session, _SETTLES[action], rules_plans.RECORD_KIND, record.number, at)
    kinds = _TOLD.get(action, ("", ""))
    if not any(kinds):
        return
    detail = {"year": record.year, "unit": _unit(session, record.institution_id), "document": record.filing_number}
    for kind, to in zip(kinds, (_BUREAU, _institution(record)), strict=True):
        if kind:
            _send(session, kind, to, record, at, detail)


def tell_asked(session: Session, record: AnnualPlan, body_ids: Collection[int], at: datetime) -> None:
    """Assessment bodies are asked to confirm lines."""
    detail = {"year": record.year, "unit": _unit(session, record.institution_id)}
    for body_id in sorted(body_ids):
        _send(session, "plan.to_confirm", _body(body_id), record, at, detail)


def settle_asked(session: Session, record: AnnualPlan, body_id: int, at: datetime) -> None:
    """Nothing waits for the body's answer any more."""
    notices.settle(session, ("plan.to_confirm",), rules_plans.RECORD_KIND, record.number, at, _body(body_id))


def tell_answered(session: Session, actor: Actor, record: AnnualPlan, answer: str, count: int, at: datetime) -> None:
    """The institution hears what a body answered; once the plan waits for the bureau, the bureau hears of a refusal too."""
    detail = {"year": record.year, "unit": _unit(session, actor.institution_id), "count": count}
    kind = "plan.confirmed" if answer == "confirmed" else "plan.declined"
    _send(session, kind, _institution(record), record, at, detail)
    if answer == "declined" and record.state == "submitted":
        _send(session, kind, _BUREAU, record, at, detail)


def find(session: Session, today: date) -> Iterator[Reminder]:
    """Filed plans of which nobody has noted that they went to the province, from the day this is due."""
    plan = AnnualPlan
    waiting = select(plan).where(plan.state == "filed", plan.province_sent_on.is_(None)).order_by(plan.id)
    for record in session.scalars(waiting):
        due = province_due(record)
        if due is not None and due <= today:
            detail = {"year": record.year, "due": due}
            key = f"plan.not_sent/{record.number}"
            yield Reminder("plan.not_sent", _institution(record), rules_plans.RECORD_KIND, record.number, key, due, detail)


def province_due(record: AnnualPlan) -> date | None:
    """The day by which a filed plan should be noted as sent to the province; None where it was, or nothing is in force."""
    if record.filed_at is None or record.state != "filed" or record.province_sent_on is not None:
        return None
    filed_on = record.filed_at.astimezone(CHINA).date()
    try:
        return rules_plans.province_day(filed_on, load().parameter("plans.province_days").on(filed_on).value)
    except PolicyNotInForce:
        return None


def _send(
    session: Session, kind: str, to: Recipient, record: AnnualPlan, at: datetime, detail: dict[str, object]
) -> None:
    notices.send(session, kind, to, subject_kind=rules_plans.RECORD_KIND, number=record.number, at=at, detail=detail)


def _institution(record: AnnualPlan) -> Recipient:
    return Recipient(role=Role.TRAINING_INSTITUTION, institution_id=record.institution_id)


def _body(body_id: int) -> Recipient:
    return Recipient(role=Role.ASSESSMENT_BODY, institution_id=body_id)


def _unit(session: Session, institution_id: int | None) -> str | None:
    return session.scalar(select(Institution.name).where(Institution.id == institution_id))
