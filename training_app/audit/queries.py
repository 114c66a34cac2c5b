"""Reading the trail: the timeline on a record's page, and the auditor's search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.audit.models import AuditEvent
from training_app.db import paging
from training_app.db.narrowing import within
from training_app.kernel.actor import Actor, Role
from training_app.kernel.lists import Asked, tidy, typed_day

PAGE_SIZE = 50
NEWEST = Asked("-seq")


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

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """The filters an address carries."""
        kind, number, name, result = (tidy(query.get(each, "")) for each in ("kind", "number", "name", "result"))
        first, last = (typed_day(query.get(each, "")) for each in ("first", "last"))
        return cls(kind, "", number, name, result, first, last)


def timeline(session: Session, object_kind: str, object_number: str) -> Sequence[AuditEvent]:
    """What happened to one record, oldest first. The caller has shown that the actor may see the record."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_kind == object_kind, AuditEvent.object_number == object_number)
        .order_by(AuditEvent.seq)
    ).all()


def timeline_of(session: Session, records: Sequence[tuple[str, str]]) -> Sequence[AuditEvent]:
    """What happened to these records (kind, number), newest first. The caller has shown that the actor may see each."""
    e = AuditEvent
    numbers: dict[str, list[str]] = {}
    for kind, number in records:
        numbers.setdefault(kind, []).append(number)
    wanted = or_(false(), *(and_(e.object_kind == kind, e.object_number.in_(each)) for kind, each in numbers.items()))
    return session.scalars(select(e).where(wanted).order_by(e.seq.desc())).all()


def edits_since(
    session: Session, object_kind: str, object_number: str, version: int, part: str = ""
) -> list[AuditEvent]:
    """The recorded edits of a record that made a later version than this one, oldest first; of a part of it that counts
    its own versions, those of that part. The caller has shown that the actor may see the record."""
    return [
        event for event in timeline(session, object_kind, object_number)
        if event.detail.get("changes") is not None
        and event.detail.get("part", "") == part
        and int(event.detail.get("version") or 0) > version
    ]  # fmt: skip


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


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked = NEWEST) -> paging.Page:
    """One page of the acts that match.

    The auditor sees all of them, the two other administrators their own (GB/T 22239-2019 8.1.5), others none.
    """
    query = select(AuditEvent).where(_scope(actor))
    if filters.action:
        action = filters.action.rstrip(".")
        below = AuditEvent.action.startswith(f"{action}.", autoescape=True)
        query = query.where(or_(AuditEvent.action == action, below))
    for name in ("object_kind", "object_number", "actor_name", "result"):
        if value := getattr(filters, name):
            query = query.where(getattr(AuditEvent, name) == value)
    query = within(query, AuditEvent.at, filters.first_day, filters.last_day)
    return paging.page_of(session, query, {"seq": [paging.Key(AuditEvent.seq, int)]}, asked, lambda row: row[0])


def _scope(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.AUDITOR:
        return true()
    if actor.role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN) and actor.user_id is not None:
        return AuditEvent.actor_user_id == actor.user_id
    return false()
