"""Reads about classes, always through the actor's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.classes import messages_life as messages
from training_app.classes import queries_plans
from training_app.classes.models import ClassSession, Enrolment, TrainingClass
from training_app.classes.rules_filing import OfferedLine
from training_app.classes.rules_signup import SEATED
from training_app.db import paging
from training_app.db.narrowing import fitting, within
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.places import queries as places
from training_app.places.models import District
from training_app.programmes import queries as programmes
from training_app.programmes.models import Direction, Occupation

PAGE_SIZE = 50
OPEN_STATES = ("approved", "running")
_HEADCOUNT = (
    select(func.count())
    .where(Enrolment.class_id == TrainingClass.id, Enrolment.state.in_(SEATED))
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What a list of classes is narrowed to; empty means all. The days are those a class opens on, both included."""

    state: str = ""
    occupation: str = ""
    level: str = ""
    district: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A line of the list: the class with the names it needs and the number of people on its list."""

    record: TrainingClass
    institution: str
    occupation: str
    district: str
    headcount: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    items: Sequence
    page: int
    total: int
    per_page: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class with the names of everything it points at."""

    record: TrainingClass
    institution: Institution
    assessment_body: Institution | None
    occupation: Occupation
    direction: str
    district: str
    sessions: Sequence[ClassSession]

    @property
    def planned_hours(self) -> int:
        """Sum of the timetable in hundredths, without make-up sessions: they repeat hours that were planned."""
        return sum(session.hours for session in self.sessions if not session.is_make_up)

    @property
    def make_up_hours(self) -> int:
        """Sum of the make-up sessions in hundredths."""
        return sum(session.hours for session in self.sessions if session.is_make_up)

    def hours_of(self, mode: str) -> int:
        """Sum of the planned sessions held online or onsite."""
        return sum(session.hours for session in self.sessions if session.mode == mode and not session.is_make_up)


@dataclass(frozen=True, slots=True)
class FilingChoices:
    """What the form of a filing offers; lines of the year plan only for the institution that files."""

    occupations: Sequence[Occupation]
    districts: Sequence[District]
    bodies: Sequence[Institution]
    plan_lines: Mapping[str, OfferedLine] = field(default_factory=dict)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The classes the actor may see: bureau all, district its own once submitted, institution its own, assessment body
    those it assesses once submitted."""
    if actor.sees_whole_city:
        return true()
    submitted = TrainingClass.submitted_at.is_not(None) | (TrainingClass.origin != "register")
    if actor.role is Role.DISTRICT:
        return and_(TrainingClass.district_code == actor.district_code, submitted)
    if actor.role is Role.TRAINING_INSTITUTION:
        return TrainingClass.institution_id == actor.institution_id
    if actor.role is Role.ASSESSMENT_BODY:
        return and_(TrainingClass.assessment_body_id == actor.institution_id, submitted)
    return false()


def by_number(session: Session, actor: Actor, number: str) -> TrainingClass:
    """The class of that number. NotFound when there is none in the actor's scope."""
    found = session.scalar(select(TrainingClass).where(TrainingClass.number == number, visible(actor)))
    if found is None:
        raise NotFound("classes.not_found", messages.CLASS_NOT_FOUND.format(number=number))
    return found


def locked(session: Session, actor: Actor, number: str) -> TrainingClass:
    """The class of that number, fresh and locked to the end of the transaction."""
    found = session.scalar(
        select(TrainingClass)
        .where(TrainingClass.number == number, visible(actor))
        .with_for_update(of=TrainingClass)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("classes.not_found", messages.CLASS_NOT_FOUND.format(number=number))
    return found


def facts(session: Session, actor: Actor, number: str) -> ClassFacts:
    """The class with everything it points at. NotFound outside the actor's scope."""
    record = by_number(session, actor, number)
    body = aliased(Institution)
    institution, assessment_body, occupation, direction, district = session.execute(
        select(Institution, body, Occupation, Direction.name, District.name)
        .select_from(TrainingClass)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .join(District, District.code == TrainingClass.district_code)
        .outerjoin(body, body.id == TrainingClass.assessment_body_id)
        .outerjoin(
            Direction,
            and_(Direction.occupation_key == TrainingClass.occupation_key, Direction.key == TrainingClass.direction_key),
        )
        .where(TrainingClass.id == record.id)
    ).one()
    sessions = sessions_of(session, record.id)
    return ClassFacts(record, institution, assessment_body, occupation, direction or "", district, sessions)


def sessions_of(session: Session, class_id: int) -> list[ClassSession]:
    """The timetable in order of time."""
    return list(
        session.scalars(
            select(ClassSession)
            .where(ClassSession.class_id == class_id)
            .order_by(ClassSession.held_on, ClassSession.starts_at.nulls_first(), ClassSession.number)
        )
    )


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the classes in scope that match."""
    wanted = _matching(actor, filters)
    rows = (
        wanted.join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .join(District, District.code == TrainingClass.district_code)
        .with_only_columns(TrainingClass, Institution.name, Occupation.short_name, District.name, _HEADCOUNT)
    )
    return paging.page_of(session, rows, _ORDERS, asked, lambda row: ClassRow(*row), counted=wanted)


def taking_a_roster(session: Session, actor: Actor) -> list[tuple[TrainingClass, int]]:
    """The classes in scope that take a list of people now, each with how many it has: those without anybody first, then
    by the day they open."""
    rows = session.execute(
        select(TrainingClass, _HEADCOUNT)
        .where(visible(actor), TrainingClass.state.in_(OPEN_STATES))
        .order_by(_HEADCOUNT > 0, TrainingClass.starts_on, TrainingClass.number)
    )
    return [(record, count) for record, count in rows]


def counts_by_state(session: Session, actor: Actor) -> dict[str, int]:
    """How many classes in scope stand in each state."""
    rows = session.execute(
        select(TrainingClass.state, func.count()).where(visible(actor)).group_by(TrainingClass.state)
    )
    return dict(rows.all())


def filing_choices(session: Session, today: date, institution_id: int | None = None) -> FilingChoices:
    """What a filing may choose: occupations with directions, districts, assessment bodies not past their last day, lines of
    the institution's filed plans."""
    live = select(Qualification.institution_id).where(
        Qualification.kind == QualificationKind.ASSESSMENT_BODY,
        or_(Qualification.valid_to.is_(None), Qualification.valid_to > today),
    )
    bodies = session.scalars(select(Institution).where(Institution.id.in_(live)).order_by(Institution.name_initials))
    lines = queries_plans.offered(session, institution_id) if institution_id is not None else {}
    return FilingChoices(programmes.occupations(session), places.districts(session), list(bodies), lines)


_NUMBER = paging.Key(TrainingClass.number, str)
_ORDERS = {
    "number": [_NUMBER],
    "name": [paging.Key(TrainingClass.name, str), _NUMBER],
    "institution": [paging.Key(Institution.name_initials, str), _NUMBER],
    "starts_on": [paging.Key(TrainingClass.starts_on, date), _NUMBER],
    "ends_on": [paging.Key(TrainingClass.ends_on, date), _NUMBER],
    "state": [paging.Key(TrainingClass.state, str), _NUMBER],
    "submitted_at": [paging.Key(TrainingClass.submitted_at, datetime, nullable=True), _NUMBER],
    "completed_on": [paging.Key(TrainingClass.completed_on, date, nullable=True), _NUMBER],
}


def _matching(actor: Actor, filters: Filters) -> Select:
    wanted = (
        select(TrainingClass)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .where(visible(actor))
    )
    wanted = fitting(
        wanted,
        (TrainingClass.state, filters.state), (TrainingClass.occupation_key, filters.occupation),
        (TrainingClass.level, filters.level), (TrainingClass.district_code, filters.district),
    )  # fmt: skip
    wanted = within(wanted, TrainingClass.starts_on, filters.first_day, filters.last_day)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                TrainingClass.number.icontains(text, autoescape=True),
                TrainingClass.name.icontains(text, autoescape=True),
                Institution.name.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    return wanted
