"""New passwords that not everybody may give alone: for the three administrators two people, for engineers those around them.

Whoever can give a new password can become that person: nobody alone becomes an administrator (GB/T 22239-2019 8.1.4.2).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from training_app.accounts import messages, queries_resets, rules, service_staff
from training_app.accounts.models import AdministratorReset, Invitation, Membership, User
from training_app.accounts.queries_staff import standing
from training_app.audit import service as audit
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, NotFound, PermissionDenied
from training_app.people.models import Person


def start(session: Session, actor: Actor, login: str, at: datetime) -> AdministratorReset:
    """The first of two: the system or security administrator asks for a new password of an administrator.

    Conflict when one waits already, or for an account that needs no second person. It lapses after
    `rules.AGREEMENT_LIFE`.
    """
    if actor.role not in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        raise PermissionDenied("accounts.only_system_admin", messages.ONLY_SYSTEM_ADMIN)
    user = session.scalar(select(User).where(User.login == rules.canonical_login(login)).with_for_update())
    if user is None:
        raise NotFound("accounts.user_not_found", messages.USER_NOT_FOUND.format(login=login))
    if user.id == actor.user_id:
        raise PermissionDenied("accounts.not_oneself", messages.RESET_NOT_ONESELF)
    if not queries_resets.is_administrator(session, user.id):
        raise Conflict("accounts.one_is_enough", messages.ONE_IS_ENOUGH)
    lapsed = update(AdministratorReset).where(
        AdministratorReset.user_id == user.id, AdministratorReset.closed_at.is_(None), AdministratorReset.expires_at <= at
    )
    session.execute(lapsed.values(closed_at=at))
    there = select(AdministratorReset.id).where(AdministratorReset.user_id == user.id, AdministratorReset.closed_at.is_(None))
    if session.scalar(there) is not None:
        raise Conflict("accounts.reset_waits", messages.RESET_WAITS.format(login=user.login))
    reset = AdministratorReset(
        user_id=user.id, started_by=actor.user_id, started_at=at, expires_at=at + rules.AGREEMENT_LIFE
    )
    session.add(reset)
    session.flush()
    audit.record(session, actor, "account.start_reset", "user", user.login, at=at, detail={"reset": reset.id})
    return reset


def agree(session: Session, actor: Actor, reset_id: int, at: datetime) -> tuple[User, Invitation, str]:
    """The second of two: anybody else of the three administrators agrees, and is shown the one-time code.

    PermissionDenied for who asked and for whom it is, NotFound when it was ended or lapsed meanwhile.
    """
    reset, user = _open(session, actor, reset_id, at)
    if actor.user_id in (reset.started_by, reset.user_id):
        raise PermissionDenied("accounts.two_people", messages.SECOND_PERSON)
    reset.agreed, reset.closed_at, reset.closed_by = True, at, actor.user_id
    session.flush()
    audit.record(
        session, actor, "account.agree_reset", "user", user.login, at=at,
        detail={"reset": reset.id, "started_by": reset.started_by},
    )
    return user, *service_staff.give_code(session, actor, user, at)


def end(session: Session, actor: Actor, reset_id: int, at: datetime) -> User:
    """Ends one that waits without a new password: whoever of the three thinks it is not right, the one who asked too."""
    reset, user = _open(session, actor, reset_id, at)
    reset.closed_at, reset.closed_by = at, actor.user_id
    audit.record(session, actor, "account.end_reset", "user", user.login, at=at, detail={"reset": reset.id})
    return user


def account_of(session: Session, person: Person, at: datetime) -> User | None:
    """The account by which a person logs in as themselves, None without one."""
    return session.scalars(
        select(User).join(Membership, Membership.user_id == User.id)
        .where(Membership.role == Role.ENGINEER, standing(at.astimezone(CHINA).date()), _of(person))
        .order_by(Membership.id)
    ).first()  # fmt: skip


def for_engineer(session: Session, actor: Actor, person: Person, at: datetime) -> tuple[User, Invitation, str]:
    """The one-time code of an engineer, by somebody who looks after the accounts of an organisation around them.

    The caller has shown that the person is one of the actor's. NotFound for who has no account. PermissionDenied for who
    does not administer, and when the account also has other roles: its new password would open those too.
    """
    if not (actor.administers or actor.role is Role.BUREAU):
        raise PermissionDenied("accounts.not_administrator", messages.NOT_ADMINISTRATOR)
    user = account_of(session, person, at)
    if user is None:
        raise NotFound("accounts.no_such_colleague", messages.PERSON_WITHOUT_ACCOUNT)
    session.refresh(user, with_for_update=True)
    if user.id == actor.user_id:
        raise PermissionDenied("accounts.not_oneself", messages.NOT_ONESELF_HERE)
    others = select(Membership.id).where(
        Membership.user_id == user.id, Membership.valid_to.is_(None), Membership.role != Role.ENGINEER
    )
    if session.scalar(others.limit(1)) is not None:
        raise PermissionDenied("accounts.other_roles", messages.HAS_OTHER_ROLES)
    return user, *service_staff.reset(session, actor, user, at)


def _open(session: Session, actor: Actor, reset_id: int, at: datetime) -> tuple[AdministratorReset, User]:
    """One that waits, locked. NotFound for anybody who is none of the three."""
    found = session.execute(
        select(AdministratorReset, User).join(User, User.id == AdministratorReset.user_id)
        .where(AdministratorReset.id == reset_id, AdministratorReset.closed_at.is_(None), AdministratorReset.expires_at > at)
        .with_for_update().execution_options(populate_existing=True)
    ).one_or_none() if actor.role in rules.THREE_ADMINISTRATORS else None  # fmt: skip
    if found is None:
        raise NotFound("accounts.no_such_reset", messages.NO_SUCH_RESET)
    return found.AdministratorReset, found.User


def _of(person: Person) -> ColumnElement[bool]:
    merged = select(Person.id).where(or_(Person.id == person.id, Person.merged_into == person.id))
    return Membership.person_id.in_(merged)
