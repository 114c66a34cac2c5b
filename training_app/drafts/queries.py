"""Reads drafts: everybody the own ones only, in the role they were typed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from training_app.drafts.models import Draft
from training_app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft opened: when it was saved, and the values of its fields by name."""

    saved_at: datetime
    values: dict[str, list[str]]


def place_of(actor: Actor) -> str:
    """What an actor acts for, as part of the name of a draft."""
    return str(actor.institution_id or actor.district_code or actor.person_id or "")


def own(actor: Actor, key: str) -> ColumnElement[bool]:
    """The actor's own draft of a form, as a condition."""
    return and_(
        Draft.user_id == actor.user_id, Draft.role == str(actor.role), Draft.place == place_of(actor), Draft.key == key
    )


def kept(session: Session, actor: Actor, key: str) -> Kept | None:
    """The draft of a form, None when there is none."""
    found = session.scalar(select(Draft).where(own(actor, key)))
    return Kept(found.saved_at, json.loads(found.content or "{}")) if found else None
