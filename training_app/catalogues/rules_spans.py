"""From when to when something published holds, and what that does to what the register holds already. Pure.

Published lists name the last day (有效期至 2027-05-19); the register keeps the first day without (2027-05-20).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from training_app.institutions.rules import overlaps

_DAY = timedelta(days=1)


class Meets(StrEnum):
    """What a line of a list does to a thing of the register that has dates."""

    NEW = "new"
    SAME = "same"
    LONGER = "longer"
    ENDS = "ends"
    SHORTER = "shorter"
    OVERLAPS = "overlaps"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """`last` is the first day without, None when there is no end. `is_told` False: the list does not say when it ends.
    `is_ended`: the list says that it is over; only then `first` may be None."""

    first: date | None
    last: date | None
    is_told: bool
    is_ended: bool = False

    def overlaps(self, other: Span) -> bool:
        """Whether both have a day in common; False where one does not say when it begins."""
        if self.first is None or other.first is None:
            return False
        return overlaps(self.first, self.last, other.first, other.last)


@dataclass(frozen=True, slots=True)
class Held:
    """What the register holds: `last` is the first day without."""

    id: int
    version: int
    first: date
    last: date | None


def span_of(fields: Mapping[str, Any]) -> Span:
    """The span of a line's values; `judge_span` has found nothing against them."""
    first = fields.get("valid_from") or fields.get("range_from")
    last = fields.get("valid_last") or fields.get("range_last")
    ends = date.fromisoformat(last) + _DAY if last else None
    if "ends_on" in fields:
        ends = date.fromisoformat(fields["ends_on"])
    return Span(
        date.fromisoformat(first) if first else None, ends, ends is not None or bool(fields.get("is_open")),
        fields.get("status") == "ended",
    )


def last_day(ends: date | None) -> date | None:
    """The last day of something that ends before `ends`."""
    return ends - _DAY if ends else None


def judge_span(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with the days of a line, as (field, code)."""
    has = fields.__contains__
    if has("valid_from") and has("range_from") and fields["valid_from"] != fields["range_from"]:
        yield "valid_from", "dates.contradict"
    ends = {
        date.fromisoformat(fields[name]) + shift
        for name, shift in (("valid_last", _DAY), ("range_last", _DAY), ("ends_on", timedelta())) if has(name)
    }
    if len(ends) > 1 or (ends and fields.get("is_open")):
        yield "valid_last", "dates.contradict"
        return
    span = span_of(fields)
    if span.first is None and not span.is_ended:
        yield "valid_from", "valid_from.missing"
    if span.is_ended and span.last is None:
        yield "valid_last", "status.no_day"
    if span.first and span.last and span.last <= span.first:
        yield "valid_last", "dates.reversed"


def contradictions(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Of several lines about one thing, each with days that another one has as well, with the first such other one, by
    their places: both say that it stands, or both that it is over."""
    for place, span in enumerate(spans):
        for other, beside in enumerate(spans):
            if other != place and span.is_ended == beside.is_ended and (span == beside or span.overlaps(beside)):
                yield place, other
                break


def meet(span: Span, register: Sequence[Held]) -> tuple[Meets, Held | None]:
    """What a line means to the equal things the register holds, and the one it meets."""
    return _meet_end(span, register) if span.is_ended else _meet_standing(span, register)


def _meet_standing(span: Span, register: Sequence[Held]) -> tuple[Meets, Held | None]:
    met = [each for each in register if span.overlaps(Span(each.first, each.last, True))]
    if not met:
        return Meets.NEW, None
    held = next((each for each in met if each.first == span.first), met[0])
    if held.first != span.first:
        return Meets.OVERLAPS, held
    if not span.is_told or held.last == span.last:
        return Meets.SAME, held
    if held.last is None or (span.last is not None and span.last < held.last):
        return Meets.SHORTER, held
    return (Meets.LONGER if len(met) == 1 else Meets.OVERLAPS), (held if len(met) == 1 else met[-1])


def _meet_end(span: Span, register: Sequence[Held]) -> tuple[Meets, Held | None]:
    assert span.last is not None
    own = [each for each in register if span.first in (None, each.first)]
    for held in own:
        if held.last == span.last:
            return Meets.SAME, held
    for held in own:
        if held.first <= span.last and (held.last is None or held.last > span.last):
            return Meets.ENDS, held
    if span.first is None:
        return Meets.UNKNOWN, None
    met = [each for each in register if span.overlaps(Span(each.first, each.last, True))]
    return (Meets.OVERLAPS, met[0]) if met else (Meets.NEW, None)
