"""Finding batches, each actor the own ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session, joinedload

from training_app.accounts.models import User
from training_app.db import paging
from training_app.db.narrowing import fitting, within
from training_app.files.models import StoredFile
from training_app.intake import messages
from training_app.intake.models import Batch, EarlierFile
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress

NEWEST = Asked("-created")


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of batches is narrowed to; empty means all. Days are those of the upload, both included."""

    kind: str = ""
    state: str = ""
    subject: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A line of the list: the batch with its file, and who sent it."""

    record: Batch
    uploader: str


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


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the batches in scope that match, with their files."""
    wanted = select(Batch).where(in_scope(actor))
    wanted = fitting(
        wanted,
        (Batch.kind, filters.kind), (Batch.state, filters.state), (Batch.subject_number, filters.subject.upper()),
    )  # fmt: skip
    wanted = within(wanted, Batch.created_at, filters.first_day, filters.last_day)
    page = paging.page_of(
        session, wanted.options(joinedload(Batch.file)), {"created": [paging.Key(Batch.id, int)]}, asked,
        lambda row: row[0], counted=wanted,
    )  # fmt: skip
    names = user_names(session, {batch.created_by for batch in page.items})
    return replace(page, items=[BatchRow(batch, names.get(batch.created_by, "")) for batch in page.items])


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


def earlier_files(session: Session, batch: Batch) -> list[EarlierFile]:
    """The files a batch in scope was read from before its present one, the first one first."""
    statement = select(EarlierFile).where(EarlierFile.batch_id == batch.id).order_by(EarlierFile.round)
    return list(session.scalars(statement))


def user_names(session: Session, ids: set[int | None]) -> dict[int | None, str]:
    """Display names of users by id."""
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    return {row.id: row.display_name for row in session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))}
