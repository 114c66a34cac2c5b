"""Reads about accounts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership, User, UserSession
from training_app.accounts.rules import ABSOLUTE, IDLE, STAFF, STAFF_IDLE
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.places.models import District


def digest(token: str) -> bytes:
    """What the table keeps of a cookie's token."""
    return hashlib.sha256(token.encode()).digest()


def running(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Sessions that were neither ended nor idled out nor grew too old; to be joined with the membership they act in."""
    used_since = case((Membership.role.in_(sorted(STAFF)), at - STAFF_IDLE), else_=at - IDLE)
    return (
        UserSession.ended_at.is_(None), UserSession.last_seen_at > used_since, UserSession.created_at > at - ABSOLUTE,
    )


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role the user may go on in: its key, and the organisation or district it is for."""

    membership_id: int
    role: str
    place: str


def memberships_of(session: Session, actor: Actor, day: date) -> list[RoleChoice]:
    """The actor's own roles in force on a day."""
    rows = session.execute(
        select(Membership.id, Membership.role, func.coalesce(Institution.name, District.name, ""))
        .outerjoin(Institution, Institution.id == Membership.institution_id)
        .outerjoin(District, District.code == Membership.district_code)
        .where(Membership.user_id == actor.user_id, Membership.valid_from <= day)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to > day))
        .order_by(Membership.id)
    )
    return [RoleChoice(*row) for row in rows]


def login_of(session: Session, actor: Actor) -> str:
    """The login of the actor's user, by which the trail names accounts; empty for who has none."""
    return session.scalar(select(User.login).where(User.id == actor.user_id)) or ""


def organisation_name(session: Session, actor: Actor) -> str:
    """The name of the institution or district the actor acts for, empty for the bureau and for engineers."""
    if actor.institution_id is not None:
        return session.scalar(select(Institution.name).where(Institution.id == actor.institution_id)) or ""
    if actor.district_code is not None:
        return session.scalar(select(District.name).where(District.code == actor.district_code)) or ""
    return ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A running login session of one's own. `key` names it in a form; it is worthless as a cookie."""

    key: str
    role: str
    created_at: datetime
    last_seen_at: datetime
    address: str
    agent: str
    current: bool


def sessions_of(session: Session, actor: Actor, token: str, at: datetime) -> list[SessionLine]:
    """The actor's own sessions that a cookie could still use, the last used first."""
    rows = session.execute(
        select(UserSession, Membership.role)
        .join(Membership, Membership.id == UserSession.membership_id)
        .where(UserSession.user_id == actor.user_id, *running(at))
        .order_by(UserSession.last_seen_at.desc())
    )
    own = digest(token)
    return [
        SessionLine(
            line.token_digest.hex(), role, line.created_at, line.last_seen_at, line.address, line.agent,
            line.token_digest == own,
        )
        for line, role in rows
    ]
