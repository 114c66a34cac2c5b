"""Reads about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.places.models import District


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role the user may go on in: its key, and the organisation or district it is for."""

    membership_id: int
    role: str
    place: str


def memberships_of(session: Session, actor: Actor, day: date) -> list[RoleChoice]:
    """The actor's own roles in force on a day."""
    rows = session.execute(
        select(Membership.id, Membership.role, func.coalesce(Institution.name, District.name, ""))
        .outerjoin(Institution, Institution.id == Membership.institution_id)
        .outerjoin(District, District.code == Membership.district_code)
        .where(Membership.user_id == actor.user_id, Membership.valid_from <= day)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to > day))
        .order_by(Membership.id)
    )
    return [RoleChoice(*row) for row in rows]


def organisation_name(session: Session, actor: Actor) -> str:
    """The name of the institution or district the actor acts for, empty for the bureau and for engineers."""
    if actor.institution_id is not None:
        return session.scalar(select(Institution.name).where(Institution.id == actor.institution_id)) or ""
    if actor.district_code is not None:
        return session.scalar(select(District.name).where(District.code == actor.district_code)) or ""
    return ""
