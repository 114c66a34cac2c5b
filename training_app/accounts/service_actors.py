"""Who a login is, for commands that act for somebody (`--as LOGIN`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
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
    statement = select(Membership).where(
        Membership.user_id == user.id, Membership.valid_from <= day,
        (Membership.valid_to.is_(None)) | (Membership.valid_to > day),
    )
    for membership in session.scalars(statement.order_by(Membership.id)):
        if may(Role(membership.role), permission):
            return service.actor_of(user, membership, None)
    raise PermissionDenied("accounts.no_such_permission", messages.NO_PERMISSION.format(login=login))
