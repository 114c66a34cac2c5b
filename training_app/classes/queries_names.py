"""A number of a roster that is registered under another name: what the register has, as far as the actor may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes import queries
from training_app.classes.messages_roster import OTHER_CLASS_NAMED
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries_people import learners_of
from training_app.classes.rules_signup import LEARNING, TURNED_AWAY
from training_app.intake import parts
from training_app.intake import queries as batches
from training_app.intake.messages import NO_SUCH_ROW
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_names import Standing, veiled
from training_app.kernel import identity
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.people import queries as people_queries
from training_app.people import service as people
from training_app.people.models import Person

GONE = (*TURNED_AWAY, "withdrawn")
_ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Attended:
    """A class the person was or is in, as far as the actor sees it."""

    number: str
    name: str
    first: date
    last: date
    state: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Whom the register has under a number. `shown`: the person is in the actor's scope; of others the name is veiled and
    nothing else told. `ours`: this person has learned in no other institution's class."""

    number: str
    name: str
    shown: bool
    ours: bool
    masked_number: str = ""
    sex: str | None = None
    birth_year: int | None = None
    employer: str = ""
    classes: Sequence[Attended] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A line of a batch beside the register; `registered` None: the two names do not differ (any more)."""

    batch: Batch
    row: Row
    registered: Registered | None


def side_by_side(session: Session, actor: Actor, number: str, position: int) -> SideBySide:
    """The line at a position of a roster. NotFound outside the actor's scope and for a line or list that is not there."""
    batch = batches.get(session, actor, number)
    rows = parts.load_range(session, batch, position, 1) if batch.kind == _ROSTER else []
    if not rows:
        raise NotFound("intake.no_such_row", NO_SUCH_ROW, number=number)
    found = conflict_of(session, rows[0]) if rows[0].open else None
    return SideBySide(batch, rows[0], registered(session, actor, found, batch.institution_id) if found else None)


def conflict_of(session: Session, row: Row) -> people.Known | None:
    """The person who has the line's number under another name."""
    if not (row.fields.get("name") and row.fields.get("identity_number")):
        return None
    lines = people.person_lines([(row.position, row.fields)])
    return people.name_conflicts(session, lines, people.find(session, lines)).get(row.position)


def registered(session: Session, actor: Actor, found: people.Known, institution_id: int | None) -> Registered:
    """What of the register the actor may see of a person; `institution_id` is the one whose list it is."""
    shown = session.scalar(
        select(Person.id).where(Person.id == found.person_id, people_queries.in_scope(actor, learners_of(actor)))
    )
    if shown is None:
        return Registered(found.number, veiled(found.name), shown=False, ours=False)
    ours = found.person_id in only_of(session, institution_id, [found.person_id])
    return Registered(
        found.number, found.name, True, ours, people_queries.masked_numbers(session, [found.person_id]).get(found.person_id, ""),
        found.sex, found.birth_date.year if found.birth_date else None,
        people_queries.present_employers(session, [found.person_id]).get(found.person_id, ""),
        _attended(session, actor, found.person_id),
    )  # fmt: skip


def only_of(session: Session, institution_id: int | None, person_ids: Collection[int]) -> set[int]:
    """Those of the persons who have learned, all in classes of this institution and none in another's."""
    survivor = func.coalesce(Person.merged_into, Person.id)
    statement = (
        select(survivor)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(survivor.in_(list(person_ids)), Enrolment.state.not_in(GONE))
        .group_by(survivor)
        .having(func.bool_and(TrainingClass.institution_id.is_not_distinct_from(institution_id)))
    )
    return set(session.scalars(statement)) if person_ids else set()


def elsewhere_of(
    session: Session, actor: Actor, record: TrainingClass, person_ids: Collection[int]
) -> dict[int, list[str]]:
    """For each of the persons the other open classes they are in, in words, as far as the actor may see them."""
    survivor = func.coalesce(Person.merged_into, Person.id)
    statement = (
        select(survivor, TrainingClass)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(survivor.in_(list(person_ids)), TrainingClass.id != record.id, queries.visible(actor))
        .where(Enrolment.state.in_(LEARNING), TrainingClass.state.in_(queries.OPEN_STATES))
        .order_by(TrainingClass.starts_on)
    )
    found: dict[int, list[str]] = {each: [] for each in person_ids}
    for person_id, other in session.execute(statement) if person_ids else ():
        words = OTHER_CLASS_NAMED.format(number=other.number, first=other.starts_on, last=other.ends_on)
        found[person_id].append(words)
    return found


def masked_line(row: Row) -> str:
    """The identity number of a line, masked."""
    return identity.mask(str(row.fields.get("identity_number", "")))


def _attended(session: Session, actor: Actor, person_id: int) -> list[Attended]:
    ids = select(Person.id).where((Person.id == person_id) | (Person.merged_into == person_id))
    statement = (
        select(TrainingClass, Enrolment.state)
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .where(Enrolment.person_id.in_(ids), queries.visible(actor))
        .order_by(TrainingClass.starts_on.desc())
    )
    return [
        Attended(record.number, record.name, record.starts_on, record.ends_on, state)
        for record, state in session.execute(statement)
    ]


def waits(row: Row) -> bool:
    """Whether a line waits for the bureau's word on a name."""
    return row.decided is not None and row.decided["standing"] == Standing.ASKED
