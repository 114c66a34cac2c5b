"""Finding batches, each actor the own ones."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session, joinedload

from training_app.accounts.models import User
from training_app.files.models import StoredFile
from training_app.intake import messages
from training_app.intake.models import Batch
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.errors import NotFound

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list with its total."""

    items: list[Batch]
    total: int


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a batch is the actor's to see: the bureau all, a district its own, an institution its own."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT and actor.district_code is not None:
        return Batch.district_code == actor.district_code
    if actor.role in INSTITUTION_ROLES and actor.institution_id is not None:
        return Batch.institution_id == actor.institution_id
    return false()


def get(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Batch:
    """The batch of this number. NotFound when there is none or it lies outside the actor's scope."""
    statement = select(Batch).where(Batch.number == number, in_scope(actor))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    batch = session.scalars(statement).one_or_none()
    if batch is None:
        raise NotFound("intake.not_found", messages.NOT_FOUND, number=number)
    return batch


def search(
    session: Session, actor: Actor, *, kind: str = "", state: str = "", subject: str = "", page: int = 1
) -> Found:
    """Batches, newest first, with their files."""
    conditions = [in_scope(actor)]
    for column, value in ((Batch.kind, kind), (Batch.state, state), (Batch.subject_number, subject)):
        if value:
            conditions.append(column == value)
    total = session.scalar(select(func.count()).select_from(Batch).where(*conditions)) or 0
    statement = select(Batch).where(*conditions).options(joinedload(Batch.file)).order_by(Batch.id.desc())
    return Found(list(session.scalars(statement.limit(PER_PAGE).offset((page - 1) * PER_PAGE))), total)


def earlier_imports(session: Session, actor: Actor, batch: Batch) -> list[Batch]:
    """Confirmed batches of the same file for the same subject, newest first: it was imported already."""
    statement = (
        select(Batch)
        .join(StoredFile, StoredFile.id == Batch.file_id)
        .where(
            in_scope(actor), Batch.id != batch.id, Batch.kind == batch.kind, Batch.state == "confirmed",
            Batch.subject_number.is_not_distinct_from(batch.subject_number),
            StoredFile.content_id == batch.file.content_id,
        )
        .order_by(Batch.confirmed_at.desc())
    )  # fmt: skip
    return list(session.scalars(statement))


def user_names(session: Session, ids: set[int | None]) -> dict[int | None, str]:
    """Display names of users by id."""
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    return {row.id: row.display_name for row in session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))}
