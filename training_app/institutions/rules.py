"""The 统一社会信用代码 (GB 32100-2015), and days of qualifications."""

from __future__ import annotations

import unicodedata
from datetime import date

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18


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


# Who registered it and as what: the first two signs (GB 32100-2015, tables 1 and 2).
_NATURES = {
    "11": "government", "12": "public_institution", "51": "social_organisation", "52": "private_nonenterprise",
    "53": "social_organisation", "91": "enterprise",
}  # fmt: skip


def nature_of(code: str) -> str | None:
    """The nature of a unit that a canonical code tells, None where its first signs tell none. A university is registered
    as 事业单位 or 民办非企业单位 and told apart by nobody's code."""
    return _NATURES.get(code[:2])
