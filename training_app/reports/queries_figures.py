"""Figures of the form: the members counted, by occupation and in total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal, null, select, tuple_, union_all
from sqlalchemy.orm import Session

from training_app.kernel.dates import Quarter
from training_app.programmes.models import Occupation
from training_app.reports.layout import COLUMNS, TOTAL_NAME, ReturnRow
from training_app.reports.queries_members import PERSON_COLUMNS, Period, Reading, certified_in, member_keys

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


def _row(key: str, name: str, values: dict[str, tuple[int, int]]) -> ReturnRow:
    distinct = {column: values[column][1] for column in values if column in PERSON_COLUMNS}
    return ReturnRow(occupation=key, name=name, distinct=distinct, **{column: pair[0] for column, pair in values.items()})


def _count(session: Session, column: str, period: Period, reading: Reading) -> dict[str, tuple[int, int]]:
    """Figure and distinct persons of a column, by occupation key and under TOTAL."""
    members = member_keys(column, period, reading).cte("members").prefix_with("MATERIALIZED")
    key, person, belongs = members.c.occupation_key, members.c.person_id, members.c.unit_id.is_not(None).label("belongs")
    figure = func.coalesce(func.sum(members.c.amount_fen), 0) if column == "subsidy_paid_fen" else func.count()
    parts = [
        select(literal("figure").label("part"), key, belongs, figure).group_by(
            func.grouping_sets(tuple_(key, belongs), tuple_(belongs))
        )
    ]
    if column in PERSON_COLUMNS:
        # Grouped twice instead of count(DISTINCT …), which sorts.
        of_key = select(key, belongs).group_by(key, belongs, person).subquery()
        of_all = select(belongs).group_by(belongs, person).subquery()
        by_key = (of_key.c.occupation_key, of_key.c.belongs)
        parts.append(select(literal("heads"), *by_key, func.count()).group_by(*by_key))
        parts.append(select(literal("heads"), null(), of_all.c.belongs, func.count()).group_by(of_all.c.belongs))
    values: dict[str, dict[str, int]] = {"figure": {}, "heads": {}}
    for part, occupation, of_a_unit, value in session.execute(union_all(*parts)):
        if of_a_unit:
            values[part][occupation or TOTAL] = int(value)
        elif occupation is None:
            values[part][ELSEWHERE] = int(value)
    return {name: (value, values["heads"].get(name, value)) for name, value in values["figure"].items()}


def _active_in_year(session: Session, period: Period, reading: Reading) -> set[str]:
    """Occupations with a class completed, a certificate issued or a payment made in the calendar year of the period."""
    year = Period(date(period.last.year, 1, 1), date(period.last.year, 12, 31))
    active: set[str] = set()
    for column in ("classes_held", "subsidy_paid_fen", "headcount_certified"):
        if column == "headcount_certified" and not certified_in(session, year) - active:
            break  # to whom a certificate belongs costs a look-up each: asked only where something is still open
        members = member_keys(column, year, reading).subquery()
        open_ones = select(members.c.occupation_key).distinct().where(members.c.occupation_key.not_in(active))
        active |= set(session.scalars(open_ones.where(members.c.unit_id.is_not(None))))
    return active
