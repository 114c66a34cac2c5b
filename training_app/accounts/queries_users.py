"""The administrators' list of accounts. Whoever administers accounts sees all of them, and nothing but accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.accounts import messages
from training_app.accounts.models import Membership, User, UserSession
from training_app.accounts.rules import canonical_login
from training_app.db import paging
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.kernel.permissions import Permission, may
from training_app.people.models import Person
from training_app.places.models import District


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all. `state` is disabled, locked or open (neither)."""

    text: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role that stands: for whom (name of institution or district, number of a person), since when."""

    id: int
    user_id: int
    role: str
    place: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class UserLine:
    """An account with its standing roles and the last use of a session."""

    user: User
    roles: Sequence[RoleLine]
    last_seen_at: datetime | None


def _visible(actor: Actor) -> ColumnElement[bool]:
    return true() if may(actor.role, Permission.ACCOUNT_MANAGE) else false()


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked, at: datetime) -> paging.Page:
    """Accounts whose login or name holds the text, in a state, with a standing role."""
    wanted, search = select(User).where(_visible(actor)), filters.text
    if filters.state:
        wanted = wanted.where(_in_state(filters.state, at))
    if filters.role:
        standing = select(Membership.user_id).where(Membership.role == filters.role, Membership.valid_to.is_(None))
        wanted = wanted.where(User.id.in_(standing))
    if search.strip():
        text = search.strip()
        wanted = wanted.where(
            or_(User.login.contains(canonical_login(text), autoescape=True), User.display_name.contains(text, autoescape=True))
        )
    login = paging.Key(User.login, str)
    orders = {"login": [login], "name": [paging.Key(User.display_name, str), login]}
    page = paging.page_of(session, wanted, orders, asked, lambda row: row[0])
    return replace(page, items=_lines(session, page.items))


def _in_state(state: str, at: datetime) -> ColumnElement[bool]:
    if state == "disabled":
        return User.disabled_at.is_not(None)
    locked = and_(User.disabled_at.is_(None), User.locked_until > at)
    if state == "locked":
        return locked
    return and_(User.disabled_at.is_(None), or_(User.locked_until.is_(None), User.locked_until <= at))


def by_login(session: Session, actor: Actor, login: str) -> UserLine:
    """One account. NotFound when there is none, or the actor administers none."""
    user = session.scalar(select(User).where(User.login == canonical_login(login), _visible(actor)))
    if user is None:
        raise NotFound("accounts.user_not_found", messages.USER_NOT_FOUND.format(login=login))
    return _lines(session, [user])[0]


def _lines(session: Session, users: Sequence[User]) -> list[UserLine]:
    ids = [user.id for user in users]
    place = func.coalesce(Institution.name, District.name, Person.number, "")
    roles = session.execute(
        select(
            Membership.id, Membership.user_id, Membership.role, place, Membership.valid_from, Membership.valid_to
        )
        .outerjoin(Institution, Institution.id == Membership.institution_id)
        .outerjoin(District, District.code == Membership.district_code)
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(Membership.user_id.in_(ids), Membership.valid_to.is_(None))
        .order_by(Membership.id)
    )
    by_user: dict[int, list[RoleLine]] = {}
    for row in roles:
        by_user.setdefault(row.user_id, []).append(RoleLine(*row))
    used = session.execute(
        select(UserSession.user_id, func.max(UserSession.last_seen_at))
        .where(UserSession.user_id.in_(ids))
        .group_by(UserSession.user_id)
    )
    seen = dict(used.all())
    return [UserLine(user, by_user.get(user.id, []), seen.get(user.id)) for user in users]
