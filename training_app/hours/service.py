"""Entering hours and taking them back. Entries are only ever added; the database refuses change and removal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.hours import messages
from training_app.hours.rules import Credit
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput

_LINES = (
    "unnest(CAST(:person_id AS bigint[]), CAST(:year AS bigint[]), CAST(:subject AS text[]), CAST(:hours AS bigint[]), "
    "CAST(:occurred_on AS date[]), CAST(:source_kind AS text[]), CAST(:source_number AS text[]), "
    "CAST(:rule AS text[]), CAST(:basis AS text[]), CAST(:idempotency_key AS text[]), "
    "CAST(:occupation_key AS text[]), CAST(:evidence AS text[]))"
)
_COLUMNS = (
    "person_id", "year", "subject", "hours", "occurred_on", "source_kind", "source_number", "rule", "basis",
    "idempotency_key", "occupation_key", "evidence",
)  # fmt: skip
_INSERT = text(
    f"INSERT INTO hour_entries ({', '.join(_COLUMNS)}, recorded_at, recorded_by) "
    f"SELECT line.*, :recorded_at, :recorded_by FROM {_LINES} AS line({', '.join(_COLUMNS)}) "
    "ORDER BY line.idempotency_key ON CONFLICT (idempotency_key) DO NOTHING"
)
_MATCHING = text(
    f"SELECT count(*) FROM {_LINES} AS line({', '.join(_COLUMNS)}) JOIN hour_entries AS entry "
    "ON entry.idempotency_key = line.idempotency_key AND entry.person_id = line.person_id AND entry.year = line.year "
    "AND entry.subject = line.subject AND entry.hours = line.hours AND entry.source_number = line.source_number"
)
_REVERSE = text(
    "INSERT INTO hour_entries (person_id, year, subject, hours, occurred_on, recorded_at, recorded_by, source_kind, "
    "source_number, evidence, occupation_key, rule, basis, idempotency_key, reverses, reason) "
    "SELECT person_id, year, subject, -hours, occurred_on, :recorded_at, :recorded_by, source_kind, source_number, "
    "evidence, occupation_key, rule, basis, 'reversal:' || number, id, :reason FROM hour_entries AS entry "
    "WHERE source_kind = :source_kind AND source_number = :source_number AND reverses IS NULL "
    "AND NOT EXISTS (SELECT FROM hour_entries AS taken WHERE taken.reverses = entry.id) "
    "ORDER BY id ON CONFLICT DO NOTHING"
)


def credit(session: Session, actor: Actor, lines: Sequence[Credit], at: datetime) -> int:
    """Enters the credits and gives how many were new; those entered before, by their key, are left as they are.

    Raises InvalidInput for hours that are not positive, Conflict when a key was used for another credit. The caller
    audits the business act that the hours come from.
    """
    if not lines:
        return 0
    for line in lines:
        if line.hours <= 0:
            raise InvalidInput("hours.not_positive", messages.NOT_POSITIVE.format(source=line.source_number))
    values = {column: [getattr(line, column) for line in lines] for column in _COLUMNS}
    added = session.execute(_INSERT, {**values, "recorded_at": at, "recorded_by": actor.user_id}).rowcount
    if added < len(lines) and session.execute(_MATCHING, values).scalar_one() < len(lines):
        raise Conflict("hours.key_taken", messages.KEY_TAKEN.format(source=lines[0].source_number))
    return added


def reverse_source(
    session: Session, actor: Actor, source_kind: str, source_number: str, reason: str, at: datetime
) -> int:
    """Takes back every standing credit of a source by entries of the opposite sign; gives how many. Safe to repeat."""
    return session.execute(
        _REVERSE,
        {
            "recorded_at": at, "recorded_by": actor.user_id, "source_kind": source_kind,
            "source_number": source_number, "reason": reason,
        },
    ).rowcount  # fmt: skip
