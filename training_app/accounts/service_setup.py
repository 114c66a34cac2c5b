"""First set-up of an empty register: the three administrators and the first user of the bureau, and then never again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.accounts import messages, rules, service, service_passwords
from training_app.accounts.rules import Known
from training_app.audit import service as audit
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput, NotFound
from training_app.people.names import pinyin_key

# Two set-ups at once: the second waits here and then finds users.
_LOCK = text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")


@dataclass(frozen=True, slots=True)
class FirstUser:
    """One of the first users as typed."""

    role: Role
    login: str
    display_name: str
    password: str


def set_up(session: Session, users: Sequence[FirstUser], at: datetime, address: str | None) -> None:
    """Makes the first users, one for each of `rules.FIRST_ROLES`.

    Nothing is written when anything is wrong: InvalidInput names every wrong field (`security_admin_login`). NotFound
    once there are users. Whoever calls has proved to know the one-time code.
    """
    session.execute(_LOCK)
    if service.has_users(session):
        raise NotFound("accounts.set_up_closed", messages.SET_UP_CLOSED)
    fields = defects(users)
    if fields:
        raise InvalidInput("accounts.set_up_wrong", messages.SET_UP_WRONG, fields)
    since = at.astimezone(CHINA).date()
    made = {}
    for first in users:
        user = service.create_user(session, first.login, first.display_name.strip(), must_change=False)
        service.grant(session, user, first.role, since)
        service_passwords.set_password(session, user, first.password, at, f"{first.role}_password")
        made[str(first.role)] = user.login
    actor = Actor(role=Role.VISITOR, name=messages.SET_UP_ACTOR, address=address)
    audit.record(session, actor, "account.set_up", "user", made[Role.SYSTEM_ADMIN], at=at, detail=made)


def defects(users: Sequence[FirstUser]) -> dict[str, str]:
    """What is wrong with the first users, by field: shape of each, and that they are different people."""
    found: dict[str, str] = {}
    logins: set[str] = set()
    names: set[str] = set()
    passwords: set[str] = set()
    for user in users:
        login, name = rules.canonical_login(user.login), user.display_name.strip()
        if defect := rules.login_defect(user.login):
            found[f"{user.role}_login"] = messages.LOGIN[defect]
        elif login in logins:
            found[f"{user.role}_login"] = messages.SAME_LOGIN
        if not name:
            found[f"{user.role}_name"] = messages.NAME_MISSING
        elif name in names and user.role in rules.THREE_ADMINISTRATORS:
            found[f"{user.role}_name"] = messages.SAME_PERSON
        if defect := rules.password_defect(user.password, Known(login, name, tuple(pinyin_key(name)[0].split()))):
            found[f"{user.role}_password"] = messages.PASSWORD[defect]
        elif user.password in passwords:
            found[f"{user.role}_password"] = messages.SAME_PASSWORD_AS_OTHER
        logins.add(login)
        names.add(name)
        passwords.add(user.password)
    return found
