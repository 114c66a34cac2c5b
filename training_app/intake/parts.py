"""Keeps the lines and changes of a batch sealed, several hundred to a part."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from training_app.crypto.cipher import open_many, seal_many
from training_app.db import bulk
from training_app.intake.lists import Change
from training_app.intake.models import Batch, BatchChange, BatchPart
from training_app.intake.rows import Row, columns_of, pack, unpack

LINES_A_PART = 400
_CHANGES_A_PART = 2000
_CONTENT = "intake.parts.content"
_CHANGE = "intake.changes.content"
_COLUMNS = ("batch_id", "first", "line_count", "problem_count", "row_key", "content_sealed")


def store(session: Session, batch: Batch, rows: Sequence[Row]) -> None:
    """Writes all lines of a new batch."""
    contents = [(uuid.uuid4(), some) for some in _slices(rows)]
    sealed = seal_many([(key, pack(some)) for key, some in contents], column=_CONTENT)
    bulk.copy_in(
        session, "intake_parts", _COLUMNS,
        (
            f"{batch.id}\t{some[0].position}\t{len(some)}\t{_problem_count(some)}\t{key}\t{bulk.octets(content)}"
            for (key, some), content in zip(contents, sealed, strict=True)
        ),
    )


def replace(session: Session, batch: Batch, rows: Sequence[Row]) -> None:
    """Writes the lines of a batch anew."""
    session.execute(delete(BatchPart).where(BatchPart.batch_id == batch.id))
    store(session, batch, rows)


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
        sealed = seal_many([(key, content)], column=_CHANGE)[0]
        session.add(BatchChange(batch_id=batch.id, row_key=key, change_count=len(some), content_sealed=sealed))


def changes_of(session: Session, batch: Batch) -> list[Change]:
    """What confirming changed, in the order it was done."""
    statement = select(BatchChange.row_key, BatchChange.content_sealed).where(BatchChange.batch_id == batch.id)
    parts = [(key, bytes(sealed)) for key, sealed in session.execute(statement.order_by(BatchChange.id))]
    return [Change(*each) for content in open_many(parts, column=_CHANGE) for each in json.loads(content)]


def _opened(session: Session, batch: Batch, *conditions: object) -> list[Row]:
    statement = select(BatchPart.row_key, BatchPart.content_sealed).where(BatchPart.batch_id == batch.id, *conditions)  # type: ignore[arg-type]
    parts = [(key, bytes(sealed)) for key, sealed in session.execute(statement.order_by(BatchPart.first))]
    columns = columns_of(batch.reading["tables"])
    return [row for content in open_many(parts, column=_CONTENT) for row in unpack(content, columns)]


def _slices(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), LINES_A_PART):
        yield rows[start : start + LINES_A_PART]


def _problem_count(rows: Sequence[Row]) -> int:
    return sum(1 for row in rows if row.problems)
