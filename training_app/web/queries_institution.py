"""SELECTs of the page of one institution that gather from several packages, each through the actor's scope. The caller
has shown that the actor may see the institution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible as classes_visible
from training_app.classes.rules_signup import SEATED
from training_app.institutions.models import Qualification
from training_app.intake.models import Batch
from training_app.intake.queries import in_scope
from training_app.kernel.actor import Actor
from training_app.people.models import Employment, Person
from training_app.people.queries import in_scope as people_in_scope
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_returns import visible as returns_visible
from training_app.web.queries_employees import highest_certificates, highest_titles

PER_PAGE = 50
MOST_RETURNS = 60


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of the institution with the number of people on its list."""

    number: str
    name: str
    state: str
    starts_on: date
    ends_on: date
    completed_on: date | None
    headcount: int


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works there now: post and since when, where it is known; highest valid level certificate and title, ""
    for none."""

    number: str
    name: str
    post: str
    since: date | None
    certificate: str
    title: str


def classes_by_state(session: Session, actor: Actor, institution_id: int) -> dict[str, int]:
    """How many of its classes in scope stand in each state."""
    rows = session.execute(
        select(TrainingClass.state, func.count())
        .where(TrainingClass.institution_id == institution_id, classes_visible(actor))
        .group_by(TrainingClass.state)
    )
    return dict(rows.all())


def latest_classes(
    session: Session, actor: Actor, institution_id: int, limit: int, offset: int = 0, states: Sequence[str] = ()
) -> list[ClassLine]:
    """Its classes in scope (in these states, if any are given), those that began last first."""
    c = TrainingClass
    headcount = (
        select(func.count())
        .where(Enrolment.class_id == c.id, Enrolment.state.in_(SEATED))
        .scalar_subquery()
    )
    rows = session.execute(
        select(c.number, c.name, c.state, c.starts_on, c.ends_on, c.completed_on, headcount)
        .where(c.institution_id == institution_id, classes_visible(actor), c.state.in_(states) if states else true())
        .order_by(c.starts_on.desc(), c.number.desc())
        .limit(limit).offset(offset)
    )  # fmt: skip
    return [ClassLine(*row) for row in rows]


def batches_of(session: Session, actor: Actor, qualifications: Sequence[Qualification]) -> dict[int, str]:
    """The number of the list by which each of these came in, by qualification, as far as the actor may open it."""
    ids = {each.batch_id for each in qualifications if each.batch_id is not None}
    numbers = dict(session.execute(select(Batch.id, Batch.number).where(Batch.id.in_(ids), in_scope(actor))).all()) if ids else {}
    return {each.id: numbers[each.batch_id] for each in qualifications if each.batch_id in numbers}


def returns_of(session: Session, actor: Actor, institution_id: int) -> Sequence[QuarterlyReturn]:
    """The newest version in scope of every quarter, latest first."""
    r = QuarterlyReturn
    newest = (
        select(r.id)
        .where(r.institution_id == institution_id, returns_visible(actor))
        .ext(distinct_on(r.year, r.quarter))
        .order_by(r.year, r.quarter, r.version.desc())
    )
    return session.scalars(
        select(r).where(r.id.in_(newest)).order_by(r.year.desc(), r.quarter.desc()).limit(MOST_RETURNS)
    ).all()


def count_workers(session: Session, actor: Actor, institution_id: int, today: date) -> int:
    """How many work there now, of those the actor may know of."""
    return session.scalar(select(func.count()).select_from(_workers(actor, institution_id, today).subquery())) or 0


def workers(
    session: Session, actor: Actor, institution_id: int, today: date, limit: int, offset: int = 0
) -> list[Worker]:
    """Those who work there now and the actor may know of, by name."""
    found = _workers(actor, institution_id, today).subquery()
    rows = session.execute(
        select(Person.id, Person.number, Person.name, found.c.post, found.c.since)
        .join(found, found.c.id == Person.id)
        .order_by(Person.name_pinyin, Person.number)
        .limit(limit).offset(offset)
    ).all()  # fmt: skip
    ids = [row.id for row in rows]
    levels, titles = highest_certificates(session, ids), highest_titles(session, ids, today)
    return [Worker(*row[1:], levels.get(row.id, ""), titles.get(row.id, "")) for row in rows]


def count_accounts(session: Session, actor: Actor, institution_id: int, today: date) -> int | None:
    """How many accounts act for it, for the bureau and the institution itself; None for everybody else."""
    if not _is_told(actor, institution_id):
        return None
    return session.scalar(
        select(func.count(Membership.user_id.distinct())).where(
            Membership.institution_id == institution_id, Membership.valid_from <= today,
            or_(Membership.valid_to.is_(None), Membership.valid_to > today),
        )
    )


def _workers(actor: Actor, institution_id: int, today: date) -> Select:
    """The surviving persons with one present employment each."""
    owner = func.coalesce(Person.merged_into, Person.id).label("id")
    return (
        select(owner, func.max(Employment.post).label("post"), func.min(Employment.valid_from).label("since"))
        .join(Employment, Employment.person_id == Person.id)
        .where(Employment.institution_id == institution_id, _known(actor, institution_id))
        .where(or_(Employment.valid_to.is_(None), Employment.valid_to > today))
        .group_by(owner)
    )


def _known(actor: Actor, institution_id: int) -> ColumnElement[bool]:
    return true() if _is_told(actor, institution_id) else people_in_scope(actor)


def _is_told(actor: Actor, institution_id: int) -> bool:
    return actor.sees_whole_city or actor.institution_id == institution_id
