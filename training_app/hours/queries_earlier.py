"""What the ledger holds of the people of a list, set by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.hours.rules_earlier import SOURCE_KIND, fact_of

_FAMILY = (
    "WITH asked AS (SELECT unnest(CAST(:ids AS bigint[])) AS id), family AS ("
    "SELECT id AS owner, id FROM asked UNION ALL "
    "SELECT asked.id, p.id FROM asked JOIN persons p ON p.merged_into = asked.id) "
)
_ENTRIES = text(
    _FAMILY + "SELECT f.owner, e.idempotency_key, e.year, e.subject, e.hours, e.occurred_on, e.source_kind, "
    "e.source_number, taken.id IS NULL FROM family f JOIN hour_entries e ON e.person_id = f.id "
    "LEFT JOIN hour_entries taken ON taken.reverses = e.id WHERE e.reverses IS NULL ORDER BY e.id"
)
_STANDING_OF_BATCH = text(
    "SELECT DISTINCT coalesce(p.merged_into, p.id) FROM hour_entries e JOIN persons p ON p.id = e.person_id "
    "WHERE e.source_kind = :kind AND e.source_number = :batch AND e.reverses IS NULL "
    "AND NOT EXISTS (SELECT FROM hour_entries taken WHERE taken.reverses = e.id)"
)


class Entered(NamedTuple):
    """A training of this list in the ledger: hundredths of 学时, number of its batch, False once it was taken back."""

    hours: int
    batch: str
    standing: bool


class Credited(NamedTuple):
    """A standing entry that the register made by itself, from a class or an earlier class."""

    year: int
    subject: str
    hours: int
    on: date
    source: str


@dataclass(slots=True)
class Ledger:
    """Entries by surviving person: trainings of this list by their key, and what came from classes."""

    entered: dict[tuple[int, str], list[Entered]] = field(default_factory=lambda: defaultdict(list))
    credited: dict[int, list[Credited]] = field(default_factory=lambda: defaultdict(list))


def ledger_of(session: Session, person_ids: Iterable[int]) -> Ledger:
    """The entries of surviving persons, over merges. The caller has shown them to be in scope."""
    ledger, ids = Ledger(), list(person_ids)
    if not ids:
        return ledger
    for owner, key, year, subject, hours, on, kind, source, standing in session.execute(_ENTRIES, {"ids": ids}):
        if kind == SOURCE_KIND:
            ledger.entered[owner, fact_of(key)].append(Entered(hours, source, standing))
        elif standing:
            ledger.credited[owner].append(Credited(year, subject, hours, on, source))
    return ledger


def holders_of_batch(session: Session, batch_number: str) -> Sequence[int]:
    """The surviving persons with hours of this batch that still stand."""
    return session.scalars(_STANDING_OF_BATCH, {"kind": SOURCE_KIND, "batch": batch_number}).all()
