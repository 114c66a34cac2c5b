"""The tables of a file as somebody is asked about them: which are read, where the headings stand, what each column means.

The same file always gives the same guesses in the same order, so that an answer names its table by position alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from training_app.sheets.headers import DATA_LIKE, LONGEST_HEADING
from training_app.sheets.headings import Column, Merged, Wanted
from training_app.sheets.headless import first_record, headless
from training_app.sheets.layout import heading_key
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.tables import HEADLESS, Found, Table, find_tables

DROPPED, KEPT = "-", "+"
"""What a column can be said to mean besides a field: not read; kept as a remark with its heading."""
MOST_COLUMNS = 300
"""More columns than this are not asked about."""
_SCANNED_ROWS = 30
_HEADER_ROWS = 20
_LOOKED_AT = 20
_DOCUMENT = re.compile(r"\d{14}")
"""The number of a document or an account: a row with one is a record, and so is what lies below it."""


class Meaning(NamedTuple):
    """What a column can mean: the field and how it is called; `needed`: there is no list without it; `fits`: whether a
    value looks like one of each record's own, by which an unknown column is proposed."""

    field: str
    label: str
    needed: bool = False
    fits: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one table: whether it is read, the row of its headings (index of the sheet, or HEADLESS), and by index of
    the sheet what each column means: a field, KEPT or DROPPED."""

    use: bool
    row: int
    columns: Mapping[int, str]


Answer = Sequence[Told]
"""What is said of every guess of a file, in their order."""


@dataclass(slots=True)
class Guess:
    """A table as it would be read, to be asked about. `use`: whether it would be; `left` and `right` the columns it may
    reach over, `top` the highest row its headings may stand in (indices of the sheet). `start` is where its records begin,
    should it have no headings; None: it has some."""

    table: Table
    use: bool
    left: int
    right: int
    top: int
    start: int | None = None

    @property
    def columns(self) -> list[Column]:
        """The columns to ask about: those with a heading, and those that hold something without one."""
        return columns_asked(self.table, self.left, self.right)


def guesses(workbook: Workbook, wanted: Wanted, found: Found | None = None) -> list[Guess]:
    """The tables to ask about: those found, those that lack a column, and of sheets without either what looks like one."""
    found = found or find_tables(workbook, wanted)
    tables = [*found.tables, *found.partial]
    used = {id(table) for table in found.tables}
    known = {id(table.sheet) for table in tables}
    unknown = [_likely(sheet, wanted) for sheet in workbook.sheets if id(sheet) not in known]
    size = sum(len(table.columns) for table in tables)
    for table in unknown:
        if table is not None and size + len(table.columns) <= MOST_COLUMNS:
            size += len(table.columns)
            tables.append(table)
    if not used and tables:
        best = max(found.partial or tables, key=lambda table: (len(table.fields), len(table.columns)))
        used = {id(best)}
    order = {id(sheet): position for position, sheet in enumerate(workbook.sheets)}
    tables.sort(key=lambda table: (order[id(table.sheet)], table.header_top, table.columns[0].index))
    return [_guess(table, id(table) in used, tables) for table in tables]


def table_at(guess: Guess, row: int, wanted: Wanted) -> Table:
    """The table of a guess with its headings in `row`, with every column to ask about."""
    if row == guess.table.header_row:
        return replace(guess.table, columns=guess.columns)
    if row == HEADLESS and guess.start is not None:
        return headless(guess.table.sheet, guess.start, guess.table.bottom, guess.left, guess.right)
    table = _table_with_header(guess.table.sheet, row, guess.table.bottom, guess.left, guess.right, wanted)
    if guess.top:
        table.header_top = min(guess.top, table.header_top)  # no line between two tables is passed over unsaid
    table.columns = columns_asked(table, guess.left, guess.right)
    return table


def header_rows(guess: Guess) -> list[int]:
    """The rows in which the headings of a guess may stand: none of them holds a record or has one above it; HEADLESS before
    them where it may have none."""
    sheet, rows = guess.table.sheet, []
    for row in range(guess.top, min(guess.top + _SCANNED_ROWS, guess.table.bottom - 1)):
        cells = [cell for cell in sheet.row(row)[guess.left : guess.right + 1] if cell]
        if any(_DOCUMENT.search(cell) for cell in cells):
            break
        if len(cells) > 1 and not any(DATA_LIKE.search(cell) for cell in cells):
            rows.append(row)
    none = () if guess.start is None else (HEADLESS,)
    return sorted({*rows[:_HEADER_ROWS], guess.table.header_row, *none})


def first_told(guess: Guess, *, keeps_others: bool) -> Told:
    """A guess as the answer that changes nothing; `keeps_others`: columns of no meaning are kept as remarks."""
    return Told(guess.use, guess.table.header_row, first_meanings(guess.table, guess.columns, keeps_others=keeps_others))


def first_meanings(table: Table, columns: Sequence[Column], *, keeps_others: bool) -> dict[int, str]:
    """What each column means as long as nobody says otherwise. Columns that claim the same field all have it: to be asked."""
    rivals = {column.index: name for name, found in table.ambiguous.items() for column in found}
    other = KEPT if keeps_others else DROPPED
    return {
        column.index: rivals.get(column.index) or column.field or (other if _is_worth_keeping(table, column) else DROPPED)
        for column in columns
    }


def _is_worth_keeping(table: Table, column: Column) -> bool:
    """Whether a column of no meaning is kept where such are: not numbers of documents once more, under a weaker heading."""
    cells = table.cells(column) if column.contested else ()
    return not any(_DOCUMENT.search(cell) for cell in cells)


def answered(workbook: Workbook, wanted: Wanted, answer: Answer) -> Found:
    """The tables of a file as somebody said they are. Raises ValueError for an answer about another file."""
    asked = guesses(workbook, wanted)
    if len(asked) != len(answer):
        raise ValueError("the answer is not about this file")
    tables = [
        _as_told(guess, told, wanted) if told.use else None for guess, told in zip(asked, answer, strict=True)
    ]
    found = Found([table for table in tables if table is not None], [], [])
    blocks: dict[str, int] = {}
    for table in found.tables:
        blocks[table.sheet.name] = table.block = blocks.get(table.sheet.name, 0) + 1
    read = {id(table.sheet) for table in found.tables}
    for guess, table in zip(asked, tables, strict=True):
        sheet = guess.table.sheet
        if table is None and id(sheet) in read:
            found.left_out.append((sheet, guess.table.header_line or sheet.line(guess.table.first_row)))
        elif table is None and not any(each is sheet for each, _ in found.left_out):
            found.left_out.append((sheet, None))
    shown = {id(guess.table.sheet) for guess in asked}
    found.without = [sheet for sheet in workbook.sheets if id(sheet) not in shown]
    return found


def samples(table: Table, index: int, most: int = 3) -> list[str]:
    """The first different values of a column, from lines that are filled as a record is."""
    sheet, values = table.sheet, list[str]()
    enough = max(2, len(table.columns) // 2)
    for row, cell in enumerate(_cells_at(table, index), table.first_row):
        if cell and cell.strip() and cell.strip() not in values and sum(map(bool, sheet.row(row))) >= enough:
            values.append(cell.strip())
            if len(values) == most:
                break
    return values


def proposed(table: Table, told: Mapping[int, str], meanings: Sequence[Meaning]) -> dict[int, str]:
    """Fields no column has yet, where the values of exactly one column of no meaning look like them. To be asked, never to
    be read unasked."""
    free = [index for index, meaning in told.items() if meaning in (DROPPED, KEPT)]
    filled = {index: [cell for cell in _cells_at(table, index) if cell] for index in free}
    found: dict[int, str] = {}
    for meaning in meanings:
        if meaning.fits is None or meaning.field in told.values():
            continue
        fits = meaning.fits
        values = {index: samples(table, index, _LOOKED_AT) for index in free if index not in found}
        alike = [
            index for index, some in values.items()
            if some and sum(map(bool, map(fits, some))) * 5 >= len(some) * 4
            and len(some) * 10 >= min(len(filled[index]), _LOOKED_AT) * 6
        ]
        if len(alike) == 1:
            found[alike[0]] = meaning.field
    return found


def _cells_at(table: Table, index: int) -> list[str]:
    column = next((each for each in table.columns if each.index == index), None)
    return table.cells(column or Column(index, "", None))


def columns_asked(table: Table, left: int, right: int) -> list[Column]:
    """The columns of a table from `left` to `right`, with those that hold something under no heading."""
    headed = {column.index: column for column in table.columns}
    covered = table.covered if table.columns else set()
    found = []
    for index in range(left, right + 1):
        if index in headed:
            found.append(headed[index])
        elif index not in covered and any(table.sheet.column(index, table.first_row, table.bottom)):
            found.append(Column(index, "", None))
    return found


def _guess(table: Table, use: bool, tables: Sequence[Table]) -> Guess:
    left, right = table.columns[0].index, table.last
    others = [other for other in tables if other.sheet is table.sheet and other is not table]
    beside = [other for other in others if other.header_top < table.bottom and table.header_top < other.bottom]
    above = [other for other in others if other.header_row < table.header_top]
    whole = (left, right) if beside else (0, table.sheet.width - 1)
    known = any(column.field is not None for column in table.columns)
    return Guess(table, use, *whole, table.header_top if above else 0, None if known else first_record(table.sheet))


def _likely(sheet: Sheet, wanted: Wanted) -> Table | None:
    """What looks like a table on a sheet without known headings: a filled row with no record in it or above it, and numbers
    of several digits below it; else a list without headings."""
    filled = [sum(map(bool, sheet.row(row))) for row in range(min(sheet.height, 2 * _SCANNED_ROWS))]
    enough = max(2, max(filled, default=0) * 6 // 10)
    for row, count in enumerate(filled[: min(_SCANNED_ROWS, sheet.height - 1)]):
        cells = sheet.row(row)
        if any(_DOCUMENT.search(cell) for cell in cells):
            break
        if count >= enough and not any(DATA_LIKE.search(cell) or len(cell) > LONGEST_HEADING for cell in cells):
            below = sheet.cells[(row + 1) * sheet.width : (row + 1 + 2 * _SCANNED_ROWS) * sheet.width]
            if any(DATA_LIKE.search(cell) for cell in below):
                return _table_with_header(sheet, row, sheet.height, 0, sheet.width - 1, wanted)
            return None
    start = first_record(sheet)
    return None if start is None else headless(sheet, start, sheet.height, 0, sheet.width - 1)


def _table_with_header(sheet: Sheet, row: int, bottom: int, left: int, right: int, wanted: Wanted) -> Table:
    merged = Merged(sheet)
    top, below, columns = row, row + 1, []
    for index in range(left, right + 1):
        first = merged.first.get((row, index), (row, index))
        heading = sheet.cells[first[0] * sheet.width + first[1]].strip()
        if not heading:
            continue
        top, below = min(top, first[0]), max(below, merged.bottom(*first) + 1)
        known = wanted.recognise(heading_key(heading)) if len(heading) <= LONGEST_HEADING else None
        columns.append(Column(index, heading, (known[0] or None) if known else None, known[1] if known else 0))
    return Table(sheet, top, row, min(below, bottom), bottom, columns)


def _as_told(guess: Guess, told: Told, wanted: Wanted) -> Table:
    table = table_at(guess, told.row, wanted)
    columns = []
    for column in table.columns:
        meaning = told.columns.get(column.index, DROPPED)
        if meaning not in (DROPPED, KEPT):
            columns.append(Column(column.index, column.heading, meaning, joined=column.joined))
        else:
            columns.append(Column(column.index, column.heading, None, dropped=meaning == DROPPED, joined=column.joined))
    return replace(table, columns=columns, ambiguous={})
