"""The statutory retirement day, from the national figures (secondary: used for warnings only, never to refuse)."""

from __future__ import annotations

import calendar
from datetime import date

from training_app.policies.pack import Pack


def retirement_day(sex: str, born_on: date, pack: Pack) -> date:
    """The day a person (`male` or `female`) reaches the statutory age, the gradual raise included.

    The figures are those in force on the day the age before the raise is reached.
    """
    parameter = pack.parameter("persons.retirement_age")
    months = parameter.values[-1].value[f"{sex}_months"]
    reached = _add_months(born_on, months)
    value = parameter.on(max(reached, parameter.values[0].begins)).value
    start = value.get("raised_from")
    if start is None:
        return reached
    step = ((reached.year - start.year) * 12 + reached.month - start.month) // value["months_per_step"] + 1
    return _add_months(born_on, months + min(step, value["most_steps"]))


def _add_months(day: date, months: int) -> date:
    """The same day of a later month, its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
