"""Gathers what the page of one batch shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from training_app.files.models import StoredFile
from training_app.intake import lists, parts, presenting, queries, service_undo
from training_app.intake.lists import FollowUp, ListKind, Shown
from training_app.intake.models import Batch
from training_app.intake.presenting import Kind, Line
from training_app.intake.rows import Outcome, Row
from training_app.intake.service_undo import UndoPage
from training_app.kernel.actor import Actor

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a batch is asked for: `show` errors|problems|all ("" chooses), a text to find, the page, the line to correct."""

    show: str = ""
    text: str = ""
    page: int = 1
    edit: int | None = None

    def filters(self) -> dict[str, str]:
        """What stays in the address from page to page."""
        return {name: value for name, value in (("show", self.show), ("q", self.text)) if value}


@dataclass(slots=True)
class BatchPage:
    """Everything the page needs. `waiting` counts lines not yet in the register by status, `outlook` what confirming
    would do with the good ones; `held` are the lines (of the file, position) with errors, `files` those the batch was read
    from before its present one, by round."""

    kind: ListKind
    kinds: list[Kind]
    lines: list[Line]
    total: int
    number: int
    show: str
    waiting: dict[str, int]
    outlook: dict[str, int]
    tables: list[dict[str, Any]]
    skipped: list[str]
    file_problems: list[dict[str, Any]]
    earlier: list[Batch]
    names: dict[int | None, str]
    full: bool
    undone: UndoPage | None
    shown: list[Shown]
    remarks: list[str]
    held: list[tuple[int, int]]
    given_up: int
    files: list[tuple[int, StoredFile]]
    follow_ups: list[FollowUp]

    @property
    def good(self) -> int:
        """Lines that confirming would take."""
        return self.waiting["ok"] + self.waiting["warning"]


def batch_page(session: Session, actor: Actor, batch: Batch, wanted: Wanted) -> BatchPage:
    """The page of a batch in the actor's scope."""
    kind, reading = lists.get(batch.kind), batch.reading
    rows = parts.load(session, batch)
    problems = [row for row in rows if row.problems and row.open]
    held = [row for row in problems if row.status == "error"]
    # A filter with nothing left in it (the last mistake was just corrected) shows everything.
    choices = {"errors": held or rows, "problems": problems or rows, "all": rows}
    long = len(rows) > PER_PAGE
    show = wanted.show if wanted.show in choices else "errors" if held and long else "problems" if problems and long else "all"
    chosen = choices[show]
    if wanted.text:
        chosen = [row for row in chosen if presenting.matches(row, wanted.text)]
    number = min(wanted.page, max(1, -(-len(chosen) // PER_PAGE)))
    if wanted.edit is not None:
        at = next((index for index, row in enumerate(chosen) if row.position == wanted.edit), None)
        number = at // PER_PAGE + 1 if at is not None else number
    shown = chosen[(number - 1) * PER_PAGE : number * PER_PAGE]
    waiting, outlook = _counts(rows)
    columns = presenting.columns_shown(kind, rows)
    earlier = queries.earlier_imports(session, actor, batch)
    earlier_files = [(each.round, each.file) for each in queries.earlier_files(session, batch)]
    users = {batch.created_by, batch.undone_by, batch.file.created_by, *(file.created_by for _, file in earlier_files)}
    users |= {each.confirmed_by for each in (batch, *earlier)}
    return BatchPage(
        kind, presenting.kinds(problems), presenting.lines(kind, batch, actor, shown, columns), len(chosen), number,
        show, waiting, outlook, presenting.column_tables(reading), presenting.skipped_words(reading), reading.get("problems", []),
        earlier,
        queries.user_names(session, users),
        presenting.sees_all(actor, batch), service_undo.done_page(kind, batch, rows), columns,
        kind.remarks(session, batch, rows) if batch.state == "staged" else [],
        [(row.line, row.position) for row in held],
        sum(row.result == Outcome.GIVEN_UP for row in rows), earlier_files,
        kind.follow_ups(session, batch) if batch.state == "confirmed" else [],
    )  # fmt: skip


def _counts(rows: list[Row]) -> tuple[dict[str, int], dict[str, int]]:
    waiting = {"ok": 0, "warning": 0, "error": 0}
    outlook = {"created": 0, "existing": 0, "updated": 0}
    for row in rows:
        if not row.open:
            continue
        status = row.status
        waiting[status] += 1
        if status != "error" and row.outlook in outlook:
            outlook[row.outlook] += 1
    return waiting, outlook
