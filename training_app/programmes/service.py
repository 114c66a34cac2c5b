"""Keeps occupations and directions as the national pack lists them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.policies.occupations import OccupationEntry
from training_app.programmes.models import CatalogueHours, Direction, Occupation

LEVELS = ("junior", "intermediate", "senior")


def load(session: Session, entries: Sequence[OccupationEntry]) -> None:
    """Inserts or refreshes occupations, directions and empty, unverified catalogue hours."""
    for entry in entries:
        session.merge(
            Occupation(
                key=entry.key, name=entry.name, short_name=entry.short_name, code_2015=entry.code_2015,
                code_2022=entry.code_2022, edition=entry.edition, preprinted=entry.preprinted, sort=entry.sort,
            )
        )
    session.flush()
    known = {tuple(row) for row in session.execute(select(CatalogueHours.occupation_key, CatalogueHours.level))}
    for entry in entries:
        for sort, direction in enumerate(entry.directions):
            session.merge(
                Direction(
                    occupation_key=entry.key, key=direction.key, name=direction.name, verified=direction.verified,
                    sort=sort,
                )
            )
        for level in LEVELS:
            if (entry.key, level) not in known:
                session.add(CatalogueHours(occupation_key=entry.key, level=level, hours=None, verified=False))
    session.flush()
