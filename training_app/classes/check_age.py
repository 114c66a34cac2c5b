"""Who has reached the statutory retirement age on a day: for each sex the last birth date, found once a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_OLDEST = 110


class Retirement:
    """Asks `retirement_day` (of a sex and birth date; None: nobody is retired) a few times instead of once a person.

    Who is born later retires no earlier, so one birth date of each sex parts the two.
    """

    def __init__(self, retirement_day: Callable[[str, date], date] | None, today: date) -> None:
        self._retirement_day = retirement_day
        self._today = today
        self._last: dict[str, str] = {}

    def reached(self, sex: str, born: str) -> bool:
        """Whether somebody born on the ISO date has reached the age."""
        if sex not in self._last:
            self._last[sex] = self._last_retired(sex)
        return born <= self._last[sex]

    def _last_retired(self, sex: str) -> str:
        if self._retirement_day is None:
            return ""
        first, last = date(self._today.year - _OLDEST, 1, 1).toordinal(), self._today.toordinal()
        while first < last:
            middle = (first + last + 1) // 2
            if self._retirement_day(sex, date.fromordinal(middle)) <= self._today:
                first = middle
            else:
                last = middle - 1
        return date.fromordinal(first).isoformat()
