"""The day somebody reaches the statutory retirement age, by the parameter `persons.retirement_age`. Only ever a warning."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any


def retirement_day(value: Mapping[str, Any], sex: str, born: date) -> date:
    """The day the age is reached.

    `value` has `male_months` and `female_months`; where the age is being raised also `raised_from` (the month the raise
    begins), `months_per_step` (so many months of birth share one step) and `most_steps` (a step is one month).
    """
    ordinary = _later(born, value["male_months" if sex == "male" else "female_months"])
    begins = value.get("raised_from")
    if begins is None or ordinary < begins:
        return ordinary
    months = (ordinary.year - begins.year) * 12 + ordinary.month - begins.month
    return _later(ordinary, min(months // value["months_per_step"] + 1, value["most_steps"]))


def by(value: Mapping[str, Any]) -> Callable[[str, date], date]:
    """`retirement_day` for one value of the parameter."""
    return lambda sex, born: retirement_day(value, sex, born)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
