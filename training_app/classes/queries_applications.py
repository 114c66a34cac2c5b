"""Applications for classes, each in the scope of who looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.classes import queries
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.people.queries import masked_numbers


@dataclass(frozen=True, slots=True)
class Application:
    """A line of the applications: the enrolment, its class, who it is, the employer who applied for the person."""

    enrolment: Enrolment
    class_number: str
    class_name: str
    starts_on: date
    person_number: str
    employer: str
    masked_number: str = ""

    @property
    def key(self) -> str:
        """What names the application: class and person."""
        return f"{self.class_number}:{self.person_number}"


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of applications is narrowed to; empty means all. `number` is that of a class."""

    number: str = ""
    state: str = ""
    text: str = ""


def applications_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Applications (joined with their class) the actor may see: those for classes in scope."""
    return and_(Enrolment.applied_at.is_not(None), queries.visible(actor))


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the applications in scope that match, each with the masked document of the person."""
    statement = _applications(actor, filters)
    page = paging.page_of(session, statement, _ORDERS, asked, lambda row: Application(*row))
    masked = masked_numbers(session, [each.enrolment.person_id for each in page.items])
    items = [replace(each, masked_number=masked.get(each.enrolment.person_id, "")) for each in page.items]
    return replace(page, items=items)


def counts(session: Session, actor: Actor, number: str = "") -> dict[str, int]:
    """How many applications in scope stand in each state, of one class or of all."""
    statement = _applications(actor, Filters(number=number)).with_only_columns(Enrolment.state, func.count())
    return dict(session.execute(statement.group_by(Enrolment.state)).all())


def applications_of(session: Session, actor: Actor, keys: Sequence[str]) -> list[Application]:
    """The applications of these keys in the actor's scope, who applied first before the others."""
    pairs = {(number, person) for number, _, person in (key.partition(":") for key in keys)}
    if not pairs:
        return []
    wanted = or_(*(and_(TrainingClass.number == number, Person.number == person) for number, person in sorted(pairs)))
    statement = _applications(actor, Filters()).where(wanted).order_by(Enrolment.applied_at, Enrolment.id)
    return [Application(*row) for row in session.execute(statement)]


_CLASS_KEY, _PERSON_KEY = paging.Key(TrainingClass.number, str), paging.Key(Person.number, str)
_ORDERS = {
    "applied_at": [paging.Key(Enrolment.applied_at, datetime), paging.Key(Enrolment.id, int)],
    "class": [_CLASS_KEY, _PERSON_KEY],
    "name": [paging.Key(Person.name_pinyin, str), _PERSON_KEY, _CLASS_KEY],
    "state": [paging.Key(Enrolment.state, str), paging.Key(Enrolment.id, int)],
}


def _applications(actor: Actor, filters: Filters) -> Select:
    employer = aliased(Institution)
    statement = (
        select(
            Enrolment, TrainingClass.number, TrainingClass.name, TrainingClass.starts_on, Person.number,
            func.coalesce(employer.name, ""),
        )
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(employer, employer.id == Enrolment.applied_by)
        .where(applications_in_scope(actor))
    )  # fmt: skip
    statement = fitting(statement, (TrainingClass.number, filters.number), (Enrolment.state, filters.state))
    if text := filters.text.strip():
        statement = statement.where(
            or_(
                Enrolment.name_at.startswith(text, autoescape=True),
                Person.name_initials.startswith(text.lower(), autoescape=True),
                Enrolment.employer_name.contains(text, autoescape=True),
            )
        )
    return statement
