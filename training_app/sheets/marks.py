"""The hidden sheet by which a workbook of ours is known again, whatever program saved it as whatever kind since.

It holds a mark in A1, in A2 the name of the sheet that lists problems, and the choices of drop-downs to the right. None of
it, and no list of problems, is ever read as data."""

from __future__ import annotations

from training_app.sheets.model import Sheet, Workbook

MARK_SHEET = "_training_register"
PREFIX = "training-register:"
FIRST_LIST_COLUMN = 1
"""Column (from 0) where the choices of drop-downs begin."""
_OF_OFFICE = frozenset({"xlsx", "xls", "xlsb", "ods", "xml"})


def take_off(workbook: Workbook) -> Workbook:
    """The workbook without what we wrote into it, its mark in `mark`; any other comes back as it is."""
    marked = next((sheet for sheet in workbook.sheets if _is_marked(sheet)), None)
    if marked is None or workbook.kind not in _OF_OFFICE:
        return workbook
    workbook.mark = marked.cells[0].removeprefix(PREFIX)
    listing = marked.cells[marked.width] if marked.height > 1 else ""
    workbook.sheets = [sheet for sheet in workbook.sheets if sheet is not marked and sheet.name != listing]
    return workbook


def _is_marked(sheet: Sheet) -> bool:
    at_the_corner = sheet.first_line == 1 and sheet.first_column == 0
    return sheet.name == MARK_SHEET and at_the_corner and bool(sheet.cells) and sheet.cells[0].startswith(PREFIX)
