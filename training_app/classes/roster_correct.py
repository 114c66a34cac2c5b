"""A line of a roster understood again after one of its cells was typed anew on the page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from training_app.classes import messages_roster as messages
from training_app.classes.check import ClassContext, RetirementDay, check_roster
from training_app.classes.check_apart import ABOUT_LINES
from training_app.classes.columns import FIELDS
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.labels_roster import HEADINGS, worded
from training_app.intake.lists import not_correctable
from training_app.intake.rows import Row
from training_app.kernel.errors import InvalidInput
from training_app.kernel.problems import Problem
from training_app.sheets.model import Sheet, Workbook

_LOST = frozenset({"identity.lost_digits", "bank_account.lost_digits"})
_NUMBER_FIELDS = {"identity.lost_digits": ("identity_kind", "identity_number"), "bank_account.lost_digits": ("bank_account",)}
_TENTH_MONTH_OR_FIRST = re.compile(r"\d{4}\.1", re.ASCII)


def correct(
    row: Row,
    name: str,
    value: str,
    context: ClassContext,
    words: OccupationWords,
    day: date,
    retirement_day: RetirementDay | None = None,
) -> None:
    """The line with `value` in the field `name`: its fields and problems are those of a file that said so.

    Numbers whose digits a spreadsheet has lost, and a month 2015.1 that may be 2015.10, stay so until they are typed anew
    themselves. Raises InvalidInput for a field a roster does not have.
    """
    if name not in FIELDS:
        raise not_correctable(name)
    lost = [p for p in row.problems if p.field != name and (p.code in _LOST or _is_half_a_month(p))]
    kept = [p for p in row.problems if p.code in ABOUT_LINES]
    cells = {**_words_of(row), name: value}
    for problem in lost:
        cells[problem.field] = ""
    fields, problems = _understood(cells, context, words, day, retirement_day)
    for problem in lost:
        for field in _NUMBER_FIELDS.get(problem.code, (problem.field,)):
            fields.pop(field, None)
        problems = [each for each in problems if each.field != problem.field]
    row.fields = fields
    row.cells = {field: text for field, text in cells.items() if field == name or field in row.cells}
    row.problems = [*kept, *lost, *(_placed(row, each) for each in problems if each.code not in ABOUT_LINES)]


def _is_half_a_month(problem: Problem) -> bool:
    # Only of a number in a spreadsheet it is reported; as words it would be read as January.
    return problem.code == "date.invalid" and _TENTH_MONTH_OR_FIRST.fullmatch(problem.value) is not None


def _words_of(row: Row) -> dict[str, str]:
    """The line as somebody would write it: what was understood in words, what was not in the user's own."""
    cells = {name: worded(name, value) for name, value in row.fields.items()}
    cells.update({p.field: p.value for p in row.problems if p.field and p.field not in row.fields and p.value})
    return cells


def _understood(
    cells: dict[str, str], context: ClassContext, words: OccupationWords, day: date, retirement_day: RetirementDay | None
) -> tuple[dict[str, Any], list[Problem]]:
    names = [name for name in FIELDS if name in cells or name in ("name", "identity_number", "employer")]
    texts = [HEADINGS[name] for name in names] + [cells.get(name, "") for name in names]
    # A line without name and number is no line to a reader of files: it is told here instead.
    blank = [name for name in ("name", "identity_number") if not cells.get(name, "").strip()]
    check = check_roster(
        Workbook("xlsx", [Sheet("名单", texts, len(names))]), words, day, context, retirement_day
    )
    if check.rows:
        return check.rows[0].fields, check.rows[0].problems
    fields = {name: value for name, value in cells.items() if name not in blank}
    raise InvalidInput("classes.not_a_person", messages.NOT_A_PERSON, dict.fromkeys(blank or fields, messages.NOT_A_PERSON))


def _placed(row: Row, problem: Problem) -> Problem:
    letter, heading = row.columns.get(problem.field, ("", ""))
    problem.sheet, problem.block, problem.line = row.sheet, row.block, row.lines.get(problem.field, row.line)
    problem.column, problem.heading = letter, heading
    return problem
