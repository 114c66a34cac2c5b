"""Exact quantities: 学时 in hundredths, money in fen. No float anywhere."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"-?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,2})?", re.ASCII)


def parse_hundredths(text: str) -> int:
    """The whole number of hundredths written as `text` ("12", "7.5", "1,200.50").

    Raises ValueError for anything else: exponents, more than two decimals, NaN, letters, other digits than 0-9, a comma that
    does not part thousands (7,5 is 7.5 as likely as 75).
    """
    cleaned = text.strip()
    if not _NUMBER.fullmatch(cleaned):
        raise ValueError(f"not a number with at most two decimals: {text!r}")
    try:
        return int(Decimal(cleaned.replace(",", "")) * 100)
    except InvalidOperation as error:  # pragma: no cover - the pattern leaves nothing to fail
        raise ValueError(str(error)) from error


def format_hundredths(hundredths: int) -> str:
    """Two decimals, no separators: 750 → "7.50"."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02d}"


def format_hours(hundredths: int) -> str:
    """学时 for people: without needless zeros, 9000 → "90", 750 → "7.5"."""
    text = format_hundredths(hundredths)
    return text.rstrip("0").rstrip(".")


def format_fen(fen: int) -> str:
    """Money for people, in 元 with two decimals and thousands: 12345600 → "123,456.00"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"
