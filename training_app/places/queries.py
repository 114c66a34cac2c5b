"""Reads about districts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.places.models import District


def districts(session: Session) -> list[District]:
    """All districts in the city's order."""
    return list(session.scalars(select(District).order_by(District.sort)))
