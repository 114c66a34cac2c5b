"""A column of the form month by month, from the same members as the figure itself."""

from __future__ import annotations

from datetime import date

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from training_app.reports.queries_members import Period, Reading, member_rows


def by_month(session: Session, column: str, year: int, reading: Reading) -> list[int]:
    """The members of a column in the months of a year, January first; together they are the figure of the whole year.

    A person counts once a unit and occupation, in the month of the latest completion or certificate.
    """
    members = member_rows(column, Period(date(year, 1, 1), date(year, 12, 31)), reading).subquery()
    month = extract("month", members.c.happened_on)
    rows = session.execute(select(month, func.count()).where(members.c.unit_id.is_not(None)).group_by(month))
    counted = {int(number): count for number, count in rows}
    return [counted.get(number, 0) for number in range(1, 13)]
