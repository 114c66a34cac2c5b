"""Keeps the districts as the city's pack lists them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from training_app.places.models import District
from training_app.policies.city import DistrictEntry


def load(session: Session, entries: Sequence[DistrictEntry]) -> None:
    """Inserts new districts and refreshes names; removes none, since records may belong to it."""
    for sort, entry in enumerate(entries):
        session.merge(District(code=entry.code, name=entry.name, kind=entry.kind, official=entry.official, sort=sort))
    session.flush()
