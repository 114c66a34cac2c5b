"""Web pages with tables, which many government systems export under the name .xls."""

from __future__ import annotations

import email
import email.policy
import re

from lxml import etree
from lxml import html as lxml_html

from training_app.sheets import limits
from training_app.sheets.errors import DAMAGED, TOO_LARGE, UNREADABLE, SheetError
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.text import decode
from training_app.sheets.values import sendable, standardise

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([-\w]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030"}
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_STRUCK = re.compile(r"<(?:s|del|strike)\b|line-through", re.IGNORECASE)
_STRUCK_TAGS = frozenset({"s", "del", "strike"})
_SPACES = re.compile(r"[ \t\r\n]+")
_SPAN_LIMIT = 1000
_BLOCKS = {"br", "p", "div", "li"}
_UNSEEN = {"script", "style", "rt", "rp"}


def read_html(data: bytes, name: str) -> Workbook:
    """Every innermost table of a page as a part of one sheet; a line is the number of the <tr> in its table."""
    if data.count(b"<") > limits.TAGS:
        raise SheetError(TOO_LARGE, "cells")
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    text = _DECLARATION.sub("", _text_of(data)).replace("\0", "")
    if not text.strip():
        raise SheetError(UNREADABLE, "empty")
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise SheetError(DAMAGED, "html") from error
    sheets = []
    is_marked = _STRUCK.search(text) is not None
    for table in root.iter("table"):
        rows = _own_rows(table)
        if rows and not _is_layout(rows):
            sheets.append(_sheet(rows, name, len(sheets) + 1, is_marked))
        if len(sheets) > limits.SHEETS:
            raise SheetError(TOO_LARGE, "sheets")
    if not sheets:
        raise SheetError(UNREADABLE, "page")
    return Workbook("html", sheets)


def _text_of(data: bytes) -> str:
    if data[:200].lstrip().lower().startswith(b"mime-version:"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html" and b"<table" in (part.get_payload(decode=True) or b"").lower():
                data = part.get_payload(decode=True)
                break
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = declared[1].decode("ascii").lower()
        try:
            return standardise(data.decode(_CHINESE.get(encoding, encoding)))
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


def _own_rows(table: etree._Element) -> list[etree._Element]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in child if row.tag == "tr")
    return rows


def _is_layout(rows: list[etree._Element]) -> bool:
    return any(next(row.iter("table"), None) is not None for row in rows)


def _sheet(rows: list[etree._Element], name: str, part: int, is_marked: bool) -> Sheet:
    grid: list[dict[int, str]] = []
    merges: list[tuple[int, int, int, int]] = []
    taken: dict[int, int] = {}  # column -> first row that is free again
    hidden = set()
    struck = []
    width = 0
    for index, row in enumerate(rows):
        cells: dict[int, str] = {}
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while taken.get(column, 0) > index:
                column += 1
            across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - index)
            cells[column] = _cell_text(cell)
            if is_marked and _is_struck(cell):
                struck.append((index, column))
            if across > 1 or down > 1:
                merges.append((index, column, index + down - 1, column + across - 1))
            for each in range(column, column + across):
                taken[each] = index + down
            column += across
            if column > limits.COLUMNS:
                raise SheetError(TOO_LARGE, "columns")
        width = max(width, column)
        if _is_hidden(row):
            hidden.add(index)
        grid.append(cells)
    if width * len(grid) > limits.CELLS:
        raise SheetError(TOO_LARGE, "cells")
    flat = [cells.get(column, "") for cells in grid for column in range(width)]
    places = frozenset(row * width + column for row, column in struck)
    return Sheet(name, flat, width, merges=merges, hidden_rows=frozenset(hidden), struck=places, part=part)


def _span(cell: etree._Element, attribute: str) -> int:
    found = (cell.get(attribute) or "1").strip()
    return min(max(int(found), 1), _SPAN_LIMIT) if found.isascii() and found.isdigit() and len(found) < 6 else 1


def _is_struck(cell: etree._Element) -> bool:
    """Whether a part of what a cell shows is struck through, by a word of the page or by a style of its own."""
    parts = (cell.getparent(), *cell.iter())
    return any(part.tag in _STRUCK_TAGS or "line-through" in (part.get("style") or "") for part in parts)


def _is_hidden(element: etree._Element) -> bool:
    return bool(_HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None


def _cell_text(cell: etree._Element) -> str:
    pieces: list[str] = []
    _gather(cell, pieces)
    text = _SPACES.sub(" ", "".join(pieces))
    lines = (line.strip(" ") for line in text.split("\v"))
    return sendable("\n".join(line for line in lines if line))


def _gather(element: etree._Element, pieces: list[str]) -> None:
    """The text of an element and what is in it, as a browser shows it: nothing hidden, no readings over characters."""
    pieces.append(element.text or "")
    for node in element:
        if isinstance(node.tag, str) and node.tag not in _UNSEEN and not _is_hidden(node):
            if node.tag in _BLOCKS and any(pieces):
                pieces.append("\v")
            _gather(node, pieces)
        pieces.append(node.tail or "")
