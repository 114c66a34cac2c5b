"""A corrected file continues its batch: what was changed is read anew, everything else stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.db import bulk
from training_app.files import service as files
from training_app.intake import lists, messages, messages_marks, parts, queries, service_marks
from training_app.intake.lists import ListKind, Subject
from training_app.intake.models import Batch, EarlierFile
from training_app.intake.rows import Outcome, Reading, Row, count_by_outcome
from training_app.intake.rules_columns import from_kept
from training_app.intake.rules_continue import content, found_again, is_its_file, is_same_layout
from training_app.intake.service_columns import replace_rows, typed_again
from training_app.intake.service_marks import BatchMark
from training_app.intake.service_reading import check, kept
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, NotFound
from training_app.sheets.asking import answered
from training_app.sheets.tables import Find, find_tables


@dataclass(slots=True)
class Continued:
    """What a corrected file changed, in lines: `reopened` were imported and are so again when confirmed, `overruled` had
    been corrected on the page in a cell that the file changed too, `lost` likewise where the correction fits no more (file
    lines each); `gone` open ones are no longer in the file, `left` imported ones neither. `round` counts the files."""

    round: int
    changed: int = 0
    added: int = 0
    unchanged: int = 0
    gone: int = 0
    left: int = 0
    reopened: list[int] = field(default_factory=list)
    overruled: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


class _Unlike(Exception):
    """The file has other tables than the batch."""


def is_open(batch: Batch) -> bool:
    """Whether a corrected file can continue the batch: it waits, or holds lines that were not imported."""
    if batch.is_unanswered:
        return False
    return batch.state == "staged" or (batch.state == "confirmed" and bool(batch.result.get(Outcome.HELD)))


def continued(
    session: Session, actor: Actor, kind: ListKind, subject: Subject, reading: Reading, data: bytes, name: str, at: datetime
) -> Batch | None:
    """The batch whose marked workbook this is, continued by it; None for any other file. Where the batch cannot be continued
    the reading says why, and the file is a new one."""
    mark = service_marks.read(reading.mark)
    if not isinstance(mark, BatchMark) or reading.refused and not reading.unanswered:
        return None
    batch, why = _batch_of(session, actor, mark.number, kind, subject)
    if batch is not None:
        try:
            _continue(session, actor, kind, subject, batch, data, name, at)
        except _Unlike:
            why = messages_marks.OTHER_LAYOUT.format(number=batch.number)
        else:
            return batch
    reading.notes.append(why)
    return None


@bulk.collector_paused()
def continue_with(session: Session, actor: Actor, number: str, data: bytes, name: str, at: datetime) -> Batch:
    """The batch continued by a file its user says is the corrected one, marked or not.

    Raises Conflict for a batch that is closed, InvalidInput at the field `file` for a file that cannot be its next one.
    """
    batch = queries.get(session, actor, number, lock=True)
    kind = lists.allowed(actor, batch.kind)
    subject = _open_subject(session, actor, kind, batch)
    try:
        return _continue(session, actor, kind, subject, batch, data, name, at)
    except _Unlike:
        text = messages_marks.CANNOT_FOLLOW.format(number=number)
        raise InvalidInput("intake.other_layout", text, {"file": text}) from None


def continuable(session: Session, actor: Actor, number: str) -> tuple[Batch, ListKind]:
    """A batch a corrected file may be sent for, with its list. Conflict for one that is closed."""
    batch = queries.get(session, actor, number)
    kind = lists.allowed(actor, batch.kind)
    _open_subject(session, actor, kind, batch)
    return batch, kind


def _open_subject(session: Session, actor: Actor, kind: ListKind, batch: Batch) -> Subject:
    if not is_open(batch):
        raise Conflict("intake.not_continuable", _why_closed(batch), number=batch.number)
    return kind.subject(session, actor, batch.subject_number)


def _batch_of(
    session: Session, actor: Actor, number: str, kind: ListKind, subject: Subject
) -> tuple[Batch | None, str]:
    try:
        batch = queries.get(session, actor, number, lock=True)
    except NotFound:
        return None, messages_marks.NOT_YOURS
    if batch.kind != kind.key or (batch.subject_number or "") != subject.number:
        words = {"number": number, "there": batch.subject_number or "", "here": subject.number}
        return None, messages_marks.OTHER_SUBJECT.format(**words)
    if not is_open(batch):
        return None, _why_closed(batch) + messages_marks.AS_NEW
    return batch, ""


def _why_closed(batch: Batch) -> str:
    if batch.is_unanswered:
        return messages_marks.UNANSWERED.format(number=batch.number)
    return messages_marks.CLOSED.format(number=batch.number, state=messages_marks.STATES[batch.state])


def _continue(
    session: Session, actor: Actor, kind: ListKind, subject: Subject, batch: Batch, data: bytes, name: str, at: datetime
) -> Batch:
    day = at.astimezone(CHINA).date()
    find = _Marked(from_kept(batch.reading.get("answer", ())))
    old_rows = parts.load(session, batch)
    try:
        before = kind.read(subject, files.read(batch.file), batch.file.name or batch.number, day, find)
        after = kind.read(subject, data, name, day, find)
    except ValueError as error:  # what was said of the columns is not about this file
        raise _Unlike from error
    _refuse(find.mark, batch, after)
    if not (is_same_layout(before, after) and is_its_file(before, old_rows)):
        raise _Unlike
    done = Continued(batch.reading.get("continued", {}).get("round", 0) + 1)
    rows = _Merge(kind, subject, batch, before, after, at).into(old_rows, done)
    check(session, actor, kind, subject, [row for row in rows if row.open], day)
    _store(session, actor, batch, after, rows, done, data, name, at)
    return batch


class _Marked:
    """Finds the tables by what was said of the columns; `mark` is that of the last file."""

    def __init__(self, told: Sequence[Any]) -> None:
        self._find: Find = partial(answered, answer=told) if told else find_tables
        self.mark = ""

    def __call__(self, workbook: Any, wanted: Any) -> Any:
        self.mark = workbook.mark
        return self._find(workbook, wanted)


def _refuse(mark: str, batch: Batch, after: Reading) -> None:
    said = service_marks.read(mark)
    text = ""
    if isinstance(said, BatchMark) and said.number != batch.number:
        text = messages_marks.OF_ANOTHER_BATCH.format(other=said.number, number=batch.number)
    elif after.refused:
        text = after.problems[0].message
    elif not after.rows:
        text = messages.NO_ROWS
    if text:
        raise InvalidInput("intake.cannot_follow", text, {"file": text})


class _Merge:
    """The lines of a corrected file with what is known of them from before."""

    def __init__(
        self, kind: ListKind, subject: Subject, batch: Batch, before: Reading, after: Reading, at: datetime
    ) -> None:
        self._kind, self._subject, self._before, self._after, self._at = kind, subject, before, after, at
        self._waiting = Outcome.HELD if batch.state == "confirmed" else ""

    def into(self, old: Sequence[Row], done: Continued) -> list[Row]:
        """All lines of the batch: those of the file in its order, then imported ones that have left it."""
        pairs = found_again(self._before, self._after, lambda position: old[position].imported)
        rows = self._after.rows
        for position, row in enumerate(rows):
            was = old[pairs[position]] if position in pairs else None
            if was is None:
                row.result = self._waiting
                done.added += 1
            elif content(self._before.rows[was.position]) == content(row):
                rows[position] = self._unchanged(row, was)
                done.unchanged += 1
            else:
                self._changed(row, was, done)
                done.changed += 1
        for row in rows:
            was = old[pairs[row.position]] if row.position in pairs else None
            if was is not None and row.open:
                self._type_again(row, was, done)
        found = set(pairs.values())
        for was in old:
            if was.position in found:
                continue
            if not was.imported:
                done.gone += 1
            else:
                done.left += was.position < len(self._before.rows)
                rows.append(replace(was, position=len(rows)))
        return rows

    @staticmethod
    def _unchanged(row: Row, was: Row) -> Row:
        place = {"position": row.position, "sheet": row.sheet, "block": row.block, "line": row.line, "columns": row.columns}
        if not was.open:
            return replace(was, **place)
        return replace(was, **place, fields=row.fields, problems=row.problems, cells=row.cells, marks=row.marks, fixed=[])

    def _changed(self, row: Row, was: Row, done: Continued) -> None:
        row.earlier, row.result, row.decided = was.earlier, was.result, was.decided
        if was.imported:
            row.earlier, row.result = was.earlier or was.result, Outcome.HELD
            done.reopened.append(row.line)
        elif not was.open:
            row.result = Outcome.HELD  # was given up, and somebody corrected it all the same

    def _type_again(self, row: Row, was: Row, done: Continued) -> None:
        """Corrections of the page win, unless the file changed the same cell."""
        said, says = content(self._before.rows[was.position]), content(self._after.rows[row.position])
        for name in was.fixed:
            if said.get(name) != says.get(name):
                done.overruled.append(row.line)
            elif not typed_again(self._kind, self._subject, self._after.rows, row, name, was.cells[name], self._at):
                done.lost.append(row.line)


def _store(
    session: Session, actor: Actor, batch: Batch, after: Reading, rows: list[Row], done: Continued, data: bytes, name: str,
    at: datetime,
) -> None:  # fmt: skip
    session.add(EarlierFile(batch_id=batch.id, round=done.round - 1, file_id=batch.file_id))
    batch.file = files.store(
        session, actor, data, name, batch.file.media_type, f"intake.{batch.kind}", institution_id=batch.institution_id,
        district_code=batch.district_code, at=at,
    )  # fmt: skip
    replace_rows(session, batch, rows)
    said = {each: batch.reading.get(each) for each in ("answer", "layouts", "reread")}
    batch.reading = {**kept(after), **said, "continued": asdict(done)}
    if batch.state == "confirmed":
        batch.result = count_by_outcome(rows)
    audit.record(
        session, actor, "intake.continue", "batch", batch.number, at=at,
        detail={name: count if isinstance(count, int) else len(count) for name, count in asdict(done).items()},
    )  # fmt: skip
    session.flush()
