"""The user's own workbook with what is wrong marked in it: cells coloured, comments, a sheet that lists and links."""

from __future__ import annotations

import io
import math
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook as OpenedWorkbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from xlsxwriter.exceptions import OverlappingRange

from training_app.sheets.archive import document_kind, open_archive
from training_app.sheets.errors import SheetError
from training_app.sheets.marks import MARK_SHEET, PREFIX
from training_app.sheets.markup_values import with_values
from training_app.sheets.model import FRACTION, LOST_DIGITS, Sheet, Workbook
from training_app.sheets.reader import read_here

_COLOURS = {"error": "FFC7CE", "warning": "FFEB9C"}
_OUR_FILLS = {f"00{colour}" for colour in _COLOURS.values()} | {f"FF{colour}" for colour in _COLOURS.values()}
_OPENED_CELLS = 600_000
"""Largest workbook opened with its layout; of larger ones only the values come back."""
_COMMENT_WIDTH, _COMMENT_HEIGHT = 320, 110
_LIST_COLUMNS = ("sheet", "line", "column", "heading", "value", "severity", "message", "suggestion")
_LIST_WIDTHS = (16, 8, 6, 16, 24, 8, 70, 24, 36)


def mark_up_here(data: bytes, name: str, request: dict[str, Any]) -> bytes:
    """The marked workbook as xlsx; `request` holds "problems", the "words" of the list and the "mark" (see
    `reading.mark_up`)."""
    workbook = read_here(data, name)
    problems, words, mark = request["problems"], request["words"], request["mark"]
    if workbook.kind == "xlsx" and sum(len(sheet.cells) for sheet in workbook.sheets) <= _OPENED_CELLS:
        try:
            return _mark_original(data, workbook, problems, words, mark)
        except SheetError:
            raise
        except Exception:  # a layout that openpyxl cannot hold: the values come back in a fresh workbook
            return _mark_fresh(workbook, problems, words, mark)
    return _mark_fresh(workbook, problems, words, mark)


def _by_cell(problems: list[dict[str, Any]]) -> dict[tuple[str, int, str], list[dict[str, Any]]]:
    cells: dict[tuple[str, int, str], list[dict[str, Any]]] = defaultdict(list)
    for problem in problems:
        if problem["line"]:
            cells[problem["sheet"], problem["line"], problem["column"] or "A"].append(problem)
    return cells


def _note(problems: list[dict[str, Any]], words: dict[str, str]) -> str:
    lines = []
    for problem in problems:
        lines.append(problem["message"])
        if problem["suggestion"]:
            lines.append(f"{words['suggestion']}: {problem['suggestion']}")
    return "\n".join(lines)[:2000]


def _worst(problems: list[dict[str, Any]]) -> str:
    return "error" if any(each["severity"] == "error" for each in problems) else "warning"


def _mark_original(
    data: bytes, workbook: Workbook, problems: list[dict[str, Any]], words: dict[str, str], mark: str
) -> bytes:
    with open_archive(data) as archive:
        document_kind(archive)
    book = load_workbook(io.BytesIO(data))
    _take_marks_off(book, words)
    for (sheet, line, column), found in _by_cell(problems).items():
        if sheet not in book.sheetnames or not isinstance(book[sheet], Worksheet):
            continue
        cell = _writable(book[sheet], f"{column}{line}")
        colour = _COLOURS[_worst(found)]
        cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
        cell.comment = Comment(_note(found, words), words["title"], height=_COMMENT_HEIGHT, width=_COMMENT_WIDTH)
    _add_mark(book, mark, _add_list(book, problems, words))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        _MemoryWriter(book, target, {sheet.name: sheet for sheet in workbook.sheets}).save()
    return output.getvalue()


def _writable(sheet: Worksheet, place: str) -> Cell:
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if place in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _take_marks_off(book: OpenedWorkbook, words: dict[str, str]) -> None:
    """Removes what an earlier round left: its list, its colours and comments. Those of the user stay."""
    ours = book[MARK_SHEET] if MARK_SHEET in book.sheetnames else None
    if not isinstance(ours, Worksheet) or not str(ours["A1"].value or "").startswith(PREFIX):
        return
    if ours["A2"].value in book.sheetnames:
        del book[str(ours["A2"].value)]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == words["title"]:
                    cell.comment = None
                    if cell.fill.start_color.rgb in _OUR_FILLS:
                        cell.fill = PatternFill()


def _add_mark(book: OpenedWorkbook, mark: str, listing: str) -> None:
    # The sheet of a template stays: its drop-downs take their choices from it.
    sheet = book[MARK_SHEET] if MARK_SHEET in book.sheetnames else book.create_sheet(MARK_SHEET)
    if isinstance(sheet, Worksheet):
        sheet["A1"].value, sheet["A2"].value = PREFIX + mark, listing
        sheet.sheet_state = "veryHidden"


def _add_list(book: OpenedWorkbook, problems: list[dict[str, Any]], words: dict[str, str]) -> str:
    """Adds the sheet that lists the problems and answers its name."""
    sheet = book.create_sheet(_fresh_name(words["title"], book.sheetnames))
    sheet.append(_headings(words))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row, problem in enumerate(problems, 2):
        for column, text in enumerate(_listed(problem, words), 1):
            cell = sheet.cell(row, column)
            cell.value = text
            if isinstance(text, str):
                cell.data_type = "s"  # a text that begins with = stays a text
                cell.quotePrefix = True
                cell.number_format = "@"
        if problem["line"] and problem["sheet"] in book.sheetnames:
            place = f"{problem['column'] or 'A'}{problem['line']}"
            link = Hyperlink(ref=f"B{row}", location=f"{_quoted(problem['sheet'])}!{place}")
            sheet.cell(row, 2).hyperlink = link
    for column, width in enumerate(_LIST_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    return str(sheet.title)


def _headings(words: dict[str, str]) -> list[str]:
    headings = [words[each] for each in _LIST_COLUMNS]
    return [*headings, words["help"]] if words.get("help_page") else headings


def _listed(problem: dict[str, Any], words: dict[str, str]) -> list[str | int]:
    values: list[str | int] = []
    for each in _LIST_COLUMNS:
        value = problem[each]
        if each == "severity":
            value = words[value]
        values.append(value if isinstance(value, int) else str(value or ""))
    return [*values, words["help_page"] + problem["code"]] if words.get("help_page") else values


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


class _MemoryWriter(ExcelWriter):
    """Writes without temporary files, which the limited process may not make, and with the values of formulas."""

    def __init__(self, book: OpenedWorkbook, target: zipfile.ZipFile, sheets: Mapping[str, Sheet]) -> None:
        super().__init__(book, target)
        self._sheets = sheets

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        writer = WorksheetWriter(ws, io.BytesIO())
        writer.write()
        ws._rels = writer._rels
        written, sheet = writer.read(), self._sheets.get(ws.title)
        self._archive.writestr(ws.path[1:], written if sheet is None else with_values(written, sheet))
        self.manifest.append(ws)


def _mark_fresh(workbook: Workbook, problems: list[dict[str, Any]], words: dict[str, str], mark: str) -> bytes:
    output = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "date_1904": workbook.epoch_1904,
    }  # fmt: skip
    cells = _by_cell(problems)
    with xlsxwriter.Workbook(output, options) as book:
        formats = {
            None: book.add_format({"num_format": "@"}),
            **{key: book.add_format({"num_format": "@", "bg_color": f"#{value}"}) for key, value in _COLOURS.items()},
        }
        names: dict[str, str] = {}
        taken = [words["title"], MARK_SHEET]
        for sheet in workbook.sheets:
            if sheet.cells:
                fresh = _fresh_name(sheet.name, taken)
                taken.append(fresh)
                # Tables of a web page share a name and count their lines each from 1: problems show in the first.
                marked = cells if names.setdefault(sheet.name, fresh) == fresh else {}
                _copy(book.add_worksheet(fresh), sheet, marked, formats, words)
        listing = book.add_worksheet(words["title"])
        _list_fresh(listing, problems, words, names, formats[None], book.add_format({"bold": True}))
        if all(sheet.hidden for sheet in workbook.sheets[:1]):
            listing.activate()  # the sheet that opens must be a visible one
        hidden = book.add_worksheet(MARK_SHEET)
        hidden.write_column(0, 0, [PREFIX + mark, words["title"]])
        hidden.very_hidden()
    return output.getvalue()


def _list_fresh(
    target: Any, problems: list[dict[str, Any]], words: dict[str, str], names: dict[str, str], text: Any, bold: Any
) -> None:
    target.write_row(0, 0, _headings(words), bold)
    for row, problem in enumerate(problems, 1):
        for column, value in enumerate(_listed(problem, words)):
            target.write(row, column, value, text if isinstance(value, str) else None)
        if problem["line"] and problem["sheet"] in names:
            place = f"{problem['column'] or 'A'}{problem['line']}"
            link = f"internal:{_quoted(names[problem['sheet']])}!{place}"
            target.write_url(row, 1, link, string=str(problem["line"]))
    for column, width in enumerate(_LIST_WIDTHS):
        target.set_column(column, column, width)
    target.freeze_panes(1, 0)


def _copy(
    target: Any, sheet: Sheet, cells: dict[tuple[str, int, str], list[dict[str, Any]]], formats: dict[Any, Any],
    words: dict[str, str],
) -> None:
    if sheet.hidden:
        target.hide()
    for column in sheet.hidden_columns:
        at = sheet.first_column + column
        target.set_column(at, at, None, None, {"hidden": True})
    for top, left, bottom, right in sheet.merges:
        if (top, left) != (bottom, right):
            with suppress(OverlappingRange):  # a broken file: the values stand in their cells all the same
                target.merge_range(
                    sheet.line(top) - 1, sheet.first_column + left, sheet.line(bottom) - 1, sheet.first_column + right, ""
                )
    for index, row in enumerate(sheet.rows()):
        line = sheet.line(index)
        if index in sheet.hidden_rows:
            target.set_row(line - 1, None, None, {"hidden": True})
        for column, text in enumerate(row):
            found = cells.get((sheet.name, line, sheet.letter(column)))
            place = line - 1, sheet.first_column + column
            if text or found:
                look = formats[_worst(found) if found else None]
                _write(target, place, text, sheet.marks.get(index * sheet.width + column), look)
            if found:
                note = {"x_scale": 2.5, "y_scale": 1.5, "author": words["title"]}
                target.write_comment(*place, _note(found, words), note)


def _write(target: Any, place: tuple[int, int], text: str, mark: str | None, look: Any) -> None:
    """A text; what a spreadsheet had made a number of is one again, so that it is not believed more than it was."""
    if mark in (LOST_DIGITS, FRACTION):
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            target.write_number(*place, number, look)
            return
    target.write_string(*place, text, look)


def _fresh_name(name: str, taken: list[str]) -> str:
    base = "".join(" " if character in "[]:*?/\\" else character for character in name).strip("' ")[:28] or "Sheet"
    fresh, number = base, 2
    while fresh.lower() in {each.lower() for each in taken}:
        fresh, number = f"{base}_{number}", number + 1
    return fresh
