"""Applications for a class: which states hold a seat, which wait, which may come back; and the days on which one may apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SEATED = ("accepted", "enrolled", "completed", "failed")
"""Who holds a seat of a class: the one definition, for pages, rosters, acceptance and the database itself."""
UNDECIDED = ("applied", "waiting")
"""Applications the institution has still to decide, or that wait for a seat."""
LEARNING = ("accepted", "enrolled")
"""Enrolments that bind somebody's time to a class that is not over."""
TURNED_AWAY = ("declined", "retracted")
"""Applications that came to nothing; whoever made them may apply again, or be on a roster."""
JOINING = (*UNDECIDED, "accepted", *TURNED_AWAY)
"""Enrolments that a roster with the person on it turns into `enrolled`."""
MOST_NOTE = 300


class Span(StrEnum):
    """How a day lies to the days of signing up."""

    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"


def span_on(opens_on: date, closes_on: date, day: date) -> Span:
    """Where a day lies; both ends belong to the span."""
    if day < opens_on:
        return Span.BEFORE
    return Span.OPEN if day <= closes_on else Span.AFTER


@dataclass(frozen=True, slots=True)
class Offer:
    """What an institution says about signing up for a class, as typed; None where no day could be read."""

    opens_on: date | None
    closes_on: date | None
    show_contact: bool = False
    note: str = ""


def places(free: int, asked: int) -> tuple[int, int]:
    """How many of those asked for get a seat and how many wait, when `free` seats are left."""
    seated = max(0, min(free, asked))
    return seated, asked - seated
