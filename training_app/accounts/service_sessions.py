"""How many sessions a user has at once: the newest stay, and whoever was displaced is told."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from training_app.accounts import rules
from training_app.accounts.models import Membership, User, UserSession
from training_app.accounts.queries import digest, running
from training_app.kernel.dates import CHINA


def open_session(
    session: Session, user: User, membership: Membership, address: str, agent: str, at: datetime, *, shared: bool
) -> tuple[str, int]:
    """A new session; returns its token and how many older ones had to end for it. `shared`: a login many people use at
    once (the demo city), where nothing is ended."""
    token = secrets.token_urlsafe(32)
    # Two logins at once: the second waits here and then sees the session of the first.
    session.execute(select(User.id).where(User.id == user.id).with_for_update(key_share=True))
    session.add(
        UserSession(
            token_digest=digest(token), user_id=user.id, membership_id=membership.id, created_at=at, last_seen_at=at,
            address=address, agent=agent[:200],
        )
    )
    session.flush()
    return token, 0 if shared else _displace(session, user, digest(token), at)


def was_displaced(session: Session, token: str) -> bool:
    """Whether the session of this cookie was ended by a login elsewhere."""
    return bool(session.scalar(select(UserSession.displaced).where(UserSession.token_digest == digest(token))))


def _displace(session: Session, user: User, own: bytes, at: datetime) -> int:
    others = session.scalars(
        select(UserSession.token_digest).join(Membership, Membership.id == UserSession.membership_id)
        .where(UserSession.user_id == user.id, UserSession.token_digest != own, *running(at))
        .order_by(UserSession.created_at.desc(), UserSession.last_seen_at.desc())
        .offset(rules.sessions_at_once(_roles(session, user, at)) - 1)
    ).all()  # fmt: skip
    session.execute(update(UserSession).where(UserSession.token_digest.in_(others)).values(ended_at=at, displaced=True))
    return len(others)


def _roles(session: Session, user: User, at: datetime) -> set[str]:
    day = at.astimezone(CHINA).date()
    return set(session.scalars(
        select(Membership.role).where(Membership.user_id == user.id, Membership.valid_from <= day)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to > day))
    ))  # fmt: skip
