"""Who holds which level of an occupation, for a whole list of people at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.classes.held_levels import HeldLevel

# Persons are joined, not compared with = ANY: as a filter that would look through thousands of ids for every row.
_HELD = text(
    "SELECT c.person_id, c.level, c.first_issued_on FROM unnest(CAST(:ids AS bigint[])) AS asked (id) "
    "JOIN level_certificates c ON c.person_id = asked.id "
    "WHERE c.state = 'issued' AND c.system = 'professional_level' AND c.occupation_key = :occupation "
    "AND c.first_issued_on <= :day ORDER BY c.id"
)


def levels_held(session: Session, person_ids: Sequence[int], occupation: str, day: date) -> list[HeldLevel]:
    """The standing 专业技术等级证书 of these persons (rows of `Person`, merged ones by their own id) on a day."""
    rows = session.execute(_HELD, {"ids": list(person_ids), "occupation": occupation, "day": day})
    return [HeldLevel(*row) for row in rows]
