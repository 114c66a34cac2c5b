"""What may stand in an audit row: no identity, phone or account number, nothing that JSON in the database refuses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from stdnum.cn import uscc

from training_app.audit.messages import DETAIL_HOLDS_PERSONAL_NUMBER

MASK = "〔已隐去〕"
LONGEST_CHANGE = 120
_DEEPEST = 8

# A word of letters and digits longer than this is a digest or a token, and no number somebody could be called by.
_LONGEST_WORD = 22
_WORD = re.compile(r"[0-9A-Za-z]+", re.ASCII)
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY_18 = rf"[1-9]\d{{5}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dXx]"
_IDENTITY_15 = rf"[1-9]\d{{7}}{_DAY}\d{{3}}"
_PHONE = r"1[3-9]\d{9}"
_RUN = re.compile(r"(?<!\d)\d{11,19}[Xx]?(?!\d)", re.ASCII)
_RUN_IS_PERSONAL = re.compile(rf"{_IDENTITY_18}|{_IDENTITY_15}|{_PHONE}", re.ASCII)
_IDENTITY = re.compile(rf"{_IDENTITY_18}|{_IDENTITY_15}", re.ASCII)
# The ways people group the digits of an identity, phone and card number.
_GROUPED = re.compile(
    rf"(?<!\d)(?:\d{{6}}[ -](?:18|19|20)\d\d{_DAY}[ -]\d{{3}}[\dXx]"
    r"|1[3-9]\d[ -]\d{4}[ -]\d{4}|\d{4}(?:[ -]\d{4}){3,4}(?:[ -]?\d{1,3})?)(?!\d)",
    re.ASCII,
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－　", "0123456789Xx- ")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class PersonalNumberInAudit(ValueError):
    """Our own code put a personal number into an audit detail: a defect, raised where tests run."""


def holds_personal_number(text: str) -> bool:
    """Whether the text holds something that looks like an identity, phone or bank account number."""
    return bool(_personal_spans(text))


def masked(text: str) -> str:
    """The text fit to be kept: personal numbers and control characters replaced."""
    kept, at = [], 0
    for start, end in _personal_spans(text):
        if start >= at:
            kept += [text[at:start], MASK]
            at = end
    kept.append(text[at:])
    return _UNPRINTABLE.sub("\ufffd", "".join(kept))


def redact(detail: Any, *, strict: bool) -> Any:
    """The detail as plain JSON values without personal numbers.

    `strict` raises PersonalNumberInAudit instead of masking. Floats raise TypeError: amounts are fen, hours text.
    """
    return _redact(detail, strict, 0)


def changes(
    before: Mapping[str, str], after: Mapping[str, str], unspoken: Iterable[str] = ()
) -> dict[str, list[str | None]]:
    """What an edit changed, by field: [before, after], fit for a detail: numbers masked, long texts cut. Of the
    `unspoken` fields (persons' names and phones) only that they changed."""
    silent = frozenset(unspoken)
    return {
        name: [None, None] if name in silent else [_short(before.get(name, "")), _short(after.get(name, ""))]
        for name in {**before, **after} if before.get(name, "") != after.get(name, "")
    }  # fmt: skip


def members_digest(numbers: Iterable[str]) -> str:
    """The digest over the members of a batch (readable numbers, in any order): one act, provable person by person."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def _short(text: str) -> str:
    words = masked(text)
    return words if len(words) <= LONGEST_CHANGE else words[:LONGEST_CHANGE] + "…"


def _redact(value: Any, strict: bool, depth: int) -> Any:
    if depth > _DEEPEST:
        raise TypeError("audit detail nested too deeply")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return _redact(value.value, strict, depth)
    if isinstance(value, int):
        return _text(str(value), strict) if _personal_whole(str(value)) else value
    if isinstance(value, str):
        return _text(value, strict)
    if isinstance(value, (date, UUID, Decimal)):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, dict):
        return {_text(str(key), strict): _redact(item, strict, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_redact(item, strict, depth + 1) for item in value]
        return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
    raise TypeError(f"{type(value).__name__} cannot stand in an audit detail")


def _text(text: str, strict: bool) -> str:
    if strict and holds_personal_number(text):
        raise PersonalNumberInAudit(DETAIL_HOLDS_PERSONAL_NUMBER)
    return masked(text)


def _personal_whole(digits: str) -> bool:
    # A bare whole number of eleven or of 16 to 19 digits may be an amount or a count; an identity number it hardly is.
    return bool(_IDENTITY.fullmatch(digits))


def _personal_spans(text: str) -> list[tuple[int, int]]:
    folded = text.translate(_FULL_WIDTH)
    spans = [found.span() for found in _GROUPED.finditer(folded)]
    for word in _WORD.finditer(folded):
        if len(word[0]) <= _LONGEST_WORD:
            spans += [
                (word.start() + run.start(), word.start() + run.end())
                for run in _RUN.finditer(word[0])
                if _personal_run(run[0])
            ]
    return sorted(spans)


def _personal_run(digits: str) -> bool:
    if _RUN_IS_PERSONAL.fullmatch(digits):
        return True
    # Card and account numbers; 统一社会信用代码 may be 18 digits too, vouchers and serial numbers begin with the year.
    return digits.isdigit() and 16 <= len(digits) <= 19 and not digits.startswith("20") and not uscc.is_valid(digits)
