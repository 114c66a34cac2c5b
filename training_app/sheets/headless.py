"""Lists without any heading: nobody can tell what their columns are but whoever brings them. They are found here, to be asked
about, and never read unasked."""

from __future__ import annotations

import hashlib
import json
import re

from training_app.sheets.headings import Column
from training_app.sheets.layout import INVISIBLE
from training_app.sheets.model import Sheet
from training_app.sheets.tables import HEADLESS, Table

_LOOKED_AT = 60
_DOCUMENT = re.compile(r"\s*'?(?:\d{17}[\dXx]|\d{15})\s*", re.ASCII)
_SHAPES = (
    ("document", _DOCUMENT), ("phone", re.compile(r"1[3-9]\d{9}", re.ASCII)), ("digits", re.compile(r"\d+", re.ASCII)),
    ("day", re.compile(r"(?:19|20)\d\d\s*[-./年].*")), ("short", re.compile("[\u3400-\u9fff·]{1,4}")),
    ("words", re.compile("[\u3400-\u9fff·]{5,}")),
)


def first_record(sheet: Sheet) -> int | None:
    """The row where a list without headings begins: filled like the others, and one column holds documents of persons in most
    of them. None where there is no such list."""
    filled = [sum(map(bool, sheet.row(row))) for row in range(min(sheet.height, _LOOKED_AT))]
    enough = max(2, max(filled, default=0) * 6 // 10)
    rows = [row for row, count in enumerate(filled) if count >= enough]
    for index in range(sheet.width):
        cells = [INVISIBLE.sub("", sheet.cells[row * sheet.width + index]) for row in rows]
        if sum(_DOCUMENT.fullmatch(cell) is not None for cell in cells) * 5 >= len(rows) * 3 > 0:
            return rows[0]
    return None


def headless(sheet: Sheet, start: int, bottom: int, left: int, right: int) -> Table:
    """The rows from `start` on as a table whose columns have no headings."""
    columns = [Column(index, "", None) for index in range(left, right + 1) if any(sheet.column(index, start, bottom))]
    return Table(sheet, start, HEADLESS, start, bottom, columns)


def shape_of(table: Table) -> str:
    """The digest of what kinds of values stand in which column, by which a file of the same layout is known. Not surely: what
    was said of another such file is only ever proposed."""
    first = table.columns[0].index
    kinds = [(column.index - first, _shape(table.cells(column)[:_LOOKED_AT])) for column in table.columns]
    return hashlib.sha256(json.dumps(["headless", kinds]).encode()).hexdigest()


def _shape(cells: list[str]) -> str:
    counts: dict[str, int] = {}
    for cell in filter(None, (INVISIBLE.sub("", cell).strip() for cell in cells)):
        kind = next((name for name, pattern in _SHAPES if pattern.fullmatch(cell)), "other")
        counts[kind] = counts.get(kind, 0) + 1
    return max(counts, key=lambda name: (counts[name], name), default="")
