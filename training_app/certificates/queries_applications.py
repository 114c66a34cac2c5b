"""Reads about applications for level assessments, through the actor's scope, and who could still apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.certificates import messages_applications as messages
from training_app.certificates.models import CompletionCertificate, LevelAssessment, LevelCertificate
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.queries import family
from training_app.certificates.rules_applications import OPEN
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible as classes_visible
from training_app.db import paging
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.programmes.models import Occupation


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all."""

    text: str = ""
    state: str = ""
    prerequisite: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """A line of the list."""

    number: str
    name: str
    person_number: str
    class_number: str
    occupation: str
    level: str
    unit: str
    body: str
    state: str
    on_paper: bool
    declared_at: datetime
    prerequisite: str
    asked: str
    remark: str
    attempt: int
    part: str
    session: str
    held_on: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a class who completed it: `ready` with a standing completion certificate and no level certificate, no
    passed result and no open application; else the application or result that stands in the way. Of a re-sit
    (`queries_resits.judged`) `attempt`, the day the one before was failed and the part to be sat, or why it is refused."""

    enrolment_id: int
    person_id: int
    person_number: str
    name: str
    application: str
    state: str
    remark: str
    ready: bool
    attempt: int = 1
    failed_on: date | None = None
    part: str = "both"
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class the engineer completed and what can be done about its assessment."""

    class_number: str
    class_name: str
    occupation_key: str
    occupation: str
    level: str
    body: str
    completed_on: date
    candidate: Candidate


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Applications of classes the actor may see; engineers their own. Needs enrolment and class joined."""
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        return Enrolment.person_id.in_(family(actor.person_id))
    return classes_visible(actor)


def by_number(session: Session, actor: Actor, number: str, *, lock: bool = False) -> LevelApplication:
    """The application of that number; with `lock` fresh and held to the end of the transaction. NotFound outside the scope."""
    wanted = (
        select(LevelApplication)
        .join(Enrolment, Enrolment.id == LevelApplication.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(LevelApplication.number == number, in_scope(actor))
    )
    if lock:
        wanted = wanted.with_for_update(of=LevelApplication).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("applications.not_found", messages.NOT_FOUND.format(number=number[:40]))
    return found


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the applications in scope."""
    a = LevelApplication
    wanted = _rows().where(in_scope(actor))
    if filters.state:
        wanted = wanted.where(a.state == filters.state)
    if filters.prerequisite:
        wanted = wanted.where(a.prerequisite == filters.prerequisite)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                a.number == text.upper(), TrainingClass.number == text.upper(), Person.number == text.upper(),
                Enrolment.name_at.contains(text, autoescape=True),
                Person.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    key = paging.Key(a.id, int)
    orders = {"declared_at": [paging.Key(a.declared_at, datetime), key], "number": [paging.Key(a.number, str)]}
    return paging.page_of(session, wanted, orders, asked, lambda row: ApplicationRow(*row))


def of_numbers(session: Session, actor: Actor, numbers: Sequence[str]) -> list[ApplicationRow]:
    """The applications of these numbers in scope."""
    wanted = _rows().where(LevelApplication.number.in_(list(numbers)), in_scope(actor)).order_by(LevelApplication.number)
    return [ApplicationRow(*row) for row in session.execute(wanted)]


def waiting_count(session: Session, actor: Actor) -> int:
    """How many applications wait for the body that is acting."""
    return session.scalar(
        select(func.count()).where(LevelApplication.body_id == actor.institution_id, LevelApplication.state == "applied")
    ) or 0


def candidates(session: Session, class_id: int) -> list[Candidate]:
    """Everybody of a class who completed it, by name."""
    rows = session.execute(_candidates().where(Enrolment.class_id == class_id).order_by(Person.name_pinyin, Enrolment.id))
    return [Candidate(*row) for row in rows]


def own_classes(session: Session, person_id: int) -> list[OwnClass]:
    """The classes of this register a person (over merges) completed, newest first."""
    wanted = (
        _candidates()
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .outerjoin(Institution, Institution.id == TrainingClass.assessment_body_id)
        .where(
            Enrolment.person_id.in_(family(person_id)), TrainingClass.origin == "register",
            TrainingClass.state.in_(("completed", "reported")),
        )
        .add_columns(
            TrainingClass.number, TrainingClass.name, Occupation.key, Occupation.short_name, TrainingClass.level,
            func.coalesce(Institution.name, ""), TrainingClass.completed_on,
        )
        .order_by(TrainingClass.completed_on.desc(), TrainingClass.id)
    )  # fmt: skip
    return [OwnClass(*row[8:], Candidate(*row[:8])) for row in session.execute(wanted)]


def _candidates() -> Select:
    """Completed enrolments with the newest application of each."""
    e, a, later = Enrolment, LevelApplication, aliased(LevelApplication)
    newest = select(func.max(later.id)).where(later.enrolment_id == e.id).scalar_subquery()
    paper = select(CompletionCertificate.id).where(
        CompletionCertificate.enrolment_id == e.id, CompletionCertificate.state == "issued"
    )
    passed = select(LevelAssessment.id).where(LevelAssessment.enrolment_id == e.id, LevelAssessment.passed)
    held = select(LevelCertificate.id).where(LevelCertificate.enrolment_id == e.id, LevelCertificate.state == "issued")
    ready = and_(
        paper.exists(), ~passed.exists(), ~held.exists(), or_(a.id.is_(None), a.state.not_in(OPEN)),
    )  # fmt: skip
    return (
        select(
            e.id, e.person_id, Person.number, e.name_at, func.coalesce(a.number, ""), func.coalesce(a.state, ""),
            func.coalesce(a.remark, ""), ready,
        )
        .select_from(e)
        .join(Person, Person.id == e.person_id)
        .outerjoin(a, a.id == newest)
        .where(e.state == "completed")
    )  # fmt: skip


def _rows() -> Select:
    a, unit, body = LevelApplication, aliased(Institution), aliased(Institution)
    return (
        select(
            a.number, Enrolment.name_at, Person.number, TrainingClass.number, Occupation.short_name, TrainingClass.level,
            unit.name, body.name, a.state, a.declared_on_paper, a.declared_at, a.prerequisite, a.asked, a.remark,
            a.attempt, a.part, func.coalesce(AssessmentSession.number, ""), AssessmentSession.held_on,
        )
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .join(unit, unit.id == TrainingClass.institution_id)
        .join(body, body.id == a.body_id)
        .outerjoin(AssessmentSeat, AssessmentSeat.application_id == a.id)
        .outerjoin(AssessmentSession, AssessmentSession.id == AssessmentSeat.session_id)
    )  # fmt: skip
