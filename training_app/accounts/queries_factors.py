"""Who has a second factor."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from training_app.accounts.models import SecondFactor
from training_app.kernel.actor import Actor


def enrolled(user_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Whether the user of this id has a second factor that is asked for."""
    return exists().where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))


def has_second_factor(session: Session, user_id: int | None) -> bool:
    """Whether this user has a second factor that is asked for."""
    return user_id is not None and bool(session.scalar(select(enrolled(user_id))))


def own(session: Session, actor: Actor) -> SecondFactor | None:
    """The actor's own second factor, begun or confirmed."""
    return session.get(SecondFactor, actor.user_id) if actor.user_id is not None else None
