"""What the columns of a file mean, said by whoever brings it in: the kept file is read again by the answer, and the answer
remembered for the next file of the same layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.db import bulk
from training_app.files import service as files
from training_app.intake import lists, messages_columns, parts, queries, queries_columns
from training_app.intake.lists import ListKind, Subject
from training_app.intake.models import Batch, BatchPart, KnownLayout
from training_app.intake.queries_columns import Owner, of_owner, owner_of
from training_app.intake.rows import Row, count_by_status
from training_app.intake.rules_columns import objections
from training_app.intake.service_reading import check, kept
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput
from training_app.sheets.asking import MOST_COLUMNS, Answer, Guess, answered, guesses
from training_app.sheets.errors import SheetError
from training_app.sheets.reading import read
from training_app.sheets.remembering import layout_of, to_remember
from training_app.sheets.tables import HEADLESS


@dataclass(frozen=True, slots=True)
class Asked:
    """A batch whose columns are asked about: its list, the tables of its file, and what is remembered of others by layout."""

    batch: Batch
    kind: ListKind
    guesses: list[Guess]
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading again came to: lines, how many cells corrected on the page were kept and how many could not be, and
    whether the answer is remembered for the next file, or only will be proposed for it (a list without headings)."""

    lines: int
    kept: int
    lost: int
    remembered: bool
    proposed: bool


def ask(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Asked:
    """The tables of a staged batch's file. NotFound, PermissionDenied; Conflict once its lines were imported, and for a file
    that can be read no more or has too many columns to ask about."""
    batch = queries.get(session, actor, number, lock=lock)
    kind = lists.allowed(actor, batch.kind)
    if batch.state != "staged":
        raise Conflict("intake.columns_closed", messages_columns.CLOSED[batch.state], number=number)
    try:
        workbook = read(files.read(batch.file), batch.file.name or number)
    except SheetError as error:
        raise Conflict("intake.columns_unreadable", messages_columns.UNREADABLE, reason=error.code) from error
    asked = guesses(workbook, kind.wanted)
    if sum(len(guess.columns) for guess in asked) > MOST_COLUMNS:
        raise Conflict("intake.columns_too_many", messages_columns.TOO_MANY, number=number)
    return Asked(batch, kind, asked, queries_columns.known(session, kind.key, owner_of(actor, batch.institution_id)))


@bulk.collector_paused()
def answer(session: Session, actor: Actor, asked: Asked, told: Answer, at: datetime) -> Reread:
    """Reads the file of a locked batch again as it was said; cells corrected on the page stay where line and column are still
    the same. Raises InvalidInput when the answer leaves a list unread, with nothing changed."""
    batch, kind = asked.batch, asked.kind
    if objections(told, kind.meanings, keeps_others=kind.keeps_others):
        raise InvalidInput("intake.columns_wrong", messages_columns.WRONG)
    subject, day = kind.subject(session, actor, batch.subject_number), at.astimezone(CHINA).date()
    find = partial(answered, answer=told)
    reading = kind.read(subject, files.read(batch.file), batch.file.name or batch.number, day, find)
    if reading.refused or not reading.rows:
        message = reading.problems[0].message if reading.refused else messages_columns.NO_ROWS
        raise InvalidInput("intake.columns_unread", message)
    before = parts.load(session, batch)
    done, lost = _carry_over(kind, subject, before, reading.rows, at)
    check(session, actor, kind, subject, reading.rows, day)
    reading.answer = told
    reading.layouts = _remember(session, actor, asked, told, at)
    replace_rows(session, batch, reading.rows)
    said = {name: batch.reading[name] for name in ("notes", "continued") if name in batch.reading}
    batch.reading = {**kept(reading), **said, "reread": (batch.reading.get("reread") or 0) + bool(before)}
    audit.record(
        session, actor, "intake.map_columns", "batch", batch.number, at=at,
        detail={**count_by_status(reading.rows), "kept": done, "lost": lost},
    )  # fmt: skip
    session.flush()
    proposes = bool(reading.layouts) and any(each.use and each.row == HEADLESS for each in told)
    return Reread(len(reading.rows), done, lost, bool(reading.layouts), proposes)


def forget(session: Session, actor: Actor, number: str, at: datetime) -> int:
    """Forgets the answers by which a batch was read; the batch stays as it is. Answers how many there were."""
    batch = queries.get(session, actor, number)
    kind = lists.allowed(actor, batch.kind)
    owner, layouts = owner_of(actor, batch.institution_id), batch.reading.get("layouts", [])
    gone = session.execute(
        delete(KnownLayout).where(of_owner(kind.key, owner), KnownLayout.layout.in_(layouts)).returning(KnownLayout.id)
    ).all()
    if gone:
        audit.record(session, actor, "intake.forget_columns", "batch", batch.number, at=at, detail={"layouts": len(gone)})
    return len(gone)


def remembered(session: Session, actor: Actor, batch: Batch) -> KnownLayout | None:
    """The answer by which a batch was read, as long as it is remembered."""
    layouts = batch.reading.get("layouts")
    if not layouts:
        return None
    return queries_columns.latest(session, batch.kind, owner_of(actor, batch.institution_id), layouts)


def _carry_over(
    kind: ListKind, subject: Subject, before: Sequence[Row], rows: Sequence[Row], at: datetime
) -> tuple[int, int]:
    """Types the corrections of earlier lines into the same lines again; answers how many, and how many have no place."""
    there: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        there[row.sheet, row.line].append(row)
    done = lost = 0
    for old in (row for row in before if row.decided):
        for row in there[old.sheet, old.line]:
            row.decided = old.decided  # it says itself for which names it was made
    for old in (row for row in before if row.fixed):
        for name in old.fixed:
            letter = old.columns.get(name, ("",))[0]
            same = [row for row in there[old.sheet, old.line] if row.columns.get(name, ("",))[0] == letter]
            if len(same) == 1 and typed_again(kind, subject, rows, same[0], name, old.cells[name], at):
                done += 1
            else:
                lost += 1
    return done, lost


def typed_again(
    kind: ListKind, subject: Subject, rows: Sequence[Row], row: Row, name: str, value: str, at: datetime
) -> bool:
    """Types a correction into a line read anew; False where the line could not be so any more."""
    try:
        kind.correct(subject, rows, row, name, value, at.astimezone(CHINA).date())
    except InvalidInput:  # with the new columns the line is none any more that could be so
        return False
    row.fixed.append(name)
    return True


def replace_rows(session: Session, batch: Batch, rows: Sequence[Row]) -> None:
    """Keeps these lines of a batch in place of those it has."""
    session.execute(delete(BatchPart).where(BatchPart.batch_id == batch.id))
    parts.store(session, batch, parts.seal(rows))
    counts = count_by_status(rows)
    batch.ok_count, batch.warning_count, batch.error_count = counts["ok"], counts["warning"], counts["error"]


def _remember(session: Session, actor: Actor, asked: Asked, told: Answer, at: datetime) -> list[str]:
    kind, owner = asked.kind, owner_of(actor, asked.batch.institution_id)
    layouts = []
    for guess, each in zip(asked.guesses, told, strict=True):
        if not (each.use and owner.remembers):
            continue
        layout = layout_of(guess.table)
        worth = to_remember(guess, each, kind.wanted, keeps_others=kind.keeps_others)
        if worth is None:
            session.execute(delete(KnownLayout).where(of_owner(kind.key, owner), KnownLayout.layout == layout))
        else:
            _keep(session, actor, owner, kind, layout, worth, at)
            layouts.append(layout)
    return layouts


def _keep(
    session: Session, actor: Actor, owner: Owner, kind: ListKind, layout: str, worth: dict[str, object], at: datetime
) -> None:
    said = {"answer": worth, "confirmed_by": actor.user_id, "confirmed_at": at}
    statement = insert(KnownLayout).values(
        kind=kind.key, institution_id=owner.institution_id, user_id=owner.user_id, layout=layout, **said
    )
    session.execute(
        statement.on_conflict_do_update(index_elements=["kind", "institution_id", "user_id", "layout"], set_=said)
    )
