"""What falls due around classes: the report after completion, a completion not done, a filing not handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.service_notices import institution_of
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.kernel.errors import PolicyNotInForce
from training_app.notices.registry import Reminder
from training_app.notices.rules import Recipient
from training_app.policies.loader import load

STEPS = (7, 3, 0)
"""Days before the last day on which the institution hears of a report (威人社函〔2023〕25号 四（二）)."""
LATE_EVERY = 7
"""Once the last day has passed the institution hears of it again every so many days."""
LATE_TOLD = (30, 1)
"""Days after the last one on which the district of the class hears of it."""
BEFORE_START = timedelta(days=7)


def find(session: Session, today: date) -> Iterator[Reminder]:
    """Reminders of classes in the register on a day; classes from the books of earlier years are over."""
    c = TrainingClass
    waiting = (
        select(c, Institution.name)
        .join(Institution, Institution.id == c.institution_id)
        .where(c.origin == "register", c.state.in_(("draft", "returned", "approved", "running", "completed")))
    )
    listed = select(Enrolment.id).where(Enrolment.class_id == c.id, Enrolment.state == "enrolled").exists()
    for record, unit, has_people in session.execute(waiting.add_columns(listed).order_by(c.id)):
        yield from _of(record, unit, has_people, today)


def _of(record: TrainingClass, unit: str, has_people: bool, today: date) -> Iterator[Reminder]:
    if record.state == "completed":
        yield from _report(record, unit, today)
    elif record.state in ("draft", "returned"):
        if today <= record.starts_on <= today + BEFORE_START:
            yield _reminder(record, "class.draft_due", f"{record.starts_on}", record.starts_on)
    elif record.ends_on < today and has_people:
        yield _reminder(record, "class.completion_due", f"{record.ends_on}", record.ends_on, due=record.ends_on)


def _report(record: TrainingClass, unit: str, today: date) -> Iterator[Reminder]:
    assert record.completed_on is not None
    try:
        days = load().parameter("classes.report_after_completion_days").on(record.completed_on).value
    except PolicyNotInForce:
        return
    due = record.completed_on + timedelta(days=days)
    left = (due - today).days
    if left < 0:
        yield from _late(record, unit, due, -left)
        return
    # The narrowest step reached: a run that was missed is made up for once, not thrice.
    step = min((each for each in STEPS if left <= each), default=None)
    if step is not None:
        kind = "class.report_due" if left else "class.report_today"
        yield _reminder(record, kind, f"{record.completions}/{step}", due, due=due, left=left)


def _late(record: TrainingClass, unit: str, due: date, late: int) -> Iterator[Reminder]:
    """The institution hears every week that a report is late, the district of the class twice."""
    time = (late - 1) // LATE_EVERY
    yield _reminder(record, "class.report_overdue", f"{record.completions}/late/{time}", due, due=due, late=late)
    step = next(each for each in LATE_TOLD if late >= each)
    to = Recipient(role=Role.DISTRICT, district_code=record.district_code)
    yield _reminder(record, "class.report_late", f"{record.completions}/{step}", due, due=due, late=late, unit=unit, to=to)


def _reminder(
    record: TrainingClass, kind: str, step: str, day: date, *, due: date | None = None, to: Recipient | None = None,
    **facts: object,
) -> Reminder:
    return Reminder(
        kind, to or institution_of(record), "class", record.number, f"{kind}/{record.number}/{step}", due or day,
        {"name": record.name, "day": day, "due": due, **facts},
    )
