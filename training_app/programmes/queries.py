"""Reads about occupations, directions and the programme catalogue."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from training_app.programmes.models import CatalogueHours, Occupation


def occupations(session: Session) -> list[Occupation]:
    """All occupations with their directions, in the order of the form."""
    return list(session.scalars(select(Occupation).options(selectinload(Occupation.directions)).order_by(Occupation.sort)))


def catalogue_hours(session: Session, occupation_key: str, level: str) -> CatalogueHours | None:
    """What the catalogue says about the hours of an occupation and level; `hours` None where no source was found."""
    return session.get(CatalogueHours, (occupation_key, level))
