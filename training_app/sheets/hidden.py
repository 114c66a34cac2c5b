"""Hidden rows, columns and sheets of xlsx and ods files, read from their own XML; and the date system of an xlsx."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from training_app.sheets import limits
from training_app.sheets.archive import member_bytes
from training_app.sheets.errors import DAMAGED, SheetError

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN_TRUE = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(r|min|max|ht|width)=["']([\d.]+)["']""")
_NOTHING: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODS_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


@dataclass(slots=True)
class Hidden:
    """What a file hides: per sheet name the indices of rows and columns from 0, and names of sheets."""

    parts: dict[str, tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)
    epoch_1904: bool = False

    def of(self, name: str) -> tuple[frozenset[int], frozenset[int]]:
        """Hidden rows and columns of one sheet."""
        return self.parts.get(name, _NOTHING)


def hidden_in_xlsx(archive: ZipFile) -> Hidden:
    """Of every worksheet of an xlsx."""
    found = Hidden()
    by_lower = {name.lower(): name for name in archive.namelist()}
    try:
        workbook = fromstring(member_bytes(archive, by_lower.get("xl/workbook.xml", "")), forbid_dtd=True)
        relations = fromstring(member_bytes(archive, by_lower.get("xl/_rels/workbook.xml.rels", "")), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise SheetError(DAMAGED, "xlsx") from error
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for element in workbook.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            found.epoch_1904 = element.get("date1904") in ("1", "true")
        elif tag == "sheet":
            relation = next((value for key, value in element.items() if key.endswith("}id")), None)
            path = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
            part = member_bytes(archive, by_lower.get(path.lower(), ""))
            found.parts[element.get("name", "")] = _hidden_in_sheet(part)
    return found


def _hidden_in_sheet(part: bytes) -> tuple[frozenset[int], frozenset[int]]:
    # The two searches for plain bytes cost nothing; the patterns run only where there is something to find.
    rows: set[int] = set()
    columns: set[int] = set()
    if b"hidden=" in part or b'ht="0"' in part or b'width="0"' in part:
        head = part[: part.find(b"sheetData")]
        for column in _COLUMN.findall(head):
            values = dict(_ATTRIBUTE.findall(column))
            if _HIDDEN_TRUE.search(column) or float(values.get(b"width", b"1")) == 0:
                first, last = int(values.get(b"min", b"1")), int(values.get(b"max", b"1"))
                columns.update(range(first - 1, min(last, limits.COLUMNS)))
        line = 0
        for row in _ROW.findall(part):
            values = dict(_ATTRIBUTE.findall(row))
            line = int(values[b"r"]) if b"r" in values else line + 1
            if _HIDDEN_TRUE.search(row) or float(values.get(b"ht", b"1")) == 0:
                rows.add(line - 1)
    return frozenset(rows), frozenset(columns)


def hidden_in_ods(archive: ZipFile) -> Hidden:
    """Of every table of an ods: collapsed or filtered rows and columns, tables whose style is not displayed."""
    found = Hidden()
    content = archive.open("content.xml")
    invisible: set[str] = set()
    try:
        with content:
            for name, style, rows, columns in _tables(content, invisible):
                found.parts[name] = (frozenset(rows), frozenset(columns))
                if style in invisible:
                    found.sheets.add(name)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise SheetError(DAMAGED, "ods") from error
    return found


def _tables(content: object, invisible: set[str]) -> Iterator[tuple[str, str, set[int], set[int]]]:
    name = style = style_name = ""
    rows: set[int] = set()
    columns: set[int] = set()
    row = column = 0
    for event, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
        tag = element.tag
        if event == "start":
            if tag == _ODS_STYLE + "style":
                style_name = element.get(_ODS_STYLE + "name", "")
            elif tag == _ODS_STYLE + "table-properties" and element.get(_ODS_TABLE + "display") == "false":
                invisible.add(style_name)
            elif tag == _ODS_TABLE + "table":
                name, style = element.get(_ODS_TABLE + "name", ""), element.get(_ODS_TABLE + "style-name", "")
                rows, columns, row, column = set(), set(), 0, 0
            continue
        hidden = element.get(_ODS_TABLE + "visibility") in ("collapse", "filter")
        if tag == _ODS_TABLE + "table-row":
            repeated = _count(element.get(_ODS_TABLE + "number-rows-repeated"))
            if hidden:
                rows.update(range(row, min(row + repeated, limits.ROWS)))
            row += repeated
            element.clear()
        elif tag == _ODS_TABLE + "table-column":
            repeated = _count(element.get(_ODS_TABLE + "number-columns-repeated"))
            if hidden:
                columns.update(range(column, min(column + repeated, limits.COLUMNS)))
            column += repeated
        elif tag == _ODS_TABLE + "table":
            yield name, style, rows, columns
            element.clear()


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
