"""Keeps the lines and changes of a batch sealed, several hundred to a part."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select, text
from sqlalchemy.orm import Session

from training_app.crypto.cipher import open_many, seal_many
from training_app.db import bulk
from training_app.intake.lists import Change
from training_app.intake.models import Batch, BatchChange, BatchPart
from training_app.intake.rows import Row, columns_of, lines_of, pack, results_of, unpack

LINES_A_PART = 400
_CHANGES_A_PART = 2000
_CONTENT = "intake.parts.content"
_CHANGE = "intake.changes.content"
_COLUMNS = ("batch_id", "first", "line_count", "problem_count", "results", "row_key", "content_sealed")
_NEW_RESULTS = text(
    "UPDATE intake_parts p SET results = u.results FROM unnest(CAST(:firsts AS bigint[]), CAST(:results AS text[])) "
    "AS u (first, results) WHERE p.batch_id = :batch AND p.first = u.first"
)


class Sealed(NamedTuple):
    """Some lines of a batch, sealed: the lines, the key of their row, the sealed content."""

    rows: Sequence[Row]
    row_key: uuid.UUID
    content: bytes


def seal(rows: Sequence[Row]) -> list[Sealed]:
    """The lines sealed, ready to be stored; touches no database, so that it may run beside one."""
    slices = [(uuid.uuid4(), some) for some in _slices(rows)]
    contents = seal_many([(key.bytes, pack(some)) for key, some in slices], column=_CONTENT)
    return [Sealed(some, key, content) for (key, some), content in zip(slices, contents, strict=True)]


def store(session: Session, batch: Batch, sealed: Iterable[Sealed]) -> None:
    """Writes the lines of a batch with what became of them."""
    bulk.copy_in(
        session, "intake_parts", _COLUMNS,
        (
            f"{batch.id}\t{some[0].position}\t{len(some)}\t{_problem_count(some)}\t{results_of(some)}\t{key}\t"
            f"{bulk.octets(content)}"
            for some, key, content in sealed
        ),
    )


def save(session: Session, batch: Batch, rows: Sequence[Row]) -> None:
    """Writes what changed since the lines were loaded: parts with a changed line whole, of the others the results."""
    changed = [some for some in _slices(rows) if any(row.changed for row in some)]
    if changed:
        firsts = [some[0].position for some in changed]
        session.execute(delete(BatchPart).where(BatchPart.batch_id == batch.id, BatchPart.first.in_(firsts)))
        store(session, batch, [each for some in changed for each in seal(some)])
    others = [some for some in _slices(rows) if not any(row.changed for row in some)]
    session.execute(
        _NEW_RESULTS,
        {"batch": batch.id, "firsts": [some[0].position for some in others], "results": [*map(results_of, others)]},
    )
    for row in rows:
        row.changed = False


def load(session: Session, batch: Batch) -> list[Row]:
    """All lines of a batch in the file's order."""
    return _opened(session, batch)


def load_range(session: Session, batch: Batch, start: int, count: int) -> list[Row]:
    """The lines at positions `start` to before `start + count`."""
    rows = _opened(session, batch, BatchPart.first > start - LINES_A_PART, BatchPart.first < start + count)
    return [row for row in rows if start <= row.position < start + count]


def load_problems(session: Session, batch: Batch) -> list[Row]:
    """The lines with a problem."""
    return [row for row in _opened(session, batch, BatchPart.problem_count > 0) if row.problems]


def note_changes(session: Session, batch: Batch, changes: Sequence[Change]) -> None:
    """Keeps what confirming changed, for undo."""
    for start in range(0, len(changes), _CHANGES_A_PART):
        some = changes[start : start + _CHANGES_A_PART]
        key = uuid.uuid4()
        content = json.dumps(some, ensure_ascii=False, separators=(",", ":")).encode()
        sealed = seal_many([(key.bytes, content)], column=_CHANGE)[0]
        session.add(BatchChange(batch_id=batch.id, row_key=key, change_count=len(some), content_sealed=sealed))


def changes_of(session: Session, batch: Batch) -> list[Change]:
    """What confirming changed, in the order it was done."""
    statement = select(BatchChange.row_key, BatchChange.content_sealed).where(BatchChange.batch_id == batch.id)
    parts = [(key, bytes(sealed)) for key, sealed in session.execute(statement.order_by(BatchChange.id))]
    return [Change(*each) for content in open_many(parts, column=_CHANGE) for each in json.loads(content)]


def _opened(session: Session, batch: Batch, *conditions: ColumnElement[bool]) -> list[Row]:
    statement = select(BatchPart.row_key, BatchPart.content_sealed, BatchPart.results)
    found = session.execute(statement.where(BatchPart.batch_id == batch.id, *conditions).order_by(BatchPart.first)).all()
    contents = open_many([(part.row_key, bytes(part.content_sealed)) for part in found], column=_CONTENT)
    columns, lines = columns_of(batch.reading["tables"]), lines_of(batch.reading["tables"])
    return [
        row
        for part, content in zip(found, contents, strict=True)
        for row in unpack(content, part.results, columns, lines)
    ]


def _slices(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), LINES_A_PART):
        yield rows[start : start + LINES_A_PART]


def _problem_count(rows: Sequence[Row]) -> int:
    return sum(1 for row in rows if row.problems)
