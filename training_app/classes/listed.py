"""Lines of a list matched to the people of a class, by the number of their document; nobody is entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes import messages_lists
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries_people import ON_THE_LIST
from training_app.classes.roster_check import identity_of
from training_app.intake.columns_plain import PlainList
from training_app.intake.lists import Change
from training_app.intake.rows import Outcome, Row
from training_app.people import service as people
from training_app.people.models import Person

MISSING = frozenset({"enrolment.missing", "person.name_conflict", "row.same_person"})
"""Codes `match` reports."""
_MOST_NAMES = 20
_OWNER = func.coalesce(Person.merged_into, Person.id)


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the class's list: the enrolment, how it stands, the readable number of the person, the names they go by."""

    enrolment_id: int
    number: str
    state: str
    withdrawn_on: date | None
    score: int | None
    names: tuple[str, str]


def match(session: Session, class_id: int, rows: Sequence[Row], plain: PlainList) -> dict[int, Listed]:
    """Who of the class each line means, by position. Reports lines of people who are not on its list, whether the register
    knows them or not, lines under another name, and people told of by both their numbers. Lines without a name or number
    are passed over: they say so already."""
    identified = [row for row in rows if row.fields.get("name") and _number(row)]
    lines = _lines(identified)
    known = people.find(session, lines)
    owners = {**{position: each.person_id for position, each in known.items()}, **_owners(session, identified)}
    listed = _listed(session, class_id)
    conflicts = people.name_conflicts(session, lines, {at: each for at, each in known.items() if each.person_id in listed})
    found: dict[int, Listed] = {}
    first: dict[int, Row] = {}
    for row in identified:
        who = listed.get(owners.get(row.position, 0))
        if who is None:
            plain.report(row, "enrolment.missing", "identity_number")
        elif row.position in conflicts or ("person_number" in row.fields and not _bears(row, who)):
            plain.report(row, "person.name_conflict", "name")
        else:
            found[row.position] = who
            other = first.setdefault(who.enrolment_id, row)
            if ("person_number" in row.fields) != ("person_number" in other.fields):
                plain.report(row, "row.same_person", "identity_number", first=place(other, row))
    return found


def absent(session: Session, class_number: str, rows: Sequence[Row]) -> list[Listed]:
    """The people in training of a class of whom no line tells, by name; the caller has found the class in scope."""
    class_id = session.scalar(select(TrainingClass.id).where(TrainingClass.number == class_number)) or 0
    identified = [row for row in rows if row.fields.get("name") and _number(row)]
    known = people.find(session, _lines(identified))
    told = {each.person_id for each in known.values()} | set(_owners(session, identified).values())
    return [who for owner, who in _listed(session, class_id).items() if owner not in told and who.state == "enrolled"]


def _number(row: Row) -> str | None:
    return row.fields.get("identity_number") or row.fields.get("person_number")


def _lines(rows: Sequence[Row]) -> list[people.PersonLine]:
    return people.person_lines((row.position, row.fields) for row in rows if "identity_number" in row.fields)


def _owners(session: Session, rows: Sequence[Row]) -> dict[int, int]:
    """The surviving person of lines that tell the register's own number, by position."""
    numbers = {row.position: row.fields["person_number"] for row in rows if "person_number" in row.fields}
    if not numbers:
        return {}
    found = dict(session.execute(select(Person.number, _OWNER).where(Person.number.in_(set(numbers.values())))).all())
    return {position: found[number] for position, number in numbers.items() if number in found}


def _bears(row: Row, who: Listed) -> bool:
    return any(people.same_name(row.fields["name"], name) for name in who.names)


def places(session: Session, class_id: int, rows: Sequence[Row]) -> dict[int, list[Row]]:
    """The imported lines about each of the class's people, by enrolment."""
    done = {row.position: row for row in rows if row.imported}
    known = people.find(session, _lines(list(done.values())))
    owners = {**{position: each.person_id for position, each in known.items()}, **_owners(session, list(done.values()))}
    listed = _listed(session, class_id)
    found: dict[int, list[Row]] = defaultdict(list)
    for position, owner in owners.items():
        if owner in listed:
            found[listed[owner].enrolment_id].append(done[position])
    return found


def names_of(some: Sequence[Listed]) -> str:
    """People by name, not more than a notice can hold."""
    names = [who.names[0] for who in some]
    more = messages_lists.AND_MORE if len(names) > _MOST_NAMES else ""
    return messages_lists.LIST_MARK.join(names[:_MOST_NAMES]) + more


def same_people(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Lines about one person, where there are several that were not given up; in the order of the file."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.result != Outcome.GIVEN_UP and (identity := identity_of(row) or row.fields.get("person_number")):
            groups[identity].append(row)
    return (group for group in groups.values() if len(group) > 1)


def net(changes: Sequence[Change]) -> list[Change]:
    """One change for each value a batch changed in several rounds: from what was there first to what it wrote last. Where
    somebody else wrote in between, from what they wrote."""
    found: dict[tuple[int, str], Change] = {}
    for change in changes:
        earlier = found.get((change.record_id, change.column))
        joined = earlier is not None and earlier.after == change.before
        found[change.record_id, change.column] = change._replace(before=earlier.before) if earlier and joined else change
    return list(found.values())


def place(other: Row, row: Row) -> str:
    """Where another line stands, as a sentence about `row` says it."""
    return str(other.line) if other.sheet == row.sheet else f"{other.line}（{other.sheet}）"


def _listed(session: Session, class_id: int) -> dict[int, Listed]:
    """The people of the class by the id of the surviving person."""
    e = Enrolment
    rows = session.execute(
        select(_OWNER, e.id, Person.number, e.state, e.withdrawn_on, e.score, e.name_at, Person.name)
        .join(Person, Person.id == e.person_id)
        .where(e.class_id == class_id, e.state.in_(ON_THE_LIST))
        .order_by(Person.name_pinyin, Person.number)
    )
    return {owner: Listed(*rest, (name_at, name)) for owner, *rest, name_at, name in rows}
