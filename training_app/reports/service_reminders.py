"""Returns that fall due: from the 15th of the quarter's last month on (威人社函〔2023〕25号 六（二）)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from training_app.kernel.actor import operator
from training_app.kernel.dates import Quarter
from training_app.notices.registry import Reminder
from training_app.reports import labels, queries_returns
from training_app.reports.service_late import due_on
from training_app.reports.service_notices import unit_of

FIRST_NOTICE = 15
STEPS = (3, 0)
"""Days before the last day on which who has not submitted hears of it again."""


def find(session: Session, today: date) -> Iterator[Reminder]:
    """Units that have submitted nothing for the quarter that ends, or for the one before it."""
    running = Quarter.of(today)
    for quarter in (running.previous(), running):
        due = due_on(quarter)
        if due is None:
            continue
        step = _step(quarter, due, today)
        if not step:
            continue
        kind = "return.overdue" if step == "late" else "return.due"
        detail = {"quarter": labels.quarter_name(quarter.year, quarter.number), "due": due}
        for filing in queries_returns.filings(session, operator(), quarter):
            record = filing.record
            if record is None or (record.state == "draft" and record.version == 1):
                subject = ("return", record.number) if record else ("quarter", str(quarter))
                key = f"return/{quarter}/{filing.institution.code}/{step}"
                yield Reminder(kind, unit_of(filing.institution.id), *subject, key, due, detail)


def _step(quarter: Quarter, due: date, today: date) -> str:
    left = (due - today).days
    if left < 0:
        return "late"
    near = min((each for each in STEPS if left <= each), default=None)
    if near is not None:
        return str(near)
    return "first" if today >= quarter.last_day.replace(day=FIRST_NOTICE) else ""
