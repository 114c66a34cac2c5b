"""The heading of each column of a header: its own text, with that of the group it stands under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from training_app.sheets.model import Sheet

FOREIGN = ("", 0)
"""Said of a heading that speaks of something else, although a word in it looks familiar (电话 under 紧急联系人)."""

GUESSED = 4
"""How surely a column is known that only its words taken together tell of."""

_UPPER_ROWS = 3
"""Rows over the lowest one of a header from which a heading may be merged down into it."""

Recognise = Callable[[str], tuple[str, int] | None]
"""From a heading key to (field, strength), None for an unknown heading. The higher strength wins a contested field."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list looks for: its headings, and the fields without which there is no record."""

    recognise: Recognise
    required: tuple[str, ...]
    usual: frozenset[str] = frozenset()
    """Usual headings of the required fields, by which a second table far down a sheet is found."""
    least: int = 2
    """Fewest recognised fields of a header line."""
    ticked: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    """Fields whose value may be told by a tick under it, and whether a word is such a value."""
    often_none: frozenset[str] = frozenset()
    """Those of them of which many records have none."""
    halves: Mapping[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """Fields that may stand in two columns, with the heading keys of the first and of the second."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Columns that say one thing together, in the order in which they are read. `words` are the values over columns of
    ticks, none over the parts of a name; `may_be_none`: a line without a tick is no mistake."""

    columns: tuple[Column, ...]
    words: tuple[str, ...] = ()
    may_be_none: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its index on the sheet, the user's own heading, the field it means (None: not known).

    `contested` is the field it claimed and lost to a surer column; `dropped`: somebody said that it is not to be read;
    `joined`: it stands for several columns of the file, of which it has the place of the first.
    """

    index: int
    heading: str
    field: str | None
    strength: int = 0
    contested: str | None = None
    dropped: bool = False
    joined: Joined | None = None

    @property
    def indices(self) -> tuple[int, ...]:
        """Its place on the sheet, or those of the columns it stands for."""
        return (self.index,) if self.joined is None else tuple(sorted(each.index for each in self.joined.columns))

    @property
    def is_other(self) -> bool:
        """Whether it is a column of no known field whose words may still be kept."""
        return self.field is None and not self.dropped


class Merged:
    """Merged ranges of a sheet by their first cell and by the cells they cover, for the rows of headers."""

    def __init__(self, sheet: Sheet) -> None:
        self._starts: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        self.first: dict[tuple[int, int], tuple[int, int]] = {}
        for merge in sheet.merges:
            top, left, bottom, right = merge
            self._starts[top, left] = merge
            if bottom - top <= 8:
                for row in range(top, bottom + 1):
                    for column in range(left, min(right, left + 60) + 1):
                        self.first[row, column] = (top, left)

    def right(self, row: int, column: int) -> int:
        """The rightmost column of the range that begins at a cell."""
        return self._starts.get((row, column), (row, column, row, column))[3]

    def bottom(self, row: int, column: int) -> int:
        """The lowest row of the range that begins at a cell."""
        return self._starts.get((row, column), (row, column, row, column))[2]


def spread(sheet: Sheet, merged: Merged, row: int, group: bool) -> list[str]:
    """The texts of a header row; a group heading reaches over the columns it is merged with, or over empty ones."""
    cells = list(sheet.row(row))
    for column in range(sheet.width):
        first = merged.first.get((row, column))
        if not cells[column] and first is not None:
            if first[0] == row or (not group and row - first[0] < _UPPER_ROWS and first[1] == column):
                cells[column] = sheet.cells[first[0] * sheet.width + first[1]]
        elif not cells[column] and group and column and cells[column - 1]:
            below = sheet.cells[(row + 1) * sheet.width + column] if row + 1 < sheet.height else ""
            cells[column] = cells[column - 1] if below else ""
    return [cell.strip() for cell in cells]


def heading_of(texts: list[str], recognise: Recognise) -> tuple[str, tuple[str, int] | None]:
    """The user's heading of a column and what it means: the lowest text, with its group, or the group alone."""
    present = [text for position, text in enumerate(texts) if text and text not in texts[:position]]
    if not present:
        return "", None
    lowest = present[-1]
    known = recognise(lowest)
    if known == FOREIGN or (known is not None and len(present) > 1 and recognise("".join(present)) == FOREIGN):
        return lowest, None
    if known is not None or len(present) == 1:
        return lowest, known
    for count in range(2, len(present) + 1):
        joined = "".join(present[-count:])
        known = recognise(joined)
        if known is not None and known != FOREIGN:
            return joined, known
    if texts[-1]:
        # A second line under a heading of its own: a hint or a translation.
        for text in reversed(present[:-1]):
            known = recognise(text)
            if known is not None and known != FOREIGN:
                return text, known
    return lowest, None
