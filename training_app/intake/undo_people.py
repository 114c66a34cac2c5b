"""What taking a batch back will do to the persons its lines brought in or changed, found before it is done.

It asks the same questions as `people.undoing.take_back`, of each record alone. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.db import bulk
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.people import service as people
from training_app.people.lines import FACTS_ADDED
from training_app.people.models import Person

_SURVIVOR = "coalesce(p.merged_into, p.id)"
# Present values of what an import may change, as its changes write them down, with the person they belong to.
_PRESENT = {
    "persons": (
        f"SELECT p.id, {_SURVIVOR}, p.{{column}}::text FROM persons p WHERE p.id = ANY(:ids)"
    ),
    "enrolments": (
        f"SELECT e.id, {_SURVIVOR}, e.{{column}}::text FROM enrolments e JOIN persons p ON p.id = e.person_id "
        "WHERE e.id = ANY(:ids)"
    ),
    "employments": (
        f"SELECT e.id, {_SURVIVOR}, CASE WHEN EXISTS (SELECT FROM employments o WHERE o.person_id = e.person_id "
        "AND o.valid_to IS NULL AND o.batch_id IS DISTINCT FROM :batch) THEN '' ELSE e.{column}::text END "
        "FROM employments e JOIN persons p ON p.id = e.person_id WHERE e.id = ANY(:ids)"
    ),
}  # fmt: skip
_COLUMNS = frozenset({"sex", "birth_date", "phone_sealed", "district_code", "name", "state", "employer_name", "valid_to"})
_FACTS = ("employments", "educations", "person_documents")


def places(session: Session, rows: Sequence[Row]) -> dict[int, int]:
    """The position of each (surviving) person's line."""
    lines = people.person_lines((row.position, row.fields) for row in rows)
    return {found.person_id: position for position, found in people.find(session, lines).items()}


def persons(session: Session, batch: Batch, own: Sequence[str], place: Mapping[int, int], fates: Fates) -> None:
    """The persons a batch brought in: those whom nothing uses but what it wrote itself go. `own` are the tables, with
    columns `person_id` and `batch_id`, that its records stand in besides those of facts about persons."""
    ids = list(session.scalars(select(Person.id).where(Person.batch_id == batch.id)))
    if not ids:
        return
    tables = (*own, *_FACTS)
    used = bulk.referenced(session, Person.__table__, ids, ignore=tables)
    statement = " UNION ".join(
        f"SELECT person_id FROM {table} WHERE person_id = ANY(:ids) AND batch_id IS DISTINCT FROM :batch" for table in tables
    )
    used |= set(session.scalars(text(statement), {"ids": ids, "batch": batch.id}))
    for each in ids:
        fates.add(*((Fate.KEPT, "person_used") if each in used else (Fate.BACK, "person")), place.get(each))


def values(
    session: Session, batch: Batch, changes: Sequence[Change], place: Mapping[int, int], fates: Fates
) -> None:
    """The values a batch changed: those that are still as it wrote them are put back."""
    for (table, column), some in _by_column(changes).items():
        if column == FACTS_ADDED:
            for change in some:
                fates.add(Fate.BACK, "facts", place.get(change.record_id))
        elif table in _PRESENT and column in _COLUMNS:
            _values(session, batch, table, column, some, place, fates)


def _values(
    session: Session, batch: Batch, table: str, column: str, changes: Sequence[Change], place: Mapping[int, int], fates: Fates
) -> None:
    statement = _PRESENT[table].replace("{column}", column)
    if column == "phone_sealed":
        statement = statement.replace("p.phone_sealed::text", "encode(p.phone_sealed, 'hex')")
    found = session.execute(text(statement), {"ids": [change.record_id for change in changes], "batch": batch.id})
    present = {record: (person, value) for record, person, value in found}
    for change in changes:
        person, value = present.get(change.record_id, (0, None))
        back = value is not None and value == change.after
        fates.add(Fate.BACK if back else Fate.KEPT, "value" if back else "value_changed", place.get(person))


def _by_column(changes: Sequence[Change]) -> dict[tuple[str, str], list[Change]]:
    found: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        found.setdefault((change.table, change.column), []).append(change)
    return found
