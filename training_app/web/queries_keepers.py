"""SELECTs of the home pages of the three administrators: nothing of the training itself, and each only of what is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from training_app.accounts.models import Invitation, Membership, User, UserSession
from training_app.accounts.queries import running
from training_app.audit.models import AuditEvent, AuditHead
from training_app.jobs.models import FAILED, Job
from training_app.kernel.actor import Actor
from training_app.kernel.dates import first_moment
from training_app.kernel.permissions import Permission, may

LIMIT, RECENT = 20, 8
# An account that has waited for a role longer than this was forgotten, or is meant to have none.
NEW_FOR = timedelta(days=90)
# Coming and going, and the second line of a one-time code, whose giving is an act of its own.
_LEFT_OUT = ("account.log_in", "account.log_out", "account.switch_role", "account.invite")


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is not ready: since when, and until when its one-time code serves (None: it serves no more)."""

    login: str
    display_name: str
    created_at: datetime
    code_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Accounts of the register: all, locked now, disabled; login sessions in use."""

    accounts: int
    locked: int
    disabled: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Trail:
    """How many acts the trail holds, and how many were refused or failed lately."""

    acts: int
    denied: int
    failed: int


def without_role(session: Session, actor: Actor, at: datetime) -> list[Account]:
    """New accounts that never had a role, longest waiting first."""
    if not may(actor.role, Permission.ACCOUNT_MANAGE):
        return []
    rows = session.execute(
        select(User.login, User.display_name, User.created_at)
        .where(User.created_at > at - NEW_FOR, User.disabled_at.is_(None))
        .where(~select(Membership.id).where(Membership.user_id == User.id).exists())
        .order_by(User.created_at, User.id).limit(LIMIT)
    )  # fmt: skip
    return [Account(*row) for row in rows]


def not_activated(session: Session, actor: Actor, at: datetime) -> list[Account]:
    """New accounts whose owner has not yet set a password, those whose code ran out or runs out first."""
    if not may(actor.role, Permission.ACCOUNT_MANAGE):
        return []
    until = (
        select(func.max(Invitation.expires_at))
        .where(Invitation.user_id == User.id, Invitation.kind == "reset", Invitation.revoked_at.is_(None))
        .where(Invitation.expires_at > at).scalar_subquery()
    )  # fmt: skip
    rows = session.execute(
        select(User.login, User.display_name, User.created_at, until)
        .where(User.created_at > at - NEW_FOR, User.disabled_at.is_(None), User.password_hash.is_(None))
        .order_by(until.nulls_first(), User.id).limit(LIMIT)
    )  # fmt: skip
    return [Account(*row) for row in rows]


def counts(session: Session, actor: Actor, at: datetime) -> Counts | None:
    """How many accounts there are and how they stand; None for who does not look after them."""
    if not may(actor.role, Permission.ACCOUNT_MANAGE):
        return None
    sessions = (
        select(func.count()).select_from(UserSession).join(Membership, Membership.id == UserSession.membership_id)
        .where(*running(at))
    )  # fmt: skip
    locked = and_(User.disabled_at.is_(None), User.locked_until > at)
    row = session.execute(
        select(
            func.count(), func.count().filter(locked), func.count().filter(User.disabled_at.is_not(None)),
            sessions.scalar_subquery(),
        ).select_from(User)
    ).one()  # fmt: skip
    return Counts(*row)


def failed_jobs(session: Session, actor: Actor, since: datetime) -> Sequence[Job]:
    """Jobs of users that came to nothing, newest first, for who is told their numbers: what was asked for, never of whom."""
    if not may(actor.role, Permission.ACCOUNT_MANAGE):
        return []
    return session.scalars(
        select(Job).where(Job.state == FAILED, Job.user_id.is_not(None), Job.finished_at > since)
        .order_by(Job.id.desc()).limit(RECENT)
    ).all()  # fmt: skip


def trail(session: Session, actor: Actor, since: date) -> Trail | None:
    """How long the trail is and what in it went wrong since a day; None for all but the auditor."""
    if not may(actor.role, Permission.AUDIT_VIEW):
        return None
    denied, failed = (func.count().filter(AuditEvent.result == result) for result in ("denied", "failed"))
    row = session.execute(select(denied, failed).where(AuditEvent.at >= first_moment(since))).one()
    return Trail(session.scalar(select(AuditHead.count)) or 0, *row)


def own_acts(session: Session, actor: Actor) -> Sequence[AuditEvent]:
    """What the actor did last in the present role, newest first, coming and going left out."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.actor_user_id == actor.user_id, AuditEvent.actor_role == actor.role, AuditEvent.result == "ok")
        .where(AuditEvent.action.not_in(_LEFT_OUT))
        .order_by(AuditEvent.seq.desc()).limit(RECENT)
    ).all()  # fmt: skip
