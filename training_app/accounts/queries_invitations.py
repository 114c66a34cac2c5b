"""Which invitations still serve, and whose they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_

from training_app.accounts.models import Invitation
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission, may


def standing(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Invitations that can still be used."""
    return (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > at)


def manageable(actor: Actor) -> ColumnElement[bool]:
    """The invitations the actor may see and take back: the own organisation's or district's, or made by oneself."""
    own: ColumnElement[bool] = Invitation.created_by == actor.user_id if actor.user_id is not None else false()
    if may(actor.role, Permission.INSTITUTION_MANAGE):
        return or_(own, Invitation.kind == "member")
    if not actor.administers:
        return false()
    same = (
        Invitation.institution_id == actor.institution_id if actor.institution_id is not None
        else Invitation.district_code == actor.district_code
    )
    return or_(own, and_(Invitation.kind == "member", Invitation.role == actor.role, same))
