"""Lines of a list while they are in a batch: what was understood, what is wrong, what became of them. Pure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from training_app.kernel.problems import Problem, Severity
from training_app.sheets.asking import Answer

_ABOUT_COLUMNS = frozenset({"column.missing", "column.ambiguous", "sheet.no_header", "sheet.ambiguous"})


class Outcome(StrEnum):
    """What confirming does with a line: a new record, nothing (it is there already), new facts for a record that is
    there, or it stays out because of an error. What stays out can be given up afterwards."""

    CREATED = "created"
    EXISTING = "existing"
    UPDATED = "updated"
    HELD = "held"
    GIVEN_UP = "given_up"


@dataclass(slots=True)
class Row:
    """One line of the user's file that was read as data.

    `position` counts from 0 through the batch; `sheet`, `block` and `line` are the file's own. `fields` are the values
    understood, by canonical field, as JSON holds them. `cells` are the user's own words by field, from which a corrected
    line is understood anew, `marks` what the spreadsheet did to such a cell (sheets.model); `fixed` the fields corrected on
    the page. `outlook` is the outcome foretold by the last check, `result` the one after confirming ("" before). `columns`
    tells for each field the column letter and heading of the line's table, `lines` of a form the line in which it stands.
    `decided` is what somebody decided about the line, in the form its list gives it; `earlier` what became of it before it was
    changed in a corrected file, `reason` why it was given up. `found` is what the list's check looked up and its apply
    uses in the same transaction, `changed` that the line is not as it was loaded; neither is kept.
    """

    position: int
    sheet: str
    block: int
    line: int
    fields: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    fixed: list[str] = field(default_factory=list)
    outlook: str = ""
    result: str = ""
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    decided: dict[str, Any] | None = None
    earlier: str = ""
    reason: str = ""
    marks: dict[str, str] = field(default_factory=dict)
    found: Any = None
    changed: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """ok, warning or error, by the worst problem."""
        # A plain loop: asked several times of each line, and a generator costs more than all it looks at.
        for each in self.problems:
            if each.severity == Severity.ERROR:
                return "error"
        return "warning" if self.problems else "ok"

    @property
    def open(self) -> bool:
        """True until the line has become part of the register or was given up."""
        return self.result in ("", Outcome.HELD)

    @property
    def imported(self) -> bool:
        """True when the line is part of the register."""
        return self.result not in ("", Outcome.HELD, Outcome.GIVEN_UP)

    def add(self, code: str, severity: Severity, message: str, *, name: str = "", value: str = "") -> None:
        """Notes a problem found by looking at the register; `name` is the field it is shown at."""
        letter, heading = self.columns.get(name, ("", ""))
        self.problems.append(
            Problem(
                code, severity, message, self.sheet, self.block, self.lines.get(name, self.line), letter, heading, name, value
            )
        )


@dataclass(slots=True)
class Reading:
    """How a file was understood: `tables` and `skipped` as `flask roster check --json` prints them (a table also has
    `letters`: {field: column letter}), problems of the file, the lines. A file without a table has no rows and at least
    one problem; `can_ask`: somebody can be asked what its columns mean. `answer` is what was said of them, for this file or
    remembered; `layouts` are the layouts it is remembered by. `mark` is what the workbook says of itself (service_marks),
    `notes` what whoever brings it in should know besides its problems."""

    tables: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    can_ask: bool = False
    answer: Answer | None = None
    layouts: list[str] = field(default_factory=list)
    mark: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """True when the file cannot become a batch at all."""
        return any(problem.severity == Severity.ERROR for problem in self.problems)

    @property
    def unanswered(self) -> bool:
        """True when the file can become a batch as soon as somebody says what its columns mean."""
        errors = {problem.code for problem in self.problems if problem.severity == Severity.ERROR}
        return self.can_ask and bool(errors) and errors <= _ABOUT_COLUMNS

    def summary(self) -> dict[str, int]:
        """Lines by status: {"ok", "warning", "error"}."""
        return count_by_status(self.rows)


def after_all(row: Row, outcome: str) -> str:
    """What became of a line over all rounds: who was entered by it and then changed in the file is still entered by it."""
    was_created = row.earlier == Outcome.CREATED and outcome in (Outcome.EXISTING, Outcome.UPDATED)
    return Outcome.CREATED if was_created else outcome


def count_by_outcome(rows: Iterable[Row]) -> dict[str, int]:
    """Lines by what became of them, for a batch that was confirmed; given up ones only where there are any."""
    counts = {str(outcome): 0 for outcome in Outcome}
    for row in rows:
        counts[row.result] += 1
    if not counts[Outcome.GIVEN_UP]:
        del counts[Outcome.GIVEN_UP]
    return counts


def count_by_status(rows: Iterable[Row]) -> dict[str, int]:
    """Lines by status: {"ok", "warning", "error"}."""
    counts = {"ok": 0, "warning": 0, "error": 0}
    for row in rows:
        counts[row.status] += 1
    return counts


_LETTERS = {"": "-", Outcome.CREATED: "c", Outcome.EXISTING: "e", Outcome.UPDATED: "u", Outcome.HELD: "h", Outcome.GIVEN_UP: "g"}
_RESULTS = {letter: result for result, letter in _LETTERS.items()}


def results_of(rows: Iterable[Row]) -> str:
    """What became of the lines, a letter each."""
    return "".join([_LETTERS[row.result] for row in rows])


def pack(rows: Sequence[Row]) -> bytes:
    """Lines as bytes, to be sealed; what became of them is kept apart. A sentence that many lines are told stands once."""
    sentences = {message: place for place, message in enumerate(dict.fromkeys(p.message for row in rows for p in row.problems))}
    lines = [
        (
            row.position, row.sheet, row.block, row.line, row.fields,
            [
                (p.code, p.severity, sentences[p.message], p.column, p.heading, p.field, p.value, p.suggestion)
                for p in row.problems
            ] if row.problems else (),
            row.cells, row.fixed, row.outlook, row.decided, row.earlier, row.reason, row.marks,
        )
        for row in rows
    ]  # fmt: skip
    text = json.dumps((list(sentences), lines), ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return zlib.compress(text.encode("utf-8", "replace"), 1)


Columns = Mapping[tuple[str, int], Mapping[str, tuple[str, str]]]
"""Column letter and heading by field, of each table by sheet and block."""


def columns_of(tables: Iterable[Mapping[str, Any]]) -> Columns:
    """The columns of a reading's tables."""
    return {
        (table["sheet"], table["block"]): {
            name: (letter, table["columns"].get(name, "")) for name, letter in table.get("letters", {}).items()
        }
        for table in tables
    }


def lines_of(tables: Iterable[Mapping[str, Any]]) -> Mapping[tuple[str, int], Mapping[str, int]]:
    """Of a reading's forms, by sheet and block, the line in which each field stands."""
    return {(table["sheet"], table["block"]): table["lines"] for table in tables if table.get("lines")}


def unpack(
    content: bytes, results: str, columns: Columns, lines: Mapping[tuple[str, int], Mapping[str, int]] = MappingProxyType({})
) -> list[Row]:
    """The lines of `pack` and `results_of`."""
    rows = []
    none: Mapping[str, tuple[str, str]] = {}
    sentences, listed = json.loads(zlib.decompress(content))
    for (position, sheet, block, line, fields, problems, *kept, decided, earlier, reason, marks), letter in zip(
        listed, results, strict=True
    ):
        places = lines.get((sheet, block), {})
        found = [
            Problem(code, Severity(severity), sentences[place], sheet, block, places.get(rest[2], line), *rest)
            for code, severity, place, *rest in problems
        ]
        table = columns.get((sheet, block), none)
        rows.append(
            Row(
                position, sheet, block, line, fields, found, *kept, _RESULTS[letter], table, decided, earlier, reason, marks,
                lines=places,
            )  # fmt: skip
        )
    return rows
