"""The batch machine: a list is staged, corrected, confirmed in one transaction, and can be undone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.audit.rules import members_digest
from training_app.db import bulk, numbers
from training_app.files import service as files
from training_app.intake import lists, messages, parts, queries
from training_app.intake.lists import ListKind, Subject
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Reading, Row, after_all, count_by_outcome, count_by_status
from training_app.intake.service_continue import continued
from training_app.intake.service_open import (
    CONFIRMED,
    DISCARDED,
    STAGED,
    UNDONE,
    check_again,
    day_of,
    keep,
    open_batch,
    open_row,
    type_anew,
    wrong_state,
)
from training_app.intake.service_reading import check, kept, read_and_check
from training_app.intake.service_template import no_rows
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput

_LONGEST_VALUE = 200
_MEDIA_TYPE = "application/octet-stream"


@dataclass(slots=True)
class Answer:
    """What became of a confirmation. `imported` False: nothing was written, `message` says why. `counts` are the lines by
    outcome over the whole batch (created, existing, updated, held)."""

    imported: bool
    batch: Batch | None
    message: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    reading: Reading | None = None


@bulk.collector_paused()
def read(session: Session, actor: Actor, key: str, data: bytes, name: str, subject_number: str | None, day: date) -> Reading:
    """The file read and checked against the register; nothing is written."""
    kind = lists.get(key)
    subject = kind.subject(session, actor, subject_number)
    return read_and_check(session, actor, kind, subject, data, name, day)


@bulk.collector_paused()
def stage(
    session: Session, actor: Actor, key: str, data: bytes, name: str, *, subject_number: str | None = None, at: datetime
) -> Batch:
    """Keeps an uploaded file with its lines, waiting to be confirmed; nothing reaches the register yet. A file of which it
    is not certain what its columns mean has no lines before that is answered (service_columns). The workbook given back
    with its problems marked continues its batch (service_continue).

    Raises InvalidInput for a file that is no list, with the sentence at the field `file`.
    """
    kind = lists.allowed(actor, key)
    subject = kind.subject(session, actor, subject_number)
    reading = read_and_check(session, actor, kind, subject, data, name, day_of(at))
    known = continued(session, actor, kind, subject, reading, data, name, at)
    if known is not None:
        return known
    if reading.unanswered:
        reading.rows = []
    elif reading.refused or not reading.rows:
        message = reading.problems[0].message if reading.refused else no_rows(reading)
        raise InvalidInput("intake.no_list", message, {"file": message})
    batch = _new_batch(session, actor, kind, subject, reading, data, name, at)
    parts.store(session, batch, parts.seal(reading.rows))
    audit.record(
        session, actor, "intake.stage", "batch", batch.number, at=at,
        detail={"list": key, "subject": subject.number, **reading.summary()},
    )  # fmt: skip
    return batch


@bulk.collector_paused()
def check_file(
    session: Session, actor: Actor, key: str, data: bytes, name: str, *, subject_number: str | None = None, at: datetime
) -> Reading:
    """A file read and its lines checked against the register. Nothing is written."""
    kind = lists.allowed(actor, key)
    return read_and_check(session, actor, kind, kind.subject(session, actor, subject_number), data, name, day_of(at))


@bulk.collector_paused()
def import_file(
    session: Session,
    actor: Actor,
    key: str,
    data: bytes,
    name: str,
    *,
    subject_number: str | None = None,
    good_rows: bool = False,
    at: datetime,
) -> Answer:
    """Reads, checks and imports a file at once. With a line in error nothing is written, unless `good_rows`: then the bad
    lines are held open in the batch."""
    kind = lists.allowed(actor, key)
    subject = kind.subject(session, actor, subject_number, lock=True)
    reading = read_and_check(session, actor, kind, subject, data, name, day_of(at))
    summary = reading.summary()
    good = summary["ok"] + summary["warning"]
    if reading.refused or not reading.rows or not good or (summary["error"] and not good_rows):
        return Answer(False, None, _refusal(reading, summary), reading=reading)
    batch = _new_batch(session, actor, kind, subject, reading, data, name, at)
    with bulk.beside(session, lambda: parts.seal(reading.rows)) as sealed:
        _apply(session, actor, kind, batch, subject, reading.rows, at)
    parts.store(session, batch, sealed.result())
    return Answer(True, batch, counts=batch.result, reading=reading)


@bulk.collector_paused()
def correct(session: Session, actor: Actor, number: str, position: int, name: str, value: str, at: datetime) -> Row:
    """One cell typed anew on the page; the line and everything that depends on it is checked again."""
    kind, batch, subject, rows = open_batch(session, actor, number)
    if len(value) > _LONGEST_VALUE:
        raise InvalidInput("intake.value_too_long", messages.VALUE_TOO_LONG, {name: messages.VALUE_TOO_LONG})
    row = open_row(rows, position)
    type_anew(kind, subject, rows, row, name, value, day_of(at))
    check_again(session, actor, kind, batch, subject, rows, at)
    return row


@bulk.collector_paused()
def accept(session: Session, actor: Actor, number: str, code: str, at: datetime) -> int:
    """Takes over every proposed value for one kind of problem; answers how many."""
    kind, batch, subject, rows = open_batch(session, actor, number)
    accepted = 0
    for row in rows:
        proposed = [(p.field, p.suggestion) for p in row.problems if p.code == code and p.suggestion and p.field]
        for name, value in proposed if row.open else ():
            type_anew(kind, subject, rows, row, name, value or "", day_of(at))
            accepted += 1
    if not accepted:
        raise InvalidInput("intake.nothing_to_accept", messages.NOTHING_TO_ACCEPT)
    check_again(session, actor, kind, batch, subject, rows, at)
    return accepted


@bulk.collector_paused()
def confirm(session: Session, actor: Actor, number: str, *, good_rows: bool = False, at: datetime) -> Answer:
    """Writes the list into the register, all of it or nothing. Sent twice it does nothing more and answers the same.

    Everything is checked again under lock. Lines in error keep the list out, unless `good_rows`: then they are held open
    in the batch, and confirming again takes those that were corrected since.
    """
    batch = queries.get(session, actor, number, lock=True)
    kind = lists.allowed(actor, batch.kind)
    if batch.state == CONFIRMED and not batch.result.get(Outcome.HELD):
        return Answer(True, batch, counts=batch.result)
    if batch.state not in (STAGED, CONFIRMED):
        raise wrong_state(batch)
    subject = kind.subject(session, actor, batch.subject_number, lock=True)
    rows = parts.load(session, batch)
    before = count_by_status(rows)
    check(session, actor, kind, subject, [row for row in rows if row.open], day_of(at))
    waiting = count_by_status(row for row in rows if row.open)
    good = waiting["ok"] + waiting["warning"]
    if (waiting["error"] and not good_rows) or not good:
        if batch.state == CONFIRMED and not good:
            return Answer(True, batch, counts=batch.result)
        keep(session, batch, rows)
        changed = count_by_status(rows)["error"] > before["error"]
        text = messages.CHANGED_SINCE if changed else messages.HAS_ERRORS if good else messages.NOTHING_GOOD
        return Answer(False, batch, text.format(errors=waiting["error"], good=good), counts=batch.result)
    _apply(session, actor, kind, batch, subject, rows, at)
    keep(session, batch, rows)
    return Answer(True, batch, counts=batch.result)


def undo(session: Session, actor: Actor, number: str, at: datetime) -> dict[str, int]:
    """Takes back exactly what the batch wrote; answers the counts. Sent twice it answers the same.

    Raises RuleViolation when something newer stands on it, saying what and how much.
    """
    batch = queries.get(session, actor, number, lock=True)
    kind = lists.allowed(actor, batch.kind)
    if batch.state == UNDONE:
        return batch.result.get("undone", {})
    if batch.state != CONFIRMED:
        raise wrong_state(batch)
    subject = kind.subject(session, actor, batch.subject_number, lock=True)
    changes = parts.changes_of(session, batch)
    fates = kind.foretell_undo(session, batch, subject, parts.load(session, batch), changes)
    counts = kind.take_back(session, actor, batch, subject, changes, at)
    batch.state, batch.undone_by, batch.undone_at = UNDONE, actor.user_id, at
    batch.result = {**batch.result, "undone": counts, "undone_lines": fates.short()}
    _record(session, actor, batch, subject, "undo", at, counts)
    session.flush()
    return counts


def discard(session: Session, actor: Actor, number: str, at: datetime) -> Batch:
    """Gives a staged batch up; the file and its lines stay to be read."""
    batch = queries.get(session, actor, number, lock=True)
    lists.allowed(actor, batch.kind)
    if batch.state != DISCARDED:
        if batch.state != STAGED:
            raise wrong_state(batch)
        batch.state = DISCARDED
        audit.record(session, actor, "intake.discard", "batch", batch.number, at=at)
        session.flush()
    return batch


def _refusal(reading: Reading, summary: dict[str, int]) -> str:
    if reading.refused:
        return reading.problems[0].message
    if not reading.rows:
        return no_rows(reading)
    good = summary["ok"] + summary["warning"]
    text = messages.HAS_ERRORS if good else messages.NOTHING_GOOD
    return text.format(errors=summary["error"], good=good)


def _new_batch(
    session: Session, actor: Actor, kind: ListKind, subject: Subject, reading: Reading, data: bytes, name: str, at: datetime
) -> Batch:
    institution = actor.institution_id if subject.institution_id is None else subject.institution_id
    district = actor.district_code if subject.district_code is None else subject.district_code
    file = files.store(
        session, actor, data, name, _MEDIA_TYPE, f"intake.{kind.key}", institution_id=institution,
        district_code=district, at=at,
    )
    year = day_of(at).year
    summary = reading.summary()
    batch = Batch(
        number=f"RB{year}-{numbers.take(session, f'batch/{year}')[0]:04d}", kind=kind.key, state=STAGED,
        subject_number=subject.number or None, institution_id=institution, district_code=district, file_id=file.id,
        row_key=uuid.uuid4(), ok_count=summary["ok"], warning_count=summary["warning"],
        error_count=summary["error"], result={}, created_by=actor.user_id, created_at=at,
    )
    batch.reading = kept(reading)
    session.add(batch)
    session.flush()
    return batch


def _apply(
    session: Session, actor: Actor, kind: ListKind, batch: Batch, subject: Subject, rows: list[Row], at: datetime
) -> None:
    good = [row for row in rows if row.open and row.status != "error"]
    applied = kind.apply(session, actor, batch, subject, good, at)
    for row in rows:
        if row.open:
            row.result = after_all(row, applied.outcomes.get(row.position, Outcome.HELD))
    parts.note_changes(session, batch, applied.changes)
    batch.state, batch.confirmed_by, batch.confirmed_at = CONFIRMED, actor.user_id, at
    batch.result = count_by_outcome(rows)
    _record(session, actor, batch, subject, "import", at, {**batch.result, "members": members_digest(applied.members)})
    session.flush()


def _record(
    session: Session, actor: Actor, batch: Batch, subject: Subject, verb: str, at: datetime, detail: dict[str, Any]
) -> None:
    audit.record(
        session, actor, f"{batch.kind}.{verb}", subject.kind or "batch", subject.number or batch.number, at=at,
        detail={"batch": batch.number, **detail},
    )
