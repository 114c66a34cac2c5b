"""Header lines of a sheet: one to three rows of headings, told from titles above and records below them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from training_app.sheets.headings import Column, Merged, Recognise, Wanted, heading_of, spread
from training_app.sheets.joined import join
from training_app.sheets.layout import GROUP, heading_key, without_example
from training_app.sheets.model import Sheet

_SCANNED_ROWS = 120
_HEADER_ROWS = 3
DATA_LIKE = re.compile(r"\d{6}")
LONGEST_HEADING = 120
_LONGEST_GROUP = 12
_SAYS = re.compile(r"[:：]\s*\S")


@dataclass(slots=True)
class Header:
    """Headings from row `top` to row `row` of a sheet; records begin in row `below`. The higher score is the better one."""

    top: int
    row: int
    below: int
    columns: list[Column]
    score: int

    @property
    def meanings(self) -> set[tuple[int, str]]:
        """Index and field of every column that was understood."""
        return {(column.index, column.field) for column in self.columns if column.field is not None}

    @property
    def known(self) -> int:
        """How many columns were understood."""
        return len(self.meanings)


def is_repeat(sheet: Sheet, before: Header, header: Header) -> bool:
    """Whether a header only repeats the one before it, as on every printed page, with records up to the line above."""
    same = [(each.index, each.field) for each in before.columns] == [(each.index, each.field) for each in header.columns]
    return same and any(DATA_LIKE.search(cell) for cell in sheet.row(header.top - 1))


def candidate_rows(sheet: Sheet, recognise: Recognise, wanted: Wanted) -> Iterable[int]:
    """Rows that may begin a header: all of the first ones, further down those with a heading seen above or usual."""
    first = min(sheet.height, _SCANNED_ROWS)
    yield from range(first)
    if sheet.height <= first:
        return
    start = first * sheet.width
    rest = sheet.cells[start:]
    words = {cell for cell in sheet.cells[:start] if cell and len(cell) <= 40 and _is_required(cell, recognise, wanted)}
    words |= wanted.usual
    if words.isdisjoint(rest):
        return
    rows = {index // sheet.width for index, cell in enumerate(rest, start) if cell in words}
    candidates = sorted(rows | {row - 1 for row in rows} | {row - 2 for row in rows})
    yield from (row for row in candidates if row >= first)


def _is_required(cell: str, recognise: Recognise, wanted: Wanted) -> bool:
    known = recognise(cell)
    return known is not None and known[0] in wanted.required


def best_header(
    sheet: Sheet, merged: Merged, row: int, recognise: Recognise, wanted: Wanted
) -> Header | None:
    """The header that begins in a row, None where none does or a lower row is the better beginning."""
    best = None
    if not any(sheet.row(row)):
        return None
    for depth in range(1, _HEADER_ROWS + 1):
        if row + depth > sheet.height:
            break
        lowest = sheet.row(row + depth - 1)
        if any(DATA_LIKE.search(without_example(cell)) for cell in lowest if len(cell) < LONGEST_HEADING):
            break
        if best is not None and _is_filled_in(best, lowest, recognise, wanted):
            break
        header = _header(sheet, merged, row, depth, recognise, wanted)
        if header is not None and (best is None or header.score > best.score):
            best = header
    if best is None or best.row == row:
        return best
    # The first rows may be a title: the same headings found from a lower row on are the header.
    for lower in range(row + 1, best.row + 1):
        without = best_header(sheet, merged, lower, recognise, wanted)
        if without is None or without.known < best.known:
            continue
        if without.known > best.known or not _are_groups(sheet.row(row)) or _is_record(sheet, merged, row, without, wanted):
            return None
    return best


def _is_filled_in(header: Header, cells: list[str], recognise: Recognise, wanted: Wanted) -> bool:
    """Whether a row under a whole header says something in every required column: it is the first line of the list, though
    a word in it (出勤) may be a heading elsewhere."""
    required = [column for column in header.columns if column.field in wanted.required]
    is_whole = {column.field for column in required} == set(wanted.required)
    return is_whole and all(cells[each.index] and recognise(cells[each.index]) is None for each in required)


def _is_record(sheet: Sheet, merged: Merged, row: int, header: Header, wanted: Wanted) -> bool:
    """Whether the row over a whole header is the last line of the list above it: a blank line follows, or it says something
    of its own in every required column (in every column, where only one is required)."""
    below = range(row + 1, header.top)
    if any(not any(spread(sheet, merged, each, False)) for each in below):
        return True
    known = [column for column in header.columns if column.field is not None]
    asked = [column.index for column in known if column.field in wanted.required]
    asked = asked if len(asked) > 1 else [column.index for column in known]
    texts = [sheet.row(row)[index] for index in asked if (row, index) not in merged.first]
    return len(asked) > 1 and len(texts) == len(asked) and all(texts) and not any(map(GROUP.fullmatch, texts))


def _header(
    sheet: Sheet, merged: Merged, row: int, depth: int, recognise: Recognise, wanted: Wanted
) -> Header | None:
    rows = [spread(sheet, merged, each, each < row + depth - 1) for each in range(row, row + depth)]
    if any(_is_title(sheet.row(row + offset), cells, rows[-1]) for offset, cells in enumerate(rows[:-1])):
        return None
    columns = []
    said = {}
    below = row + depth
    lowest_text = row
    for index in range(sheet.width):
        texts = [cells[index] for cells in rows]
        heading, known = heading_of(texts, recognise)
        if not heading:
            continue
        for offset, cells in enumerate(rows):
            if cells[index] and sheet.cells[(row + offset) * sheet.width + index]:
                lowest_text = max(lowest_text, row + offset)
        said[index] = texts
        if known is not None:
            first = merged.first.get((row + depth - 1, index), (row + depth - 1, index))
            if sheet.cells[first[0] * sheet.width + first[1]]:
                below = max(below, merged.bottom(*first) + 1)
        columns.append(Column(index, heading, known[0] if known else None, known[1] if known else 0))
    if {column.field for column in columns}.isdisjoint(wanted.required):
        return None
    columns = join(columns, said, wanted)
    fields = {column.field for column in columns if column.field is not None}
    required = fields.intersection(wanted.required)
    if not required or len(fields) < wanted.least:
        return None
    repeated = sum(column.field is not None for column in columns) - len(fields)
    ticks = sum(column.joined is not None for column in columns)
    score = 100 * (len(fields) + 3 * len(required)) - repeated + ticks
    return Header(row, min(lowest_text, row + depth - 1), below, columns, score)


def _is_title(cells: list[str], spread_cells: list[str], lowest: list[str]) -> bool:
    """Whether a row over a header is no row of groups: one text that is long, or that stands over every column."""
    if sum(map(bool, cells)) != 1:
        return False
    over_all = all(above for above, heading in zip(spread_cells, lowest, strict=True) if heading)
    return over_all or not _are_groups(cells)


def _are_groups(cells: list[str]) -> bool:
    """Whether the texts of a row can be headings of groups or of columns: short, and none of them says something."""
    return all(len(heading_key(cell)) <= _LONGEST_GROUP and not _SAYS.search(cell) for cell in cells if cell)
