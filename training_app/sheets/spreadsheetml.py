"""SpreadsheetML 2003: the XML that older programs write under the name .xls."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from lxml import etree

from training_app.sheets import limits
from training_app.sheets.errors import DAMAGED, TOO_LARGE, UNREADABLE, SheetError
from training_app.sheets.model import DAY, TIME, Sheet, Workbook
from training_app.sheets.text import decode
from training_app.sheets.values import number_as_shown, sendable, standardise

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_spreadsheetml(data: bytes) -> Workbook:
    """The worksheets of the document; ss:Index decides line and column where it is given."""
    document = _document(data)
    if _DECLARATION.search(document):
        raise SheetError(DAMAGED, "entities")
    if document.count(b"<") > limits.TAGS:
        raise SheetError(TOO_LARGE, "cells")
    sheets: list[_Worksheet] = []
    epoch = False
    struck: dict[str, bool] = {}
    events = etree.iterparse(
        io.BytesIO(document), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False,
        tag=[_SS + "Style", _SS + "Worksheet", _SS + "Row", _SS + "Column", _EXCEL + "Visible", _EXCEL + "Date1904"],
    )
    try:
        for event, element in events:
            tag = element.tag
            if event == "start":
                if tag == _SS + "Worksheet":
                    sheets.append(_Worksheet(sendable(element.get(f"{_SS}Name", "")), struck))
                continue
            if tag == _SS + "Style":
                font = element.find(f"{_SS}Font")
                own = font.get(f"{_SS}StrikeThrough") if font is not None else None
                inherited = struck.get(element.get(f"{_SS}Parent", ""), False)
                struck[element.get(f"{_SS}ID", "")] = inherited if own is None else own == "1"
            elif tag == _EXCEL + "Date1904":
                epoch = True
            elif sheets:
                sheets[-1].take(tag, element)
            if tag == _SS + "Row":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            if len(sheets) > limits.SHEETS:
                raise SheetError(TOO_LARGE, "sheets")
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise SheetError(DAMAGED, "xml") from error
    if not sheets:
        raise SheetError(UNREADABLE, "xml")
    return Workbook("xml", [sheet.rectangle() for sheet in sheets], epoch_1904=epoch)


def _document(data: bytes) -> bytes:
    """The document in UTF-8 without its declaration, for the parser knows few of the encodings it may name."""
    head = data[:200].replace(b"\0", b"").lower()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:20]
    if wide or any(each in head for each in (b"gb2312", b"gbk", b"gb18030")):
        text = decode(data)
        return text[text.find("?>") + 2 :].lstrip().encode("utf-8", "replace")
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")


def _value(text: str, kind: str) -> tuple[str, str | None]:
    if kind == "Number":
        try:
            return number_as_shown(float(text))
        except ValueError:
            return text, None
    if kind == "DateTime":
        day, _, clock = text.partition("T")
        return (day, DAY) if not clock.strip("0:.Z") else (f"{day} {clock[:8]}", TIME)
    if kind == "Boolean":
        return ("TRUE" if text.strip() == "1" else "FALSE"), None
    return ("", None) if kind == "Error" else (text, None)


class _Worksheet:
    """One worksheet while its rows go by; lines and columns from 1. `struck` tells of a style whether it strikes letters
    through."""

    def __init__(self, name: str, struck: Mapping[str, bool]) -> None:
        self._name = name
        self._is_struck = struck
        self._struck: set[tuple[int, int]] = set()
        self._styles: dict[int, str] = {}
        self._rows: dict[int, dict[int, str]] = {}
        self._marks: dict[tuple[int, int], str] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._hidden = False
        self._line = self._column = 0
        self._count = 0

    def take(self, tag: str, element: etree._Element) -> None:
        """A finished Row, Column or Visible element of this worksheet."""
        if tag == _SS + "Row":
            self._take_row(element)
        elif tag == _SS + "Column":
            self._column = _number(element, "Index", self._column + 1)
            span = min(_number(element, "Span", 0), limits.COLUMNS)
            if element.get(f"{_SS}Hidden") == "1":
                self._hidden_columns.update(range(self._column, self._column + span + 1))
            if style := element.get(f"{_SS}StyleID"):
                self._styles.update(dict.fromkeys(range(self._column, self._column + span + 1), style))
            self._column += span
        elif tag == _EXCEL + "Visible":
            self._hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")

    def _take_row(self, row: etree._Element) -> None:
        line = self._line = _number(row, "Index", self._line + 1)
        if line > limits.ROWS * 4:
            raise SheetError(TOO_LARGE, "rows")
        column = 0
        for cell in row.findall(f"{_SS}Cell"):
            column = _number(cell, "Index", column + 1)
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if column + across > limits.COLUMNS:
                raise SheetError(TOO_LARGE, "columns")
            self._put(line, column, cell)
            self._note_strike(line, column, cell, row.get(f"{_SS}StyleID"))
            if across or down:
                self._merges.append((line, column, line + down, column + across))
            column += across
        if row.get(f"{_SS}Hidden") == "1":
            self._hidden_rows.add(line)
        self._line += _number(row, "Span", 0)

    def _put(self, row: int, column: int, cell: etree._Element) -> None:
        content = cell.find(f"{_SS}Data")
        if content is None:
            return
        value, mark = _value("".join(content.itertext()), content.get(f"{_SS}Type", "String"))
        if value:
            self._rows.setdefault(row, {})[column] = standardise(sendable(value))
            self._count += 1
            if self._count > limits.CELLS:
                raise SheetError(TOO_LARGE, "cells")
        if mark:
            self._marks[row, column] = mark

    def _note_strike(self, line: int, column: int, cell: etree._Element, style: str | None) -> None:
        style = cell.get(f"{_SS}StyleID") or style or self._styles.get(column, "")
        if self._is_struck.get(style) or cell.find(f".//{_HTML}S") is not None:
            self._struck.add((line, column))

    def rectangle(self) -> Sheet:
        """The sheet from its first line with a value to its last."""
        if not self._rows:
            return Sheet(self._name, [], 0, hidden=self._hidden)
        top, bottom = min(self._rows), max(self._rows)
        width = max(max(cells) for cells in self._rows.values())
        if (bottom - top + 1) * width > limits.CELLS:
            raise SheetError(TOO_LARGE, "cells")
        empty: dict[int, str] = {}
        cells: list[str] = []
        for line in range(top, bottom + 1):
            row = self._rows.get(line, empty)
            cells.extend(row.get(column, "") for column in range(1, width + 1))
        return Sheet(
            self._name, cells, width, first_line=top, hidden=self._hidden,
            merges=[
                (first - top, left - 1, min(last, bottom) - top, min(right, width) - 1)
                for first, left, last, right in self._merges if top <= first <= bottom
            ],
            hidden_rows=frozenset(line - top for line in self._hidden_rows if top <= line <= bottom),
            hidden_columns=frozenset(column - 1 for column in self._hidden_columns if column <= width),
            struck=frozenset(
                (line - top) * width + column - 1 for line, column in self._struck if column in self._rows.get(line, empty)
            ),
            marks={(line - top) * width + column - 1: mark for (line, column), mark in self._marks.items()},
        )


def _number(element: etree._Element, attribute: str, default: int) -> int:
    found = element.get(_SS + attribute, "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 9 else default
