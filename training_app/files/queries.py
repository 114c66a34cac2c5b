"""Finding stored files, each actor the own ones."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from training_app.files.messages import NOT_FOUND
from training_app.files.models import StoredFile
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.errors import NotFound


def get(session: Session, actor: Actor, number: str) -> StoredFile:
    """The file of this number. NotFound when there is none or it lies outside the actor's scope."""
    found = session.scalars(select(StoredFile).where(StoredFile.number == number, in_scope(actor))).one_or_none()
    if found is None:
        raise NotFound("file.not_found", NOT_FOUND, number=number)
    return found


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a stored file is the actor's to read.

    The bureau sees all, a district its own, an institution's people the institution's; an engineer what the engineer
    stored. The three administrators see no business files (GB/T 22239-2019 8.1.4.2 d).
    """
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT and actor.district_code is not None:
        return StoredFile.district_code == actor.district_code
    if actor.role in INSTITUTION_ROLES and actor.institution_id is not None:
        return StoredFile.institution_id == actor.institution_id
    if actor.role is Role.ENGINEER and actor.user_id is not None:
        return StoredFile.created_by == actor.user_id
    return false()
