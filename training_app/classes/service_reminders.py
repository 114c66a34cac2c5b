"""What falls due around classes: the report after completion, a completion not done, a filing not handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.service_notices import institution_of
from training_app.kernel.errors import PolicyNotInForce
from training_app.notices.registry import Reminder
from training_app.policies.loader import load

STEPS = (7, 3, 0)
"""Days before the last day on which the institution hears of a report (威人社函〔2023〕25号 四（二）)."""
BEFORE_START = timedelta(days=7)


def find(session: Session, today: date) -> Iterator[Reminder]:
    """Reminders of classes in the register on a day; classes from the books of earlier years are over."""
    c = TrainingClass
    waiting = select(c).where(c.origin == "register", c.state.in_(("draft", "returned", "approved", "running", "completed")))
    listed = select(Enrolment.id).where(Enrolment.class_id == c.id, Enrolment.state == "enrolled").exists()
    for record, has_people in session.execute(waiting.add_columns(listed).order_by(c.id)):
        found = _of(record, has_people, today)
        if found is not None:
            yield found


def _of(record: TrainingClass, has_people: bool, today: date) -> Reminder | None:
    if record.state == "completed":
        return _report(record, today)
    if record.state in ("draft", "returned"):
        soon = today <= record.starts_on <= today + BEFORE_START
        return _reminder(record, "class.draft_due", f"{record.starts_on}", record.starts_on) if soon else None
    if record.ends_on < today and has_people:
        return _reminder(record, "class.completion_due", f"{record.ends_on}", record.ends_on, due=record.ends_on)
    return None


def _report(record: TrainingClass, today: date) -> Reminder | None:
    assert record.completed_on is not None
    try:
        days = load().parameter("classes.report_after_completion_days").on(record.completed_on).value
    except PolicyNotInForce:
        return None
    due = record.completed_on + timedelta(days=days)
    left = (due - today).days
    if left < 0:
        return _reminder(record, "class.report_overdue", f"{record.completions}/late", due, due=due)
    # The narrowest step reached: a run that was missed is made up for once, not thrice.
    step = min((each for each in STEPS if left <= each), default=None)
    if step is None:
        return None
    kind = "class.report_due" if left else "class.report_today"
    return _reminder(record, kind, f"{record.completions}/{step}", due, due=due, left=left)


def _reminder(
    record: TrainingClass, kind: str, step: str, day: date, *, due: date | None = None, left: int | None = None
) -> Reminder:
    return Reminder(
        kind, institution_of(record), "class", record.number, f"{kind}/{record.number}/{step}", due or day,
        {"name": record.name, "day": day, "due": due, "left": left},
    )
