"""New passwords for administrators that wait for the second person, and who is to be told of a forgotten password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.accounts import rules
from training_app.accounts.models import AdministratorReset, Membership, User
from training_app.accounts.queries_staff import BEYOND_THE_BUREAU, standing
from training_app.kernel.actor import Actor, Role
from training_app.people.models import Employment


@dataclass(frozen=True, slots=True)
class Waiting:
    """A new password for an administrator that one person asked for; `may_agree`: the actor can be the second."""

    id: int
    login: str
    display_name: str
    roles: tuple[str, ...]
    starter: str
    started_at: datetime
    expires_at: datetime
    may_agree: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who can give somebody a new password: these users, or else everybody in these roles."""

    user_ids: frozenset[int] = frozenset()
    roles: frozenset[Role] = frozenset()


def is_administrator(session: Session, user_id: int) -> bool:
    """Whether the user is, or is to become, one of the three administrators."""
    held = select(Membership.id).where(
        Membership.user_id == user_id, Membership.role.in_(rules.THREE_ADMINISTRATORS), Membership.valid_to.is_(None)
    )
    return session.scalar(held.limit(1)) is not None


def waiting(session: Session, actor: Actor, at: datetime) -> list[Waiting]:
    """What waits for a second person, the oldest first; nothing for anybody but the three administrators."""
    if actor.role not in rules.THREE_ADMINISTRATORS:
        return []
    starter = aliased(User)
    rows = session.execute(
        select(AdministratorReset, User, starter.display_name)
        .join(User, User.id == AdministratorReset.user_id).join(starter, starter.id == AdministratorReset.started_by)
        .where(AdministratorReset.closed_at.is_(None), AdministratorReset.expires_at > at)
        .order_by(AdministratorReset.id)
    ).all()  # fmt: skip
    return [
        Waiting(
            line.id, user.login, user.display_name,
            tuple(held.role for held in user.memberships if held.valid_to is None and held.role in rules.THREE_ADMINISTRATORS),
            name, line.started_at, line.expires_at, actor.user_id not in (line.started_by, line.user_id),
            actor.user_id == line.user_id,
        )
        for line, user, name in rows
    ]


def helpers(session: Session, user_id: int, day: date) -> Helpers:
    """Who is responsible for a forgotten password: the other administrators of the unit, of an engineer those of the
    employer; where there is none the bureau, for its own staff the system administrators. Of an administrator those two
    who can ask for a new one together with somebody else."""
    held = session.scalars(select(Membership).where(Membership.user_id == user_id, standing(day))).all()
    if any(each.role in rules.THREE_ADMINISTRATORS for each in held):
        return Helpers(roles=frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}))
    near = [_near(each) for each in held]
    users = session.scalars(
        select(Membership.user_id).join(User, User.id == Membership.user_id)
        .where(or_(*near), Membership.administers, Membership.user_id != user_id, standing(day), User.disabled_at.is_(None))
    ).all() if near else []  # fmt: skip
    if users:
        return Helpers(frozenset(users))
    outside = any(each.role in BEYOND_THE_BUREAU for each in held)
    return Helpers(roles=frozenset({Role.BUREAU if outside else Role.SYSTEM_ADMIN}))


def _near(held: Membership) -> ColumnElement[bool]:
    if held.person_id is None:
        return and_(
            Membership.role == held.role, Membership.institution_id.is_not_distinct_from(held.institution_id),
            Membership.district_code.is_not_distinct_from(held.district_code),
        )
    at = select(Employment.institution_id).where(
        Employment.person_id == held.person_id, Employment.valid_to.is_(None), Employment.institution_id.is_not(None)
    )
    return and_(Membership.role == Role.EMPLOYER, Membership.institution_id.in_(at))
