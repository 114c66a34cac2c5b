"""Cells that several plain lists have alike: people and their documents, short texts, days, hours, money."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable

from training_app.intake.columns import (
    EMPTY_WORDS,
    NOTHING,
    plain,
    understand_day,
    understand_identity,
    understand_month,
)
from training_app.intake.columns_heading import Cell, Understood
from training_app.intake.columns_names import understand_name
from training_app.kernel.quantities import parse_hundredths

_TENTH_MONTH_OR_FIRST = re.compile(r"\d{4}\.1")
"""2015.1 as a number in a spreadsheet is as often 2015.10."""
_HOURS = re.compile(r"个?(?:学时|课时)$")
_MONEY_SIGNS = re.compile(r"^(?:¥|￥|RMB|人民币)\s*|\s*(?:元|圆)整?$")


def text_cell(
    name: str, most: int, too_long: str, missing: str = "", *, shown: Callable[[str], str] = plain
) -> Callable[[Cell], Understood]:
    """A short text under `name`; characters that cannot be printed are left out, and words that say nothing ("/", "无").
    `shown` is how it is kept: folded as numbers are compared, or `as_written` as names of employers are."""

    def understand(cell: Cell) -> Understood:
        text = "".join(sign for sign in shown(cell.text) if sign.isprintable())
        if text in EMPTY_WORDS:
            return {}, (((missing, None),) if missing else NOTHING)
        return ({name: text}, NOTHING) if len(text) <= most else ({}, ((too_long, None),))

    return understand


def past_day_cell(name: str, missing: str = "", *, takes_months: bool = True) -> Callable[[Cell], Understood]:
    """A day not after today, as ISO text under `name`. Where the list `takes_months`, of a mere one (date.month) the last
    day is proposed: by then it had happened."""

    def understand(cell: Cell) -> Understood:
        if plain(cell.text) in EMPTY_WORDS:
            return {}, (((missing, None),) if missing else NOTHING)
        day = understand_day(cell.text, epoch_1904=cell.epoch_1904)
        if day is None:
            end = month_end(cell.text) if takes_months else None
            if end is None:
                return {}, (("date.invalid", None),)
            certain = end <= cell.today.isoformat() and not _TENTH_MONTH_OR_FIRST.fullmatch(plain(cell.text))
            return {}, (("date.month", end if certain else None),)
        return ({name: day}, NOTHING) if day <= cell.today.isoformat() else ({}, (("date.future", None),))

    return understand


def month_end(text: str) -> str | None:
    """The last day of the month a cell names; None where it names none."""
    month = understand_month(text)
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}" if month else None


def hours_of(text: str) -> int | None:
    """The hours a cell names, in hundredths, with or without their unit; None where it names none."""
    return _hundredths(_HOURS.sub("", plain(text)).strip())


def fen_of(text: str) -> int | None:
    """The money a cell names, in fen, with or without its unit; None where it names none."""
    return _hundredths(_MONEY_SIGNS.sub("", plain(text)).strip())


def _hundredths(number: str) -> int | None:
    try:
        return parse_hundredths(number)
    except ValueError:
        return None


def name_cell(cell: Cell) -> Understood:
    """姓名 as `name`."""
    name, defects = understand_name(cell.text)
    return ({"name": name} if name else {}), defects


def identity_cell(cell: Cell) -> Understood:
    """证件号码 as `identity_kind` and `identity_number`; a column `identity_kind` beside it names the kind."""
    found, defects = understand_identity(
        cell.text, cell.mark, cell.line.get("identity_kind", ""), any_document=True, today=cell.today
    )
    return ({"identity_kind": str(found[0]), "identity_number": found[1]} if found else {}), defects


def nothing_cell(cell: Cell) -> Understood:
    """A column that is read together with another one."""
    return {}, NOTHING


def day_cell(name: str, missing: str = "date.missing", wrong: str = "date.invalid") -> Callable[[Cell], Understood]:
    """A day as ISO text under `name`."""

    def understand(cell: Cell) -> Understood:
        if not cell.text.strip():
            return {}, (((missing, None),) if missing else NOTHING)
        day = understand_day(cell.text, epoch_1904=cell.epoch_1904)
        return ({name: day}, NOTHING) if day else ({}, ((wrong, None),))

    return understand
