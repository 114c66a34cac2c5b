"""Reads about occupations, directions and the programme catalogue."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from training_app.programmes.models import CatalogueHours, Occupation, ProgrammeCatalogueEntry


def occupations(session: Session) -> list[Occupation]:
    """All occupations with their directions, in the order of the form."""
    return list(session.scalars(select(Occupation).options(selectinload(Occupation.directions)).order_by(Occupation.sort)))


def catalogue_hours(session: Session, occupation_key: str, level: str) -> CatalogueHours | None:
    """What the catalogue says about the hours of an occupation and level; `hours` None where no source was found."""
    return session.get(CatalogueHours, (occupation_key, level))


def in_catalogue(
    session: Session, institution_id: int, occupation_key: str, direction_key: str | None, level: str, day: date
) -> bool:
    """Whether a programme of an institution stands in the 培训项目目录 on a day; an entry without institution or direction
    covers all of them."""
    entry = ProgrammeCatalogueEntry
    return bool(
        session.scalar(
            select(entry.id)
            .where(entry.occupation_key == occupation_key, entry.level == level, entry.valid_from <= day)
            .where(or_(entry.valid_to.is_(None), entry.valid_to > day))
            .where(or_(entry.institution_id.is_(None), entry.institution_id == institution_id))
            .where(or_(entry.direction_key.is_(None), entry.direction_key == direction_key))
            .limit(1)
        )
    )
