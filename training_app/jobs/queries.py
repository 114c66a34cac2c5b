"""Reads about jobs: everybody the own ones of the role they act in; who runs or oversees the system also the clock's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership
from training_app.jobs import kinds, messages
from training_app.jobs.models import RUNNING, WAITING, Job
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound

SEE_PERIODIC = frozenset({Role.BUREAU, Role.SYSTEM_ADMIN, Role.AUDITOR})
PAGE = 50


def visible(actor: Actor) -> ColumnElement[bool]:
    """Jobs the actor asked for in the role acted in now; what the clock did for those who run the system."""
    return or_(own(actor), Job.user_id.is_(None)) if actor.role in SEE_PERIODIC else own(actor)


def own(actor: Actor) -> ColumnElement[bool]:
    """Jobs the actor asked for in this role and for this organisation: a result made in one role is no other's to read."""
    memberships = select(Membership.id).where(
        Membership.user_id == actor.user_id, Membership.role == actor.role,
        Membership.institution_id.is_not_distinct_from(actor.institution_id),
        Membership.district_code.is_not_distinct_from(actor.district_code),
        Membership.person_id.is_not_distinct_from(actor.person_id),
    )
    return and_(Job.user_id == actor.user_id, Job.membership_id.in_(memberships))


def get(session: Session, actor: Actor, number: str) -> Job:
    """The job of this number; NotFound when there is none or it is not the actor's."""
    found = session.scalar(select(Job).where(Job.number == number, visible(actor)))
    if found is None:
        raise NotFound("jobs.not_found", messages.NOT_FOUND.format(number=number[:20]))
    return found


def own_jobs(session: Session, actor: Actor, before: str = "") -> list[Job]:
    """The actor's own jobs, newest first, one page; `before` is the number the page begins after."""
    statement = select(Job).where(own(actor))
    if before.isalnum():
        statement = statement.where(Job.id < select(Job.id).where(Job.number == before, own(actor)).scalar_subquery())
    return list(session.scalars(statement.order_by(Job.id.desc()).limit(PAGE)))


def ahead(session: Session, job: Job) -> int:
    """How many jobs, of whomever, come before a waiting one."""
    open_before = Job.state.in_((WAITING, RUNNING)) & (Job.id < job.id)
    return session.scalar(select(func.count()).select_from(Job).where(open_before)) or 0


def last_runs(session: Session, actor: Actor) -> dict[str, Job]:
    """The last run of every periodic kind, by kind; empty for who may not see them."""
    names = [kind.name for kind in kinds.periodic()]
    if actor.role not in SEE_PERIODIC or not names:
        return {}
    statement = select(Job).where(Job.kind.in_(names), Job.due_at.is_not(None))
    latest = statement.ext(distinct_on(Job.kind)).order_by(Job.kind, Job.due_at.desc())
    return {job.kind: job for job in session.scalars(latest)}
