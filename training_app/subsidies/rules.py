"""Who may be paid, and when again (威人社函〔2023〕25号 五（三）). The length of the window is policy data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as far as the window asks: its day, and how it is named to the user (voucher, or line of the file)."""

    on: date
    voucher: str
    line: int = 0


def years_later(day: date, years: int) -> date:
    """The same day so many years later; the last of February after a 29 February that has no counterpart."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def clash(on: date, others: Iterable[Paid], years: int) -> Paid | None:
    """The nearest other payment within the window [day, day + years) before or after; the anniversary is free again."""
    near = [
        other for other in others
        if (other.on <= on < years_later(other.on, years)) or (on <= other.on < years_later(on, years))
    ]
    return min(near, key=lambda other: abs((other.on - on).days), default=None)
