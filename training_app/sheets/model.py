"""What every kind of file becomes: a workbook of sheets, each a rectangle of strings with what is known about its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

LOST_DIGITS = "lost_digits"
"""The cell holds a number of 1e15 or more: a spreadsheet keeps 15 digits, the rest is gone."""
FRACTION = "fraction"
"""The cell holds a number with a fraction: 2015.1 may have been typed as 2015.10."""
DAY = "day"
"""The cell holds a day: what was typed into it may have been a number (2025-07) that the spreadsheet took for one."""
TIME = "time"
"""The cell holds a day with a time, of which the value keeps both."""

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
"""What a spreadsheet shows where a formula has no result, by the code of binary files ([MS-XLS] 2.5.10)."""
NOT_COMPUTED = "#CALC!"
"""What stands for a formula the file holds no result of: a program wrote it, and no spreadsheet has computed it yet."""
FAILED = frozenset(ERRORS.values()) | {NOT_COMPUTED, "#SPILL!"}


@dataclass(slots=True)
class Sheet:
    """One sheet, or one table of a web page.

    `cells` are the values row by row, `width` to a row, as shown: dates in ISO form, whole numbers without ".0", empty
    cells "". Row 0 is the line `first_line` (`lines` where lines are not consecutive), column 0 is `first_column` of the
    file. `merges` are (top, left, bottom, right) by row and column index of this rectangle, inclusive; a merged value
    stands in the first cell only. `hidden_rows` and `hidden_columns` are indices of this rectangle.
    `marks` maps an index into `cells` to one of the marks of this module, `struck` are the indices of cells that are struck
    through. `part` numbers the tables of a web page.
    Of a form that was unrolled (sheets.forms), `places` are the line and column of the file of each column's value, `unread` the
    lines that belong to none.
    """

    name: str
    cells: list[str]
    width: int
    first_line: int = 1
    first_column: int = 0
    lines: list[int] | None = None
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    struck: frozenset[int] = frozenset()
    marks: dict[int, str] = field(default_factory=dict)
    part: int = 1
    places: tuple[tuple[int, int], ...] = ()
    unread: tuple[int, ...] = ()

    @property
    def height(self) -> int:
        """Number of rows held, blank ones at the end not counted."""
        return len(self.cells) // self.width if self.width else 0

    def line(self, row: int) -> int:
        """The line number the user's program shows for a row."""
        return self.lines[row] if self.lines is not None else self.first_line + row

    def row(self, row: int) -> list[str]:
        """The cells of one row."""
        return self.cells[row * self.width : (row + 1) * self.width]

    def column(self, column: int, top: int = 0, bottom: int | None = None) -> list[str]:
        """The cells of one column, from row `top` to before row `bottom`."""
        stop = len(self.cells) if bottom is None else bottom * self.width
        return self.cells[top * self.width + column : stop : self.width]

    def rows(self) -> Iterator[list[str]]:
        """All rows, top to bottom."""
        for start in range(0, len(self.cells), self.width or 1):
            yield self.cells[start : start + self.width]

    def letter(self, column: int) -> str:
        """The letter the user's program shows for a column."""
        return column_letter(self.places[column][1] if self.places else self.first_column + column)


@dataclass(slots=True)
class Workbook:
    """A file that was read: `kind` is its real container (xlsx, xls, xlsb, ods, csv, html, xml), whatever its name says.

    `epoch_1904`: serial numbers of days count from 1904-01-01 instead of 1899-12-30. `mark`: what a workbook of ours says of
    itself (sheets.marks), believed by nobody as it stands.
    """

    kind: str
    sheets: list[Sheet]
    epoch_1904: bool = False
    mark: str = ""


def column_letter(index: int) -> str:
    """0 → "A", 25 → "Z", 26 → "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
