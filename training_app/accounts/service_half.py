"""Between the password and the code of the second factor: a login that is half open, for a few minutes and five tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.accounts import messages, rules, service, service_devices, service_factor_codes
from training_app.accounts.models import HalfLogin, User
from training_app.accounts.queries import digest
from training_app.accounts.service import Browser, LoginResult
from training_app.accounts.service_credentials import count_failure, too_many_attempts
from training_app.kernel.actor import Actor, Role

OVER = 410


def standing(session: Session, token: str, at: datetime) -> User | None:
    """Who has shown the right password and owes the code; None when that is over."""
    found = _find(session, token, at)
    return None if found is None else session.get_one(User, found.user_id)


def finish(session: Session, token: str, typed: str, browser: Browser, at: datetime) -> LoginResult:
    """Opens the session with the right code. A wrong one counts like a wrong password; the fifth ends the half-open login
    (status `OVER`). The caller answers with a page, so that failures stay counted."""
    if too_many_attempts(session, browser.address, at):
        return LoginResult(None, messages.TOO_MANY_ATTEMPTS, 429)
    half = _find(session, token, at, lock=True)
    if half is None:
        return LoginResult(None, messages.HALF_OVER, OVER)
    user = session.get_one(User, half.user_id)
    device = service_devices.find(session, user, browser.device)
    locked = user.locked_until is not None and user.locked_until > at
    if locked and not service_devices.may_try(device, at):
        half.ended_at = at
        return LoginResult(None, messages.LOGIN_FAILED, OVER)
    if service_factor_codes.accept(session, user.id, typed, at):
        half.ended_at = at
        return service.admit(session, user, browser, at)
    half.failures += 1
    service_devices.count_failure(session, device, at)
    actor = Actor(Role.VISITOR, user.id, user.display_name, address=browser.address)
    count_failure(session, "" if locked else user.login, at, actor)
    if half.failures >= rules.MAX_FAILURES:
        half.ended_at = at
        return LoginResult(None, messages.HALF_FAILED, OVER)
    return LoginResult(None, messages.FACTOR_CODE)


def _find(session: Session, token: str, at: datetime, *, lock: bool = False) -> HalfLogin | None:
    wanted = (
        select(HalfLogin).join(User, User.id == HalfLogin.user_id)
        .where(HalfLogin.token_digest == digest(token), HalfLogin.ended_at.is_(None), User.disabled_at.is_(None))
        .where(HalfLogin.created_at > at - rules.HALF_OPEN)
    )  # fmt: skip
    if lock:
        # Tries at the same moment wait here for each other, so that none of them goes uncounted.
        wanted = wanted.with_for_update(of=HalfLogin).execution_options(populate_existing=True)
    return session.scalar(wanted)
