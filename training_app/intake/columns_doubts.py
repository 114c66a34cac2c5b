"""Cells and headings of plain lists that a reader must not take as they stand: digits a spreadsheet has lost, signs for "the
same as above", quantities over several lines, and units other than the list's own. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from training_app.intake.columns import is_day_shown, plain
from training_app.intake.rows import Row
from training_app.sheets.layout import DITTO
from training_app.sheets.model import DAY, FAILED, LOST_DIGITS, TIME
from training_app.sheets.tables import Table

LOST, SAME_AS_ABOVE, MERGED, SHARE = "value.lost_digits", "value.ditto", "value.merged", "value.share"
DAY_FOR_NUMBER = "value.day"
NO_RESULT = "value.failed"
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{2,3}", re.ASCII | re.IGNORECASE)
"""What a long number becomes in a text saved by a spreadsheet."""
_SHARE = re.compile(r"0?\.\d{1,2}(?<!\.0)(?<!\.00)", re.ASCII)
"""A score shown as 82% is kept as 0.82 by a spreadsheet."""


class Measure(StrEnum):
    """What the numbers of a column count."""

    MONEY = "元"
    HOURS = "学时"
    SCORE = "百分制"


_OTHER_UNITS = {
    Measure.MONEY: re.compile(r"[十百千万亿]+元|(?<=[(/:\[【])\s*[十百千万亿]+\s*(?=$|[)\]】])|美元|港[元币]|欧元|日元"),
    Measure.HOURS: re.compile(r"(?<=[(/:\[【])\s*(?:天|日|小时|分钟?|学分|周|月|年|[hH])\s*(?=$|[)\]】])"),
    Measure.SCORE: re.compile(r"[四五七九十\d]+(?<!100)分制|满分\D{0,3}(?!100(?:\D|$))\d+(?:\.\d+)?|等级制|百分比|%|‰"),
}
_TITLED = re.compile(
    r"单\s*位\s*[:：]\s*(?:人民币\s*)?(?P<unit>[百千万亿]+元?)(?![\u4e00-\u9fff])"
    r"|[(（]\s*(?P<inside>[百千万亿]+元)\s*[)）]"
)
"""How a line above a table says in what its money is told."""


class OtherUnit(NamedTuple):
    """A unit that is not the list's: the words that name it, the unit, the field and its own unit."""

    said: str
    unit: str
    name: str
    right: str


def doubt(text: str, mark: str | None, measure: Measure | None, above: str | None) -> tuple[str, str | None] | None:
    """Why a cell that was understood may not be taken all the same, and what is proposed; None where it may. `above` is what
    a sign for the same stands for."""
    shown = plain(text)
    if mark == LOST_DIGITS or _SCIENTIFIC.fullmatch(shown):
        return LOST, None
    if shown in FAILED:
        return NO_RESULT, None
    if text.strip() in DITTO:
        return SAME_AS_ABOVE, above or None
    if measure is Measure.SCORE and _SHARE.fullmatch(shown):
        return SHARE, f"{Decimal(shown) * 100:f}".removesuffix(".00").removesuffix(".0")
    return (MERGED, None) if mark == MERGED else None


def is_day_for_number(text: str, mark: str | None) -> bool:
    """Whether a cell of numbers (2025-07) was taken for a day by the spreadsheet; where nothing marks it so, by its look."""
    return mark in (DAY, TIME) or is_day_shown(text)


def hidden_columns(table: Table, serial: str) -> list[tuple[str, str]]:
    """Field and heading of the columns a file hides, without empty ones and the one that only counts the lines."""
    sheet = table.sheet
    return [
        (column.field or "", column.heading or sheet.letter(column.index))
        for column in table.columns
        if column.index in sheet.hidden_columns and not column.dropped and column.field != serial
        and any(sheet.column(column.index, table.first_row, table.bottom))
    ]  # fmt: skip


def other_units(table: Table, measures: Mapping[str, Measure]) -> list[OtherUnit]:
    """The columns whose heading, or a line above the table, names another unit than the list's."""
    found = []
    above = " ".join(cell for row in range(table.header_top) for cell in table.sheet.row(row) if cell)
    titled = _TITLED.search(plain(above)) if table.header_top else None
    for name, column in table.fields.items():
        measure = measures.get(name)
        if measure is None:
            continue
        named = _OTHER_UNITS[measure].search(plain(column.heading))
        if named:
            found.append(OtherUnit(column.heading, named[0].strip(), name, measure))
        elif titled and measure is Measure.MONEY and "元" not in column.heading:
            found.append(OtherUnit(titled[0], titled["unit"] or titled["inside"], name, measure))
    return found


def repeatable(row: Row) -> dict[str, str]:
    """The words of a line's cells that a sign in the line below may stand for, by field."""
    return {name: "" if row.marks.get(name) else text for name, text in row.cells.items() if text.strip() not in DITTO}


def over_several(table: Table, names: Mapping[str, int]) -> dict[tuple[int, str], str]:
    """Cells by row of the sheet and field that are merged over several lines; `names` are columns by field."""
    by_column = {index: name for name, index in names.items()}
    return {
        (row, by_column[left]): MERGED
        for top, left, bottom, _ in table.sheet.merges
        if left in by_column and bottom > top >= table.first_row
        for row in range(top, bottom + 1)
    }
