"""What taking a roster back will do to each of its lines, found before it is done. Nothing is written.

It asks the same questions as `roster_apply.take_back` and `people.undoing.take_back`, of each record alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment
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
_OWN_TABLES = ("enrolments", "employments", "educations", "person_documents")
_OF_OTHERS = text(" UNION ".join(
    f"SELECT person_id FROM {table} WHERE person_id = ANY(:ids) AND batch_id IS DISTINCT FROM :batch" for table in _OWN_TABLES
))  # fmt: skip


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    fates, place = Fates(), _places(session, [row for row in rows if not row.open])
    _enrolments(session, batch, place, fates)
    _persons(session, batch, place, fates)
    for (table, column), some in _by_column(changes).items():
        if column == FACTS_ADDED:
            for change in some:
                fates.add(Fate.BACK, "facts", place.get(change.record_id))
        elif table in _PRESENT and column in _COLUMNS:
            _values(session, batch, table, column, some, place, fates)
    return fates


def _places(session: Session, rows: Sequence[Row]) -> dict[int, int]:
    """The position of each (surviving) person's line."""
    lines = people.person_lines((row.position, row.fields) for row in rows)
    return {found.person_id: position for position, found in people.find(session, lines).items()}


def _enrolments(session: Session, batch: Batch, place: Mapping[int, int], fates: Fates) -> None:
    statement = (
        select(Enrolment.id, Person.id, Person.merged_into, Enrolment.state)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.batch_id == batch.id)
    )
    found = {enrolment: (place.get(merged or person), state) for enrolment, person, merged, state in session.execute(statement)}
    held = bulk.references(session, Enrolment.__table__, list(found))
    for table, ids in held.items():
        for each in ids:
            fates.add(Fate.CANNOT, table, found[each][0])
    used = set().union(*held.values()) if held else set()
    for each, (position, state) in found.items():
        if state != "enrolled":
            fates.add(Fate.CANNOT, "moved_on", position)
        elif each not in used:
            fates.add(Fate.BACK, "enrolment", position)


def _persons(session: Session, batch: Batch, place: Mapping[int, int], fates: Fates) -> None:
    ids = list(session.scalars(select(Person.id).where(Person.batch_id == batch.id)))
    if not ids:
        return
    used = bulk.referenced(session, Person.__table__, ids, ignore=_OWN_TABLES)
    used |= set(session.scalars(_OF_OTHERS, {"ids": ids, "batch": batch.id}))
    for each in ids:
        fates.add(*((Fate.KEPT, "person_used") if each in used else (Fate.BACK, "person")), place.get(each))


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
