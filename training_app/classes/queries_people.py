"""Reads about the people of a class: the list, attendance and how everybody stands at completion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, extract, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.classes import messages_life as messages
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.queries import Page, visible
from training_app.classes.rules import AttendedYear
from training_app.classes.rules_signup import SEATED, TURNED_AWAY
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.people import queries as people
from training_app.people.models import Person

PEOPLE_PAGE_SIZE = 30
ON_THE_LIST = (*SEATED, "withdrawn")
_WITH_US = Enrolment.state.not_in(TURNED_AWAY)  # whose application came to nothing is nobody's learner


@dataclass(frozen=True, slots=True)
class Trainee:
    """A line of the class's list. `masked_number` never shows more than first and last four."""

    enrolment: Enrolment
    person_number: str
    masked_number: str
    hours: int
    sessions: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of the timetable with what its attendance counts."""

    session: ClassSession
    present: int
    leave: int
    absent: int

    @property
    def recorded(self) -> int:
        return self.present + self.leave + self.absent


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of an attendance grid: who, and what is recorded (None: nothing yet)."""

    enrolment_id: int
    person_number: str
    name: str
    employer: str
    state: str
    status: str | None
    hours: int | None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class StandingRow:
    """How a trainee stands: hours attended so far and score."""

    enrolment_id: int
    person_id: int
    person_number: str
    name: str
    employer: str
    state: str
    score: int | None
    attended: int


def trainees(
    session: Session, class_id: int, page: int, text: str = "", state: str = "", only: ColumnElement[bool] | None = None,
    total: int | None = None,
) -> Page:  # fmt: skip
    """One page of the class's list by name, with hours and sessions attended so far; `only`: a further condition over
    `Enrolment`; `total`: how many there are, where that is known."""
    wanted = select(Enrolment, Person.number).join(Person, Person.id == Enrolment.person_id)
    wanted = wanted.where(Enrolment.class_id == class_id, _matching(text), Enrolment.state.in_(ON_THE_LIST))
    if state:
        wanted = wanted.where(Enrolment.state == state)
    if only is not None:
        wanted = wanted.where(only)
    if total is None:
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PEOPLE_PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = session.execute(
        wanted.order_by(Person.name_pinyin, Person.number).limit(PEOPLE_PAGE_SIZE).offset((page - 1) * PEOPLE_PAGE_SIZE)
    ).all()
    ids = [enrolment.id for enrolment, _ in rows]
    hours = _hours_and_sessions(session, ids)
    masked = people.masked_numbers(session, [enrolment.person_id for enrolment, _ in rows])
    items = [
        Trainee(enrolment, number, masked.get(enrolment.person_id, ""), *_fixed(enrolment, hours.get(enrolment.id, (0, 0))))
        for enrolment, number in rows
    ]
    return Page(items, page, total, PEOPLE_PAGE_SIZE)


def trainee(session: Session, class_id: int, person_number: str) -> Trainee:
    """One line of the class's list. NotFound when the person is not on it."""
    found = session.execute(
        select(Enrolment, Person.number)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Person.number == person_number)
    ).one_or_none()
    if found is None:
        raise NotFound("classes.person_not_on_list", messages.PERSON_NOT_ON_LIST)
    enrolment, number = found
    hours = _hours_and_sessions(session, [enrolment.id]).get(enrolment.id, (0, 0))
    masked = people.masked_numbers(session, [enrolment.person_id])
    return Trainee(enrolment, number, masked.get(enrolment.person_id, ""), *hours)


def counts(session: Session, class_id: int) -> dict[str, int]:
    """How many people on the list of the class stand in each state."""
    listed = Enrolment.class_id == class_id, Enrolment.state.in_(ON_THE_LIST)
    return dict(session.execute(select(Enrolment.state, func.count()).where(*listed).group_by(Enrolment.state)).all())


def timetable(session: Session, class_id: int) -> list[SessionRow]:
    """The sessions in order of time with their attendance counts."""
    came = func.count().filter(Attendance.status.in_(("present", "late")))
    leave = func.count().filter(Attendance.status == "leave")
    absent = func.count().filter(Attendance.status == "absent")
    rows = session.execute(
        select(ClassSession, came, leave, absent)
        .outerjoin(Attendance, Attendance.session_id == ClassSession.id)
        .where(ClassSession.class_id == class_id)
        .group_by(ClassSession.id)
        .order_by(ClassSession.held_on, ClassSession.starts_at.nulls_first(), ClassSession.number)
    )
    return [SessionRow(*row) for row in rows]


def grid(session: Session, held: ClassSession) -> list[GridRow]:
    """Everybody who was in the class on the session's day, with what is recorded."""
    still_there = or_(
        Enrolment.state.in_(SEATED),
        and_(Enrolment.state == "withdrawn", Enrolment.withdrawn_on > held.held_on),
        Attendance.status.is_not(None),
    )
    rows = session.execute(
        select(
            Enrolment.id, Person.number, Enrolment.name_at, Enrolment.employer_name, Enrolment.state,
            Attendance.status, Attendance.hours, Attendance.source,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Attendance, and_(Attendance.enrolment_id == Enrolment.id, Attendance.session_id == held.id)
        )
        .where(Enrolment.class_id == held.class_id, still_there)
        .order_by(Person.name_pinyin, Person.number)
    )  # fmt: skip
    return [GridRow(*row) for row in rows]


def standing(session: Session, class_id: int) -> list[StandingRow]:
    """Everybody on the list with the hours attended so far, by name."""
    # What completion fixed, before what attendance adds up to: earlier classes came in without their attendance.
    attended = func.coalesce(Enrolment.hours_attended, func.sum(Attendance.hours), 0)
    rows = session.execute(
        select(
            Enrolment.id, Enrolment.person_id, Person.number, Enrolment.name_at, Enrolment.employer_name,
            Enrolment.state, Enrolment.score, attended,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Attendance, Attendance.enrolment_id == Enrolment.id)
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(ON_THE_LIST))
        .group_by(Enrolment.id, Person.id)
        .order_by(Person.name_pinyin, Person.number)
    )  # fmt: skip
    return [StandingRow(*row[:-1], int(row[-1])) for row in rows]


def attended_by_year(session: Session, class_id: int, states: Iterable[str]) -> list[AttendedYear]:
    """What everybody in these states attended, by year of the session's day; nobody without hours."""
    year = extract("year", ClassSession.held_on)
    hours = func.sum(Attendance.hours)
    rows = session.execute(
        select(Enrolment.id, Enrolment.person_id, Person.number, year, hours, func.max(ClassSession.held_on))
        .join(Attendance, Attendance.enrolment_id == Enrolment.id)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(list(states)), Attendance.hours > 0)
        .group_by(Enrolment.id, Person.number, year)
        .order_by(Person.number, year)
    )
    return [AttendedYear(row[0], row[1], row[2], int(row[3]), int(row[4]), row[5]) for row in rows]


def expected_credits(session: Session) -> dict[tuple[str, int, int], int]:
    """What completed classes of the register must have credited: (class number, person id, year) → hours attended.

    Withdrawn people are among them; whether they are credited is for the caller to judge.
    """
    year = extract("year", ClassSession.held_on)
    rows = session.execute(
        select(TrainingClass.number, Enrolment.person_id, year, func.sum(Attendance.hours))
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .join(Attendance, Attendance.enrolment_id == Enrolment.id)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(TrainingClass.state.in_(("completed", "reported")), TrainingClass.origin == "register")
        .where(Attendance.hours > 0, Enrolment.state.in_(("completed", "failed", "withdrawn")))
        .group_by(TrainingClass.number, Enrolment.person_id, year)
    )
    return {(number, person_id, int(day_year)): int(hours) for number, person_id, day_year, hours in rows}


def withdrawn_without_credit(session: Session) -> set[tuple[str, int, int]]:
    """Attended years of withdrawn people, whom the policy may leave without credit: (class number, person id, year)."""
    year = extract("year", ClassSession.held_on)
    rows = session.execute(
        select(TrainingClass.number, Enrolment.person_id, year)
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .join(Attendance, Attendance.enrolment_id == Enrolment.id)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(Enrolment.state == "withdrawn", TrainingClass.state.in_(("completed", "reported")))
        .distinct()
    )
    return {(number, person_id, int(day_year)) for number, person_id, day_year in rows}


def attended_class_of_scope(session: Session, actor: Actor, person_id: int) -> bool:
    """Whether the person is on the list of a class the actor may see; how institutions reach a person."""
    found = select(Enrolment.id).join(TrainingClass, TrainingClass.id == Enrolment.class_id)
    return bool(session.scalar(found.where(Enrolment.person_id == person_id, visible(actor), _WITH_US).limit(1)))


def learners_of(actor: Actor) -> ColumnElement[bool]:
    """The persons (rows of `Person`, survivors of merges too) on the list of a class the actor may see, as a condition."""
    learner = aliased(Person)
    return (
        select(Enrolment.id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(learner, learner.id == Enrolment.person_id)
        .where(or_(learner.id == Person.id, learner.merged_into == Person.id), visible(actor), _WITH_US)
        .correlate(Person)
        .exists()
    )


def learners_listed(actor: Actor) -> ColumnElement[bool]:
    """What `learners_of` says, for lists: an institution's own learners are few in a city and are gathered first; those of
    a district are many, and the list is full before all of them are looked at."""
    return Person.id.in_(learner_ids(actor)) if actor.institution_id is not None else learners_of(actor)


def learner_ids(actor: Actor) -> Select[tuple[int]]:
    """The ids of the (surviving) persons on the list of a class the actor may see."""
    return (
        select(func.coalesce(Person.merged_into, Person.id))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(visible(actor), _WITH_US)
    )


def first_and_last_day(session: Session, class_id: int) -> tuple[date | None, date | None]:
    """The first and the last day of the timetable."""
    return session.execute(
        select(func.min(ClassSession.held_on), func.max(ClassSession.held_on)).where(ClassSession.class_id == class_id)
    ).one()


def _matching(text: str) -> ColumnElement[bool]:
    text = text.strip()
    if not text:
        return true()
    return or_(
        people.matching(text), Enrolment.name_at.startswith(text, autoescape=True),
        Enrolment.employer_name.contains(text, autoescape=True),
    )  # fmt: skip


def _fixed(enrolment: Enrolment, counted: tuple[int, int]) -> tuple[int, int]:
    """Hours and sessions of a line: the hours completion fixed before those counted."""
    return (counted[0] if enrolment.hours_attended is None else enrolment.hours_attended), counted[1]


def _hours_and_sessions(session: Session, enrolment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = session.execute(
        select(
            Attendance.enrolment_id, func.sum(Attendance.hours),
            func.count().filter(Attendance.status.in_(("present", "late"))),
        )
        .where(Attendance.enrolment_id.in_(enrolment_ids))
        .group_by(Attendance.enrolment_id)
    )  # fmt: skip
    return {enrolment_id: (int(hours), sessions) for enrolment_id, hours, sessions in rows}
