"""Takes back what an import did to persons, as far as nothing newer stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.db import bulk
from training_app.people import renaming
from training_app.people.lines import FACTS_ADDED, Change
from training_app.people.models import Person

_OF_BATCH = [
    text(f"DELETE FROM {table} WHERE person_id = ANY(:ids) AND batch_id = :batch") for table in ("employments", "educations")
]
_RESTORE = {
    "sex": text("UPDATE persons SET sex = NULL WHERE id = :id AND sex = :after"),
    "birth_date": text("UPDATE persons SET birth_date = NULL WHERE id = :id AND birth_date = CAST(:after AS date)"),
    "phone_sealed": text("UPDATE persons SET phone_sealed = NULL WHERE id = :id AND encode(phone_sealed, 'hex') = :after"),
    "district_code": text("UPDATE persons SET district_code = :before WHERE id = :id AND district_code = :after"),
}
_REOPEN = text(
    "UPDATE employments e SET valid_to = NULL WHERE id = :id AND valid_to = CAST(:after AS date) "
    "AND NOT EXISTS (SELECT FROM employments o WHERE o.person_id = e.person_id AND o.valid_to IS NULL)"
)
_OTHER_DOCUMENTS = text(
    "SELECT DISTINCT person_id FROM person_documents WHERE person_id = ANY(:ids) AND batch_id IS DISTINCT FROM :batch"
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo did to persons: new ones removed, new ones kept because something else uses them by now, values put
    back, values left because they were changed since."""

    removed: int
    kept: int
    restored: int
    left: int


def take_back(session: Session, batch_id: int, changes: Sequence[Change]) -> TakenBack:
    """Removes the facts and persons an import added and puts back the values it changed.

    A value that is no longer the one the import wrote stays. The caller has removed its own records before.
    """
    met = {change.record_id for change in changes if change.table == "persons"}
    met.update(session.scalars(select(Person.id).where(Person.batch_id == batch_id)))
    for statement in _OF_BATCH:
        session.execute(statement, {"ids": list(met), "batch": batch_id})
    restored = left = 0
    for change in changes:
        if change.table == "persons" and change.column == FACTS_ADDED:
            continue
        if change.table == "persons" and change.column == "name":
            done = renaming.put_back(session, batch_id, change)
            restored, left = restored + done, left + (not done)
            continue
        if change.table == "persons":
            statement, values = _RESTORE[change.column], {"id": change.record_id, "after": change.after}
            if change.column == "district_code":
                values["before"] = change.before
        elif change.table == "employments":
            statement, values = _REOPEN, {"id": change.record_id, "after": change.after}
        else:
            continue
        done = session.execute(statement, values).rowcount  # type: ignore[attr-defined]
        restored, left = restored + done, left + (not done)
    removed, kept = _remove_created(session, batch_id)
    return TakenBack(removed, kept, restored, left)


def _remove_created(session: Session, batch_id: int) -> tuple[int, int]:
    ids = list(session.scalars(select(Person.id).where(Person.batch_id == batch_id).order_by(Person.id).with_for_update()))
    if not ids:
        return 0, 0
    used = bulk.referenced(session, Person.__table__, ids, ignore={"person_documents"})
    used |= set(session.scalars(_OTHER_DOCUMENTS, {"ids": ids, "batch": batch_id}))
    free = [each for each in ids if each not in used]
    session.execute(text("DELETE FROM person_documents WHERE person_id = ANY(:ids)"), {"ids": free})
    session.execute(text("DELETE FROM persons WHERE id = ANY(:ids)"), {"ids": free})
    return len(free), len(used)
