"""The 统一社会信用代码 (GB 32100-2015), and days of qualifications."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Protocol

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18


class Held(Protocol):
    """A qualification as its table keeps it (`models.Qualification`)."""

    kind: str
    tier: str | None
    valid_from: date
    valid_to: date | None
    ended_as: str | None
    meant_to: date | None


def canonical_code(text: str) -> str:
    """The one spelling of a code: half-width, upper case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_sign(first17: str) -> str:
    """The check sign of the first 17 signs. ValueError for a sign outside the alphabet (I, O, S, V, Z are not in it)."""
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(first17, _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def code_defect(code: str) -> str | None:
    """The key of what is wrong with a canonical code, or None."""
    if len(code) != LENGTH:
        return "length"
    if any(sign not in _ALPHABET for sign in code):
        return "signs"
    return None if check_sign(code[:-1]) == code[-1] else "check"


def overlaps(first_from: date, first_to: date | None, second_from: date, second_to: date | None) -> bool:
    """Whether two spans (from, to exclusive, None = open) have a day in common."""
    return (first_to is None or second_from < first_to) and (second_to is None or first_from < second_to)


def first_gap(spans: Iterable[tuple[date, date | None]], day: date) -> date | None:
    """The first day from `day` on that none of the spans (from, to exclusive, None = open) covers; None when there is none."""
    for first, last in sorted(spans, key=lambda span: span[0]):
        if first > day:
            return day
        if last is None:
            return None
        day = max(day, last)
    return day


def is_suspended(held: Held, others: Iterable[Held], day: date) -> bool:
    """Whether a qualification is suspended on a day: it ended so, would not have ended by itself, and none continues it."""
    ended = held.valid_to
    if held.ended_as != "suspended" or ended is None or ended > day or (held.meant_to and held.meant_to <= day):
        return False
    return not any(_goes_on(held, other) and other.valid_from <= day for other in others)


def is_continued(held: Held, others: Iterable[Held]) -> bool:
    """Whether a later qualification of the kind and tier is there for when this one ends."""
    return any(_goes_on(held, other) for other in others)


def _goes_on(held: Held, other: Held) -> bool:
    same = (other.kind, other.tier) == (held.kind, held.tier)
    return same and held.valid_to is not None and other.valid_from >= held.valid_to


# Who registered it and as what: the first two signs (GB 32100-2015, tables 1 and 2).
_NATURES = {
    "11": "government", "12": "public_institution", "51": "social_organisation", "52": "private_nonenterprise",
    "53": "social_organisation", "91": "enterprise",
}  # fmt: skip


def nature_of(code: str) -> str | None:
    """The nature of a unit that a canonical code tells, None where its first signs tell none. A university is registered
    as 事业单位 or 民办非企业单位 and told apart by nobody's code."""
    return _NATURES.get(code[:2])
