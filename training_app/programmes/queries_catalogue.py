"""Reads of the city's programme catalogue, through the actor's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.intake.models import Batch
from training_app.intake.queries import in_scope
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.programmes import messages
from training_app.programmes.labels import LEVELS, STATES
from training_app.programmes.models import Direction, Occupation, ProgrammeCatalogueEntry


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """An entry with the names it points at; `institution` and `direction` empty mean all of them. `state` of the day asked
    for: standing, coming or ended. `batch` is the number of the list it came in by, as far as the actor may open it."""

    entry: ProgrammeCatalogueEntry
    occupation: str
    direction: str
    institution: str
    institution_code: str
    state: str
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all."""

    text: str = ""
    occupation: str = ""
    level: str = ""
    state: str = ""


def visible(actor: Actor) -> ColumnElement[bool]:
    """Entries for every institution anybody with the page may see; those of one institution the bureau, the district of
    its seat and itself."""
    entry = ProgrammeCatalogueEntry.institution_id
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        seated = select(Institution.id).where(Institution.district_code == actor.district_code)
        return or_(entry.is_(None), entry.in_(seated))
    if actor.role in INSTITUTION_ROLES:
        return or_(entry.is_(None), entry == actor.institution_id)
    return entry.is_(None)


def lines(session: Session, actor: Actor, institution_id: int, day: date) -> Sequence[CatalogueLine]:
    """What of the catalogue applies to an institution, in force first, in the order of the form."""
    entry = ProgrammeCatalogueEntry.institution_id
    wanted = _lines(actor, day).where(or_(entry.is_(None), entry == institution_id))
    keys = _orders(day)["state"]
    return [_line(row) for row in session.execute(wanted.order_by(*(key.expression for key in keys)))]


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked, day: date) -> paging.Page:
    """One page of the catalogue."""
    return paging.page_of(session, _narrowed(_lines(actor, day), filters, day), _orders(day), asked, _line)


def counts(session: Session, actor: Actor, filters: Filters, day: date) -> dict[str, int]:
    """How many entries in scope stand, are to come and have ended, under the other filters."""
    others = Filters(filters.text, filters.occupation, filters.level)
    found = _narrowed(_lines(actor, day), others, day).subquery()
    rows = session.execute(select(found.c.state, func.count()).group_by(found.c.state))
    return dict(rows.all())


def line(session: Session, actor: Actor, item: int, day: date) -> CatalogueLine:
    """One entry. NotFound when there is none, or not in the actor's scope."""
    found = session.execute(_lines(actor, day).where(ProgrammeCatalogueEntry.id == item)).one_or_none()
    if found is None:
        raise NotFound("programmes.entry_unknown", messages.ENTRY_UNKNOWN)
    return _line(found)


def _line(row: Sequence) -> CatalogueLine:
    entry, occupation, direction, institution, code, state, batch = row
    return CatalogueLine(entry, occupation, direction or "", institution or "", code or "", state, batch or "")


def _state(day: date) -> ColumnElement[str]:
    e = ProgrammeCatalogueEntry
    return case((e.valid_to <= day, "ended"), (e.valid_from > day, "coming"), else_="standing")


def _lines(actor: Actor, day: date) -> Select:
    e = ProgrammeCatalogueEntry
    return (
        select(
            e, Occupation.name, Direction.name, Institution.name, Institution.code, _state(day).label("state"), Batch.number
        )
        .join(Occupation, Occupation.key == e.occupation_key)
        .outerjoin(Direction, and_(Direction.occupation_key == e.occupation_key, Direction.key == e.direction_key))
        .outerjoin(Institution, Institution.id == e.institution_id)
        .outerjoin(Batch, and_(Batch.id == e.batch_id, in_scope(actor)))
        .where(visible(actor))
    )


def _narrowed(wanted: Select, filters: Filters, day: date) -> Select:
    e = ProgrammeCatalogueEntry
    wanted = fitting(
        wanted, (e.occupation_key, filters.occupation), (e.level, filters.level), (_state(day), filters.state)
    )
    if text := filters.text:
        wanted = wanted.where(
            or_(
                Occupation.name.icontains(text, autoescape=True), Direction.name.icontains(text, autoescape=True),
                Institution.name.icontains(text, autoescape=True), e.document.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    return wanted


def _orders(day: date) -> dict[str, list[paging.Key]]:
    e = ProgrammeCatalogueEntry
    key = paging.Key(e.id, int)
    in_form = [paging.Key(Occupation.sort, int), paging.Key(_rank(e.level, LEVELS), int)]
    unit = paging.Key(func.coalesce(Institution.name_initials, ""), str)
    return {
        "state": [paging.Key(_rank(_state(day), STATES), int), *in_form, unit, key],
        "occupation": [*in_form, unit, key],
        "institution": [unit, *in_form, key],
        "valid_from": [paging.Key(e.valid_from, date), key],
        "valid_to": [paging.Key(e.valid_to, date, nullable=True), key],
    }


def _rank(column: ColumnElement[str], names: Mapping[str, object]) -> ColumnElement[int]:
    """The place of a value among names in their order."""
    return case({name: at for at, name in enumerate(names)}, value=column, else_=len(names))
