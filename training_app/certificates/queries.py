"""Reads about certificates, always through the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from training_app.certificates import messages
from training_app.certificates.models import CompletionCertificate, LevelAssessment, LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible
from training_app.crypto.blind_index import last_four_index
from training_app.db import paging
from training_app.db.narrowing import fitting, within
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import NUMBER_COLUMN, Person, PersonDocument
from training_app.programmes.models import Direction, Occupation

LEVEL, COMPLETION = "level", "completion"


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What a list of certificates is narrowed to; empty means all. Days are days of issue, both included."""

    text: str = ""
    occupation: str = ""
    level: str = ""
    state: str = ""
    origin: str = ""
    class_number: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A line of a list. `unit` is who issued it, `class_number` empty where it was earned elsewhere."""

    kind: str
    number: str
    name_at: str
    person_number: str
    occupation: str
    direction: str
    level: str
    unit: str
    class_number: str
    issued_on: date
    state: str
    origin: str


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """A level certificate with what stands behind it: the assessment it was given for."""

    record: LevelCertificate
    row: CertificateRow
    assessment: LevelAssessment | None
    class_name: str


@dataclass(frozen=True, slots=True)
class CompletionFacts:
    """A completion certificate with its class and the score of the completion assessment."""

    record: CompletionCertificate
    row: CertificateRow
    class_name: str
    score: int | None
    hours: int | None
    created_at: datetime


def family(person_id: int) -> ColumnElement:
    """The ids of a person over all merges, whichever of them is given."""
    survivor = select(func.coalesce(Person.merged_into, Person.id)).where(Person.id == person_id).scalar_subquery()
    return select(Person.id).where(or_(Person.id == survivor, Person.merged_into == survivor)).scalar_subquery()


def completion_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Completion certificates the actor may see: of classes it may see, engineers their own. Needs the class joined."""
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        return CompletionCertificate.person_id.in_(family(actor.person_id))
    return visible(actor)


def level_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Level certificates the actor may see: bureau all, else those of classes in scope; a district also those its people
    earned elsewhere, an assessment body also those it issued. Needs person and class (outer) joined."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        return LevelCertificate.person_id.in_(family(actor.person_id))
    of_class = and_(TrainingClass.id.is_not(None), visible(actor))
    if actor.role is Role.DISTRICT:
        return or_(
            of_class, and_(LevelCertificate.enrolment_id.is_(None), Person.district_code == actor.district_code)
        )
    if actor.role is Role.ASSESSMENT_BODY:
        # Gathered by class and by issuer, each through its index: as an OR it would read every certificate of the city.
        own, issued = aliased(LevelCertificate), aliased(LevelCertificate)
        of_own_classes = (
            select(own.id)
            .join(Enrolment, Enrolment.id == own.enrolment_id)
            .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
            .where(visible(actor))
        )
        ids = union_all(of_own_classes, select(issued.id).where(issued.issuer_id == actor.institution_id))
        return LevelCertificate.id.in_(ids)
    return of_class


def page_of(session: Session, actor: Actor, kind: str, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the certificates of a kind (level, completion) in scope that match."""
    wanted = _completions(actor, filters) if kind == COMPLETION else _levels(actor, filters)
    return paging.page_of(session, wanted, _ORDERS[kind], asked, lambda row: CertificateRow(kind, *row))


def of_numbers(session: Session, actor: Actor, kind: str, numbers: Sequence[str]) -> list[CertificateRow]:
    """The certificates of a kind in the actor's scope that have these numbers, in their order."""
    wanted, table = (
        (_completions(actor, Filters()), CompletionCertificate) if kind == COMPLETION
        else (_levels(actor, Filters()), LevelCertificate)
    )  # fmt: skip
    rows = session.execute(wanted.where(table.number.in_(numbers)).order_by(None).order_by(table.number))
    return [CertificateRow(kind, *row) for row in rows]


def of_person(session: Session, actor: Actor, person_id: int) -> list[CertificateRow]:
    """Every certificate of a person (over merges) in the actor's scope, level certificates first, newest first."""
    levels = _levels(actor, Filters()).where(LevelCertificate.person_id.in_(family(person_id)))
    completions = _completions(actor, Filters()).where(CompletionCertificate.person_id.in_(family(person_id)))
    found = [CertificateRow(LEVEL, *row) for row in session.execute(levels)]
    return found + [CertificateRow(COMPLETION, *row) for row in session.execute(completions)]


def count_issued_by(session: Session, actor: Actor, institution_id: int) -> int:
    """How many level certificates in the actor's scope an assessment body has issued."""
    issued = _levels(actor, Filters()).where(LevelCertificate.issuer_id == institution_id).order_by(None)
    return session.scalar(select(func.count()).select_from(issued.subquery())) or 0


def issued_by(session: Session, actor: Actor, institution_id: int, limit: int, offset: int = 0) -> list[CertificateRow]:
    """The level certificates in the actor's scope an assessment body has issued, newest first."""
    issued = _levels(actor, Filters()).where(LevelCertificate.issuer_id == institution_id)
    return [CertificateRow(LEVEL, *row) for row in session.execute(issued.limit(limit).offset(offset))]


def level(session: Session, actor: Actor, number: str) -> LevelFacts:
    """The level certificate of that number. NotFound outside the actor's scope."""
    row = session.execute(_levels(actor, Filters()).where(LevelCertificate.number == number)).one_or_none()
    if row is None:
        raise NotFound("certificates.not_found", messages.NOT_FOUND.format(number=number[:40]))
    record, class_name = session.execute(
        select(LevelCertificate, TrainingClass.name)
        .outerjoin(Enrolment, Enrolment.id == LevelCertificate.enrolment_id)
        .outerjoin(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(LevelCertificate.number == number)
        .limit(1)
    ).one()
    assessment = session.scalar(
        select(LevelAssessment)
        .where(
            LevelAssessment.enrolment_id == record.enrolment_id, LevelAssessment.passed,
            LevelAssessment.assessed_on <= record.issued_on,
        )
        .order_by(LevelAssessment.assessed_on.desc())
        .limit(1)
    )  # fmt: skip
    return LevelFacts(record, CertificateRow(LEVEL, *row), assessment, class_name or "")


def completion(session: Session, actor: Actor, number: str) -> CompletionFacts:
    """The completion certificate of that number. NotFound outside the actor's scope."""
    row = session.execute(_completions(actor, Filters()).where(CompletionCertificate.number == number)).one_or_none()
    if row is None:
        raise NotFound("certificates.not_found", messages.NOT_FOUND.format(number=number[:40]))
    record, class_name, score, hours = session.execute(
        select(CompletionCertificate, TrainingClass.name, Enrolment.score, Enrolment.hours_attended)
        .join(Enrolment, Enrolment.id == CompletionCertificate.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(CompletionCertificate.number == number)
    ).one()
    return CompletionFacts(record, CertificateRow(COMPLETION, *row), class_name, score, hours, record.created_at)


def _orders(table: type[LevelCertificate] | type[CompletionCertificate]) -> paging.Orders:
    key = paging.Key(table.id, int)
    return {"issued_on": [paging.Key(table.issued_on, date), key], "number": [paging.Key(table.number, str), key]}


_ORDERS = {LEVEL: _orders(LevelCertificate), COMPLETION: _orders(CompletionCertificate)}


def _levels(actor: Actor, filters: Filters) -> Select:
    wanted = (
        select(
            LevelCertificate.number, LevelCertificate.name_at, Person.number, Occupation.short_name,
            func.coalesce(Direction.name, LevelCertificate.direction_key, ""), LevelCertificate.level,
            LevelCertificate.issuer_name, func.coalesce(TrainingClass.number, ""), LevelCertificate.issued_on,
            LevelCertificate.state, LevelCertificate.origin,
        )
        .join(Person, Person.id == LevelCertificate.person_id)
        .join(Occupation, Occupation.key == LevelCertificate.occupation_key)
        .outerjoin(
            Direction,
            and_(
                Direction.occupation_key == LevelCertificate.occupation_key,
                Direction.key == LevelCertificate.direction_key,
            ),
        )
        .outerjoin(Enrolment, Enrolment.id == LevelCertificate.enrolment_id)
        .outerjoin(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(level_in_scope(actor))
        .order_by(LevelCertificate.issued_on.desc(), LevelCertificate.number.desc())
    )  # fmt: skip
    return _narrowed(
        wanted, filters, LevelCertificate, LevelCertificate.occupation_key, LevelCertificate.level, LevelCertificate.origin
    )


def _completions(actor: Actor, filters: Filters) -> Select:
    wanted = (
        select(
            CompletionCertificate.number, CompletionCertificate.name_at, Person.number, Occupation.short_name,
            func.coalesce(Direction.name, TrainingClass.direction_key, ""), TrainingClass.level, Institution.name,
            TrainingClass.number, CompletionCertificate.issued_on, CompletionCertificate.state, TrainingClass.origin,
        )
        .join(Enrolment, Enrolment.id == CompletionCertificate.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(Person, Person.id == CompletionCertificate.person_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .outerjoin(
            Direction,
            and_(Direction.occupation_key == TrainingClass.occupation_key, Direction.key == TrainingClass.direction_key),
        )
        .where(completion_in_scope(actor))
        .order_by(CompletionCertificate.issued_on.desc(), CompletionCertificate.number.desc())
    )  # fmt: skip
    return _narrowed(wanted, filters, CompletionCertificate, TrainingClass.occupation_key, TrainingClass.level, None)


def _narrowed(
    wanted: Select, filters: Filters, table: type[LevelCertificate] | type[CompletionCertificate],
    occupation: ColumnElement, level_column: ColumnElement, origin: ColumnElement | None,
) -> Select:  # fmt: skip
    wanted = fitting(
        wanted,
        (occupation, filters.occupation), (level_column, filters.level), (table.state, filters.state),
        (TrainingClass.number, filters.class_number.strip().upper()),
    )  # fmt: skip
    if origin is not None and filters.origin:
        wanted = wanted.where(origin == filters.origin)
    wanted = within(wanted, table.issued_on, filters.first_day, filters.last_day)
    if text := filters.text.strip():
        wanted = wanted.where(_matching(text, table))
    return wanted


def _matching(text: str, table: type[LevelCertificate] | type[CompletionCertificate]) -> ColumnElement[bool]:
    """Name of the day or of now, pinyin initials, certificate, class or person number, last four of the identity number."""
    choices = [
        table.name_at.contains(text, autoescape=True), Person.name.contains(text, autoescape=True),
        Person.name_initials.startswith(text.lower(), autoescape=True), table.number.icontains(text, autoescape=True),
        Person.number == text.upper(), TrainingClass.number == text.upper(),
    ]  # fmt: skip
    if len(text) == 4 and text.isascii() and text[:3].isdigit():
        index = last_four_index(NUMBER_COLUMN, text.upper())
        choices.append(Person.id.in_(select(PersonDocument.person_id).where(PersonDocument.last_four_index == index)))
    return or_(*choices)
