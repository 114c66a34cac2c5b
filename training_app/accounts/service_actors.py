"""Who acts: for commands in somebody's name (`--as LOGIN`) and for work that is done after the request."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from training_app.accounts import messages, rules, service
from training_app.accounts.models import Membership, User
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import NotFound, PermissionDenied
from training_app.kernel.permissions import Permission, may


def actor_for(session: Session, login: str, permission: Permission, at: datetime) -> Actor:
    """The user acting in the first of the own roles in force that holds the permission.

    NotFound when nobody usable has this login, PermissionDenied when no role of theirs may.
    """
    user = session.scalar(select(User).where(User.login == rules.canonical_login(login), User.disabled_at.is_(None)))
    if user is None:
        raise NotFound("accounts.user_not_found", messages.USER_NOT_FOUND.format(login=login))
    day = at.astimezone(CHINA).date()
    statement = select(Membership).where(Membership.user_id == user.id, *_in_force(day))
    for membership in session.scalars(statement.order_by(Membership.id)):
        if may(Role(membership.role), permission):
            return service.actor_of(user, membership, None)
    raise PermissionDenied("accounts.no_such_permission", messages.NO_PERMISSION.format(login=login))


def membership_of(session: Session, actor: Actor, at: datetime) -> Membership:
    """The role in force in which the actor acts; NotFound when it ended meanwhile."""
    day = at.astimezone(CHINA).date()
    found = session.scalars(
        select(Membership)
        .where(
            Membership.user_id == actor.user_id, Membership.role == actor.role,
            Membership.institution_id.is_not_distinct_from(actor.institution_id),
            Membership.district_code.is_not_distinct_from(actor.district_code),
            Membership.person_id.is_not_distinct_from(actor.person_id), *_in_force(day),
        )
        .order_by(Membership.id)
    ).first()
    if found is None:
        raise NotFound("accounts.no_such_role", messages.NO_SUCH_ROLE)
    return found


def actor_of_membership(session: Session, user_id: int, membership_id: int, day: date) -> Actor | None:
    """The user acting in one role, as the register knows both on that day: None when the account is disabled or the role
    not in force."""
    row = session.execute(
        select(User, Membership).join(Membership, Membership.user_id == User.id)
        .where(User.id == user_id, Membership.id == membership_id, User.disabled_at.is_(None), *_in_force(day))
    ).one_or_none()
    return None if row is None else service.actor_of(row.User, row.Membership, None)


def named(session: Session, user_id: int, membership_id: int) -> Actor:
    """The user in one role whatever became of both: to name somebody in the trail, never to decide by."""
    return service.actor_of(session.get_one(User, user_id), session.get_one(Membership, membership_id), None)


def _in_force(day: date) -> tuple[ColumnElement[bool], ...]:
    return Membership.valid_from <= day, (Membership.valid_to.is_(None)) | (Membership.valid_to > day)
