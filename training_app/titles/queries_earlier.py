"""The titles that people of a list hold, and the recognitions that rely on titles of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import Session

from training_app.people.models import HeldTitle, Person
from training_app.titles.models import TitleRecord

_OWNER = func.coalesce(Person.merged_into, Person.id)
_LOCK_PERSONS = text(
    "SELECT p.id FROM persons p WHERE p.id IN (SELECT coalesce(o.merged_into, o.id) FROM held_titles t "
    "JOIN persons o ON o.id = t.person_id WHERE t.batch_id = :batch) ORDER BY p.id FOR NO KEY UPDATE"
)


class Held(NamedTuple):
    """A title of somebody, in the register or on an earlier line of a list (`source_kind` line, its number the line's)."""

    series: str
    level: str
    specialty: str
    held_from: date
    held_to: date | None
    source_kind: str
    source_number: str


class OfBatch(NamedTuple):
    """A title a batch brought in, with its surviving person."""

    title_id: int
    person_id: int
    series: str
    level: str
    held_from: date
    ended: bool
    specialty: str


def titles_of(session: Session, person_ids: Iterable[int]) -> dict[int, list[Held]]:
    """Every title of surviving persons, over merges, ended ones included."""
    found: dict[int, list[Held]] = defaultdict(list)
    for owner, *rest in session.execute(
        select(
            _OWNER, HeldTitle.series, HeldTitle.level, HeldTitle.specialty, HeldTitle.held_from, HeldTitle.held_to,
            HeldTitle.source_kind, HeldTitle.source_number,
        )
        .join(Person, Person.id == HeldTitle.person_id)
        .where(_of(person_ids))
        .order_by(HeldTitle.id)
    ):  # fmt: skip
        found[owner].append(Held(*rest))
    return found


def of_batch(session: Session, batch_id: int) -> list[OfBatch]:
    """The titles a batch brought in."""
    rows = session.execute(
        select(
            HeldTitle.id, _OWNER, HeldTitle.series, HeldTitle.level, HeldTitle.held_from, HeldTitle.held_to.is_not(None),
            HeldTitle.specialty,
        )
        .join(Person, Person.id == HeldTitle.person_id)
        .where(HeldTitle.batch_id == batch_id)
        .order_by(HeldTitle.id)
    )
    return [OfBatch(*row) for row in rows]


def lock_holders(session: Session, batch_id: int) -> None:
    """Keeps everybody with a title of the batch as they are: recognising a title locks its person too."""
    session.execute(_LOCK_PERSONS, {"batch": batch_id})


def relied_on(session: Session, batch_id: int, titles: Sequence[OfBatch]) -> dict[int, list[str]]:
    """The standing recognitions whose facts held a title of the batch, by title: it was the one by which the person held
    that level then, because nothing else in the register says so."""
    persons = {title.person_id for title in titles}
    records: dict[int, list[TitleRecord]] = defaultdict(list)
    statement = select(_OWNER, TitleRecord).join(Person, Person.id == TitleRecord.person_id).order_by(TitleRecord.number)
    for owner, record in session.execute(statement.where(_of(persons), TitleRecord.state == "granted")):
        records[owner].append(record)
    others = _others(session, batch_id, records)
    return {
        title.title_id: numbers for title in titles
        if (numbers := [record.number for record in records[title.person_id] if _relies(record, title, others)])
    }  # fmt: skip


def _relies(record: TitleRecord, title: OfBatch, others: dict[tuple[int, str, str], date]) -> bool:
    facts = record.decision.get("facts", {})
    if (facts.get("title.series"), facts.get("title.level")) != (title.series, title.level):
        return False
    other = others.get((title.person_id, title.series, title.level))
    return title.held_from <= record.recognised_on and (other is None or other > record.recognised_on)


def _others(session: Session, batch_id: int, person_ids: Iterable[int]) -> dict[tuple[int, str, str], date]:
    """Since when people hold a series and level by something else than this batch."""
    rows = session.execute(
        select(_OWNER, HeldTitle.series, HeldTitle.level, func.min(HeldTitle.held_from))
        .join(Person, Person.id == HeldTitle.person_id)
        .where(_of(person_ids), HeldTitle.batch_id.is_distinct_from(batch_id))
        .group_by(_OWNER, HeldTitle.series, HeldTitle.level)
    )
    return {(owner, series, level): day for owner, series, level, day in rows}


def _of(person_ids: Iterable[int]) -> ColumnElement[bool]:
    ids = list(person_ids)
    return or_(Person.id.in_(ids), Person.merged_into.in_(ids))
