"""Tables found on sheets: header lines of one to three rows, blocks side by side and one below the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from training_app.sheets.forms import forms_of, label_of
from training_app.sheets.headers import DATA_LIKE, LONGEST_HEADING, Header, best_header, candidate_rows, is_repeat
from training_app.sheets.headings import Column, Merged, Wanted
from training_app.sheets.joined import apart, together
from training_app.sheets.layout import heading_key
from training_app.sheets.model import Sheet, Workbook

_CELLS_OF_FORMS = 20_000
"""So many cells of a file are looked through for forms: far more than a class of them has."""
HEADLESS = -1
"""What stands for the row of headings of a table that has none."""


@dataclass(slots=True)
class Table:
    """A header and the rows under it. Rows are indices of the sheet, `bottom` exclusive; `block` counts from 1 on a sheet.

    `header_row` is the lowest row of headings, `header_top` the highest (of a table without headings HEADLESS and its first
    row). `ambiguous` are fields claimed by several
    columns of equal strength, with those columns.
    """

    sheet: Sheet
    header_top: int
    header_row: int
    first_row: int
    bottom: int
    columns: list[Column]
    block: int = 1
    ambiguous: dict[str, list[Column]] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Column]:
        """The recognised columns by field; of an ambiguous field the first."""
        found: dict[str, Column] = {}
        for column in self.columns:
            if column.field is not None:
                found.setdefault(column.field, column)
        return found

    @property
    def header_line(self) -> int:
        """The line of the headings in the user's program, 0 where there are none."""
        return 0 if self.header_row == HEADLESS else self.sheet.line(self.header_row)

    @property
    def lines(self) -> dict[str, int]:
        """Of an unrolled form the line in which each field stands; no fields where they all stand in that of the record."""
        places = self.sheet.places
        return {name: places[column.index][0] for name, column in self.fields.items()} if places else {}

    @property
    def last(self) -> int:
        """The index of the rightmost column."""
        return self.columns[-1].indices[-1]

    @property
    def covered(self) -> set[int]:
        """The columns of the sheet that stand in it."""
        return {index for column in self.columns for index in column.indices}

    def cells(self, column: Column) -> list[str]:
        """The cells of one of its columns, row by row; of joined ones what they say together."""
        if column.joined is not None:
            return together(column.joined, self.sheet, self.first_row, self.bottom)
        return self.sheet.column(column.index, self.first_row, self.bottom)

    def missing(self, wanted: Wanted) -> list[str]:
        """Required fields without a column."""
        return [each for each in wanted.required if each not in self.fields]


@dataclass(slots=True)
class Found:
    """Tables with every required column, tables that lack one, and sheets without either. `left_out` are tables somebody
    said are not to be read: the sheet, and the line of the headings where another table of the sheet is read."""

    tables: list[Table]
    partial: list[Table]
    without: list[Sheet]
    left_out: list[tuple[Sheet, int | None]] = field(default_factory=list)

    @property
    def incomplete(self) -> list[Table]:
        """Tables that lack a required column and stand on a sheet from which another table is read, and forms that lack a label
        where others do not."""
        return [
            each for each in self.partial
            if any(each.sheet is other.sheet or each.sheet.places and other.sheet.places for other in self.tables)
        ]


Find = Callable[[Workbook, Wanted], Found]
"""What finds the tables of a workbook: `find_tables`, or somebody's answer."""


def find_tables(workbook: Workbook, wanted: Wanted) -> Found:
    """The tables of a workbook; blocks are numbered per sheet name from top to bottom, then left to right. A sheet of forms is
    replaced in the workbook by the forms unrolled."""
    found = Found([], [], [])
    blocks: dict[str, int] = {}
    sheets: list[tuple[Sheet, list[Table]]] = []
    room = _CELLS_OF_FORMS
    for sheet in workbook.sheets:
        sheets.extend(_read(sheet, wanted, may_be_form=len(sheet.cells) <= room))
        room -= len(sheet.cells) if len(sheet.cells) <= room else 0
    workbook.sheets[:] = [sheet for sheet, _ in sheets]
    for sheet, tables in sheets:
        whole = [table for table in tables if not table.missing(wanted)]
        for table in tables:
            blocks[sheet.name] = table.block = blocks.get(sheet.name, 0) + 1
        found.tables.extend(whole)
        found.partial.extend(table for table in tables if table.missing(wanted))
        if not tables:
            found.without.append(sheet)
    return found


def _read(sheet: Sheet, wanted: Wanted, *, may_be_form: bool) -> list[tuple[Sheet, list[Table]]]:
    if sheet.places:
        return [(sheet, [table_of_form(sheet, wanted)])]
    tables = _tables_of(sheet, wanted)
    if not may_be_form or not all(table.missing(wanted) for table in tables):
        return [(sheet, tables)]
    return [(form, [table_of_form(form, wanted)]) for form in forms_of(sheet, wanted)] or [(sheet, tables)]


def table_of_form(form: Sheet, wanted: Wanted) -> Table:
    """The one table of an unrolled form: its labels are the headings, its values the only record."""
    table = Table(form, 0, 0, 1, 2, [
        Column(index, label, *(label_of(label, wanted) or (None, 0))) for index, label in enumerate(form.row(0))
    ])
    _settle(table)
    return table


def _tables_of(sheet: Sheet, wanted: Wanted) -> list[Table]:
    if not sheet.cells:
        return []
    merged = Merged(sheet)
    headers: list[Header] = []
    memo: dict[str, tuple[str, int] | None] = {}

    def recognise(text: str) -> tuple[str, int] | None:
        if text not in memo:
            memo[text] = wanted.recognise(heading_key(text)) if len(text) <= LONGEST_HEADING else None
        return memo[text]

    row = 0
    for row in candidate_rows(sheet, recognise, wanted):
        if headers and row < headers[-1].below:
            continue
        header = best_header(sheet, merged, row, recognise, wanted)
        if header is None:
            continue
        if headers and header.top == headers[-1].below and header.meanings <= headers[-1].meanings:
            headers[-1].below = header.below  # the headings once more, in another language
        elif not (headers and is_repeat(sheet, headers[-1], header)):
            headers.append(header)
    tables: list[Table] = []
    for header in headers:
        for columns in _blocks(header.columns, wanted):
            tables.append(Table(sheet, header.top, header.row, header.below, sheet.height, columns))
    # What lacks a required column beside a whole table is a line of words that looked like a header: it must not cut
    # the lines under it off from the table they belong to, unless they are records of another list.
    whole = [table for table in tables if not table.missing(wanted)]
    tables = [table for table in tables if table in whole or _is_another_list(table, whole)] if whole else tables
    _set_bottoms(tables)
    for table in tables:
        table.columns = apart(table.columns, table.sheet, table.first_row, table.bottom)
        _add_nameless(table, tables)
        _settle(table)
    return sorted(tables, key=lambda table: (table.header_top, table.columns[0].index))


def _blocks(columns: list[Column], wanted: Wanted) -> list[list[Column]]:
    """The columns of a header parted into tables that stand side by side."""
    anchor = wanted.required[0]
    names = [position for position, column in enumerate(columns) if column.field == anchor]
    if len(names) < 2:
        return [columns]
    by_gap: list[list[Column]] = []
    for column in columns:
        if by_gap and column.index == by_gap[-1][-1].indices[-1] + 1:
            by_gap[-1].append(column)
        else:
            by_gap.append([column])
    if len(by_gap) > 1 and all(_is_whole(block, wanted) for block in by_gap):
        return by_gap
    lead = next((column.field for column in columns if column.field is not None), anchor)
    starts = [position for position, column in enumerate(columns) if column.field == lead]
    if len(starts) != len(names):
        starts = names
    starts[0] = 0
    parts = [columns[start:end] for start, end in zip(starts, [*starts[1:], len(columns)], strict=True)]
    return parts if all(_is_whole(part, wanted) for part in parts) else [columns]


def _is_whole(columns: list[Column], wanted: Wanted) -> bool:
    return set(wanted.required) <= {column.field for column in columns}


def _is_another_list(table: Table, whole: list[Table]) -> bool:
    """Whether a table that lacks a column has records, and most of its headings are understood, one of them as something else
    than in the whole table above it."""
    above = [each for each in whole if each.header_row < table.header_top]
    headed = [column for column in table.columns if column.heading]
    understood = {column.field for column in headed} - {None}
    if not above or 2 * len(understood) <= len(headed):
        return False
    known = {column.index: column.field for column in above[-1].columns}
    if all(column.field is None or known.get(column.index) == column.field for column in table.columns):
        return False
    rows = (table.sheet.row(row) for row in range(table.first_row, table.sheet.height))
    return any(DATA_LIKE.search(cell) for cell in next((row for row in rows if any(row)), ()))


def _set_bottoms(tables: list[Table]) -> None:
    for table in tables:
        left, right = table.columns[0].index, table.last
        for other in tables:
            beside = other.last < left or other.columns[0].index > right
            if other.header_top > table.header_row and not beside:
                table.bottom = min(table.bottom, other.header_top)


def _add_nameless(table: Table, tables: list[Table]) -> None:
    """Columns with content and no heading belong to the table they stand in or follow; nothing of a line is lost."""
    sheet, known = table.sheet, table.covered
    left = table.columns[0].index
    beside = [other.columns[0].index for other in tables if other.header_row == table.header_row]
    right = min((each for each in beside if each > left), default=sheet.width)
    for index in range(left, right):
        if index not in known and any(sheet.column(index, table.first_row, table.bottom)):
            table.columns.append(Column(index, "", None))
    table.columns.sort(key=lambda column: column.index)


def _settle(table: Table) -> None:
    """Leaves each field to its strongest column; equal claims that differ in content stay and are reported."""
    claims: dict[str, list[Column]] = {}
    for column in table.columns:
        if column.field is not None:
            claims.setdefault(column.field, []).append(column)
    lost: set[int] = set()
    for name, columns in claims.items():
        if len(columns) < 2:
            continue
        strongest = max(column.strength for column in columns)
        rivals = [column for column in columns if column.strength == strongest]
        contents = [table.cells(each) for each in rivals]
        filled = [each for each, cells in zip(rivals, contents, strict=True) if any(cells)]
        keep = (filled or rivals)[0]
        if len(filled) > 1 and any(cells != contents[rivals.index(keep)] for cells in contents if any(cells)):
            table.ambiguous[name] = filled
        lost.update(column.index for column in columns if column is not keep)
    table.columns = [
        Column(column.index, column.heading, None, contested=column.field, joined=column.joined)
        if column.index in lost else column
        for column in table.columns
    ]
