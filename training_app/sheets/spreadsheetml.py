"""SpreadsheetML 2003: the XML that older programs write under the name .xls."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from training_app.sheets import limits
from training_app.sheets.errors import DAMAGED, TOO_LARGE, UNREADABLE, SheetError
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.text import decode
from training_app.sheets.values import number_as_shown, sendable

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def read_spreadsheetml(data: bytes) -> Workbook:
    """The worksheets of the document; ss:Index decides line and column where it is given."""
    try:
        root = fromstring(_document(data), forbid_dtd=True)
    except DefusedXmlException as error:
        raise SheetError(DAMAGED, "entities") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise SheetError(DAMAGED, "xml") from error
    sheets = [_sheet(each) for each in root.findall(f"{_SS}Worksheet")]
    if not sheets:
        raise SheetError(UNREADABLE, "xml")
    if len(sheets) > limits.SHEETS:
        raise SheetError(TOO_LARGE, "sheets")
    epoch = root.find(f"{_EXCEL}ExcelWorkbook/{_EXCEL}Date1904") is not None
    return Workbook("xml", sheets, epoch_1904=epoch)


def _document(data: bytes) -> bytes | str:
    head = data[:200].lower()
    if b"gb2312" in head or b"gbk" in head or b"gb18030" in head:
        text = decode(data)
        return text[text.find("?>") + 2 :].lstrip()
    return data.lstrip()


class _Grid:
    """Cells by row and column as they are met."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.marks: dict[tuple[int, int], str] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden: set[int] = set()
        self.count = 0

    def put(self, row: int, column: int, cell: Element) -> None:
        content = cell.find(f"{_SS}Data")
        text = "".join(content.itertext()) if content is not None else ""
        kind = content.get(f"{_SS}Type", "String") if content is not None else "String"
        value, mark = _value(text, kind)
        if value:
            self.rows.setdefault(row, {})[column] = sendable(value)
            self.count += 1
        if mark:
            self.marks[row, column] = mark


def _value(text: str, kind: str) -> tuple[str, str | None]:
    if kind == "Number":
        try:
            return number_as_shown(float(text))
        except ValueError:
            return text, None
    if kind == "DateTime":
        day, _, clock = text.partition("T")
        return (day if not clock.strip("0:.Z") else f"{day} {clock[:8]}"), None
    if kind == "Boolean":
        return ("TRUE" if text.strip() == "1" else "FALSE"), None
    return ("", None) if kind == "Error" else (text, None)


def _sheet(worksheet: Element) -> Sheet:
    grid = _Grid()
    table = worksheet.find(f"{_SS}Table")
    rows = table.findall(f"{_SS}Row") if table is not None else []
    line = 0
    for row in rows:
        line = _number(row, "Index", line + 1)
        if line > limits.ROWS * 4:
            raise SheetError(TOO_LARGE, "rows")
        column = 0
        for cell in row.findall(f"{_SS}Cell"):
            column = _number(cell, "Index", column + 1)
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if column + across > limits.COLUMNS:
                raise SheetError(TOO_LARGE, "columns")
            grid.put(line, column, cell)
            if across or down:
                grid.merges.append((line, column, line + down, column + across))
            column += across
        if row.get(f"{_SS}Hidden") == "1":
            grid.hidden.add(line)
        line += _number(row, "Span", 0)
    return _rectangle(worksheet, grid, _hidden_columns(table))


def _hidden_columns(table: Element | None) -> set[int]:
    hidden: set[int] = set()
    column = 0
    for each in table.findall(f"{_SS}Column") if table is not None else []:
        column = _number(each, "Index", column + 1)
        span = min(_number(each, "Span", 0), limits.COLUMNS)
        if each.get(f"{_SS}Hidden") == "1":
            hidden.update(range(column, column + span + 1))
        column += span
    return hidden


def _rectangle(worksheet: Element, grid: _Grid, hidden_columns: set[int]) -> Sheet:
    name = sendable(worksheet.get(f"{_SS}Name", ""))
    visible = worksheet.find(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible")
    hidden = visible is not None and (visible.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
    if not grid.rows:
        return Sheet(name, [], 0, hidden=hidden)
    top, bottom = min(grid.rows), max(grid.rows)
    width = max(max(cells) for cells in grid.rows.values())
    if (bottom - top + 1) * width > limits.CELLS:
        raise SheetError(TOO_LARGE, "cells")
    cells = [grid.rows.get(row, {}).get(column, "") for row in range(top, bottom + 1) for column in range(1, width + 1)]
    return Sheet(
        name, cells, width, first_line=top,
        merges=[(a - top, b - 1, min(c, bottom) - top, min(d, width) - 1) for a, b, c, d in grid.merges if top <= a <= bottom],
        hidden_rows=frozenset(line - top for line in grid.hidden if top <= line <= bottom),
        hidden_columns=frozenset(column - 1 for column in hidden_columns if column <= width), hidden=hidden,
        marks={(row - top) * width + column - 1: mark for (row, column), mark in grid.marks.items()},
    )


def _number(element: Element, attribute: str, default: int) -> int:
    found = element.get(_SS + attribute, "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 9 else default
