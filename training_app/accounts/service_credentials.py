"""Passwords and the counting of failures: what every way in asks first."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.accounts.models import LoginThrottle, User
from training_app.accounts.rules import (
    ALARM_PER_MINUTE,
    ATTEMPTS_PER_ADDRESS_AND_MINUTE,
    FAILURE_WINDOW,
    LOCK,
    LONGEST_LOCK,
    MAX_FAILURES,
)
from training_app.audit import service as audit
from training_app.kernel.actor import Actor, Role

# OWASP minimum for argon2id (19 MiB, t=2, p=1): 26 ms on the reference machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What the database says was updated; guessing it from loaded objects would take an expired one for a hit.
_FETCH = {"synchronize_session": "fetch"}
DUMMY = HASHER.hash(secrets.token_hex(16))
_EVERYWHERE = "login:*"
_log = logging.getLogger(__name__)


def too_many_attempts(session: Session, address: str, at: datetime) -> bool:
    """Counts an attempt from a network address; True when its minute is used up (password spraying, guessed codes)."""
    if _attempts(session, address, at) <= ATTEMPTS_PER_ADDRESS_AND_MINUTE:
        return False
    _watch(session, at)
    return True


def failures_exhausted(session: Session, keys: dict[str, int], at: datetime) -> bool:
    """Whether one of the counters has had as many failures in this minute as it may have."""
    minute = at.replace(second=0, microsecond=0)
    found = session.execute(
        select(LoginThrottle.address, func.sum(LoginThrottle.attempts))
        .where(LoginThrottle.address.in_(keys), LoginThrottle.minute == minute)
        .group_by(LoginThrottle.address)
    )
    return any(count >= keys[address] for address, count in found)


def count_attempt(session: Session, key: str, at: datetime) -> int:
    """Counts one more in this minute; returns how many it makes."""
    return _attempts(session, key, at)


def count_failure(session: Session, login: str, at: datetime, actor: Actor) -> None:
    """A wrong password of a user: five within the window lock the account, each time twice as long until somebody enters."""
    # Counted in the statement, not in Python: parallel guesses must not overwrite each other's count.
    counted = case((User.failed_at > at - FAILURE_WINDOW, User.failures + 1), else_=1)
    session.execute(
        update(User).where(User.login == login).values(failures=counted, failed_at=at), execution_options=_FETCH
    )
    locking = (
        update(User).where(User.login == login, User.failures >= MAX_FAILURES)
        .values(locked_until=at + _lock_time(), failures=0, locks=User.locks + 1).returning(User.id)
    )  # fmt: skip
    locked = session.execute(locking, execution_options=_FETCH).scalar_one_or_none() is not None
    action = "account.lock" if locked else "account.log_in"
    audit.record(session, actor, action, "user", login if actor.user_id else "", at=at, result=audit.FAILED)
    _watch(session, at)


def _lock_time() -> ColumnElement[timedelta]:
    """Once, twice, four times as long as the first lock, by the locks there were."""
    steps = (LOCK * 2**number for number in range(LONGEST_LOCK // LOCK))
    shorter = {number: step for number, step in enumerate(steps) if step < LONGEST_LOCK}
    return case(shorter, value=User.locks, else_=LONGEST_LOCK)


def _watch(session: Session, at: datetime) -> None:
    """One more attempt that came to nothing, of all there are; once in a minute there are too many, it is told."""
    # Counted last, so that the lock on the one row all attempts share is held only for the commit.
    if _attempts(session, _EVERYWHERE, at) == ALARM_PER_MINUTE:
        _log.warning("login alarm: %d failed attempts within one minute", ALARM_PER_MINUTE)
        audit.record(
            session, Actor(Role.VISITOR), "account.alarm", "user", "", at=at, detail={"attempts": ALARM_PER_MINUTE}
        )


def verify(password_hash: str, password: str) -> bool:
    """Whether this is the password."""
    try:
        return HASHER.verify(password_hash, password[:1024])
    except (VerificationError, InvalidHashError):
        return False


def _attempts(session: Session, address: str, at: datetime) -> int:
    minute = at.replace(second=0, microsecond=0)
    statement = insert(LoginThrottle).values(address=address, minute=minute, attempts=1)
    attempts = session.execute(
        statement.on_conflict_do_update(
            index_elements=["address", "minute"], set_={"attempts": LoginThrottle.attempts + 1}
        ).returning(LoginThrottle.attempts)
    ).scalar_one()
    if attempts == 1:
        session.execute(delete(LoginThrottle).where(LoginThrottle.minute < minute - timedelta(minutes=5)))
    return attempts
