"""What taking earlier hours back will do to each of their lines, found before it is done. Nothing is written.

It asks the same questions as `earlier_apply.take_back`, of each record alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from training_app.hours.queries_earlier import holders_of_batch
from training_app.intake import undo_people
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.people import service as people

_CREDITED = frozenset({Outcome.CREATED, Outcome.UPDATED})


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    fates, done = Fates(), [row for row in rows if row.imported]
    known = people.find(session, people.person_lines((row.position, row.fields) for row in done))
    holders = set(holders_of_batch(session, batch.number))
    for row in done:
        if row.result in _CREDITED and row.position in known and known[row.position].person_id in holders:
            fates.add(Fate.BACK, "hours", row.position)
    place = undo_people.places(session, done)
    undo_people.persons(session, batch, (), place, fates)
    undo_people.values(session, batch, changes, place, fates)
    return fates
