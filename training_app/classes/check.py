"""The check of a roster file: every line read as a person, or said why not; every problem with its place and remedy."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from training_app.classes import messages
from training_app.classes.check_cells import LineReader
from training_app.classes.columns import PROGRAMME, REQUIRED, SERIAL, WANTED
from training_app.classes.columns_programme import OccupationWords
from training_app.kernel.identity import canonical
from training_app.kernel.problems import Problem, Severity
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.records import Evidence, Skipped, fill_merged, outside_lines, sort_lines
from training_app.sheets.tables import Table, find_tables

WARNINGS = frozenset({
    "name.private_use", "sex.mismatch", "birth.mismatch", "age.retired", "phone.invalid", "employer.missing",
    "education.unknown", "occupation.unknown", "level.unknown", "date.invalid", "row.hidden", "sheet.hidden",
    "prerequisite.unmet", "schedule.overlap", "column.hidden", "identity.kind_mismatch", "value.unknown",
    "bank_account.invalid", "bank_account.lost_digits",
})
"""Codes that let a line in; every other code is an error."""

_DIGITS_OF_NUMBER = 14
"""Digits in a cell of numbers that settle it: dates and telephone numbers in the lines of signatures have fewer."""
_ORDINARY = frozenset({
    "employer", "major", "post", "identity_number", "phone", "birth_date", "graduation_date", "bank_account", "education",
    "held_title", "prior_certificate", "occupation", "level", "direction",
})


@dataclass(frozen=True, slots=True)
class ClassContext:
    """The class a roster is meant for: its programme, and how many people it may have (None: not limited here)."""

    occupation: str
    level: str
    direction: str | None = None
    capacity: int | None = None


RetirementDay = Callable[[str, date], date]
"""The day somebody of a sex and birth date reaches the statutory retirement age."""


@dataclass(slots=True)
class RosterRow:
    """One line read as a person. `fields` hold canonical values only; what was not understood stands in a problem."""

    sheet: str
    block: int
    line: int
    fields: dict[str, Any]
    table: int
    problems: list[Problem] = field(default_factory=list)

    @property
    def status(self) -> str:
        """ "ok", "warning" or "error"."""
        if not self.problems:
            return "ok"
        return "error" if any(each.severity is Severity.ERROR for each in self.problems) else "warning"

    @property
    def identity(self) -> str | None:
        """The canonical form by which the person is found, None where the number is wrong."""
        kind = self.fields.get("identity_kind")
        number = self.fields.get("identity_number")
        return canonical(kind, number) if kind and number else None

    def as_json(self) -> dict[str, Any]:
        """The form of the machine interface."""
        return {
            "sheet": self.sheet, "block": self.block, "line": self.line, "status": self.status, "fields": self.fields,
            "problems": [each.as_json() for each in self.problems],
        }


@dataclass(slots=True)
class RosterTable:
    """One table of the file and how its columns were understood: canonical field → the user's own heading."""

    sheet: str
    block: int
    header_line: int
    columns: dict[str, str]
    letters: dict[str, str]


@dataclass(slots=True)
class RosterCheck:
    """The whole result. `problems` are those of the file; those of a line stand with the line."""

    tables: list[RosterTable] = field(default_factory=list)
    rows: list[RosterRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, int]:
        """Lines by status."""
        counts = {"ok": 0, "warning": 0, "error": 0}
        for row in self.rows:
            counts[row.status] += 1
        return counts

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps the file or one of its lines out."""
        if any(each.severity is Severity.ERROR for each in self.problems):
            return True
        return any(row.problems and row.status == "error" for row in self.rows)

    def report(self, row: RosterRow, code: str, name: str = "", suggestion: str | None = None, **words: str) -> Problem:
        """Adds a problem to a line, at the column of the field `name` where the file has one."""
        table = self.tables[row.table]
        shown = row.fields.get(name)
        problem = Problem(
            code, severity_of(code), messages.roster(code, **words), row.sheet, row.block, row.line,
            table.letters.get(name, ""), table.columns.get(name, ""), name, "" if shown is None else str(shown), suggestion,
        )
        row.problems.append(problem)
        return problem

    def as_json(self) -> dict[str, Any]:
        """The document of `flask roster check --json`."""
        return {
            "tables": [
                {"sheet": each.sheet, "block": each.block, "header_line": each.header_line, "columns": each.columns}
                for each in self.tables
            ],
            "rows": [row.as_json() for row in self.rows],
            "skipped": [{"sheet": each.sheet, "line": each.line, "reason": each.reason} for each in self.skipped],
            "problems": [
                {"sheet": each.sheet, "block": each.block, "line": each.line or None, **each.as_json()} for each in self.problems
            ],
            "summary": self.summary,
        }


def severity_of(code: str) -> Severity:
    """The severity a code always has."""
    return Severity.WARNING if code in WARNINGS else Severity.ERROR


def file_problem(code: str, message: str, **place: Any) -> Problem:
    """A problem of the file as a whole."""
    return Problem(code, severity_of(code), message, **place)


def unreadable(code: str, detail: str) -> RosterCheck:
    """The result for a file that could not be read at all (the code and detail of a SheetError)."""
    return RosterCheck(problems=[file_problem(code, messages.file(code, detail))])


def check_roster(
    workbook: Workbook, words: OccupationWords, today: date, expected: ClassContext | None = None,
    retirement_day: RetirementDay | None = None,
) -> RosterCheck:
    """Reads a workbook as rosters. Pure: the same file gives the same result, and nothing is looked up elsewhere.

    With `expected` the file must hold one roster, of that programme, of no more people than the class may have.
    """
    with _without_collector():
        return _check(workbook, words, today, expected, retirement_day)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Many lines are built and none is let go: looking for garbage among them meanwhile costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(
    workbook: Workbook, words: OccupationWords, today: date, expected: ClassContext | None,
    retirement_day: RetirementDay | None,
) -> RosterCheck:
    check = RosterCheck()
    found = find_tables(workbook, WANTED)
    for sheet in found.without:
        if not (found.tables or found.partial) or sheet.cells:
            check.skipped.append(Skipped(sheet.name, None, "no_header"))
    if not found.tables:
        _no_table(check, found.partial)
        return check
    check.skipped.extend(Skipped(table.sheet.name, None, "no_header") for table in found.partial)
    for sheet in dict.fromkeys(id(table.sheet) for table in found.tables):
        tables = [table for table in found.tables if id(table.sheet) == sheet]
        _read_sheet(check, tables, LineReader(words, today, workbook.epoch_1904, retirement_day))
    _find_duplicates(check)
    if expected is not None:
        _compare(check, expected, [table.sheet.name for table in found.tables])
    for row in check.rows:
        if len(row.problems) > 1:
            row.problems.sort(key=lambda each: (each.severity is Severity.WARNING, len(each.column), each.column))
    return check


def _no_table(check: RosterCheck, partial: list[Table]) -> None:
    if not partial:
        check.problems.append(file_problem("sheet.no_header", messages.roster("sheet.no_header")))
        return
    best = max(partial, key=lambda table: len(table.fields))
    for table in partial:
        if table is not best:
            check.skipped.append(Skipped(table.sheet.name, None, "no_header"))
    line = best.sheet.line(best.header_row)
    for name in best.missing(WANTED):
        wanted, examples = messages.WANTED[name]
        text = messages.roster("column.missing", line=str(line), wanted=wanted, examples=examples)
        check.problems.append(
            file_problem("column.missing", text, sheet=best.sheet.name, block=best.block, line=line, field=name)
        )
    check.tables.append(_table(best))


def _table(table: Table) -> RosterTable:
    known = {name: column for name, column in table.fields.items() if name not in (SERIAL, PROGRAMME)}
    if PROGRAMME in table.fields:
        known.setdefault("occupation", table.fields[PROGRAMME])
        known.setdefault("level", table.fields[PROGRAMME])
    return RosterTable(
        table.sheet.name, table.block, table.sheet.line(table.header_row),
        {name: column.heading for name, column in known.items()},
        {name: table.sheet.letter(column.index) for name, column in known.items()},
    )


def _read_sheet(check: RosterCheck, tables: list[Table], reader: LineReader) -> None:
    sheet = tables[0].sheet
    outside = list(outside_lines(sheet, tables))
    reasons: dict[int, str] = {}
    taken: set[int] = set()
    rows: list[RosterRow] = []
    for table in tables:
        check.tables.append(_table(table))
        check.problems.extend(_problems_of_table(table))
        cells = fill_merged(table)
        records, others = sort_lines(table, cells, _EVIDENCE, REQUIRED)
        for offset, reason in others.items():
            row = table.first_row + offset
            if reasons.get(row, "blank") == "blank":
                reasons[row] = reason
        taken.update(table.first_row + offset for offset in records)
        rows.extend(_rows(check, table, cells, records, reader))
    if sheet.hidden:
        text = messages.roster("sheet.hidden", sheet=sheet.name)
        check.problems.append(file_problem("sheet.hidden", text, sheet=sheet.name))
    rows.sort(key=lambda row: (row.line, row.block)) if len(tables) > 1 else None
    check.rows.extend(rows)
    check.skipped.extend(outside)
    check.skipped.extend(
        Skipped(sheet.name, sheet.line(row), reason) for row, reason in sorted(reasons.items()) if row not in taken
    )


_EVIDENCE = Evidence("identity_number", lambda cell: sum(map(str.isdigit, cell)) >= _DIGITS_OF_NUMBER, _ORDINARY, SERIAL)


def _rows(
    check: RosterCheck, table: Table, cells: dict[int, list[str]], records: list[int], reader: LineReader
) -> list[RosterRow]:
    sheet, number = table.sheet, len(check.tables) - 1
    fields, defects = reader.read(table, cells, records)
    line = sheet.line
    rows = [
        RosterRow(sheet.name, table.block, line(table.first_row + offset), each, number)
        for offset, each in zip(records, fields, strict=True)
    ]
    for position, index, name, code, suggestion in defects:
        row = rows[position]
        heading = next((column.heading for column in table.columns if column.index == index), "")
        row.problems.append(Problem(
            code, severity_of(code), messages.roster(code), sheet.name, table.block, row.line, sheet.letter(index), heading,
            name, cells[index][records[position]], suggestion,
        ))
    if sheet.hidden_rows:
        for offset, row in zip(records, rows, strict=True):
            if table.first_row + offset in sheet.hidden_rows:
                row.problems.append(Problem(
                    "row.hidden", Severity.WARNING, messages.roster("row.hidden"), sheet.name, table.block, row.line
                ))
    return rows


def _problems_of_table(table: Table) -> Iterable[Problem]:
    sheet, line = table.sheet, table.sheet.line(table.header_row)
    for column in table.columns:
        if column.index in sheet.hidden_columns and column.field != SERIAL and _has_content(sheet, table, column.index):
            yield file_problem(
                "column.hidden", messages.roster("column.hidden", heading=column.heading), sheet=sheet.name,
                block=table.block, line=line, column=sheet.letter(column.index), heading=column.heading,
                field=column.field or "",
            )
    for name, columns in table.ambiguous.items():
        same_heading = len({column.heading for column in columns}) < len(columns)
        if name in REQUIRED or (same_heading and name != SERIAL):
            letters = "、".join(f"{sheet.letter(each.index)}列“{each.heading}”" for each in columns)
            wanted = messages.WANTED.get(name, (columns[0].heading, ""))[0]
            yield file_problem(
                "column.ambiguous", messages.roster("column.ambiguous", line=str(line), wanted=wanted, columns=letters),
                sheet=sheet.name, block=table.block, line=line, column=sheet.letter(columns[0].index),
                heading=columns[0].heading, field=name,
            )


def _has_content(sheet: Sheet, table: Table, index: int) -> bool:
    return any(sheet.column(index, table.first_row, table.bottom))


def _find_duplicates(check: RosterCheck) -> None:
    seen: dict[str, RosterRow] = {}
    for row in check.rows:
        identity = row.identity
        if identity is None:
            continue
        first = seen.setdefault(identity, row)
        if first is not row:
            place = str(first.line) if first.sheet == row.sheet else f"{first.line}（{first.sheet}）"
            check.report(row, "row.duplicate", "identity_number", first=place)


def _compare(check: RosterCheck, expected: ClassContext, sheets: list[str]) -> None:
    names = list(dict.fromkeys(sheets))
    if len(names) > 1:
        text = messages.roster("sheet.ambiguous", sheets="、".join(names))
        check.problems.append(file_problem("sheet.ambiguous", text))
    for row in check.rows:
        for name in ("occupation", "level", "direction"):
            wanted, given = getattr(expected, name), row.fields.get(name)
            if given is not None and wanted is not None and given != wanted:
                check.report(row, "class.mismatch", name)
    if expected.capacity is not None and len(check.rows) > expected.capacity:
        check.problems.append(file_problem("capacity.exceeded", messages.roster("capacity.exceeded")))
