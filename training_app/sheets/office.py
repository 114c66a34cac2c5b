"""Workbooks of office programs: values and merges by calamine, hidden parts from the file itself."""

from __future__ import annotations

import io
from collections.abc import Iterable, Set
from concurrent.futures import Future, ThreadPoolExecutor
from zipfile import ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from training_app.sheets import limits
from training_app.sheets.biff import hidden_in_biff
from training_app.sheets.biff12 import hidden_in_xlsb
from training_app.sheets.errors import DAMAGED, PASSWORD, TOO_LARGE, UNREADABLE, SheetError
from training_app.sheets.hidden import Hidden, hidden_in_ods, hidden_in_xlsx
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.values import as_shown, needs_standard, sendable, standardise


def read_office(data: bytes, kind: str, archive: ZipFile | None, stream: bytes | None) -> Workbook:
    """The worksheets of an xlsx, xlsb, ods (`archive`) or xls (`stream`: its workbook stream)."""
    # Side by side: calamine does not hold the interpreter while it reads.
    with ThreadPoolExecutor(1) as pool:
        finding = pool.submit(_hidden, kind, archive, stream)
        try:
            return _worksheets(data, kind, finding)
        except SheetError:
            finding.result()  # why it refuses a file is told more exactly
            raise


def _hidden(kind: str, archive: ZipFile | None, stream: bytes | None) -> Hidden:
    if kind == "xlsx" and archive is not None:
        return hidden_in_xlsx(archive)
    if kind == "xlsb" and archive is not None:
        return hidden_in_xlsb(archive)
    if kind == "ods" and archive is not None:
        return hidden_in_ods(archive)
    if kind == "xls" and stream is not None:
        return hidden_in_biff(stream)
    return Hidden()


def _worksheets(data: bytes, kind: str, finding: Future[Hidden]) -> Workbook:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise SheetError(PASSWORD, kind) from error
    except (CalamineError, ValueError, OSError) as error:
        raise SheetError(PASSWORD if "assword" in str(error) else DAMAGED, kind) from error
    metadata = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if len(metadata) > limits.SHEETS:
        raise SheetError(TOO_LARGE, "sheets")
    if not metadata:
        raise SheetError(UNREADABLE, "no_sheets")
    sheets = []
    room = limits.CELLS
    for each in metadata:
        try:
            source = book.get_sheet_by_name(each.name)
            found = finding.result()
            sheet = _sheet(source, each.name, found, room)
        except (CalamineError, ValueError, OSError, OverflowError) as error:
            raise SheetError(DAMAGED, kind) from error
        sheet.struck = _indices(sheet, found.struck.get(each.name, ()))
        sheet.hidden = each.visible != SheetVisibleEnum.Visible or each.name in found.sheets
        room -= len(sheet.cells)
        sheets.append(sheet)
    return Workbook(kind, sheets, epoch_1904=finding.result().epoch_1904)


def _sheet(source: CalamineSheet, name: str, found: Hidden, room: int) -> Sheet:
    clean_name = sendable(name)
    failed = found.failed.get(name, {})
    if source.start is None and not failed:
        return Sheet(clean_name, [], 0)
    top, left = source.start or min(failed)
    width = source.width
    _refuse_large(source.height, width, room)
    cells: list[str] = []
    marks: dict[int, str] = {}
    for row in source.iter_rows():
        values = row[left:] if len(row) > width else row
        base = len(cells)
        for value in values:
            if value.__class__ is str:
                cells.append(value)
            else:
                text, mark = as_shown(value)
                cells.append(text)
                if mark:
                    marks[len(cells) - 1] = mark
        if len(cells) - base != width:
            cells.extend([""] * (width - (len(cells) - base)))
    skipped = len(cells) // width - source.height if width else 0
    if skipped > 0:
        # iter_rows begins at the first line of the sheet, the rectangle at the first line with a value.
        cells = cells[skipped * width :]
        marks = {index - skipped * width: mark for index, mark in marks.items()}
    cells, marks, (top, left, width) = _widened(cells, marks, (top, left, width), failed, room)
    for (line, column), text in failed.items():
        index = (line - top) * width + column - left
        if not cells[index]:
            cells[index] = text
    merges = found.merges.get(name) or [(*first, *last) for first, last in source.merged_cell_ranges or []]
    return _trimmed(clean_name, cells, marks, (top, left, width), merges, found.of(name))


def _indices(sheet: Sheet, places: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Cells of a sheet, by row and column of the file from 0, as indices into those it holds."""
    top, left = sheet.first_line - 1, sheet.first_column
    return frozenset(
        (row - top) * sheet.width + column - left
        for row, column in places
        if 0 <= column - left < sheet.width and 0 <= row - top < sheet.height
    )


def _refuse_large(height: int, width: int, room: int) -> None:
    if height > limits.ROWS * 4 or width > limits.COLUMNS or height * width > room:
        raise SheetError(TOO_LARGE, "cells")


def _widened(
    cells: list[str], marks: dict[int, str], corner: tuple[int, int, int], failed: Iterable[tuple[int, int]], room: int
) -> tuple[list[str], dict[int, str], tuple[int, int, int]]:
    """The rectangle of read values, made so large that the cells of formulas without a result are in it."""
    top, left, width = corner
    height = len(cells) // width if width else 0
    lines, columns = [line for line, _ in failed], [column for _, column in failed]
    first, start = min([top, *lines]), min([left, *columns])
    below, end = max([top + height, *(line + 1 for line in lines)]), max([left + width, *(each + 1 for each in columns)])
    if (first, start, below, end) == (top, left, top + height, left + width):
        return cells, marks, corner
    wider = end - start
    _refuse_large(below - first, wider, room)
    before, after = [""] * (left - start), [""] * (end - left - width)
    made = [""] * ((top - first) * wider)
    for row in range(height):
        made += before
        made += cells[row * width : (row + 1) * width]
        made += after
    made += [""] * ((below - first) * wider - len(made))
    moved = {
        (top - first + index // width) * wider + left - start + index % width: mark for index, mark in marks.items()
    }  # fmt: skip
    return made, moved, (first, start, wider)


def _trimmed(
    name: str, cells: list[str], marks: dict[int, str], corner: tuple[int, int, int],
    merges: list[tuple[int, int, int, int]], hidden: tuple[Set[int], Set[int]],
) -> Sheet:
    top, left, width = corner
    height = len(cells) // width
    if len(merges) > limits.MERGES:
        raise SheetError(TOO_LARGE, "merges")
    inside = []
    for first_row, first_column, last_row, last_column in merges:
        if top <= first_row < top + height and left <= first_column < left + width:
            inside.append((
                first_row - top, first_column - left,
                min(last_row - top, height - 1), min(last_column - left, width - 1),
            ))
    return Sheet(
        name, [standardise(cell) for cell in cells] if needs_standard("".join(cells)) else cells, width,
        first_line=top + 1, first_column=left, merges=inside, marks=marks,
        hidden_rows=frozenset(row - top for row in hidden[0] if top <= row < top + height),
        hidden_columns=frozenset(column - left for column in hidden[1] if left <= column < left + width),
    )
