"""Recognises the persons of a list by the keyed index of their identity number, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.db import bulk
from training_app.people.lines import Known, PersonLine, same_name
from training_app.people.models import PersonName
from training_app.people.names import comparable

_WORTH_STATISTICS = 1000
# Looked up one by one in the order of the index: the planner would sooner read all documents of the register for a long list,
# which takes seven times as long, and in the order of the list every second look-up meets a page not at hand.
_FIND = text(
    "SELECT i.position, s.id, s.number, s.name, s.sex, s.birth_date, s.retired_on, s.district_code, "
    "s.phone_sealed IS NOT NULL, s.row_key FROM (SELECT * FROM incoming ORDER BY number_index) i "
    "JOIN LATERAL (SELECT person_id FROM person_documents WHERE number_index = i.number_index OFFSET 0) d ON true "
    "JOIN persons p ON p.id = d.person_id JOIN persons s ON s.id = coalesce(p.merged_into, p.id)"
)


def find(session: Session, lines: Sequence[PersonLine]) -> dict[int, Known]:
    """Who of the lines is in the register already, by position; of merged persons the surviving one."""
    if not lines:
        return {}
    bulk.temporary(session, "incoming", "position bigint, number_index bytea")
    bulk.copy_in(
        session, "incoming", ("position", "number_index"),
        (f"{line.position}\t{bulk.octets(line.index)}" for line in lines),
    )
    if len(lines) >= _WORTH_STATISTICS:
        session.execute(text("ANALYZE incoming"))
    rows = bulk.driver(session).execute(_FIND.text).fetchall()
    return {row[0]: Known(*row[1:]) for row in rows}


def name_conflicts(session: Session, lines: Iterable[PersonLine], known: dict[int, Known]) -> dict[int, Known]:
    """The lines whose number is registered under another name, by position, with the person it belongs to.

    A name the person bore before is none.
    """
    different = {
        line.position: (line, known[line.position])
        for line in lines
        if line.position in known and not same_name(line.name, known[line.position].name)
    }
    if not different:
        return {}
    former: dict[int, set[str]] = {}
    statement = select(PersonName.person_id, PersonName.name)
    for person_id, name in session.execute(
        statement.where(PersonName.person_id.in_([found.person_id for _, found in different.values()]))
    ):
        former.setdefault(person_id, set()).add(comparable(name))
    return {
        position: found
        for position, (line, found) in different.items()
        if comparable(line.name) not in former.get(found.person_id, ())
    }
