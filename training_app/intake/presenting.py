"""What a batch page shows: lines with their cells masked, problems by kind, how the file was understood.

Whoever uploaded a batch sees the full values of its problem cells while it is open; everybody else, and everybody
afterwards, sees them masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from os.path import commonprefix
from typing import Any

from training_app.intake import labels
from training_app.intake.lists import ListKind, Shown
from training_app.intake.messages_proposed import offer
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel import identity
from training_app.kernel.actor import Actor
from training_app.kernel.problems import Problem, Severity
from training_app.people.names import pinyin_key

_MASKED = {"identity_number": "number", "phone": "phone", "bank_account": "number"}


@dataclass(slots=True)
class Cell:
    """One value of a line; `severity`, `wrong` and `suggestion` where it has a problem."""

    heading: str
    value: str
    group: str = ""
    mask: str = ""
    wide: bool = False
    main: bool = False
    severity: str = ""
    suggestion: str | None = None


@dataclass(slots=True)
class Editable:
    """A problem that can be put right on the page: the field, what stands in it now, what is proposed."""

    field: str
    label: str
    value: str
    problem: Problem


@dataclass(slots=True)
class Line:
    """A line of the file as the page shows it."""

    position: int
    sheet: str
    line: int
    status: str
    outcome: str
    open: bool
    cells: list[Cell]
    problems: list[Problem]
    edits: list[Editable]
    fixed: list[str]
    earlier: str
    reason: str


@dataclass(slots=True)
class Kind:
    """All problems of one code: how many lines, which, how many proposals could be taken over at once."""

    code: str
    severity: str
    text: str
    lines: list[tuple[str, int]] = field(default_factory=list)
    suggestions: int = 0

    @property
    def count(self) -> int:
        return len(self.lines)


def sees_all(actor: Actor, batch: Batch) -> bool:
    """Whether the actor sees full values of problem cells: the uploader, while the batch is open."""
    is_open = batch.state == "staged" or (batch.state == "confirmed" and bool(batch.result.get("held")))
    return is_open and actor.user_id is not None and actor.user_id == batch.created_by


def columns_shown(kind: ListKind, rows: Sequence[Row]) -> list[Shown]:
    """The columns of the page: all but those few files have and this one has not."""
    return [each for each in kind.shown if not each.sparse or any(each.field in row.fields for row in rows)]


def lines(kind: ListKind, batch: Batch, actor: Actor, rows: Iterable[Row], shown: Sequence[Shown]) -> list[Line]:
    """The rows as lines of the page, in the columns `shown`."""
    full = sees_all(actor, batch)
    return [_line(shown, row, full) for row in rows]


def kinds(rows: Iterable[Row], shown: Sequence[str] = ("error", "warning")) -> list[Kind]:
    """The problems of the rows by code, errors first, then by number of lines."""
    found: dict[tuple[str, str], Kind] = {}
    for row in rows:
        if not row.open:
            continue
        for problem in row.problems:
            key = (problem.code, problem.severity)
            kind = found.setdefault(key, Kind(problem.code, str(problem.severity), problem.message))
            if not kind.lines or kind.lines[-1] != (str(row.line), row.position):
                kind.lines.append((str(row.line), row.position))
            kind.suggestions += bool(problem.suggestion and problem.field)
            kind.text = _shared(kind.text, problem.message)
    return sorted(found.values(), key=lambda each: (each.severity != Severity.ERROR, -each.count))


def _shared(text: str, other: str) -> str:
    """The sentences with which two lines begin alike, so that what is true of one is not said of all."""
    if text == other:
        return text
    alike = commonprefix([text, other])
    return alike[: alike.rfind("。") + 1] or text


def matches(row: Row, wanted: str) -> bool:
    """Whether a line is looked for by name, pinyin initials or the last four of the number."""
    name, number = str(row.fields.get("name", "")), str(row.fields.get("identity_number", ""))
    text = wanted.strip().lower()
    return text in name.lower() or pinyin_key(name)[1].startswith(text) or (len(text) == 4 and number.lower().endswith(text))


def column_tables(reading: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables of a file with their columns in the file's order, in words."""
    tables = []
    for table in reading.get("tables", ()):
        letters, own = table.get("letters", {}), table.get("labels", {})
        columns = [
            {"letter": letters.get(name, ""), "heading": heading, "field": own.get(name) or labels.FIELDS.get(name, heading)}
            for name, heading in table["columns"].items()
        ]
        columns.sort(key=lambda column: (len(column["letter"]), column["letter"]))
        shown = {"sheet": table["sheet"], "header_line": table["header_line"], "columns": columns}
        tables.append(shown | {"is_form": bool(table.get("lines"))})
    return tables


def skipped_words(reading: dict[str, Any], most: int = 8) -> list[str]:
    """The lines that were not read as data, in words."""
    words = []
    for each in reading.get("skipped", ()):
        if each["reason"] == "blank":
            continue
        reason = labels.SKIPPED.get(each["reason"], each["reason"])
        words.append(reason if each["line"] is None else f"{each['line']} · {reason}")
    return words[:most] + (["…"] if len(words) > most else [])


def mask(value: str, how: str) -> str:
    """A personal number hidden but for its ends."""
    if how == "phone":
        return f"{value[:3]}****{value[-4:]}" if len(value) == 11 else identity.mask(value)
    return identity.mask(value) if how == "number" else value


def _line(columns: Sequence[Shown], row: Row, full: bool) -> Line:
    by_field: dict[str, Problem] = {}
    for problem in row.problems:
        by_field.setdefault(problem.field, problem)
    cells = [_cell(shown, row, by_field.get(shown.field), full) for shown in columns]
    edits = [
        Editable(
            problem.field, problem.heading or labels.FIELDS.get(problem.field, problem.field),
            problem.value if full else "", problem,
        )
        for problem in by_field.values()
        if problem.field
    ]
    outcome = row.result if not row.open else "" if row.status == "error" else row.outlook
    problems = row.problems if full else [_without_numbers(problem) for problem in row.problems]
    return Line(
        row.position, row.sheet, row.line, row.status, outcome, row.open, cells, problems, edits, row.fixed, row.earlier,
        row.reason,
    )


def _without_numbers(problem: Problem) -> Problem:
    """The problem as others than the uploader see it: what is proposed for a personal number is one itself."""
    if problem.field not in _MASKED:
        return problem
    return offer(replace(problem, value=""), None)


def _cell(shown: Shown, row: Row, problem: Problem | None, full: bool) -> Cell:
    value = row.fields.get(shown.field)
    text = "" if value is None else str(value)
    cell = Cell(shown.heading, text, shown.group, shown.mask, shown.wide, shown.main)
    hidden = _MASKED.get(shown.field, shown.mask)
    if problem is not None and not row.imported:
        cell.severity = str(problem.severity)
        cell.value = problem.value or text
        cell.group = "" if problem.value else shown.group
        if not full:
            cell.value = mask(cell.value, hidden)
        cell.suggestion = problem.suggestion if full or not hidden else None
    elif hidden:
        cell.value = mask(text, hidden)
    return cell
