"""Taking away what accounts no longer need: counters, sessions long over, codes nobody used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_
from sqlalchemy.orm import Session

from training_app.accounts.models import HalfLogin, Invitation, KnownDevice, LoginThrottle, UserSession
from training_app.accounts.rules import ABSOLUTE, KNOWN_DEVICE

KEEP_THROTTLE = timedelta(days=1)
# The trail keeps who logged in when; the rows of sessions only help somebody who asks about last month.
KEEP_SESSIONS = timedelta(days=30)
KEEP_INVITATIONS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows went, by table."""

    throttle: int
    sessions: int
    invitations: int


def tidy(session: Session, at: datetime) -> Tidied:
    """Deletes login counters older than a day, sessions over for 30 days, browsers not used for long, and codes that ran out
    unused 90 days ago. A used code stays: it says by which paper an account was opened."""
    old = at - KEEP_SESSIONS
    over = or_(UserSession.ended_at < old, UserSession.created_at < old - ABSOLUTE)
    _delete(session, HalfLogin, HalfLogin.created_at < at - KEEP_THROTTLE)
    _delete(session, KnownDevice, KnownDevice.used_at < at - KNOWN_DEVICE)
    return Tidied(
        _delete(session, LoginThrottle, LoginThrottle.minute < at - KEEP_THROTTLE),
        _delete(session, UserSession, over),
        _delete(session, Invitation, Invitation.used_at.is_(None) & (Invitation.expires_at < at - KEEP_INVITATIONS)),
    )


def _delete(session: Session, table: type, which: ColumnElement[bool]) -> int:
    return session.execute(delete(table).where(which)).rowcount
