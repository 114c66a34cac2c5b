"""Reference data from the policy packs: districts of the city, occupations with directions. Safe to repeat."""

from __future__ import annotations

from sqlalchemy.orm import Session

from training_app.places import service as places
from training_app.policies.city import city
from training_app.policies.occupations import occupations
from training_app.programmes import service as programmes


def load_reference(session: Session) -> None:
    """Inserts or refreshes what the packs say."""
    places.load(session, city().districts)
    programmes.load(session, occupations())
