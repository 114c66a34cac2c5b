"""Values of cells as strings, the way a person reads them in the spreadsheet."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from training_app.sheets.model import DAY, FRACTION, LOST_DIGITS, TIME

_DIGITS_KEPT = 1e15
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def as_shown(value: object) -> tuple[str, str | None]:
    """The text of a cell value that is no string, and its mark.

    Whole numbers lose ".0"; numbers of 1e15 and more are shown with their 15 digits and marked, because what follows
    them is not what was typed.
    """
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, int | float):
        return number_as_shown(float(value))
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat(), DAY
        return value.isoformat(" ", "seconds"), TIME
    if isinstance(value, date):
        return value.isoformat(), DAY
    if isinstance(value, time):
        return value.isoformat("seconds"), None
    if isinstance(value, timedelta):
        hours, rest = divmod(int(value.total_seconds()), 3600)
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}", None
    return str(value), None


def number_as_shown(value: float) -> tuple[str, str | None]:
    """The text of a number, and its mark."""
    if value != value or value in (float("inf"), float("-inf")):
        return "", None
    if abs(value) >= _DIGITS_KEPT:
        if abs(value) >= 1e30:
            return f"{value:.15g}", LOST_DIGITS
        return f"{Decimal(f'{value:.14e}'):f}", LOST_DIGITS
    if value == int(value):
        return str(int(value)), None
    return f"{Decimal(f'{value:.15g}'):f}", FRACTION


def _standard_of_private_use() -> dict[int, str]:
    # GB 18030-2022 gives real characters to code points that the 2000 and 2005 tables (and old fonts) put into the
    # private use area. U+E815..U+E864 are the bytes FE50..FEA0, most of which today's table decodes by itself.
    table = {}
    trail_bytes = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
    for offset, trail in enumerate(trail_bytes):
        character = bytes((0xFE, trail)).decode("gb18030")
        if not _PRIVATE_USE.match(character):
            table[0xE815 + offset] = character
    table.update({
        0xE81E: "\u9fb4", 0xE826: "\u9fb5", 0xE82B: "\u9fb6", 0xE82C: "\u9fb7", 0xE832: "\u9fb8", 0xE843: "\u9fb9",
        0xE854: "\u9fba", 0xE864: "\u9fbb", 0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc",
        0xE831: "\U000215d7", 0xE83B: "\U0002298f", 0xE855: "\U000241fe", 0xE78D: "\ufe10", 0xE78E: "\ufe12",
        0xE78F: "\ufe11", 0xE790: "\ufe13", 0xE791: "\ufe14", 0xE792: "\ufe15", 0xE793: "\ufe16", 0xE794: "\ufe17",
        0xE795: "\ufe18", 0xE796: "\ufe19", 0xE7C7: "\u1e3f",
    })
    return table


_STANDARD = _standard_of_private_use()


def needs_standard(text: str) -> bool:
    """Whether `standardise` might change this text; asked once for all cells of a sheet."""
    return _PRIVATE_USE.search(text) is not None


def standardise(text: str) -> str:
    """The text with private-use code points of old Chinese systems replaced by the characters they stand for.

    Code points nobody gave a meaning stay, so that they can be reported.
    """
    return text.translate(_STANDARD) if _PRIVATE_USE.search(text) else text


def sendable(text: str) -> str:
    """The text without control characters (tab and line ends stay) and broken halves of characters."""
    return _UNSENDABLE.sub(lambda found: "\ufffd" if found[0] >= "\ud800" else "", text)
