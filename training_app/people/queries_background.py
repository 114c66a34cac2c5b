"""Education and titles of a whole list of people at once, for persons recognised by their numbers already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

# Persons are joined, not compared with = ANY: as a filter that would look through thousands of ids for every row.
_ASKED = "unnest(CAST(:ids AS bigint[])) AS asked (id)"
_EDUCATIONS = text(
    f"SELECT e.person_id, e.level, e.outcome, e.degree, e.graduated_on FROM {_ASKED} "
    "JOIN educations e ON e.person_id = asked.id ORDER BY e.id"
)
_TITLES = text(
    f"SELECT t.person_id, t.level, t.held_from FROM {_ASKED} JOIN held_titles t ON t.person_id = asked.id "
    "WHERE t.series = :series AND t.held_from <= :day AND (t.held_to IS NULL OR t.held_to > :day) ORDER BY t.id"
)


class EducationOf(NamedTuple):
    """An education of a person."""

    person_id: int
    level: str
    outcome: str
    degree: str | None
    graduated_on: date | None


class TitleOf(NamedTuple):
    """A title a person holds, and since when."""

    person_id: int
    level: str
    since: date


def educations(session: Session, person_ids: Sequence[int]) -> list[EducationOf]:
    """All educations of these persons (merged ones by their own id)."""
    return [EducationOf(*row) for row in session.execute(_EDUCATIONS, {"ids": list(person_ids)})]


def titles(session: Session, person_ids: Sequence[int], series: str, day: date) -> list[TitleOf]:
    """The titles of a series these persons (merged ones by their own id) held on a day."""
    rows = session.execute(_TITLES, {"ids": list(person_ids), "series": series, "day": day})
    return [TitleOf(*row) for row in rows]
