"""Reads about assessment sessions through the actor's scope: the list, one with its seats, who waits for a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.certificates import messages_sessions as messages
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import paging
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.people.queries import masked_numbers
from training_app.programmes.models import Direction, Occupation

MOST_WAITING = 500
"""How many of those who wait one page shows; the rest comes once these have their seats."""


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all."""

    text: str = ""
    state: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A line of the list; `noted` of `taken` people have a result or were absent."""

    number: str
    body: str
    occupation: str
    direction: str
    level: str
    held_on: date
    starts_at: time
    ends_at: time
    place: str
    seats: int
    taken: int
    noted: int
    apply_until: date
    state: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Somebody with a seat: what is sat, the result once there is one (marks in hundredths), what was missed."""

    seat_id: int
    seat_no: int
    application_id: int
    application: str
    enrolment_id: int
    person_id: int
    person_number: str
    name: str
    class_number: str
    attempt: int
    part: str
    failed_on: date | None
    noted: bool
    absent: str
    theory: int | None
    ability: int | None
    passed: bool | None
    batch_id: int | None

    @property
    def result(self) -> str:
        """The key of what became of it: "" for nothing yet."""
        if not self.noted:
            return ""
        return "absent" if self.passed is None else "passed" if self.passed else "failed"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An accepted application without a seat."""

    application_id: int
    application: str
    enrolment_id: int
    person_id: int
    person_number: str
    name: str
    class_number: str
    declared_on: date
    attempt: int
    part: str


@dataclass(frozen=True, slots=True)
class Unseated:
    """How many accepted applications of an occupation and level wait for a seat."""

    occupation_key: str
    occupation: str
    level: str
    count: int


def visible(actor: Actor) -> ColumnElement[bool]:
    """The sessions the actor may see: the bureau all, an assessment body its own."""
    if actor.sees_whole_city:
        return true()
    return AssessmentSession.body_id == actor.institution_id if actor.role is Role.ASSESSMENT_BODY else false()


def by_number(session: Session, actor: Actor, number: str, *, lock: bool = False) -> AssessmentSession:
    """The session of that number; with `lock` fresh and held to the end of the transaction. NotFound outside the scope."""
    wanted = select(AssessmentSession).where(AssessmentSession.number == number, visible(actor))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("assessment_sessions.not_found", messages.NOT_FOUND.format(number=number[:40]))
    return found


def row_of(session: Session, actor: Actor, number: str) -> SessionRow:
    """The line of one session. NotFound outside the scope."""
    return SessionRow(*session.execute(_rows().where(AssessmentSession.id == by_number(session, actor, number).id)).one())


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the sessions in scope."""
    s, wanted = AssessmentSession, _rows().where(visible(actor))
    if filters.state:
        wanted = wanted.where(s.state == filters.state)
    if filters.level:
        wanted = wanted.where(s.level == filters.level)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                s.number.icontains(text, autoescape=True), s.place.contains(text, autoescape=True),
                Institution.name.contains(text, autoescape=True),
            )
        )
    key = paging.Key(s.id, int)
    orders = {"number": [paging.Key(s.number, str)], "held_on": [paging.Key(s.held_on, date), key]}
    return paging.page_of(session, wanted, orders, asked, lambda row: SessionRow(*row))


def seats(session: Session, record: AssessmentSession) -> list[SeatRow]:
    """Everybody with a seat, by seat."""
    a, seat, result = LevelApplication, AssessmentSeat, LevelAssessment
    rows = session.execute(
        select(
            seat.id, seat.seat_no, a.id, a.number, Enrolment.id, Enrolment.person_id, Person.number, Enrolment.name_at,
            TrainingClass.number, a.attempt, a.part, a.failed_on, seat.noted_at.is_not(None), seat.absent,
            result.theory_score, result.ability_score, result.passed, seat.batch_id,
        )
        .join(a, a.id == seat.application_id)
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .outerjoin(result, result.application_id == a.id)
        .where(seat.session_id == record.id)
        .order_by(seat.seat_no)
    )  # fmt: skip
    return [SeatRow(*row) for row in rows]


def masked(session: Session, rows: Sequence[SeatRow]) -> dict[int, str]:
    """The masked document numbers of these people."""
    return masked_numbers(session, [row.person_id for row in rows])


def waiting_for(session: Session, record: AssessmentSession) -> list[WaitingRow]:
    """Accepted applications this session could take, who declared first before the others. While a class is open again nobody of
    it has completed."""
    a = LevelApplication
    wanted = (
        select(
            a.id, a.number, Enrolment.id, Enrolment.person_id, Person.number, Enrolment.name_at, TrainingClass.number,
            declared_on(), a.attempt, a.part,
        )
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(
            a.body_id == record.body_id, unseated(), Enrolment.state == "completed",
            TrainingClass.occupation_key == record.occupation_key,
            TrainingClass.level == record.level, declared_on() <= record.apply_until,
        )
        .order_by(a.declared_at, a.id)
        .limit(MOST_WAITING)
    )  # fmt: skip
    if record.direction_key:
        wanted = wanted.where(or_(TrainingClass.direction_key.is_(None), TrainingClass.direction_key == record.direction_key))
    return [WaitingRow(*row) for row in session.execute(wanted)]


def unseated_by_programme(session: Session, actor: Actor) -> list[Unseated]:
    """What waits for a seat with the body that is acting, the most first."""
    a = LevelApplication
    rows = session.execute(
        select(Occupation.key, Occupation.short_name, TrainingClass.level, func.count())
        .select_from(a)
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .where(a.body_id == actor.institution_id, unseated(), Enrolment.state == "completed")
        .group_by(Occupation.key, TrainingClass.level)
        .order_by(func.count().desc(), Occupation.key, TrainingClass.level)
    )
    return [Unseated(*row) for row in rows]


def to_record(session: Session, actor: Actor, today: date) -> list[tuple[str, str, date, int]]:
    """Sessions of the acting body that were held and lack results: number, place, day, how many lack one."""
    s = AssessmentSession
    open_ = select(func.count()).where(AssessmentSeat.session_id == s.id, AssessmentSeat.noted_at.is_(None)).scalar_subquery()
    rows = session.execute(
        select(s.number, s.place, s.held_on, open_)
        .where(s.body_id == actor.institution_id, s.state == "planned", s.held_on <= today, s.taken > 0)
        .order_by(s.held_on, s.id).limit(20)
    )  # fmt: skip
    return [(number, place, day, count) for number, place, day, count in rows]


def unseated() -> ColumnElement[bool]:
    """Accepted and without a seat."""
    a = LevelApplication
    return and_(a.state == "accepted", ~exists().where(AssessmentSeat.application_id == a.id))


def declared_on() -> ColumnElement[date]:
    """The day of a declaration in China."""
    return func.date(func.timezone("Asia/Shanghai", LevelApplication.declared_at))


def _rows() -> Select:
    s = AssessmentSession
    noted = select(func.count()).where(AssessmentSeat.session_id == s.id, AssessmentSeat.noted_at.is_not(None))
    return (
        select(
            s.number, Institution.name, Occupation.short_name, func.coalesce(Direction.name, ""), s.level, s.held_on,
            s.starts_at, s.ends_at, s.place, s.seats, s.taken, case((s.taken == 0, 0), else_=noted.scalar_subquery()),
            s.apply_until, s.state,
        )
        .join(Institution, Institution.id == s.body_id)
        .join(Occupation, Occupation.key == s.occupation_key)
        .outerjoin(Direction, and_(Direction.occupation_key == s.occupation_key, Direction.key == s.direction_key))
    )  # fmt: skip
