"""The administrators' list of accounts. Whoever administers accounts sees all of them, and nothing but accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.accounts import messages
from training_app.accounts.models import Membership, User, UserSession
from training_app.accounts.rules import canonical_login
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.permissions import Permission, may
from training_app.people.models import Person
from training_app.places.models import District

PAGE_SIZE = 50


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


@dataclass(frozen=True, slots=True)
class Page:
    """One page of accounts."""

    items: Sequence[UserLine]
    page: int
    total: int
    per_page: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def _visible(actor: Actor) -> ColumnElement[bool]:
    return true() if may(actor.role, Permission.ACCOUNT_MANAGE) else false()


def page_of(session: Session, actor: Actor, search: str, page: int) -> Page:
    """Accounts whose login or name holds the text, by login."""
    wanted = select(User).where(_visible(actor))
    if search.strip():
        text = search.strip()
        wanted = wanted.where(
            or_(User.login.contains(canonical_login(text), autoescape=True), User.display_name.contains(text, autoescape=True))
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    users = session.scalars(wanted.order_by(User.login).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Page(_lines(session, users), page, total)


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
