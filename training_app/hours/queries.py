"""Reads of the hour bank: statements as of a day, balances of many, and the checks of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select, text, true
from sqlalchemy.orm import Session, aliased

from training_app.hours import messages
from training_app.hours.models import HourEntry
from training_app.hours.rules import Amounts, Entry, Required, Statement, balance
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import last_moment
from training_app.kernel.errors import NotFound, PolicyNotInForce
from training_app.kernel.quantities import format_hundredths
from training_app.people.models import Person
from training_app.policies.loader import load
from training_app.policies.pack import DatedValue


@dataclass(frozen=True, slots=True)
class Defect:
    """Something in the ledger that does not add up: what, in a sentence for the operator, without personal numbers."""

    code: str
    sentence: str


def statement(session: Session, actor: Actor, person_number: str, year: int, as_of: date) -> Statement:
    """The statement of one person, read through the surviving person of a merge.

    Raises NotFound outside the actor's scope: bureau all, district its own people, engineers themselves. Institutions
    reach a person through their classes: pages that showed so use `statement_of`.
    """
    survivor = aliased(Person)
    found = session.execute(
        select(survivor.id, survivor.number, survivor.name)
        .select_from(Person)
        .join(survivor, survivor.id == func.coalesce(Person.merged_into, Person.id))
        .where(Person.number == person_number, _in_scope(actor, survivor))
    ).one_or_none()
    if found is None:
        raise NotFound("hours.person_not_found", messages.PERSON_NOT_FOUND)
    return _statement(session, found.id, found.number, found.name, year, as_of)


def statement_of(session: Session, person_id: int, year: int, as_of: date) -> Statement:
    """The statement of a person the caller has shown to lie in the actor's scope."""
    survivor = aliased(Person)
    found = session.execute(
        select(survivor.id, survivor.number, survivor.name)
        .select_from(Person)
        .join(survivor, survivor.id == func.coalesce(Person.merged_into, Person.id))
        .where(Person.id == person_id)
    ).one_or_none()
    if found is None:
        raise NotFound("hours.person_not_found", messages.PERSON_NOT_FOUND)
    return _statement(session, found.id, found.number, found.name, year, as_of)


def years_of(session: Session, person_id: int) -> list[tuple[int, Amounts]]:
    """Every year of a surviving person that holds entries, newest first, with its balance."""
    rows = session.execute(
        select(HourEntry.year, HourEntry.subject, func.sum(HourEntry.hours))
        .where(HourEntry.person_id.in_(_family(person_id)))
        .group_by(HourEntry.year, HourEntry.subject)
    )
    years: dict[int, dict[str, int]] = {}
    for year, subject, hours in rows:
        years.setdefault(year, {})[subject] = int(hours)
    return [(year, Amounts.of(years[year])) for year in sorted(years, reverse=True)]


def balances(session: Session, person_ids: Sequence[int], year: int) -> dict[int, Amounts]:
    """The balance of many people in a year, by the surviving person's id; people without entries have zeros."""
    owner = func.coalesce(Person.merged_into, Person.id)
    rows = session.execute(
        select(owner, HourEntry.subject, func.sum(HourEntry.hours))
        .join(Person, Person.id == HourEntry.person_id)
        .where(HourEntry.year == year, or_(Person.id.in_(person_ids), Person.merged_into.in_(person_ids)))
        .group_by(owner, HourEntry.subject)
    )
    sums: dict[int, dict[str, int]] = {person_id: {} for person_id in person_ids}
    for person_id, subject, hours in rows:
        sums.setdefault(person_id, {})[subject] = int(hours)
    return {person_id: Amounts.of(by_subject) for person_id, by_subject in sums.items()}


def required(year: int) -> Required:
    """What the year asks (the rules in force on its last day); empty where none is in force."""
    day = date(year, 12, 31)
    pack = load()
    try:
        total = pack.parameter("hours.required_total").on(day)
        professional = pack.parameter("hours.required_professional").on(day)
        general = pack.parameter("hours.required_general").on(day)
    except PolicyNotInForce:
        return Required(None, None, None)
    values = (total, professional, general)
    return Required(
        *(hundredths(value) for value in values), unverified=any(value.citation.unverified for value in values),
        source=total.citation.document or total.citation.source,
    )  # fmt: skip


def hundredths(value: DatedValue) -> int:
    """A parameter given in whole or decimal 学时 as hundredths."""
    return int(value.value * 100)


def standing_class_credits(session: Session) -> dict[tuple[str, int, int], int]:
    """Unreversed credits of classes: (class number, person id, year) → hours."""
    taken = aliased(HourEntry)
    rows = session.execute(
        select(HourEntry.source_number, HourEntry.person_id, HourEntry.year, func.sum(HourEntry.hours))
        .outerjoin(taken, taken.reverses == HourEntry.id)
        .where(HourEntry.source_kind == "class", HourEntry.reverses.is_(None), taken.id.is_(None))
        .group_by(HourEntry.source_number, HourEntry.person_id, HourEntry.year)
    )
    return {(source, person_id, year): int(hours) for source, person_id, year, hours in rows}


def verify(session: Session) -> list[Defect]:
    """What in the ledger contradicts itself: reversals that do not mirror, balances below zero, a fact credited twice."""
    return [*_bad_reversals(session), *_negative_balances(session), *_double_credits(session)]


def _statement(session: Session, person_id: int, number: str, name: str, year: int, as_of: date) -> Statement:
    entries = _entries(session, person_id, year, last_moment(as_of))
    return Statement(number, name, year, as_of, required(year), balance(entries), tuple(entries))


def _entries(session: Session, person_id: int, year: int, until: datetime) -> list[Entry]:
    original, taken = aliased(HourEntry), aliased(HourEntry)
    rows = session.execute(
        select(HourEntry, original.number, taken.id)
        .outerjoin(original, original.id == HourEntry.reverses)
        .outerjoin(taken, (taken.reverses == HourEntry.id) & (taken.recorded_at <= until))
        .where(HourEntry.person_id.in_(_family(person_id)), HourEntry.year == year, HourEntry.recorded_at <= until)
        .order_by(HourEntry.occurred_on, HourEntry.id)
    )
    return [
        Entry(
            number=entry.number, on=entry.occurred_on, recorded_at=entry.recorded_at, subject=entry.subject,
            hours=entry.hours, source_kind=entry.source_kind, source_number=entry.source_number, reverses=reverses,
            rule=entry.rule, basis=entry.basis, reason=entry.reason, evidence=entry.evidence,
            occupation_key=entry.occupation_key, is_reversed=taken_id is not None,
        )
        for entry, reverses, taken_id in rows
    ]  # fmt: skip


def _family(person_id: int) -> ColumnElement:
    """The surviving person and everybody merged into it (merging keeps no chains)."""
    return select(Person.id).where(or_(Person.id == person_id, Person.merged_into == person_id)).scalar_subquery()


def _in_scope(actor: Actor, person: type[Person]) -> ColumnElement[bool]:
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return person.district_code == actor.district_code
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        own = select(func.coalesce(Person.merged_into, Person.id)).where(Person.id == actor.person_id)
        return person.id == own.scalar_subquery()
    return false()


def _bad_reversals(session: Session) -> list[Defect]:
    original = aliased(HourEntry)
    rows = session.execute(
        select(HourEntry.number, original.number)
        .join(original, original.id == HourEntry.reverses)
        .where(
            or_(
                HourEntry.person_id != original.person_id, HourEntry.year != original.year,
                HourEntry.subject != original.subject, HourEntry.hours != -original.hours,
                HourEntry.source_number != original.source_number, original.reverses.is_not(None),
            )
        )
        .order_by(HourEntry.id)
    )  # fmt: skip
    return [
        Defect("hours.reversal", messages.DEFECTS["reversal"].format(number=number, other=other))
        for number, other in rows
    ]


def _negative_balances(session: Session) -> list[Defect]:
    owner = func.coalesce(Person.merged_into, Person.id)
    survivor = aliased(Person)
    total = func.sum(HourEntry.hours)
    rows = session.execute(
        select(survivor.number, HourEntry.year, HourEntry.subject, total)
        .join(Person, Person.id == HourEntry.person_id)
        .join(survivor, survivor.id == owner)
        .group_by(survivor.number, HourEntry.year, HourEntry.subject)
        .having(total < 0)
        .order_by(survivor.number)
    )
    return [
        Defect(
            "hours.negative",
            messages.DEFECTS["negative"].format(
                person=person, year=year, subject=messages.SUBJECTS[subject], hours=format_hundredths(int(hours))
            ),
        )
        for person, year, subject, hours in rows
    ]


_DOUBLE = text(
    "SELECT entry.source_number, person.number, entry.year FROM hour_entries AS entry "
    "JOIN persons AS person ON person.id = entry.person_id "
    "WHERE entry.source_kind = 'class' AND entry.reverses IS NULL "
    "AND NOT EXISTS (SELECT FROM hour_entries AS taken WHERE taken.reverses = entry.id) "
    "GROUP BY entry.source_number, person.number, entry.year, entry.subject HAVING count(*) > 1 ORDER BY 1, 2"
)

# A training of the list of earlier hours stands in the third part of its key (rules_earlier): two persons who were merged may
# both have brought it.
_DOUBLE_EARLIER = text(
    "SELECT max(entry.source_number), survivor.number, entry.year FROM hour_entries AS entry "
    "JOIN persons AS person ON person.id = entry.person_id "
    "JOIN persons AS survivor ON survivor.id = coalesce(person.merged_into, person.id) "
    "WHERE entry.source_kind = 'earlier' AND entry.reverses IS NULL "
    "AND NOT EXISTS (SELECT FROM hour_entries AS taken WHERE taken.reverses = entry.id) "
    "GROUP BY split_part(entry.idempotency_key, ':', 3), survivor.number, entry.year HAVING count(*) > 1 ORDER BY 1, 2"
)


def _double_credits(session: Session) -> list[Defect]:
    return [
        Defect("hours.double", messages.DEFECTS["double"].format(source=source, person=person, year=year))
        for statement in (_DOUBLE, _DOUBLE_EARLIER)
        for source, person, year in session.execute(statement)
    ]
