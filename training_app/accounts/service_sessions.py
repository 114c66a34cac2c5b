"""The sessions a user has: how many at once (the newest stay, whoever was displaced is told), and ending one's own."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from training_app.accounts import messages, rules
from training_app.accounts.models import Membership, User, UserSession
from training_app.accounts.queries import digest, login_of, running
from training_app.audit import service as audit
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput


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


def end_sessions(session: Session, actor: Actor, token: str, key: str, at: datetime) -> int:
    """Ends one other session of the actor's own user (`key` as `queries.sessions_of` gives it), or all others when it is
    empty; returns how many. Raises InvalidInput when there is no such session or it is the present one."""
    own = digest(token)
    ending = update(UserSession).where(
        UserSession.user_id == actor.user_id, UserSession.ended_at.is_(None), UserSession.token_digest != own
    )
    if key:
        other = bytes.fromhex(key) if re.fullmatch(r"[0-9a-f]{64}", key) else b""
        if other == own:
            raise InvalidInput("accounts.own_session", messages.OWN_SESSION)
        ending = ending.where(UserSession.token_digest == other)
    count = len(session.execute(ending.values(ended_at=at).returning(UserSession.user_id)).all())
    if key and not count:
        raise Conflict("accounts.no_such_session", messages.NO_SUCH_SESSION)
    if count:
        login = login_of(session, actor)
        audit.record(session, actor, "account.close", "user", login, at=at, detail={"sessions": count})
    return count


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
