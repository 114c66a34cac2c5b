"""The documents of persons as lists that leave the house say them. The caller has shown who may ask."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.crypto.cipher import open_many
from training_app.people.models import NUMBER_COLUMN, Person, PersonDocument


def whole_documents(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Kind and whole number of the present document of each of these persons (over merges); who has none is missing."""
    owner = func.coalesce(Person.merged_into, Person.id)
    rows = session.execute(
        select(Person.id, PersonDocument.kind, PersonDocument.row_key, PersonDocument.number_sealed)
        .join(PersonDocument, PersonDocument.person_id == owner)
        .where(Person.id.in_(list(ids)), PersonDocument.is_current)
        .order_by(PersonDocument.id)
    ).all()
    clear = open_many([(row.row_key, bytes(row.number_sealed)) for row in rows], column=NUMBER_COLUMN)
    return {row.id: (row.kind, number.decode()) for row, number in zip(rows, clear, strict=True)}
