"""What taking a roster back will do to each of its lines, found before it is done. Nothing is written.

It asks the same questions as `roster_apply.take_back`, of each record alone; persons: `intake.undo_people`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment
from training_app.classes.roster_apply import joined_ids
from training_app.db import bulk
from training_app.intake import undo_people
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.people.models import Person


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    fates, place = Fates(), undo_people.places(session, [row for row in rows if row.imported])
    _enrolments(session, batch, joined_ids(changes), place, fates)
    undo_people.persons(session, batch, ("enrolments",), place, fates)
    undo_people.values(session, batch, changes, place, fates)
    return fates


def _enrolments(session: Session, batch: Batch, joined: Sequence[int], place: Mapping[int, int], fates: Fates) -> None:
    statement = (
        select(Enrolment.id, Person.id, Person.merged_into, Enrolment.state)
        .join(Person, Person.id == Enrolment.person_id)
        .where(or_(Enrolment.batch_id == batch.id, Enrolment.id.in_(list(joined))))
    )
    found = {enrolment: (place.get(merged or person), state) for enrolment, person, merged, state in session.execute(statement)}
    held = bulk.references(session, Enrolment.__table__, list(found))
    for table, ids in held.items():
        for each in ids:
            fates.add(Fate.CANNOT, table, found[each][0])
    used = set().union(*held.values()) if held else set()
    for each, (position, state) in found.items():
        if each in joined:  # what becomes of its state is a value put back
            continue
        if state != "enrolled":
            fates.add(Fate.CANNOT, "moved_on", position)
        elif each not in used:
            fates.add(Fate.BACK, "enrolment", position)
