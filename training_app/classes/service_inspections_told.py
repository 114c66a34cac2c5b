"""Who is told of the steps of an inspection, and what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import labels_inspections as labels
from training_app.classes.models import TrainingClass
from training_app.classes.models_inspections import Inspection
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.notices import service as notices
from training_app.notices.registry import Reminder
from training_app.notices.rules import Recipient

STEPS = (3, 0)
"""Days before the last day on which the institution is reminded of its answer."""
_ASKED = ("inspection.to_answer", "inspection.again", "inspection.due", "inspection.today", "inspection.overdue")


def planned(session: Session, record: Inspection, at: datetime) -> None:
    """The institution hears of an announced inspection, the authorities that come along of any."""
    if record.announced:
        _send(session, "inspection.planned", _inspected(record), record, at, day=record.planned_on)
    _send_offices(session, "inspection.joined", record, at, day=record.planned_on)


def held(session: Session, record: Inspection, count: int, at: datetime) -> None:
    """The authorities that came along receive what was found."""
    notices.settle(session, ("inspection.joined", "inspection.found"), "inspection", record.number, at)
    _send_offices(session, "inspection.found", record, at, count=count)


def to_answer(session: Session, record: Inspection, count: int, at: datetime) -> None:
    """The institution hears what is wrong and by when it answers."""
    notices.settle(session, ("inspection.planned",), "inspection", record.number, at)
    _send(session, "inspection.to_answer", _inspected(record), record, at, due=record.answer_due, count=count)


def answered(session: Session, record: Inspection, at: datetime) -> None:
    """Whoever leads the inspection hears of the answer."""
    notices.settle(session, _ASKED, "inspection", record.number, at)
    _send(session, "inspection.answered", _leader(record), record, at, unit=_unit(session, record))


def again(session: Session, record: Inspection, remark: str, at: datetime) -> None:
    """The institution hears that its answer was not enough."""
    notices.settle(session, ("inspection.answered",), "inspection", record.number, at)
    _send(session, "inspection.again", _inspected(record), record, at, due=record.answer_due, remark=remark)


def closed(session: Session, record: Inspection, at: datetime) -> None:
    """The institution hears the conclusion."""
    notices.settle(session, ("inspection.planned", "inspection.answered"), "inspection", record.number, at)
    _send(session, "inspection.closed", _inspected(record), record, at, remark=record.conclusion)
    _send_offices(session, "inspection.closed", record, at, remark=record.conclusion)


def cancelled(session: Session, record: Inspection, at: datetime) -> None:
    """The institution hears that it need not wait for the inspection."""
    notices.settle(session, ("inspection.planned", "inspection.joined"), "inspection", record.number, at)
    if record.announced:
        _send(session, "inspection.cancelled", _inspected(record), record, at, remark=record.conclusion)
    _send_offices(session, "inspection.cancelled", record, at, remark=record.conclusion)


def find(session: Session, today: date) -> Iterator[Reminder]:
    """What falls due, or is late, on a day: an inspection not held, an answer."""
    for record in session.scalars(select(Inspection).where(Inspection.state == "planned", Inspection.planned_on < today)):
        detail = {**_words(session, record), "day": record.planned_on}
        key = f"inspection.not_held/{record.number}"
        yield Reminder("inspection.not_held", _leader(record), "inspection", record.number, key, record.planned_on, detail)
    for record in session.scalars(select(Inspection).where(Inspection.state == "waiting").order_by(Inspection.id)):
        assert record.answer_due is not None
        left = (record.answer_due - today).days
        step = min((each for each in STEPS if left <= each), default=None)
        if step is None:
            continue
        kind = "inspection.overdue" if left < 0 else "inspection.due" if left else "inspection.today"
        key = f"{kind}/{record.number}/{len(record.answers)}/{record.answer_due}/{step}"
        detail = {**_words(session, record), "due": record.answer_due, "left": left}
        yield Reminder(kind, _inspected(record), "inspection", record.number, key, record.answer_due, detail)
        if left < 0:
            detail = {**detail, "unit": _unit(session, record)}
            key = key.replace(kind, "inspection.unanswered")
            yield Reminder(
                "inspection.unanswered", _leader(record), "inspection", record.number, key, record.answer_due, detail
            )


def _send(
    session: Session, kind: str, to: Recipient, record: Inspection, at: datetime, due: date | None = None, **detail: Any
) -> None:
    words = {**_words(session, record), "due": due, **detail}
    notices.send(
        session, kind, to, subject_kind="inspection", number=record.number, at=at, due=due, detail=words
    )


def _send_offices(session: Session, kind: str, record: Inspection, at: datetime, **detail: Any) -> None:
    for office in record.offices:
        to = Recipient(institution_id=office.institution_id, role=Role.AUTHORITY)
        _send(session, kind, to, record, at, unit=_unit(session, record), **detail)


def _unit(session: Session, record: Inspection) -> str | None:
    return session.scalar(select(Institution.name).where(Institution.id == record.institution_id))


def _words(session: Session, record: Inspection) -> dict[str, Any]:
    name = session.scalar(select(TrainingClass.name).where(TrainingClass.id == record.class_id)) if record.class_id else None
    return {"kind": labels.KINDS[record.kind], "name": name or labels.WHOLE_INSTITUTION}


def _inspected(record: Inspection) -> Recipient:
    return Recipient(institution_id=record.institution_id)


def _leader(record: Inspection) -> Recipient:
    return Recipient(district_code=record.district_code) if record.district_led else Recipient(role=Role.BUREAU)
