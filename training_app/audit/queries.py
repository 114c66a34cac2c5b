"""Reading the trail: the timeline on a record's page, and the auditor's search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.audit.models import AuditEvent
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA, last_moment

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the auditor looks for; everything that is set must hold. Days are days in China, both included.

    `action` matches the act itself and everything below it (`class` finds `class.submit`).
    """

    action: str = ""
    object_kind: str = ""
    object_number: str = ""
    actor_name: str = ""
    result: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the search, newest first; `before` is the sequence number the next page goes on from, if any."""

    events: Sequence[AuditEvent]
    before: int | None


def timeline(session: Session, object_kind: str, object_number: str) -> Sequence[AuditEvent]:
    """What happened to one record, oldest first. The caller has shown that the actor may see the record."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == object_kind, AuditEvent.object_number == object_number)
        .order_by(AuditEvent.seq)
    ).all()


def count_since(session: Session, actor: Actor, action: str, since: datetime) -> int:
    """How often the actor has done something since an instant."""
    return session.scalar(
        select(func.count())
        .select_from(AuditEvent)
        .where(AuditEvent.actor_user_id == actor.user_id, AuditEvent.action == action, AuditEvent.at > since)
    ) or 0  # fmt: skip


def acts_on(
    session: Session, action: str, object_kind: str, object_numbers: Sequence[str], limit: int = PAGE_SIZE
) -> Sequence[AuditEvent]:
    """The latest acts of one kind on these records, newest first. The caller has shown that the actor may see them."""
    return session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.object_kind == object_kind, AuditEvent.object_number.in_(list(object_numbers)),
            AuditEvent.action == action,
        )
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    ).all()  # fmt: skip


def search(session: Session, actor: Actor, filters: Filters, before: int | None = None, size: int = PAGE_SIZE) -> Page:
    """The acts that match, newest first, from below sequence number `before`.

    The auditor sees all of them, the two other administrators their own (GB/T 22239-2019 8.1.5), others none.
    """
    query = select(AuditEvent).where(_scope(actor)).order_by(AuditEvent.seq.desc()).limit(size + 1)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    if filters.action:
        action = filters.action.rstrip(".")
        below = AuditEvent.action.startswith(f"{action}.", autoescape=True)
        query = query.where(or_(AuditEvent.action == action, below))
    for name in ("object_kind", "object_number", "actor_name", "result"):
        if value := getattr(filters, name):
            query = query.where(getattr(AuditEvent, name) == value)
    if filters.first_day:
        query = query.where(AuditEvent.at >= _midnight(filters.first_day))
    if filters.last_day:
        query = query.where(AuditEvent.at <= last_moment(filters.last_day))
    found = session.scalars(query).all()
    return Page(found[:size], found[size - 1].seq if len(found) > size else None)


def _scope(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.AUDITOR:
        return true()
    if actor.role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN) and actor.user_id is not None:
        return AuditEvent.actor_user_id == actor.user_id
    return false()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
