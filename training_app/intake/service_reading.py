"""A file read as a list, its lines checked against the register, and what a batch keeps of the reading. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from training_app.intake import queries_columns
from training_app.intake.lists import ListKind, Subject
from training_app.intake.queries_columns import owner_of
from training_app.intake.rows import Reading, Row
from training_app.intake.service_template import said_of_template
from training_app.kernel.actor import Actor
from training_app.sheets.remembering import Finder


def read_and_check(
    session: Session, actor: Actor, kind: ListKind, subject: Subject, data: bytes, name: str, day: date
) -> Reading:
    """The file read, by what was said of an earlier file of its layout where that is known, and its lines checked."""
    known = queries_columns.known(session, kind.key, owner_of(actor, subject.institution_id))
    finder = Finder(known, keeps_others=kind.keeps_others)
    reading = kind.read(subject, data, name, day, finder)
    reading.can_ask, reading.answer, reading.layouts = finder.can_ask, finder.answer, finder.layouts
    reading.mark = finder.mark
    reading.notes = said_of_template(kind, subject, reading)
    if not reading.refused and reading.rows:
        check(session, actor, kind, subject, reading.rows, day)
    return reading


def check(session: Session, actor: Actor, kind: ListKind, subject: Subject, rows: Sequence[Row], day: date) -> None:
    """The lines checked against the register anew; each knows afterwards whether that changed it."""
    before = [(row.outlook, row.problems) for row in rows]
    for row in rows:
        row.outlook = ""
        if row.problems:
            row.problems = [problem for problem in row.problems if not kind.is_live(problem)]
        else:
            row.problems = []
    kind.check(session, actor, subject, rows, day)
    for row, was in zip(rows, before, strict=True):
        row.changed = row.changed or (row.outlook, row.problems) != was


def kept(reading: Reading) -> dict[str, Any]:
    """What a batch keeps of how its file was understood."""
    # Problems of the file without the value: it may be a line of somebody's data, and this column is not sealed.
    problems = [{**problem.as_json(), "value": "", "suggestion": None} for problem in reading.problems]
    return {
        "tables": reading.tables, "skipped": reading.skipped, "problems": problems, "lines": len(reading.rows),
        "unanswered": reading.unanswered, "layouts": reading.layouts, "notes": reading.notes,
        "answer": [(told.use, told.row, dict(told.columns)) for told in reading.answer or ()],
    }  # fmt: skip
