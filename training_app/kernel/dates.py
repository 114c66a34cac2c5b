"""Days, quarters and years as the bureau counts them: Asia/Shanghai, last day included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This instant, aware, UTC. The only clock; asked at the outer floors and passed inward."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in China now."""
    return now().astimezone(CHINA).date()


def first_moment(day: date) -> datetime:
    """The first instant of a day in China."""
    return datetime.combine(day, time(), CHINA)


def last_moment(day: date) -> datetime:
    """The last microsecond of a day in China: what happened on the day happened not after it, also on 9999-12-31."""
    return datetime.combine(day, time.max, CHINA)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter; `str` gives "2026Q3"."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and 2000 <= self.year <= 2100):
            raise ValueError(f"no such quarter: {self.year}Q{self.number}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """From "2026Q3"; ValueError otherwise."""
        found = re.fullmatch(r"(\d{4})[Qq]([1-4])", text.strip(), re.ASCII)
        if not found:
            raise ValueError(f"not a quarter: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), self.number - 1 or 4)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
