"""Identity documents of people in China: forms, check digits, what a number says, canonical form and mask.

Forms: GB 11643-1999 (居民身份证, MOD 11-2 of GB/T 17710), residence permits for residents of Hong Kong, Macao and Taiwan
(same form, region 810000/820000/830000), the foreigners' permanent residence cards of 2017 and 2023, travel permits and
passports. A region code is never a reason to refuse: old cards carry abolished ones.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache

from stdnum.cn import uscc


class IdentityKind(StrEnum):
    """Kinds of identity document the register accepts."""

    RESIDENT_ID = "resident_id"
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"
    HM_TRAVEL_PERMIT = "hm_travel_permit"
    TW_TRAVEL_PERMIT = "tw_travel_permit"
    FOREIGN_PERMANENT_RESIDENCE = "foreign_permanent_residence"
    PASSPORT = "passport"


class IdentityDefect(StrEnum):
    """What can be wrong with a number; the values are the codes of roster problems."""

    LENGTH = "identity.length"
    CHECK_DIGIT = "identity.check_digit"
    BIRTH_DATE = "identity.birth_date"
    FIFTEEN_DIGITS = "identity.fifteen_digits"
    UNKNOWN_KIND = "identity.unknown_kind"


EIGHTEEN = frozenset(
    {IdentityKind.RESIDENT_ID, IdentityKind.HMT_RESIDENCE_PERMIT, IdentityKind.FOREIGN_PERMANENT_RESIDENCE}
)
"""Kinds whose numbers have the 18-character form with birth date, sequence and check digit."""

_PREFIX = {
    IdentityKind.RESIDENT_ID: "CN18:", IdentityKind.HMT_RESIDENCE_PERMIT: "CN18:",
    IdentityKind.FOREIGN_PERMANENT_RESIDENCE: "FPR:", IdentityKind.HM_TRAVEL_PERMIT: "HKMO:",
    IdentityKind.TW_TRAVEL_PERMIT: "TW:", IdentityKind.PASSPORT: "PASS:",
}
_EIGHTEEN_FORM = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_WITHIN = re.compile(r"(?<![0-9A-Z])[1-9]\d{16}[\dX](?![0-9A-Z])", re.ASCII)
_CARD_OF_2017 = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_HM_PERMIT = re.compile(r"[HM](?:\d{8}|\d{10})", re.ASCII)
_TW_PERMIT = re.compile(r"\d{8}(?:\d{2})?", re.ASCII)
_PASSPORT = re.compile(r"\d{7,9}|(?=\d*[A-Z])(?=[A-Z]*\d)[A-Z\d]{6,12}", re.ASCII)
_COMMON_PASSPORT = re.compile(r"(?![HM]\d)[A-Z]{1,2}\d{7,8}", re.ASCII)
_FIFTEEN_FORM = re.compile(r"[1-9]\d{14}", re.ASCII)
_CHECK_DIGITS = "10X98765432"
_EARLIEST_YEAR = 1900


def check_digit(first17: str) -> str:
    """The 18th character that belongs to 17 digits (MOD 11-2). The caller sees to it that they are ASCII digits."""
    a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r = first17.encode()
    # Unrolled: four times as fast as a loop. Each byte is 48 + digit; 48 x (sum of the weights, 100) is 4 modulo 11.
    total = (
        (a + k) * 7 + (b + m) * 9 + (c + n) * 10 + (d + o) * 5 + (e + p) * 8 + (f + q) * 4
        + (g + r) * 2 + h + i * 6 + j * 3
    )
    return _CHECK_DIGITS[(total - 4) % 11]


@lru_cache(maxsize=65536)
def _day(text: str) -> date | None:
    """The day written as YYYYMMDD, None when the calendar has no such day or it lies before 1900."""
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return day if day.year >= _EARLIEST_YEAR else None


def kind_of(number: str) -> IdentityKind | None:
    """The kind that a cleaned number shows by its form alone; None where several fit (8 or 10 digits) or none does."""
    if _EIGHTEEN_FORM.fullmatch(number):
        if number[0] == "9":
            return IdentityKind.FOREIGN_PERMANENT_RESIDENCE
        if number[:6] in {"810000", "820000", "830000"}:
            return IdentityKind.HMT_RESIDENCE_PERMIT
        return IdentityKind.RESIDENT_ID
    if _CARD_OF_2017.fullmatch(number):
        return IdentityKind.FOREIGN_PERMANENT_RESIDENCE
    if _HM_PERMIT.fullmatch(number):
        return IdentityKind.HM_TRAVEL_PERMIT
    if _COMMON_PASSPORT.fullmatch(number):
        return IdentityKind.PASSPORT
    return None


def fits(number: str, kind: IdentityKind) -> bool:
    """Whether a cleaned number has the form of the kind (form only: no check digit, no date)."""
    if kind is IdentityKind.TW_TRAVEL_PERMIT:
        return bool(_TW_PERMIT.fullmatch(number))
    if kind is IdentityKind.PASSPORT:
        return bool(_PASSPORT.fullmatch(number))
    return kind_of(number) is kind


def defects(number: str, kind: IdentityKind, today: date | None = None) -> list[IdentityDefect]:
    """What is wrong with a cleaned number of this kind; empty when it may be stored.

    `today` lets a birth date in the future be seen.
    """
    if not fits(number, kind):
        if kind in EIGHTEEN or kind is IdentityKind.HMT_RESIDENCE_PERMIT:
            return [defect_of_form(number)]
        return [IdentityDefect.UNKNOWN_KIND]
    if len(number) != 18 or kind not in EIGHTEEN:
        return []
    found = []
    day = _day(number[6:14])
    if day is None or (today is not None and day > today):
        found.append(IdentityDefect.BIRTH_DATE)
    if check_digit(number[:17]) != number[17]:
        found.append(IdentityDefect.CHECK_DIGIT)
    return found


def defect_of_form(number: str) -> IdentityDefect:
    """Why a number is none of the 18-character form: an old 15-digit one, a wrong length, or other characters."""
    if _FIFTEEN_FORM.fullmatch(number):
        return IdentityDefect.FIFTEEN_DIGITS
    if len(number) != 18:
        return IdentityDefect.LENGTH
    return IdentityDefect.CHECK_DIGIT if _looks_like_eighteen(number) else IdentityDefect.UNKNOWN_KIND


def _looks_like_eighteen(number: str) -> bool:
    return sum(character.isascii() and character.isdigit() for character in number) >= 14


def is_valid(number: str, today: date | None = None) -> bool:
    """Whether a cleaned number is a right one of the 18-character kinds."""
    if not _EIGHTEEN_FORM.fullmatch(number):
        return False
    day = _day(number[6:14])
    return day is not None and (today is None or day <= today) and check_digit(number[:17]) == number[17]


def within(text: str) -> str | None:
    """The right number of an 18-character kind that stands in a text, by itself or beside a name; None where there is none."""
    # Both ways: blanks may stand in the number, or between it and other figures.
    for readable in ("".join(text.split()), text):
        for found in _WITHIN.finditer(readable.upper()):
            if is_valid(found[0]):
                return found[0]
    return None


def birth_date(number: str) -> date | None:
    """The birth date a cleaned 18-character number carries, None for other forms."""
    return _day(number[6:14]) if _EIGHTEEN_FORM.fullmatch(number) else None


def sex(number: str) -> str | None:
    """ "male" (odd) or "female" (even) by the 17th digit of an 18-character number, None for other forms."""
    if not _EIGHTEEN_FORM.fullmatch(number):
        return None
    return "male" if ord(number[16]) & 1 else "female"


def from_fifteen(number: str) -> str | None:
    """The 18-character form of an old 15-digit number (born in the 1900s), None where the date in it is impossible.

    To be offered, never applied by itself: GB 11643-1999 replaced the old form and a typist may have lost three digits.
    """
    if not _FIFTEEN_FORM.fullmatch(number):
        return None
    longer = f"{number[:6]}19{number[6:]}"
    return longer + check_digit(longer) if _day(longer[6:14]) else None


_ALIKE = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "Z": "2", "S": "5", "B": "8"})


def repair(number: str) -> str | None:
    """The right number that looks the same (O for 0, l for 1 …) or spells X as *, K or ×; None when there is none.

    To be offered, never applied by itself.
    """
    if len(number) != 18:
        return None
    body = number[:17].translate(_ALIKE)
    last = "X" if number[17] in "*K×" else number[17].translate(_ALIKE)
    fixed = body + last
    return fixed if fixed != number and is_valid(fixed) else None


def canonical(kind: IdentityKind | str, number: str) -> str:
    """The text under which equal documents are found: type prefix and the part that stays over re-issue.

    Of a 港澳居民来往内地通行证 the first nine characters stay for life; the rest counts re-issues. A residence permit has
    a citizen's form and shares its prefix.
    """
    lifelong = number[:9] if kind == IdentityKind.HM_TRAVEL_PERMIT else number
    return _PREFIX[kind] + lifelong


def mask(number: str) -> str:
    """First four and last four of an 18-character number; of shorter ones so little that it cannot be guessed back."""
    if len(number) >= 15:
        return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
    shown = 2 if len(number) >= 8 else 1
    if len(number) <= 3:
        return "*" * len(number)
    return f"{number[:shown]}{'*' * (len(number) - 2 * shown)}{number[-shown:]}"


def is_credit_code(code: str) -> bool:
    """Whether an organisation's 统一社会信用代码 has the form and check digit of GB 32100-2015."""
    return uscc.is_valid(code) and code == uscc.compact(code)
