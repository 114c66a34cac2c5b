"""Figures of the form: the members counted, by occupation and in total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from training_app.kernel.dates import Quarter
from training_app.programmes.models import Occupation
from training_app.reports.layout import COLUMNS, TOTAL_NAME, ReturnRow
from training_app.reports.queries_members import PERSON_COLUMNS, Period, Reading, member_rows

ELSEWHERE = "elsewhere"
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows of the form in its order, the total, and the persons whose certificate no unit of the city trained for."""

    period: Period
    rows: tuple[ReturnRow, ...]
    total: ReturnRow
    certified_elsewhere: int


def period_of(quarter: Quarter, cumulative: bool) -> Period:
    """The calendar quarter, or the year up to its end (本年累计)."""
    return Period(date(quarter.year, 1, 1) if cumulative else quarter.first_day, quarter.last_day)


def figures(session: Session, period: Period, reading: Reading) -> Figures:
    """All figures of a reading. Rows: the preprinted occupations, then every other one with activity in the year."""
    counted = {column.key: _count(session, column.key, period, reading) for column in COLUMNS}
    active = _active_in_year(session, period, reading)
    occupations = session.execute(
        select(Occupation.key, Occupation.short_name, Occupation.preprinted).order_by(Occupation.sort)
    ).all()
    rows = tuple(
        _row(key, name, {column: by_key.get(key, (0, 0)) for column, by_key in counted.items()})
        for key, name, preprinted in occupations
        if preprinted or key in active
    )
    totals = {column: by_key.get(TOTAL, (0, 0)) for column, by_key in counted.items()}
    elsewhere = counted["headcount_certified"].get(ELSEWHERE, (0, 0))[0]
    return Figures(period, rows, _row(TOTAL, TOTAL_NAME, totals), elsewhere)


def total(session: Session, period: Period, reading: Reading) -> ReturnRow:
    """The total row alone, without the look at what was active in the year that the other rows need."""
    counted = {column.key: _count(session, column.key, period, reading) for column in COLUMNS}
    return _row(TOTAL, TOTAL_NAME, {column: by_key.get(TOTAL, (0, 0)) for column, by_key in counted.items()})


def _row(key: str, name: str, values: dict[str, tuple[int, int]]) -> ReturnRow:
    distinct = {column: values[column][1] for column in values if column in PERSON_COLUMNS}
    return ReturnRow(occupation=key, name=name, distinct=distinct, **{column: pair[0] for column, pair in values.items()})


def _count(session: Session, column: str, period: Period, reading: Reading) -> dict[str, tuple[int, int]]:
    """Figure and distinct persons of a column, by occupation key and under TOTAL."""
    members = member_rows(column, period, reading).cte("members").prefix_with("MATERIALIZED")
    figure = func.coalesce(func.sum(members.c.amount_fen), 0) if column == "subsidy_paid_fen" else func.count()
    persons = func.count(members.c.person_id.distinct()) if column in PERSON_COLUMNS else func.count()
    belongs = members.c.unit_id.is_not(None)
    counted = session.execute(
        select(members.c.occupation_key, belongs.label("belongs"), figure, persons).group_by(
            func.grouping_sets(tuple_(members.c.occupation_key, belongs), tuple_(belongs))
        )
    )
    found: dict[str, tuple[int, int]] = {}
    for key, of_a_unit, value, heads in counted:
        if of_a_unit:
            found[key or TOTAL] = (int(value), int(heads))
        elif key is None:
            found[ELSEWHERE] = (int(value), int(heads))
    return found


def _active_in_year(session: Session, period: Period, reading: Reading) -> set[str]:
    """Occupations with a class completed, a certificate issued or a payment made in the calendar year of the period."""
    year = Period(date(period.last.year, 1, 1), date(period.last.year, 12, 31))
    active: set[str] = set()
    # Certificates cost a look-up of the training each, so they are asked only for what the others leave open.
    for column in ("classes_held", "subsidy_paid_fen", "headcount_certified"):
        members = member_rows(column, year, reading).subquery()
        open_ones = select(members.c.occupation_key).distinct().where(members.c.occupation_key.not_in(active))
        active |= set(session.scalars(open_ones.where(members.c.unit_id.is_not(None))))
    return active
