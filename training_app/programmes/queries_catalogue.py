"""Reads of the city's programme catalogue, through the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from training_app.institutions.models import Institution
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.programmes.models import Direction, Occupation, ProgrammeCatalogueEntry


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """An entry with the names it points at; `institution` and `direction` empty mean all of them."""

    entry: ProgrammeCatalogueEntry
    occupation: str
    direction: str
    institution: str
    institution_code: str


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


def lines(session: Session, actor: Actor, institution_id: int | None = None) -> Sequence[CatalogueLine]:
    """The catalogue in the order of the form; with an institution only what applies to it."""
    wanted = (
        select(ProgrammeCatalogueEntry, Occupation.name, Direction.name, Institution.name, Institution.code)
        .join(Occupation, Occupation.key == ProgrammeCatalogueEntry.occupation_key)
        .outerjoin(
            Direction,
            and_(
                Direction.occupation_key == ProgrammeCatalogueEntry.occupation_key,
                Direction.key == ProgrammeCatalogueEntry.direction_key,
            ),
        )
        .outerjoin(Institution, Institution.id == ProgrammeCatalogueEntry.institution_id)
        .where(visible(actor))
        .order_by(
            ProgrammeCatalogueEntry.valid_to.desc().nulls_first(), Occupation.sort, ProgrammeCatalogueEntry.level,
            Institution.name_initials, ProgrammeCatalogueEntry.valid_from,
        )
    )
    if institution_id is not None:
        entry = ProgrammeCatalogueEntry.institution_id
        wanted = wanted.where(or_(entry.is_(None), entry == institution_id))
    return [
        CatalogueLine(entry, occupation, direction or "", institution or "", code or "")
        for entry, occupation, direction, institution, code in session.execute(wanted)
    ]
