"""Hidden rows, columns and sheets of xlsx and ods files and formulas without a result, read from their own XML; and the date
system of an xlsx."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Set
from dataclasses import dataclass, field
from itertools import product
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from training_app.sheets import limits
from training_app.sheets.archive import member_bytes, member_pieces
from training_app.sheets.errors import DAMAGED, TOO_LARGE, SheetError
from training_app.sheets.model import ERRORS, FAILED, NOT_COMPUTED
from training_app.sheets.strike import Places, StruckCells, struck_styles, struck_styles_of_ods, struck_texts

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN_TRUE = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(r|min|max)=["'](\d{1,9})["']|\b(ht|width)=["']([\d.]+)["']""")
_LAST_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d{1,9})["']""")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_LONGEST_CELL = 100_000
_CELL_ATTRIBUTE = re.compile(rb"""\b(r|t)=["']([^"']*)["']""")
_CELL_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*?(?:/>|>([^<]*))")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_NOTHING: tuple[Set[int], Set[int]] = (frozenset(), frozenset())


@dataclass(slots=True)
class Hidden:
    """What a file hides: per sheet name the indices of rows and columns from 0, and names of sheets.

    `merges` holds the merged ranges (top, left, bottom, right) of kinds for which the reader of values knows none; `failed`
    what stands in cells, by row and column from 0, whose formula has no result: the reader of values says they are empty;
    `struck` the cells, by row and column from 0, whose letters are struck through.
    """

    parts: dict[str, tuple[Set[int], Set[int]]] = field(default_factory=dict)
    merges: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    failed: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    struck: dict[str, Places] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)
    epoch_1904: bool = False

    def of(self, name: str) -> tuple[Set[int], Set[int]]:
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
    if sum(1 for each in workbook.iter() if each.tag.endswith("}sheet")) > limits.SHEETS:
        raise SheetError(TOO_LARGE, "sheets")
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    styles = struck_styles(archive, by_lower.get("xl/styles.xml", ""))
    texts = struck_texts(archive, by_lower.get("xl/sharedstrings.xml", ""))
    for element in workbook.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            found.epoch_1904 = element.get("date1904") in ("1", "true")
        elif tag == "sheet":
            relation = next((value for key, value in element.items() if key.endswith("}id")), None)
            path = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
            failed = found.failed[element.get("name", "")] = {}
            struck = StruckCells(styles, texts)
            found.struck[element.get("name", "")] = struck.found
            found.parts[element.get("name", "")] = _hidden_in_sheet(archive, by_lower.get(path.lower(), ""), failed, struck)
    return found


def _hidden_in_sheet(
    archive: ZipFile, name: str, failed: dict[tuple[int, int], str], struck: StruckCells
) -> tuple[Set[int], Set[int]]:
    """Read piece by piece: a sheet whose every row is formatted unpacks to hundreds of megabytes."""
    cut = b""
    rows: set[int] = set()
    columns: set[int] = set()
    line = 0
    head = True
    merges = 0
    for piece in member_pieces(archive, name):
        if head:
            start = piece.find(b"sheetData")
            columns |= _hidden_columns(piece[: start if start >= 0 else None])
            head = start < 0
        merges += piece.count(b"<mergeCell ")
        if merges > limits.MERGES:
            raise SheetError(TOO_LARGE, "merges")
        # The searches for plain bytes cost nothing; the patterns run only where there is something to find.
        if cut or b"<f" in piece or b":f>" in piece or b't="e"' in piece:
            cut = _failed_cells(cut + piece, failed)
        struck.look(piece)
        telling = b"hidden=" in piece or b'ht="0"' in piece
        if telling:
            line = _hidden_rows(piece, line, rows)
        else:
            numbers = _LAST_ROW.findall(piece[-4096:])
            line = int(numbers[-1]) if numbers else line + piece.count(b"<row")
    return rows, columns


def _failed_cells(piece: bytes, failed: dict[tuple[int, int], str]) -> bytes:
    """Notes the cells of a piece that have a formula without a result; answers the cell the piece breaks off in."""
    *whole, rest = _CELL_END.split(piece)
    for part in whole:
        if b"<f" not in part and b":f" not in part and b'"e"' not in part:
            continue
        cell = part[_cell_start(part) :]
        head, _, content = cell.partition(b">")
        values = dict(_CELL_ATTRIBUTE.findall(head))
        kind, place = values.get(b"t"), _PLACE.fullmatch(values.get(b"r", b""))
        shown = _CELL_VALUE.search(content)
        value = (shown[1] or b"").strip() if shown else b""
        if kind == b"e":
            text = html.unescape(value.decode("ascii", "replace"))
        elif (b"<f" in content or b":f" in content) and not value and not (shown and kind == b"str"):
            text = NOT_COMPUTED
        else:
            continue
        if place and len(failed) < limits.MERGES:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            failed[int(place[2]) - 1, column - 1] = text if text in FAILED else ERRORS[0x2A]
    rest = rest[_cell_start(rest) :]
    return rest if len(rest) < _LONGEST_CELL else b""


def _cell_start(part: bytes) -> int:
    return max(part.rfind(b"<c "), part.rfind(b":c "), 0)


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name or other: value or measure for name, value, other, measure in _ATTRIBUTE.findall(tag)}


def _hidden_columns(head: bytes) -> set[int]:
    columns: set[int] = set()
    for column in _COLUMN.findall(head):
        values = _attributes(column)
        if _HIDDEN_TRUE.search(column) or values.get(b"width") in (b"0", b"0.0"):
            first, last = int(values.get(b"min", b"1")), int(values.get(b"max", b"1"))
            columns.update(range(first - 1, min(last, limits.COLUMNS)))
    return columns


def _hidden_rows(piece: bytes, line: int, rows: set[int]) -> int:
    for row in _ROW.findall(piece):
        values = _attributes(row)
        line = int(values[b"r"]) if b"r" in values else line + 1
        if _HIDDEN_TRUE.search(row) or values.get(b"ht") in (b"0", b"0.0"):
            rows.add(line - 1)
    return line


_ODS_TAG = re.compile(rb"<table:(table|table-row|table-column|table-cell|covered-table-cell)(?=[\s/>])([^>]*?)/?>")
_ODS_ERROR = b'calcext:value-type="error"'
_ODS_ATTRIBUTE = re.compile(rb"""\b([-\w]+:[-\w]+)=["']([^"']*)["']""")
_ODS_INVISIBLE = re.compile(
    rb"""<style:style\b[^>]*?style:name=["']([^"']+)["'][^>]*>\s*<style:table-properties\b[^>]*table:display=["']false["']"""
)


def hidden_in_ods(archive: ZipFile) -> Hidden:
    """Of every table of an ods: collapsed or filtered rows and columns, merged cells, tables that are not displayed.

    Read by its tags: parsing the whole document costs more than reading its values.
    """
    found = Hidden()
    content = member_bytes(archive, "content.xml")
    invisible = set(_ODS_INVISIBLE.findall(content))
    start = content.find(b"<office:spreadsheet")
    styles = struck_styles_of_ods(content)
    cells = b"-spanned=" in content or _ODS_ERROR in content or bool(styles)
    table = _OdsTable(styles)
    for tag in _ODS_TAG.finditer(content, max(start, 0)):
        kind, raw = tag[1], tag[2]
        if kind == b"table":
            table = _OdsTable(styles)
            values = dict(_ODS_ATTRIBUTE.findall(raw))
            name = html.unescape(values.get(b"table:name", b"").decode("utf-8", "replace"))
            found.parts[name] = (table.hidden_rows, table.hidden_columns)
            found.merges[name], found.failed[name] = table.merges, table.failed
            found.struck[name] = table.struck
            if values.get(b"table:style-name") in invisible:
                found.sheets.add(name)
        elif kind == b"table-row":
            table.next_row(raw)
        elif kind == b"table-column":
            table.next_column(raw)
        elif cells:
            table.next_cell(raw)
    return found


class _OdsTable:
    """Where one is in a table while its tags go by."""

    def __init__(self, styles: Set[bytes]) -> None:
        self.struck: Places = set()
        self._styles = styles
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[tuple[int, int, int, int]] = []
        self.failed: dict[tuple[int, int], str] = {}
        self._row = self._column = self._cell = 0
        self._repeated = 0

    def next_row(self, raw: bytes) -> None:
        self._row += self._repeated
        self._repeated = _repeats(raw, b"table:number-rows-repeated")
        self._cell = 0
        if _is_collapsed(raw):
            self.hidden_rows.update(range(self._row, min(self._row + self._repeated, limits.ROWS)))

    def next_column(self, raw: bytes) -> None:
        repeated = _repeats(raw, b"table:number-columns-repeated")
        if _is_collapsed(raw):
            self.hidden_columns.update(range(self._column, min(self._column + repeated, limits.COLUMNS)))
        self._column += repeated

    def next_cell(self, raw: bytes) -> None:
        if b"-spanned=" in raw:
            down = _repeats(raw, b"table:number-rows-spanned")
            across = _repeats(raw, b"table:number-columns-spanned")
            self.merges.append((self._row, self._cell, self._row + down - 1, self._cell + across - 1))
        repeated = _repeats(raw, b"table:number-columns-repeated")
        if _ODS_ERROR in raw and len(self.failed) + repeated * self._repeated < limits.MERGES:
            places = product(range(self._row, self._row + self._repeated), range(self._cell, self._cell + repeated))
            self.failed.update(dict.fromkeys(places, ERRORS[0x2A]))
        if self._styles and repeated == 1 and dict(_ODS_ATTRIBUTE.findall(raw)).get(b"table:style-name") in self._styles:
            self.struck.add((self._row, self._cell))
        self._cell += repeated


def _is_collapsed(raw: bytes) -> bool:
    return b"visibility" in raw and dict(_ODS_ATTRIBUTE.findall(raw)).get(b"table:visibility") in (b"collapse", b"filter")


def _repeats(raw: bytes, attribute: bytes) -> int:
    if attribute not in raw:
        return 1
    text = dict(_ODS_ATTRIBUTE.findall(raw)).get(attribute, b"1")
    return int(text) if text.isdigit() and len(text) < 9 else 1
