"""Lines of a list matched to the people of a class, by the number of their document; nobody is entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment
from training_app.classes.queries_people import ON_THE_LIST
from training_app.classes.roster_check import identity_of
from training_app.intake.columns_plain import PlainList
from training_app.intake.lists import Change
from training_app.intake.rows import Row
from training_app.people import service as people
from training_app.people.models import Person

MISSING = frozenset({"enrolment.missing", "person.name_conflict"})
"""Codes `match` reports."""
_OWNER = func.coalesce(Person.merged_into, Person.id)


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the class's list: the enrolment, how it stands, the readable number of the person."""

    enrolment_id: int
    number: str
    state: str
    withdrawn_on: date | None
    score: int | None


def match(session: Session, class_id: int, rows: Sequence[Row], plain: PlainList) -> dict[int, Listed]:
    """Who of the class each line means, by position. Reports lines of people who are not on its list, whether the register
    knows them or not, and lines under another name. Lines without a name or number are passed over: they say so already."""
    identified = [row for row in rows if row.fields.get("name") and row.fields.get("identity_number")]
    lines = people.person_lines((row.position, row.fields) for row in identified)
    known = people.find(session, lines)
    listed = _listed(session, class_id)
    known = {position: each for position, each in known.items() if each.person_id in listed}
    conflicts = people.name_conflicts(session, lines, known)
    found: dict[int, Listed] = {}
    for row in identified:
        if row.position not in known:
            plain.report(row, "enrolment.missing", "identity_number")
        elif row.position in conflicts:
            plain.report(row, "person.name_conflict", "name")
        else:
            found[row.position] = listed[known[row.position].person_id]
    return found


def same_people(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Lines about one person, where there are several; in the order of the file."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if identity := identity_of(row):
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
    rows = session.execute(
        select(_OWNER, Enrolment.id, Person.number, Enrolment.state, Enrolment.withdrawn_on, Enrolment.score)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(ON_THE_LIST))
    )
    return {owner: Listed(*rest) for owner, *rest in rows}
