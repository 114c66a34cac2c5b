"""Classes that are completed and not yet reported to the province: a page of them, and how each district stands.

Source: 威人社函〔2023〕25号 四（二）; the last day follows from `classes.report_after_completion_days` as in force on the day a
class was completed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, Select, and_, case, func, null, or_, select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible
from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.lists import Asked, FromAddress
from training_app.places.models import District
from training_app.policies.loader import load

LATE, SOON = "late", "soon"
SOON_FOR = timedelta(days=7)
"""So many days before the last one a report is said to be due soon, as the first reminder does."""
_PASSED = (
    select(func.count())
    .where(Enrolment.class_id == TrainingClass.id, Enrolment.state == "completed")
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all. `state`: late (the last day has passed) or soon (seven days or less)."""

    state: str = ""
    district: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A completed class whose report is due; `due` is its last day (None: no rule in force then), `left` the days to it,
    negative once it has passed."""

    record: TrainingClass
    institution: str
    district: str
    passed: int
    due: date | None
    left: int | None


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """How a district stands: classes that wait for their report, those late, and the days the oldest of these is late."""

    code: str
    name: str
    waiting: int
    soon: int
    late: int
    oldest: int


def due_on() -> ColumnElement[date]:
    """The last day to report a class, in SQL; NULL where no rule was in force on the day it was completed."""
    day = TrainingClass.completed_on
    values = load().parameter("classes.report_after_completion_days").values
    spans = [
        (and_(day >= each.begins, *([day <= each.until] if each.until else [])), day + int(each.value))
        for each in reversed(values)
    ]
    return case(*spans, else_=null().cast(Date)) if spans else null().cast(Date)


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked, today: date) -> paging.Page:
    """One page of the classes in scope that wait for their report."""
    due, number = due_on(), paging.Key(TrainingClass.number, str)
    orders = {
        "due": [paging.Key(due, date, nullable=True), number],
        "number": [number],
        "institution": [paging.Key(Institution.name_initials, str), number],
        "completed_on": [paging.Key(TrainingClass.completed_on, date), number],
    }
    wanted = _waiting(actor, filters, today).with_only_columns(
        TrainingClass, Institution.name, District.name, _PASSED, due, maintain_column_froms=True
    )
    return paging.page_of(session, wanted, orders, asked, lambda row: _line(*row[:5], today))


def board(session: Session, actor: Actor, today: date) -> Sequence[DistrictLine]:
    """Every district in scope in which a class waits for its report, in the city's order."""
    due = due_on()
    late = due < today
    rows = session.execute(
        _waiting(actor, Filters(), today)
        .with_only_columns(
            District.code, District.name, func.count(),
            func.count().filter(due >= today, due <= today + SOON_FOR), func.count().filter(late),
            func.max(today - due).filter(late), maintain_column_froms=True,
        )
        .group_by(District.code, District.name, District.sort)
        .order_by(District.sort)
    )  # fmt: skip
    return [DistrictLine(*row[:5], row[5] or 0) for row in rows]


def _waiting(actor: Actor, filters: Filters, today: date) -> Select:
    due = due_on()
    wanted = (
        select(TrainingClass)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(District, District.code == TrainingClass.district_code)
        .where(visible(actor), TrainingClass.state == "completed")
    )
    wanted = fitting(wanted, (TrainingClass.district_code, filters.district))
    if filters.state == LATE:
        wanted = wanted.where(due < today)
    elif filters.state == SOON:
        wanted = wanted.where(due >= today, due <= today + SOON_FOR)
    if text := filters.text:
        wanted = wanted.where(
            or_(
                TrainingClass.number.icontains(text, autoescape=True), TrainingClass.name.icontains(text, autoescape=True),
                Institution.name.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    return wanted


def _line(
    record: TrainingClass, institution: str, district: str, passed: int, due: date | None, today: date
) -> WaitingLine:
    return WaitingLine(record, institution, district, passed, due, (due - today).days if due else None)
