"""Classes that take applications, as anybody may see them, and how somebody stands in one.

What is public holds no person: of a class its facts, its seats, and the contact only where the institution shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.classes import messages_signup as messages
from training_app.classes.models import ClassSession, Enrolment, TrainingClass
from training_app.classes.models_signup import ClassSeats, ClassSignUp
from training_app.classes.queries import OPEN_STATES, Page
from training_app.classes.rules_signup import TURNED_AWAY, Span, span_on
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import FromAddress
from training_app.people.models import Person
from training_app.places.models import District
from training_app.programmes.models import Direction, Occupation

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Wanted(FromAddress):
    """What the directory of classes is narrowed to; empty means all."""

    occupation: str = ""
    level: str = ""
    district: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class OpenClass:
    """A class that takes applications, in words anybody may read. `hours` are the timetable's in hundredths, `contact` and
    `phone` "" unless the institution shows them."""

    number: str
    name: str
    institution: str
    occupation: str
    direction: str
    level: str
    district: str
    venue: str
    mode: str
    starts_on: date
    ends_on: date
    opens_on: date
    closes_on: date
    capacity: int
    taken: int
    hours: int
    sessions: int
    note: str
    contact: str
    phone: str

    @property
    def left(self) -> int:
        """Seats nobody has."""
        return self.capacity - self.taken

    def span(self, day: date) -> Span:
        """Where a day lies to the days of signing up."""
        return span_on(self.opens_on, self.closes_on, day)


def open_page(session: Session, wanted: Wanted, day: date, page: int) -> Page:
    """A page of the classes whose days of signing up are not over, which open first before the others."""
    statement = _open().where(ClassSignUp.closes_on >= day)
    statement = fitting(
        statement, (TrainingClass.occupation_key, wanted.occupation), (TrainingClass.level, wanted.level),
        (TrainingClass.district_code, wanted.district),
    )  # fmt: skip
    if wanted.text:
        statement = statement.where(
            or_(
                TrainingClass.name.icontains(wanted.text, autoescape=True),
                Institution.name.icontains(wanted.text, autoescape=True),
                TrainingClass.number == wanted.text.upper(),
            )
        )  # fmt: skip
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    rows = session.execute(
        statement.order_by(TrainingClass.starts_on, TrainingClass.number).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    )
    return Page([OpenClass(*row) for row in rows], page, total, PER_PAGE)


def open_to(session: Session, person_id: int, day: date, until: date, most: int) -> list[OpenClass]:
    """The first classes one may sign up for on a day that have seats left and end by `until`, without those the (surviving)
    person is in or has applied for."""
    member = aliased(Person)
    own = (
        select(Enrolment.class_id)
        .join(member, member.id == Enrolment.person_id)
        .where(func.coalesce(member.merged_into, member.id) == person_id, Enrolment.state.not_in(TURNED_AWAY))
    )
    wanted = _open().where(
        ClassSignUp.opens_on <= day, ClassSignUp.closes_on >= day, ClassSeats.taken < ClassSeats.capacity,
        TrainingClass.starts_on >= day, TrainingClass.ends_on <= until, TrainingClass.id.not_in(own),
    )  # fmt: skip
    ordered = wanted.order_by(TrainingClass.starts_on, TrainingClass.number).limit(most)
    return [OpenClass(*row) for row in session.execute(ordered)]


def open_class(session: Session, number: str) -> OpenClass:
    """A class that takes, took or will take applications and is approved or under way. NotFound for any other."""
    row = session.execute(_open().where(TrainingClass.number == number)).one_or_none()
    if row is None:
        raise NotFound("classes.not_open", messages.NOT_OPEN.format(number=number))
    return OpenClass(*row)


def record_of(session: Session, number: str, *, keep: bool = False) -> tuple[TrainingClass, ClassSignUp]:
    """The record behind `open_class`; `keep`: in its state to the end of the transaction."""
    statement = (
        select(TrainingClass, ClassSignUp)
        .join(ClassSignUp, ClassSignUp.class_id == TrainingClass.id)
        .where(TrainingClass.number == number, TrainingClass.state.in_(OPEN_STATES))
    )
    if keep:
        statement = statement.with_for_update(read=True, of=TrainingClass).execution_options(populate_existing=True)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("classes.not_open", messages.NOT_OPEN.format(number=number))
    return row[0], row[1]


def offer_of(session: Session, class_id: int) -> ClassSignUp | None:
    """What a class found in scope says about signing up, None where it takes no applications."""
    return session.get(ClassSignUp, class_id)


def offer_and_seats(session: Session, class_id: int) -> tuple[ClassSignUp | None, ClassSeats | None]:
    """Both of a class found in scope, in one statement."""
    row = session.execute(
        select(ClassSignUp, ClassSeats)
        .select_from(ClassSeats)
        .outerjoin(ClassSignUp, ClassSignUp.class_id == ClassSeats.class_id)
        .where(ClassSeats.class_id == class_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def seats_of(session: Session, class_id: int) -> ClassSeats | None:
    """The seats of a class found in scope."""
    return session.get(ClassSeats, class_id, populate_existing=True)


def states_of(session: Session, class_id: int, person_ids: Sequence[int]) -> dict[int, Enrolment]:
    """How these (surviving) persons stand in a class, by person; of somebody who is in it twice after a merge, the place that
    is held, not the application that came to nothing."""
    if not person_ids:
        return {}
    survivor = func.coalesce(Person.merged_into, Person.id)
    rows = session.execute(
        select(survivor, Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, survivor.in_(list(person_ids)))
        .order_by(Enrolment.state.in_(TURNED_AWAY).desc(), Enrolment.id)
    )
    return dict(rows.all())


def place_in_line(session: Session, enrolment: Enrolment) -> int:
    """The place of somebody who waits, from 1."""
    before = or_(
        Enrolment.applied_at < enrolment.applied_at,
        and_(Enrolment.applied_at == enrolment.applied_at, Enrolment.id <= enrolment.id),
    )
    waiting = select(func.count()).where(Enrolment.class_id == enrolment.class_id, Enrolment.state == "waiting", before)
    return session.scalar(waiting) or 1


def own(session: Session, person_id: int) -> list[tuple[Enrolment, OpenClass | None, TrainingClass, str]]:
    """The applications of a person over merges, newest first: with the class as the directory shows it (None where it no
    longer does), its record and institution."""
    owner = aliased(Person)
    rows = session.execute(
        select(Enrolment, TrainingClass, Institution.name)
        .join(owner, owner.id == Enrolment.person_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .where(func.coalesce(owner.merged_into, owner.id) == person_id, Enrolment.applied_at.is_not(None))
        .order_by(Enrolment.applied_at.desc())
    ).all()
    shown = {
        row[0]: OpenClass(*row)
        for row in session.execute(_open().where(TrainingClass.number.in_([record.number for _, record, _ in rows])))
    }
    return [(enrolment, shown.get(record.number), record, unit) for enrolment, record, unit in rows]


def _open() -> Select:
    hours = select(cast(func.coalesce(func.sum(ClassSession.hours), 0), Integer)).where(ClassSession.class_id == TrainingClass.id)
    held = select(func.count()).select_from(ClassSession).where(ClassSession.class_id == TrainingClass.id)
    return (
        select(
            TrainingClass.number, TrainingClass.name, Institution.name, Occupation.name, func.coalesce(Direction.name, ""),
            TrainingClass.level, District.name, TrainingClass.venue, TrainingClass.mode, TrainingClass.starts_on,
            TrainingClass.ends_on, ClassSignUp.opens_on, ClassSignUp.closes_on, ClassSeats.capacity, ClassSeats.taken,
            hours.scalar_subquery(), held.scalar_subquery(), ClassSignUp.note,
            _shown(TrainingClass.contact_name), _shown(TrainingClass.contact_phone),
        )
        .join(ClassSignUp, ClassSignUp.class_id == TrainingClass.id)
        .join(ClassSeats, ClassSeats.class_id == TrainingClass.id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .join(District, District.code == TrainingClass.district_code)
        .outerjoin(
            Direction,
            and_(Direction.occupation_key == TrainingClass.occupation_key, Direction.key == TrainingClass.direction_key),
        )
        .where(TrainingClass.state.in_(OPEN_STATES))
    )  # fmt: skip


def _shown(column: ColumnElement[str]) -> ColumnElement[str]:
    return case((ClassSignUp.show_contact, column), else_="")
