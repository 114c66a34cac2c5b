"""The second factor of an account: enrolled with an authenticator app, ended by its owner or by an administrator."""

from __future__ import annotations

from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from training_app.accounts import codes, messages, rules, service, service_factor_codes
from training_app.accounts.models import RecoveryCode, SecondFactor, User, UserSession
from training_app.accounts.queries import digest
from training_app.accounts.queries_factors import has_second_factor
from training_app.audit import service as audit
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied


def begin(session: Session, actor: Actor, at: datetime) -> None:
    """Makes a new seed that counts only once a code was shown (`confirm`). Conflict when one counts already."""
    user = _locked(session, actor)
    if has_second_factor(session, user.id):
        raise Conflict("accounts.factor_there", messages.FACTOR_THERE)
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    factor = SecondFactor(user_id=user.id, begun_at=at)
    factor.seed = pyotp.random_base32()
    session.add(factor)
    session.flush()


def confirm(session: Session, actor: Actor, password: str, typed: str, at: datetime, keep: str) -> list[str]:
    """The app shows the right code: from now on it is asked for. Ends the user's other sessions; returns the recovery
    codes, which nobody can read again. InvalidInput with the field that is wrong."""
    _locked(session, actor)
    factor = session.get(SecondFactor, actor.user_id, populate_existing=True)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict("accounts.factor_not_begun", messages.FACTOR_NOT_BEGUN)
    if not service.password_confirmed(session, actor, password, at):
        raise _wrong("password", messages.FACTOR_PASSWORD)
    step = service_factor_codes.step_of(factor, typed, at)
    if step is None:
        raise _wrong("code", messages.FACTOR_CODE)
    factor.confirmed_at, factor.last_step = at, step
    made = [codes.make(codes.PRINTED) for _ in range(rules.RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=factor.user_id, code_digest=codes.digest(code)) for code in made)
    _end_others(session, factor.user_id, at, keep)
    audit.record(session, actor, "account.enrol_factor", "user", _login(session, factor.user_id), at=at)
    return made


def turn_off(session: Session, actor: Actor, password: str, typed: str, at: datetime, keep: str) -> None:
    """Ends the second factor by its owner, who shows password and code. InvalidInput (field `password`)."""
    user = _locked(session, actor)
    if not has_second_factor(session, user.id):
        raise Conflict("accounts.factor_missing", messages.FACTOR_MISSING)
    if not service.password_confirmed(session, actor, password, at, typed):
        raise _wrong("password", messages.STEP_UP_WRONG)
    _remove(session, user, at, keep)
    audit.record(session, actor, "account.end_factor", "user", user.login, at=at)


def reset_for(session: Session, actor: Actor, login: str, at: datetime) -> User:
    """Ends the second factor of somebody who lost phone and recovery codes, by the security administrator: who gives new
    passwords is somebody else, so that nobody alone can take over an account. Its sessions end."""
    if actor.role is not Role.SECURITY_ADMIN:
        raise PermissionDenied("accounts.other_administrator", messages.ONLY_SECURITY_ADMIN_FACTOR)
    user = session.scalar(select(User).where(User.login == rules.canonical_login(login)).with_for_update())
    if user is None:
        raise NotFound("accounts.user_not_found", messages.USER_NOT_FOUND.format(login=login))
    if user.id == actor.user_id:
        raise PermissionDenied("accounts.not_oneself", messages.FACTOR_NOT_ONESELF)
    give_up(session, actor, user, at)
    return user


def give_up(session: Session, actor: Actor, user: User, at: datetime) -> None:
    """Ends a user's second factor. The caller has shown that the actor may. Conflict when there is none."""
    if not has_second_factor(session, user.id):
        raise Conflict("accounts.factor_missing", messages.FACTOR_MISSING)
    _remove(session, user, at, "")
    audit.record(session, actor, "account.reset_factor", "user", user.login, at=at)


def uri(factor: SecondFactor, login: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(factor.seed or "", interval=service_factor_codes.STEP).provisioning_uri(name=login, issuer_name=issuer)


def recovery_codes_left(session: Session, actor: Actor) -> int:
    """How many recovery codes the actor has not used."""
    unused = select(func.count()).where(RecoveryCode.user_id == actor.user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


def _remove(session: Session, user: User, at: datetime, keep: str) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    _end_others(session, user.id, at, keep)


def _end_others(session: Session, user_id: int, at: datetime, keep: str) -> None:
    others = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    session.execute(others.where(UserSession.token_digest != digest(keep)).values(ended_at=at))


def _locked(session: Session, actor: Actor) -> User:
    return session.get_one(User, actor.user_id, with_for_update={"key_share": True}, populate_existing=True)


def _login(session: Session, user_id: int) -> str:
    return session.get_one(User, user_id).login


def _wrong(field: str, sentence: str) -> InvalidInput:
    return InvalidInput("accounts.factor", sentence, {field: sentence})
