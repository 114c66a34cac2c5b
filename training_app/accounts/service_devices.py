"""Browsers that have logged in as a user before. They may go on trying while strangers have locked the account, so that
nobody can be locked out from outside; each has wrong passwords of its own to spend."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from training_app.accounts.models import KnownDevice, User
from training_app.accounts.queries import digest
from training_app.accounts.rules import FAILURE_WINDOW, MAX_FAILURES


def find(session: Session, user: User | None, token: str) -> KnownDevice | None:
    """The device of this cookie, if it is one of the user's. Asks the database whether there is a user or not."""
    return session.scalar(
        select(KnownDevice).where(KnownDevice.token_digest == digest(token), KnownDevice.user_id == (user.id if user else 0))
    )


def may_try(device: KnownDevice | None, at: datetime) -> bool:
    """Whether this browser may still try while the account is locked."""
    if device is None:
        return False
    return device.failures < MAX_FAILURES or device.failed_at is None or device.failed_at <= at - FAILURE_WINDOW


def count_failure(session: Session, device: KnownDevice | None, at: datetime) -> None:
    """A wrong password from this browser. Counted in the statement: parallel guesses must not overwrite each other."""
    counted = case((KnownDevice.failed_at > at - FAILURE_WINDOW, KnownDevice.failures + 1), else_=1)
    session.execute(
        update(KnownDevice).where(KnownDevice.id == (device.id if device else 0)).values(failures=counted, failed_at=at),
        execution_options={"synchronize_session": "fetch"},
    )


def remember(session: Session, user: User, token: str, at: datetime) -> str:
    """Notes that the user logged in from here; returns the token the browser keeps."""
    device = find(session, user, token)
    if device is None:
        token = secrets.token_urlsafe(32)
        device = KnownDevice(token_digest=digest(token), user_id=user.id)
        session.add(device)
    device.used_at, device.failures, device.failed_at = at, 0, None
    return token
