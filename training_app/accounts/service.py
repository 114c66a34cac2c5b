"""Logging in and out, the sessions behind the cookie, one's own password; users and roles as such."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from argon2 import PasswordHasher
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, aliased

from training_app.accounts import (
    messages,
    rules,
    service_devices,
    service_factor_codes,
    service_passwords,
    service_sessions,
)
from training_app.accounts.models import HalfLogin, Membership, User, UserSession
from training_app.accounts.queries import digest, login_of, running
from training_app.accounts.queries_factors import enrolled, has_second_factor
from training_app.accounts.service_credentials import DUMMY, HASHER, count_failure, too_many_attempts, verify
from training_app.audit import service as audit
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class LoginResult:
    """What an attempt led to: a session token, or the sentence to show and the HTTP status, or the token of a login that
    waits for the code of the second factor (`half`). `device` is the token by which
    the browser will be known, `displaced` how many sessions elsewhere had to end."""

    token: str | None
    message: str = ""
    status: int = 422
    device: str = ""
    displaced: int = 0
    half: str = ""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody comes from: network address, what the program calls itself, and the token by which it is known to
    have logged in before. `shared`: logins are used by many people at once (the demo city)."""

    address: str
    agent: str = ""
    device: str = ""
    shared: bool = False


def log_in(session: Session, login: str, password: str, browser: Browser, at: datetime) -> LoginResult:
    """Checks a login and opens a session.

    Unknown, disabled and locked users and wrong passwords get the same sentence and cost the same time; a failure is
    counted on the user, every attempt on the network address.
    """
    if too_many_attempts(session, browser.address, at):
        return LoginResult(None, messages.TOO_MANY_ATTEMPTS, 429)
    user = prove(session, login, password, browser, at)
    return LoginResult(None, messages.LOGIN_FAILED) if user is None else enter(session, user, browser, at)


def prove(session: Session, login: str, password: str, browser: Browser, at: datetime) -> User | None:
    """The user of a login and password; None, counted, for unknown, disabled and locked ones and for a wrong password. A
    browser the user logged in with before may try although the account is locked, as often as it has not failed itself."""
    name = rules.canonical_login(login)
    user = session.scalar(select(User).where(User.login == name))
    usable = user is not None and user.password_hash is not None and user.disabled_at is None
    locked = user is not None and user.locked_until is not None and user.locked_until > at
    device = service_devices.find(session, user, browser.device)
    matches = verify(user.password_hash if usable and user else DUMMY, password)  # type: ignore[arg-type]
    membership = _first_membership(session, user, at)
    barred = locked and not service_devices.may_try(device, at)
    if user is None or not usable or barred or not matches:
        # The same statements for every kind of failure, so that time tells nothing about who exists.
        service_devices.count_failure(session, device, at)
        count_failure(session, "" if locked else name, at, _attempting(user, membership, browser.address))
        return None
    if HASHER.check_needs_rehash(user.password_hash or ""):
        service_passwords.store(user, password)
    return user


def enter(session: Session, user: User, browser: Browser, at: datetime) -> LoginResult:
    """Opens a session for somebody who has shown the password (or a code that stands for it), in the first of the roles in
    force; with a second factor only the first half of it."""
    if not has_second_factor(session, user.id):
        return admit(session, user, browser, at)
    token = secrets.token_urlsafe(32)
    session.add(HalfLogin(token_digest=digest(token), user_id=user.id, created_at=at))
    session.flush()
    return LoginResult(None, half=token)


def admit(session: Session, user: User, browser: Browser, at: datetime) -> LoginResult:
    """Opens the session of somebody who has shown everything that is asked for."""
    membership = _first_membership(session, user, at)
    if membership is None:
        return LoginResult(None, messages.NO_ROLE)
    if user.locked_until is None or user.locked_until <= at:
        # A lock that stands was earned by strangers: it goes on for them.
        user.failures, user.locked_until, user.locks = 0, None, 0
    user.last_login_at = at
    device = service_devices.remember(session, user, browser.device, at)
    token, displaced = service_sessions.open_session(
        session, user, membership, browser.address, browser.agent, at, shared=browser.shared
    )
    audit.record(session, _actor(user, membership, browser.address), "account.log_in", "user", user.login, at=at)
    return LoginResult(token, device=device, displaced=displaced)


@dataclass(frozen=True, slots=True)
class Resumed:
    """A session that goes on: `roles` are all the user could act in now, `enrolled` whether there is a second factor."""

    user_session: UserSession
    user: User
    membership: Membership
    roles: tuple[str, ...]
    enrolled: bool


def resume(session: Session, token: str, at: datetime) -> Resumed | None:
    """The session behind a cookie token; None when it ended, idled out, grew too old, or the user or membership is no
    longer in force."""
    other = aliased(Membership)
    roles = (
        select(func.array_agg(other.role))
        .where(other.user_id == User.id, other.valid_from <= _day(at), or_(other.valid_to.is_(None), other.valid_to > _day(at)))
        .correlate(User)
        .scalar_subquery()
    )
    row = session.execute(
        select(UserSession, User, Membership, roles, enrolled(User.id))
        .join(User, User.id == UserSession.user_id)
        .join(Membership, Membership.id == UserSession.membership_id)
        .where(UserSession.token_digest == digest(token), User.disabled_at.is_(None))
        .where(*running(at), *_in_force(_day(at)))
    ).one_or_none()
    return None if row is None else Resumed(row[0], row[1], row[2], tuple(row[3]), row[4])


def touch(session: Session, token: str, at: datetime) -> None:
    """Notes that the session was used."""
    session.execute(update(UserSession).where(UserSession.token_digest == digest(token)).values(last_seen_at=at))


def log_out(session: Session, actor: Actor, token: str, at: datetime) -> None:
    """Ends the session; the cookie is worthless from the next request on."""
    session.execute(update(UserSession).where(UserSession.token_digest == digest(token)).values(ended_at=at))
    audit.record(session, actor, "account.log_out", "user", login_of(session, actor), at=at)


def switch_role(session: Session, actor: Actor, token: str, membership_id: int, at: datetime) -> None:
    """Continues the session in another of the user's own roles. Raises InvalidInput for any other membership."""
    membership = session.scalar(
        select(Membership).where(
            Membership.id == membership_id, Membership.user_id == actor.user_id, *_in_force(_day(at))
        )
    )
    if membership is None:
        raise InvalidInput("accounts.no_such_role", messages.NO_SUCH_ROLE)
    session.execute(
        update(UserSession).where(UserSession.token_digest == digest(token)).values(membership_id=membership.id)
    )
    login = login_of(session, actor)
    audit.record(session, actor, "account.switch_role", "user", login, at=at, detail={"role": membership.role})


def password_confirmed(session: Session, actor: Actor, password: str, at: datetime, code: str | None = None) -> bool:
    """Whether the user at the keyboard still is the one who logged in, asked before an act of weight; with `code` also by
    the second factor, of who has one. A wrong answer counts like one at login, and a locked user is refused; the caller
    answers with a page, so that the count is kept."""
    # Locked to the end of the transaction: what somebody may do only so often is counted one after the other.
    user = session.get_one(User, actor.user_id, with_for_update={"key_share": True}, populate_existing=True)
    locked = user.locked_until is not None and user.locked_until > at
    if verify(user.password_hash or DUMMY, password) and not locked and _code_confirmed(session, user, code, at):
        return True
    if not locked:
        count_failure(session, user.login, at, actor)
    return False


def _code_confirmed(session: Session, user: User, code: str | None, at: datetime) -> bool:
    if code is None or not has_second_factor(session, user.id):
        return True
    return service_factor_codes.accept(session, user.id, code, at)


def change_password(session: Session, actor: Actor, old: str, new: str, at: datetime, keep: str | None = None) -> None:
    """Sets a new password and ends every other session of the user. Raises InvalidInput with the field that is wrong."""
    if not password_confirmed(session, actor, old, at):
        raise InvalidInput("accounts.wrong_password", messages.WRONG_OLD, {"old": messages.WRONG_OLD})
    user = session.get_one(User, actor.user_id)
    changed = user.password_changed_at
    if changed is not None and changed > at - rules.PASSWORD_REST and not user.must_change_password:
        rests = messages.PASSWORD_RESTS.format(since=changed.astimezone(CHINA).strftime("%m-%d %H:%M"))
        raise InvalidInput("accounts.password_rests", rests, {"new": rests})
    service_passwords.set_password(session, user, new, at, "new")
    others = update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    if keep is not None:
        others = others.where(UserSession.token_digest != digest(keep))
    session.execute(others.values(ended_at=at))
    audit.record(session, actor, "account.change_password", "user", user.login, at=at)


def create_user(
    session: Session, login: str, display_name: str, password: str | None = None, *, must_change: bool = True,
    hasher: PasswordHasher | None = None,
) -> User:
    """A new user without roles. A `password` is one somebody else gave (to be changed at first, in the demo city kept);
    without it the account waits for its owner to set one."""
    user = User(
        login=rules.canonical_login(login), display_name=display_name, must_change_password=must_change, failures=0
    )
    if password is not None:
        service_passwords.store(user, password, hasher)
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
    return bool(session.scalar(select(select(User.id).exists())))


def actor_of(user: User, membership: Membership, address: str | None) -> Actor:
    """The actor a user is in a membership."""
    return _actor(user, membership, address)


def _actor(user: User, membership: Membership, address: str | None) -> Actor:
    return Actor(
        role=Role(membership.role), user_id=user.id, name=user.display_name, institution_id=membership.institution_id,
        district_code=membership.district_code, person_id=membership.person_id, address=address,
        administers=membership.administers,
    )


def _first_membership(session: Session, user: User | None, at: datetime) -> Membership | None:
    return session.scalar(
        select(Membership).where(Membership.user_id == (user.id if user else 0), *_in_force(_day(at)))
        .order_by(Membership.id).limit(1)
    )  # fmt: skip


def _attempting(user: User | None, membership: Membership | None, address: str | None) -> Actor:
    """Who tried to log in, as far as the trail may say: what was typed as a name can be anything, a password included."""
    if user is None or membership is None:
        return Actor(Role.VISITOR, user.id if user else None, user.display_name if user else "", address=address)
    return _actor(user, membership, address)


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _in_force(day: date) -> tuple:
    return (Membership.valid_from <= day, (Membership.valid_to.is_(None)) | (Membership.valid_to > day))
