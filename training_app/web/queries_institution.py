"""SELECTs of the page of one institution that gather from several packages, each through the actor's scope. The caller
has shown that the actor may see the institution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible as classes_visible
from training_app.kernel.actor import Actor
from training_app.people.models import Employment, Person
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_returns import visible as returns_visible

RECENT_CLASSES = 8
RECENT_RETURNS = 6


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of the institution with the number of people on its list."""

    number: str
    name: str
    state: str
    starts_on: date
    ends_on: date
    headcount: int


@dataclass(frozen=True, slots=True)
class People:
    """How many people work there, and how many accounts act for it."""

    employees: int
    accounts: int


def classes_by_state(session: Session, actor: Actor, institution_id: int) -> dict[str, int]:
    """How many of its classes in scope stand in each state."""
    rows = session.execute(
        select(TrainingClass.state, func.count())
        .where(TrainingClass.institution_id == institution_id, classes_visible(actor))
        .group_by(TrainingClass.state)
    )
    return dict(rows.all())


def latest_classes(session: Session, actor: Actor, institution_id: int) -> list[ClassLine]:
    """Its classes in scope that began last."""
    c = TrainingClass
    headcount = (
        select(func.count())
        .where(Enrolment.class_id == c.id, Enrolment.state.in_(("enrolled", "completed", "failed")))
        .scalar_subquery()
    )
    rows = session.execute(
        select(c.number, c.name, c.state, c.starts_on, c.ends_on, headcount)
        .where(c.institution_id == institution_id, classes_visible(actor))
        .order_by(c.starts_on.desc(), c.number.desc())
        .limit(RECENT_CLASSES)
    )
    return [ClassLine(*row) for row in rows]


def latest_returns(session: Session, actor: Actor, institution_id: int) -> Sequence[QuarterlyReturn]:
    """The newest version in scope of its latest quarters, latest first."""
    r = QuarterlyReturn
    newest = (
        select(r.id)
        .where(r.institution_id == institution_id, returns_visible(actor))
        .ext(distinct_on(r.year, r.quarter))
        .order_by(r.year, r.quarter, r.version.desc())
    )
    return session.scalars(
        select(r).where(r.id.in_(newest)).order_by(r.year.desc(), r.quarter.desc()).limit(RECENT_RETURNS)
    ).all()


def people_of(session: Session, actor: Actor, institution_id: int, today: date) -> People | None:
    """Sums for the bureau and for the institution itself; None for everybody else."""
    if not actor.sees_whole_city and actor.institution_id != institution_id:
        return None
    owner = func.coalesce(Person.merged_into, Person.id)
    employees = (
        select(func.count(owner.distinct()))
        .join(Employment, Employment.person_id == Person.id)
        .where(Employment.institution_id == institution_id, or_(Employment.valid_to.is_(None), Employment.valid_to > today))
    )
    accounts = select(func.count(Membership.user_id.distinct())).where(
        Membership.institution_id == institution_id, Membership.valid_from <= today,
        or_(Membership.valid_to.is_(None), Membership.valid_to > today),
    )
    return People(*session.execute(select(employees.scalar_subquery(), accounts.scalar_subquery())).one())
