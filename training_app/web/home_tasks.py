"""What waits for somebody: rows of the register turned into tasks with deadlines. Pure: rows and days in, tasks out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from training_app.kernel.actor import Role
from training_app.kernel.dates import CHINA, Quarter


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class that is not over, as the home page needs it; `headcount` are the people on its list."""

    number: str
    name: str
    state: str
    institution: str
    contact: str
    starts_on: date
    ends_on: date
    completed_on: date | None
    submitted_at: datetime | None
    reviewed_at: datetime | None
    created_at: datetime
    headcount: int


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `kind` names it in the labels, `mine` says whether the reader does it or only waits for it, `due`
    is its last day, `since` the day it began to wait, `endpoint` with `values` where it is done."""

    kind: str
    mine: bool
    title: str
    number: str
    unit: str
    since: date
    due: date | None
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)
    contact: str = ""


# State of a class → kind of task, role that does it. Who sees it beside that role sees it as waiting elsewhere.
_KINDS = {
    "draft": ("class_draft", Role.TRAINING_INSTITUTION),
    "submitted": ("class_review", Role.BUREAU),
    "returned": ("class_correct", Role.TRAINING_INSTITUTION),
    "completed": ("class_report", Role.TRAINING_INSTITUTION),
}


def class_tasks(
    rows: Iterable[ClassRow], role: Role, today: date, report_days: int | None, *, whole: bool = False
) -> list[Task]:
    """Tasks around classes for a role.

    A filing is due on the day the class begins, completion on its last day, the report `report_days` after completion
    (威人社函〔2023〕25号 四（二）). Others see that a filing waits for review, and what an institution has let fall overdue;
    a district, which reviews nothing, also what was returned and is not corrected yet. `whole`: whatever waits, with
    whomever.
    """
    found = []
    for row in rows:
        kind, doer, due, since = _class_task(row, today, report_days)
        overdue = kind in ("class_report", "class_complete") and due is not None and due < today
        returned = kind == "class_correct" and role is Role.DISTRICT
        if kind and (doer is role or kind == "class_review" or returned or overdue or whole):
            found.append(
                Task(
                    kind, doer is role, row.name, row.number, row.institution, since, due, "classes.show",
                    {"number": row.number}, row.contact,
                )
            )
    return found


def _class_task(row: ClassRow, today: date, report_days: int | None) -> tuple[str, Role, date | None, date]:
    doer = Role.TRAINING_INSTITUTION
    if row.state in _KINDS:
        kind, doer = _KINDS[row.state]
        due, since = row.starts_on, _day(row.created_at)
        if row.state == "submitted":
            since = _day(row.submitted_at or row.created_at)
        elif row.state == "returned":
            since = _day(row.reviewed_at or row.submitted_at or row.created_at)
        elif row.state == "completed":
            since = row.completed_on or row.ends_on
            due = since + timedelta(days=report_days) if report_days is not None else None
        return kind, doer, due, since
    if row.ends_on < today and row.headcount:
        return "class_complete", doer, row.ends_on, row.ends_on
    if not row.headcount:
        return "class_roster", doer, row.starts_on, _day(row.reviewed_at or row.created_at)
    return "", doer, None, today


def return_task(quarter: Quarter, state: str | None, number: str, today: date, due: date, notice: timedelta) -> Task | None:
    """The institution's own return of a quarter: nothing while it is far off, or once it was submitted."""
    if state in ("submitted", "accepted") or today < due - notice:
        return None
    kind = "return_correct" if state == "returned" else "return_file"
    endpoint, values = ("reports.show", {"number": number}) if number else ("reports.index", {"quarter": str(quarter)})
    return Task(kind, True, str(quarter), number, "", quarter.first_day, due, endpoint, values)


def in_order(tasks: Sequence[Task]) -> list[Task]:
    """By deadline, without one last; then by who waits longest."""
    return sorted(tasks, key=lambda task: (task.due or date.max, task.since, task.number))


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
