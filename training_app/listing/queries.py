"""Reads of kept filters and chosen columns, each actor the own ones and those shared by colleagues in the same role."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.listing import messages
from training_app.listing.models import ColumnChoice, SavedFilter


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody keeps of a list: named filters by name, the columns chosen, the filter it opens with."""

    filters: list[SavedFilter]
    columns: list[str] | None
    default_filter_id: int | None


def visible(actor: Actor) -> ColumnElement[bool]:
    """The actor's own filters in this role, and shared ones of the same role, organisation and district."""
    if actor.user_id is None:
        return false()
    colleagues = and_(
        SavedFilter.shared, SavedFilter.institution_id.is_not_distinct_from(actor.institution_id),
        SavedFilter.district_code.is_not_distinct_from(actor.district_code),
    )
    return and_(SavedFilter.role == actor.role, or_(SavedFilter.user_id == actor.user_id, colleagues))


def kept(session: Session, actor: Actor, list_key: str) -> Kept:
    """What the actor keeps of a list, in this role."""
    own_choice = and_(
        ColumnChoice.user_id == actor.user_id, ColumnChoice.role == actor.role, ColumnChoice.list_key == list_key
    )
    choice = session.execute(select(ColumnChoice.columns, ColumnChoice.default_filter_id).where(own_choice)).one_or_none()
    filters = session.scalars(
        select(SavedFilter).where(SavedFilter.list_key == list_key, visible(actor)).order_by(SavedFilter.name, SavedFilter.id)
    )
    return Kept(list(filters), choice.columns if choice else None, choice.default_filter_id if choice else None)


def default_query(session: Session, actor: Actor, list_key: str) -> dict[str, str]:
    """The filter a list opens with, {} for none."""
    found = session.scalar(
        select(SavedFilter.query)
        .join(ColumnChoice, ColumnChoice.default_filter_id == SavedFilter.id)
        .where(
            ColumnChoice.user_id == actor.user_id, ColumnChoice.role == actor.role, ColumnChoice.list_key == list_key,
            visible(actor),
        )
    )  # fmt: skip
    return {name: str(value) for name, value in (found or {}).items()}


def filter_of(session: Session, actor: Actor, list_key: str, item: int) -> SavedFilter:
    """One kept filter. NotFound when it is nobody's the actor may see."""
    found = session.scalar(
        select(SavedFilter).where(SavedFilter.id == item, SavedFilter.list_key == list_key, visible(actor))
    )
    if found is None:
        raise NotFound("listing.filter_not_found", messages.FILTER_NOT_FOUND)
    return found


def own_count(session: Session, actor: Actor, list_key: str) -> int:
    """How many filters of a list the actor keeps."""
    return session.scalar(
        select(func.count()).where(
            SavedFilter.user_id == actor.user_id, SavedFilter.role == actor.role, SavedFilter.list_key == list_key
        )
    ) or 0  # fmt: skip


def own_named(session: Session, actor: Actor, list_key: str, name: str) -> SavedFilter | None:
    """The actor's own filter of that name."""
    return session.scalar(
        select(SavedFilter).where(
            SavedFilter.user_id == actor.user_id, SavedFilter.role == actor.role, SavedFilter.list_key == list_key,
            SavedFilter.name == name,
        ).limit(1)
    )  # fmt: skip
