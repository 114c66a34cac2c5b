"""Administration of accounts: the system administrator makes and disables them, the security administrator gives roles.

Apart on purpose (三员): nobody alone can make an account that may do something (GB/T 22239-2019 8.1.4.2, 8.1.5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from training_app.accounts import messages, rules, service, service_staff
from training_app.accounts.models import Invitation, Membership, User, UserSession
from training_app.accounts.service_invitations import void_made_by
from training_app.audit import service as audit
from training_app.institutions.models import Institution
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from training_app.people.models import Person
from training_app.places.models import District


@dataclass(frozen=True, slots=True)
class Grant:
    """A role as asked for: of institution, district code and person number the one its role needs. An institution is named
    by its code or its full name."""

    role: str
    since: date
    institution: str = ""
    district_code: str = ""
    person_number: str = ""


def create(
    session: Session, actor: Actor, login: str, display_name: str, at: datetime
) -> tuple[User, Invitation, str]:
    """A new account without roles and password, with the one-time code by which its owner sets one."""
    _only(actor, Role.SYSTEM_ADMIN)
    if defect := rules.login_defect(login):
        raise InvalidInput("accounts.login", messages.LOGIN[defect], {"login": messages.LOGIN[defect]})
    canonical = rules.canonical_login(login)
    if session.scalar(select(User.id).where(User.login == canonical)):
        taken = messages.LOGIN_TAKEN.format(login=canonical)
        raise InvalidInput("accounts.login_taken", taken, {"login": taken})
    user = service.create_user(session, canonical, display_name.strip(), must_change=False)
    audit.record(session, actor, "account.create", "user", user.login, at=at)
    return user, *service_staff.reset(session, actor, user, at)


def reset_password(session: Session, actor: Actor, login: str, at: datetime) -> tuple[User, Invitation, str]:
    """A one-time code for a new password; the old one and every session end when it is used."""
    _only(actor, Role.SYSTEM_ADMIN)
    user = _other(session, actor, login)
    return user, *service_staff.reset(session, actor, user, at)


def disable(session: Session, actor: Actor, login: str, at: datetime) -> int:
    """Disables the account, with the codes it gave out; returns how many running sessions that ended."""
    _only(actor, Role.SYSTEM_ADMIN)
    user = _other(session, actor, login)
    user.disabled_at = at
    count = _end_sessions(session, user, at)
    codes = void_made_by(session, user.id, at)
    audit.record(session, actor, "account.disable", "user", user.login, at=at, detail={"codes": codes})
    return count


def enable(session: Session, actor: Actor, login: str, at: datetime) -> None:
    """Lets a disabled or locked account in again."""
    _only(actor, Role.SYSTEM_ADMIN)
    user = _other(session, actor, login)
    user.disabled_at, user.locked_until, user.failures, user.locks = None, None, 0, 0
    user.enabled_at = at
    audit.record(session, actor, "account.enable", "user", user.login, at=at)


def check_grants(actor: Actor) -> None:
    """PermissionDenied for who does not give roles."""
    _only(actor, Role.SECURITY_ADMIN)


def grant(session: Session, actor: Actor, login: str, wanted: Grant, at: datetime) -> Membership:
    """Gives the account a role. InvalidInput names the field that is wrong, Conflict when it has that role already."""
    _only(actor, Role.SECURITY_ADMIN)
    user = _other(session, actor, login)
    wanted = _by_code(session, wanted)
    scope = _scope(session, wanted)
    standing = select(Membership.id).where(
        Membership.user_id == user.id, Membership.role == wanted.role, Membership.valid_to.is_(None),
        *(getattr(Membership, name) == value for name, value in scope.items()),
    )
    if session.scalar(standing):
        raise Conflict("accounts.role_held", messages.ROLE_HELD)
    membership = service.grant(session, user, Role(wanted.role), wanted.since, **scope)  # type: ignore[arg-type]
    detail = {
        "role": wanted.role, "institution": wanted.institution, "district": wanted.district_code,
        "person": wanted.person_number, "since": wanted.since.isoformat(),
    }
    audit.record(session, actor, "account.grant", "user", user.login, at=at, detail=detail)
    return membership


def withdraw(session: Session, actor: Actor, login: str, membership_id: int, day: date, at: datetime) -> str:
    """Ends a role from today on, with the sessions that use it and the codes its holder gave out; returns the role."""
    _only(actor, Role.SECURITY_ADMIN)
    user = _other(session, actor, login)
    membership = session.scalar(
        select(Membership).where(
            Membership.id == membership_id, Membership.user_id == user.id, Membership.valid_to.is_(None)
        )
    )
    if membership is None:
        raise NotFound("accounts.role_not_held", messages.ROLE_NOT_HELD)
    membership.valid_to, membership.administers = day, False
    ending = update(UserSession).where(UserSession.membership_id == membership.id, UserSession.ended_at.is_(None))
    session.execute(ending.values(ended_at=at))
    # An engineer's role gives out no codes: losing it leaves those of another role alone.
    codes = 0 if membership.role == Role.ENGINEER else void_made_by(session, user.id, at)
    detail = {"role": membership.role, "codes": codes}
    audit.record(session, actor, "account.revoke", "user", user.login, at=at, detail=detail)
    return membership.role


def _only(actor: Actor, role: Role) -> None:
    if actor.role is not role:
        only = messages.ONLY_SYSTEM_ADMIN if role is Role.SYSTEM_ADMIN else messages.ONLY_SECURITY_ADMIN
        raise PermissionDenied("accounts.other_administrator", only)


def _other(session: Session, actor: Actor, login: str) -> User:
    user = session.scalar(select(User).where(User.login == rules.canonical_login(login)).with_for_update())
    if user is None:
        raise NotFound("accounts.user_not_found", messages.USER_NOT_FOUND.format(login=login))
    if user.id == actor.user_id:
        raise PermissionDenied("accounts.not_oneself", messages.NOT_ONESELF)
    return user


def _by_code(session: Session, wanted: Grant) -> Grant:
    """The same with the institution's code where its full name was given."""
    name = wanted.institution.strip()
    if wanted.role not in INSTITUTION_ROLES or not name:
        return wanted
    codes = session.scalars(select(Institution.code).where(Institution.name == name).limit(2)).all()
    if len(codes) > 1:
        raise _wrong("institution", messages.INSTITUTION_AMBIGUOUS.format(name=name))
    return replace(wanted, institution=codes[0] if codes else name.upper())


def _scope(session: Session, wanted: Grant) -> dict[str, object]:
    """What the role is for, looked up; InvalidInput when it is missing or not there."""
    if wanted.role not in set(Role) - {Role.VISITOR}:
        raise _wrong("role", messages.ROLE_UNKNOWN)
    if wanted.role in INSTITUTION_ROLES:
        code = wanted.institution
        if not code.strip():
            raise _wrong("institution", messages.INSTITUTION_MISSING)
        found = session.scalar(select(Institution.id).where(Institution.code == code))
        if found is None:
            raise _wrong("institution", messages.INSTITUTION_UNKNOWN.format(code=code))
        return {"institution_id": found}
    if wanted.role == Role.DISTRICT:
        if not wanted.district_code:
            raise _wrong("district", messages.DISTRICT_MISSING)
        if session.get(District, wanted.district_code) is None:
            raise _wrong("district", messages.DISTRICT_UNKNOWN)
        return {"district_code": wanted.district_code}
    if wanted.role == Role.ENGINEER:
        number = wanted.person_number.strip().upper()
        if not number:
            raise _wrong("person", messages.PERSON_MISSING)
        person = session.scalar(select(Person.id).where(Person.number == number, Person.merged_into.is_(None)))
        if person is None:
            raise _wrong("person", messages.PERSON_UNKNOWN.format(number=number))
        return {"person_id": person}
    return {}


def _wrong(field: str, sentence: str) -> InvalidInput:
    return InvalidInput("accounts.grant", sentence, {field: sentence})


def _end_sessions(session: Session, user: User, at: datetime) -> int:
    ending = update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    return len(session.execute(ending.values(ended_at=at).returning(UserSession.user_id)).all())
