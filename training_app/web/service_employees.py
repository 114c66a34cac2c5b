"""The people of an employer as a workbook: what the list shows, without an identity number of anybody."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.hours import queries as hours
from training_app.kernel.actor import Actor
from training_app.sheets.export import ExportColumn, Value, write_table
from training_app.web import labels, queries_employees
from training_app.web.queries_employees import Employee

_EVERYBODY = 1_000_000
_FIRST_AMOUNT, _LAST_AMOUNT = 3, 5


def workbook(session: Session, actor: Actor, show: str, name: str, today: date, at: datetime) -> bytes:
    """An xlsx of the employees that the list finds, who lacks most hours of the year first; one act in the trail."""
    required = hours.required(today.year)
    people = queries_employees.page_of(session, actor, today.year, today, show, name, size=_EVERYBODY).items
    columns = [
        ExportColumn(heading, number_format="0.00" if _FIRST_AMOUNT <= place <= _LAST_AMOUNT else "")
        for place, heading in enumerate(labels.EMPLOYEE_COLUMNS)
    ]
    rows = [_row(each, None if required.total is None else each.gap(required)) for each in people]
    audit.record(
        session, actor, "list.export", "list", "employees", at=at,
        detail={"filter": {"show": show} if show else {}, "lines": len(rows)},
    )  # fmt: skip
    return write_table(labels.EMPLOYEES, columns, rows)


def _row(each: Employee, gap: int | None) -> list[Value]:
    return [
        each.number, each.name, each.post, Decimal(each.balance.general) / 100, Decimal(each.balance.professional) / 100,
        None if gap is None else Decimal(gap) / 100, labels.GROUPS["level"].get(each.certificate, ""),
        labels.GROUPS["title_level"].get(each.title, ""),
    ]  # fmt: skip
