"""Logging in and out, the sessions behind the cookie, and setting up users.

Figures of the lock-out and of session life: GB/T 22239-2019 8.1.4.1 b with the values assessors use; they are settings of
the platform's operation, not of the training law, and stand here together.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.accounts import messages, rules
from training_app.accounts.models import LoginThrottle, Membership, User, UserSession
from training_app.audit import service as audit
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput

MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
ATTEMPTS_PER_ADDRESS_AND_MINUTE = 20
IDLE_STAFF = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)

# OWASP minimum for argon2id (19 MiB, t=2, p=1): 26 ms on the reference machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DUMMY = HASHER.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class LoginResult:
    """What an attempt led to: a session token, or the sentence to show and the HTTP status."""

    token: str | None
    message: str = ""
    status: int = 422


def log_in(session: Session, login: str, password: str, *, address: str, agent: str, at: datetime) -> LoginResult:
    """Checks a login and opens a session.

    Unknown, disabled and locked users and wrong passwords get the same sentence and cost the same time; a failure is
    counted on the user, every attempt on the network address.
    """
    if _attempts(session, address, at) > ATTEMPTS_PER_ADDRESS_AND_MINUTE:
        return LoginResult(None, messages.TOO_MANY_ATTEMPTS, 429)
    user = session.scalar(select(User).where(User.login == rules.canonical_login(login)))
    usable = user is not None and user.password_hash is not None and user.disabled_at is None
    matches = _verify(user.password_hash if usable and user else _DUMMY, password)
    if user is None or not usable:
        return LoginResult(None, messages.LOGIN_FAILED)
    if user.locked_until is not None and user.locked_until > at:
        return LoginResult(None, messages.LOGIN_FAILED)
    if not matches:
        _count_failure(session, user, at)
        return LoginResult(None, messages.LOGIN_FAILED)
    membership = session.scalar(
        select(Membership).where(Membership.user_id == user.id, *_in_force(at.date())).order_by(Membership.id).limit(1)
    )
    if membership is None:
        return LoginResult(None, messages.NO_ROLE)
    user.failures, user.locked_until = 0, None
    if HASHER.check_needs_rehash(user.password_hash or ""):
        user.password_hash = HASHER.hash(password)
    token = _open_session(session, user, membership, address, agent, at)
    audit.record(session, _actor(user, membership, address), "account.log_in", "user", user.login, at=at)
    return LoginResult(token)


def resume(session: Session, token: str, at: datetime) -> tuple[UserSession, User, Membership] | None:
    """The session behind a cookie token with user and membership, or None when it ended, idled out, grew too old, or
    the user or membership is no longer in force."""
    row = session.execute(
        select(UserSession, User, Membership)
        .join(User, User.id == UserSession.user_id)
        .join(Membership, Membership.id == UserSession.membership_id)
        .where(UserSession.token_digest == _digest(token), UserSession.ended_at.is_(None), User.disabled_at.is_(None))
        .where(UserSession.last_seen_at > at - IDLE_STAFF, UserSession.created_at > at - ABSOLUTE)
        .where(*_in_force(at.date()))
    ).one_or_none()
    return tuple(row) if row else None  # type: ignore[return-value]


def touch(session: Session, token: str, at: datetime) -> None:
    """Notes that the session was used."""
    session.execute(update(UserSession).where(UserSession.token_digest == _digest(token)).values(last_seen_at=at))


def log_out(session: Session, actor: Actor, token: str, at: datetime) -> None:
    """Ends the session; the cookie is worthless from the next request on."""
    session.execute(update(UserSession).where(UserSession.token_digest == _digest(token)).values(ended_at=at))
    audit.record(session, actor, "account.log_out", "user", actor.name, at=at)


def switch_role(session: Session, actor: Actor, token: str, membership_id: int, at: datetime) -> None:
    """Continues the session in another of the user's own roles. Raises InvalidInput for any other membership."""
    membership = session.scalar(
        select(Membership).where(
            Membership.id == membership_id, Membership.user_id == actor.user_id, *_in_force(at.date())
        )
    )
    if membership is None:
        raise InvalidInput("accounts.no_such_role", messages.NO_SUCH_ROLE)
    session.execute(
        update(UserSession).where(UserSession.token_digest == _digest(token)).values(membership_id=membership.id)
    )
    audit.record(session, actor, "account.switch_role", "user", actor.name, at=at, detail={"role": membership.role})


def change_password(session: Session, actor: Actor, old: str, new: str, at: datetime, keep: str | None = None) -> None:
    """Sets a new password and ends every other session of the user. Raises InvalidInput with the field that is wrong."""
    user = session.get_one(User, actor.user_id)
    if not _verify(user.password_hash or _DUMMY, old):
        raise InvalidInput("accounts.wrong_password", messages.WRONG_OLD, {"old": messages.WRONG_OLD})
    defect = rules.password_defect(new, user.login, user.display_name)
    if defect:
        raise InvalidInput("accounts.weak_password", messages.PASSWORD[defect], {"new": messages.PASSWORD[defect]})
    user.password_hash = HASHER.hash(new)
    user.password_changed_at, user.must_change_password = at, False
    others = update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    if keep is not None:
        others = others.where(UserSession.token_digest != _digest(keep))
    session.execute(others.values(ended_at=at))
    audit.record(session, actor, "account.change_password", "user", user.login, at=at)


def create_user(
    session: Session, login: str, display_name: str, password: str | None, *, must_change: bool = True,
    hasher: PasswordHasher | None = None,
) -> User:
    """A new user without roles; `password` None leaves the account waiting for activation."""
    user = User(
        login=rules.canonical_login(login), display_name=display_name, must_change_password=must_change, failures=0,
        password_hash=(hasher or HASHER).hash(password) if password is not None else None,
    )
    session.add(user)
    session.flush()
    return user


def grant(
    session: Session, user: User, role: Role, since: date, *, institution_id: int | None = None,
    district_code: str | None = None, person_id: int | None = None,
) -> Membership:
    """Gives a user a role from a day on. Raises InvalidInput when the three administrators would meet in one person."""
    held = set(session.scalars(select(Membership.role).where(Membership.user_id == user.id)))
    if rules.excludes(role, held):
        raise InvalidInput("accounts.three_administrators", messages.THREE_ADMINISTRATORS)
    membership = Membership(
        user_id=user.id, role=role, institution_id=institution_id, district_code=district_code, person_id=person_id,
        valid_from=since,
    )
    session.add(membership)
    session.flush()
    return membership


def has_users(session: Session) -> bool:
    """Whether the register has been set up."""
    return session.scalar(select(func.count()).select_from(User)) != 0


def actor_of(user: User, membership: Membership, address: str | None) -> Actor:
    """The actor a user is in a membership."""
    return _actor(user, membership, address)


def _actor(user: User, membership: Membership, address: str | None) -> Actor:
    return Actor(
        role=Role(membership.role), user_id=user.id, name=user.display_name, institution_id=membership.institution_id,
        district_code=membership.district_code, person_id=membership.person_id, address=address,
    )


def _in_force(day: date) -> tuple:
    return (Membership.valid_from <= day, (Membership.valid_to.is_(None)) | (Membership.valid_to > day))


def _open_session(
    session: Session, user: User, membership: Membership, address: str, agent: str, at: datetime
) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_digest=_digest(token), user_id=user.id, membership_id=membership.id, created_at=at, last_seen_at=at,
            address=address, agent=agent[:200],
        )
    )
    session.flush()
    return token


def _count_failure(session: Session, user: User, at: datetime) -> None:
    # Counted in the statement, not in Python: parallel guesses must not overwrite each other's count.
    counted = case((User.failed_at > at - LOCK, User.failures + 1), else_=1)
    session.execute(update(User).where(User.id == user.id).values(failures=counted, failed_at=at))
    session.execute(
        update(User).where(User.id == user.id, User.failures >= MAX_FAILURES).values(locked_until=at + LOCK, failures=0)
    )


def _attempts(session: Session, address: str, at: datetime) -> int:
    minute = at.replace(second=0, microsecond=0)
    session.execute(delete(LoginThrottle).where(LoginThrottle.minute < minute - timedelta(minutes=5)))
    statement = insert(LoginThrottle).values(address=address, minute=minute, attempts=1)
    return session.execute(
        statement.on_conflict_do_update(
            index_elements=["address", "minute"], set_={"attempts": LoginThrottle.attempts + 1}
        ).returning(LoginThrottle.attempts)
    ).scalar_one()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _verify(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password[:1024])
    except (VerificationError, InvalidHashError):
        return False
