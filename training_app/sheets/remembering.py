"""Answers about columns known again in the next file of the same layout. Holds no content of a file, only its headings'
digest and what they mean."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from training_app.sheets.asking import (
    DROPPED,
    KEPT,
    MOST_COLUMNS,
    Answer,
    Guess,
    Told,
    answered,
    first_meanings,
    first_told,
    guesses,
    header_rows,
    table_at,
)
from training_app.sheets.headings import Wanted
from training_app.sheets.headless import shape_of
from training_app.sheets.layout import heading_key
from training_app.sheets.model import Workbook
from training_app.sheets.tables import HEADLESS, Found, Table, find_tables


def layout_of(table: Table) -> str:
    """The digest of a table's headings in their order, without what varies in writing them; of one without headings that of
    its values' kinds."""
    if table.header_row == HEADLESS:
        return shape_of(table)
    headed = [column for column in table.columns if column.heading]
    first = _first_heading(table)
    keys = [(column.index - first, heading_key(column.heading)) for column in headed]
    return hashlib.sha256(json.dumps(keys, ensure_ascii=False).encode()).hexdigest()


def to_remember(guess: Guess, told: Told, wanted: Wanted, *, keeps_others: bool) -> dict[str, Any] | None:
    """What is kept of an answer about one table; None where it only says what would be read anyway, and where it gives a
    field to a column without a heading: the next file may hold anything there."""
    first = first_told(guess, keeps_others=keeps_others)
    if (told.row, dict(told.columns)) == (first.row, first.columns) and not guess.table.ambiguous:
        return None
    table = table_at(guess, told.row, wanted)
    if HEADLESS in (told.row, guess.table.header_row):
        return _of_headless(guess, told, table)
    said = {column.index: told.columns.get(column.index, DROPPED) for column in table.columns if column.heading}
    if any(meaning not in (DROPPED, KEPT) for index, meaning in told.columns.items() if index not in said):
        return None
    base = _first_heading(guess.table)
    return {
        "row": told.row - guess.table.header_row, "layout": layout_of(table),
        "columns": {str(index - base): meaning for index, meaning in said.items()},
    }


def _of_headless(guess: Guess, told: Told, table: Table) -> dict[str, Any] | None:
    if told.row != guess.table.header_row:
        return None
    first = table.columns[0].index
    said = {str(column.index - first): told.columns.get(column.index, DROPPED) for column in table.columns}
    return {"row": HEADLESS, "layout": layout_of(table), "columns": said}


def proposed_before(guess: Guess, known: Mapping[str, Mapping[str, Any]]) -> dict[int, str]:
    """What was said of the columns of an earlier list without headings whose values were of the same kinds, by index of the
    sheet: to be confirmed, for the same kinds may mean something else this time."""
    if guess.table.header_row != HEADLESS:
        return {}
    kept = known.get(layout_of(guess.table), {})
    first = guess.table.columns[0].index
    return {first + int(offset): meaning for offset, meaning in kept.get("columns", {}).items()}


def _first_heading(table: Table) -> int:
    return next((column.index for column in table.columns if column.heading), 0)


class Finder:
    """Finds the tables of a file, by remembered answers where its layout is known (`known`: what was kept, by layout).

    Afterwards `answer` is what was recalled, None where nothing was; `layouts` the layouts recalled; `can_ask` whether
    somebody can be asked about the tables, should they not be certain; `mark` what the workbook says of itself."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]], *, keeps_others: bool) -> None:
        self._known = known
        self._keeps_others = keeps_others
        self.answer: Answer | None = None
        self.layouts: list[str] = []
        self.can_ask = False
        self.mark = ""

    def __call__(self, workbook: Workbook, wanted: Wanted) -> Found:
        self.mark = workbook.mark
        found = find_tables(workbook, wanted)
        uncertain = not found.tables or len(found.tables) > 1 or any(table.ambiguous for table in found.tables)
        uncertain = uncertain or bool(found.incomplete)
        if not (self._known or uncertain):
            return found
        asked = guesses(workbook, wanted, found)
        sizes = [len(guess.columns) for guess in asked]
        self.can_ask = sum(sizes) <= MOST_COLUMNS and max(sizes, default=0) >= len(wanted.required)
        if self._known:
            self._recall(asked, wanted)
        return found if self.answer is None else answered(workbook, wanted, self.answer)

    def _recall(self, asked: list[Guess], wanted: Wanted) -> None:
        recalled = [self._recalled(guess, wanted) for guess in asked]
        if not any(recalled):
            return
        answer = []
        for guess, told in zip(asked, recalled, strict=True):
            whole = guess.use and not guess.table.missing(wanted)
            if told is None and whole and guess.table.ambiguous:
                return  # another table of the file has to be asked about
            answer.append(told or Told(whole, *_unchanged(guess, self._keeps_others)))
        self.answer = answer
        self.layouts = [layout_of(guess.table) for guess, told in zip(asked, recalled, strict=True) if told is not None]

    def _recalled(self, guess: Guess, wanted: Wanted) -> Told | None:
        if guess.table.header_row == HEADLESS:
            return None  # asked about every time
        kept = self._known.get(layout_of(guess.table))
        row = guess.table.header_row + (kept["row"] if kept else 0)
        if kept is None or row not in header_rows(guess):
            return None
        table = table_at(guess, row, wanted)
        if layout_of(table) != kept["layout"]:
            return None
        base = _first_heading(guess.table)
        said = {base + int(offset): meaning for offset, meaning in kept["columns"].items()}
        nameless = [column for column in table.columns if not column.heading]
        return Told(True, row, first_meanings(table, nameless, keeps_others=self._keeps_others) | said)


def _unchanged(guess: Guess, keeps_others: bool) -> tuple[int, Mapping[int, str]]:
    first = first_told(guess, keeps_others=keeps_others)
    return first.row, first.columns
