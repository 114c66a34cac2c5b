"""Keeping filters and columns of lists. Nothing here changes a record, so the trail keeps none of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied
from training_app.kernel.lists import ListSpec
from training_app.listing import messages, queries, rules
from training_app.listing.models import ColumnChoice, SavedFilter


def save_filter(
    session: Session, actor: Actor, spec: ListSpec, name: str, query: Mapping[str, str], shared: bool, at: datetime
) -> SavedFilter:
    """Keeps what of an address narrows or orders the list under a name of the actor's. InvalidInput when there is no
    name, nothing to keep, or the search holds a whole number; Conflict when the name is taken."""
    name = rules.tidy_name(name)
    values = spec.kept(query)
    if not name or len(name) > rules.LONGEST_NAME:
        raise InvalidInput("listing.name_missing", messages.NAME_MISSING)
    if not values:
        raise InvalidInput("listing.nothing_set", messages.NOTHING_SET)
    if rules.holds_a_number(values):
        raise InvalidInput("listing.number_inside", messages.NUMBER_INSIDE)
    if queries.own_named(session, actor, spec.key, name) is not None:
        raise Conflict("listing.name_taken", messages.NAME_TAKEN.format(name=name))
    if queries.own_count(session, actor, spec.key) >= rules.MOST_FILTERS:
        raise Conflict("listing.too_many", messages.TOO_MANY.format(most=rules.MOST_FILTERS))
    saved = SavedFilter(
        list_key=spec.key, name=name, query=values, shared=shared, user_id=actor.user_id, role=actor.role,
        institution_id=actor.institution_id, district_code=actor.district_code, created_at=at,
    )  # fmt: skip
    session.add(saved)
    session.flush()
    return saved


def rename_filter(session: Session, actor: Actor, spec: ListSpec, item: int, name: str) -> SavedFilter:
    """Gives an own filter another name."""
    saved = _own(session, actor, spec, item)
    name = rules.tidy_name(name)
    if not name or len(name) > rules.LONGEST_NAME:
        raise InvalidInput("listing.name_missing", messages.NAME_MISSING)
    other = queries.own_named(session, actor, spec.key, name)
    if other is not None and other.id != saved.id:
        raise Conflict("listing.name_taken", messages.NAME_TAKEN.format(name=name))
    saved.name = name
    session.flush()
    return saved


def delete_filter(session: Session, actor: Actor, spec: ListSpec, item: int) -> str:
    """Forgets an own filter; answers its name."""
    saved = _own(session, actor, spec, item)
    session.delete(saved)
    session.flush()
    return saved.name


def open_with(session: Session, actor: Actor, spec: ListSpec, item: int | None) -> SavedFilter | None:
    """The list opens with this filter from now on; None: with everything."""
    saved = None if item is None else queries.filter_of(session, actor, spec.key, item)
    _choose(session, actor, spec, default_filter_id=saved.id if saved else None)
    return saved


def choose_columns(session: Session, actor: Actor, spec: ListSpec, columns: list[str] | None) -> None:
    """The columns the actor sees of a list from now on; None: the list's own."""
    _choose(session, actor, spec, columns=None if columns is None else rules.columns_of(spec, columns))


def _choose(session: Session, actor: Actor, spec: ListSpec, **values: object) -> None:
    statement = insert(ColumnChoice).values(user_id=actor.user_id, role=actor.role, list_key=spec.key, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["user_id", "role", "list_key"], set_=values))


def _own(session: Session, actor: Actor, spec: ListSpec, item: int) -> SavedFilter:
    saved = queries.filter_of(session, actor, spec.key, item)
    if saved.user_id != actor.user_id:
        raise PermissionDenied("listing.not_yours", messages.NOT_YOURS)
    return saved
