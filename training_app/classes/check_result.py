"""What the check of a roster file gives: lines read as people, lines passed over, problems with their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from training_app.classes import messages
from training_app.kernel.identity import canonical
from training_app.kernel.problems import Problem, Severity
from training_app.sheets.records import Skipped

WARNINGS = frozenset({
    "name.private_use", "sex.mismatch", "birth.mismatch", "age.retired", "phone.invalid", "employer.missing",
    "education.unknown", "occupation.unknown", "level.unknown", "date.invalid", "row.hidden", "row.struck", "row.set_apart",
    "sheet.hidden", "sheet.unread",
    "prerequisite.unmet", "schedule.overlap", "column.hidden", "identity.kind_mismatch", "value.unknown",
    "bank_account.invalid", "bank_account.lost_digits", "enrolment.declined", "enrolment.retracted", "enrolment.withdrawn",
})
"""Codes that let a line in; every other code is an error."""


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
    """One table of the file and how its columns were understood: canonical field → the user's own heading. `lines` tell of a
    form where each field stands."""

    sheet: str
    block: int
    header_line: int
    columns: dict[str, str]
    letters: dict[str, str]
    lines: dict[str, int] = field(default_factory=dict)


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
            code, severity_of(code), messages.roster(code, **words), row.sheet, row.block, table.lines.get(name, row.line),
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
