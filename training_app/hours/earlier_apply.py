"""Writes earlier hours into the ledger, and takes exactly that back by reversals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.hours import messages_earlier as messages
from training_app.hours import service
from training_app.hours.columns import year_of
from training_app.hours.earlier_check import Found
from training_app.hours.queries_earlier import holders_of_batch
from training_app.hours.rules import Credit
from training_app.hours.rules_earlier import SOURCE_KIND
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict
from training_app.kernel.quantities import format_hours
from training_app.notices import service as notices
from training_app.people import service as people
from training_app.policies.loader import load
from training_app.policies.pack import DatedValue


def apply(session: Session, actor: Actor, batch: Batch, rows: Sequence[Row], at: datetime) -> Applied:
    """The credits of the rows, which were checked in the same transaction; people the register does not know enter it, as
    those of earlier classes do. Raises Conflict when one of the trainings was credited meanwhile."""
    day = at.astimezone(CHINA).date()
    lines = [row.found.line for row in rows]
    known = {row.position: row.found.known for row in rows if row.found.known}
    registered, persons = people.register_once(
        session, lines, known, batch_id=batch.id, district_code=batch.district_code, day=day
    )
    credits, members = [], []
    for row in rows:
        found: Found = row.found
        person_id, number = persons[found.line.index]
        for subject in found.new:
            credits.append(_credit(row, person_id, number, subject, batch.number, day))
            members.append(f"{number}/{year_of(row.fields)}/{subject}/{format_hours(found.amounts[subject])}")
    if service.credit(session, actor, credits, at) != len(credits):
        raise Conflict("hours.changed_meanwhile", messages.CHANGED_MEANWHILE)
    _tell(session, "hours.earlier", {each.person_id for each in credits}, at)
    return Applied(
        {row.position: row.outlook for row in rows}, [Change(*change) for change in registered.changes], members
    )


def take_back(
    session: Session, actor: Actor, batch: Batch, changes: Sequence[Change], at: datetime
) -> dict[str, int]:
    """Reverses what the batch credited. Nothing can stand in the way: no decision relies on hours so far. People who were
    credited stay, because the ledger keeps both credit and reversal."""
    _tell(session, "hours.earlier_undone", set(holders_of_batch(session, batch.number)), at)
    reason = messages.REASON.format(batch=batch.number)
    entries = service.reverse_source(session, actor, SOURCE_KIND, batch.number, reason, at)
    taken = people.take_back(session, batch.id, [people.Change(*change) for change in changes])
    return {
        "hours_reversed": entries, "persons_removed": taken.removed, "persons_kept": taken.kept,
        "values_restored": taken.restored, "values_left": taken.left,
    }  # fmt: skip


def _credit(row: Row, person_id: int, number: str, subject: str, batch: str, day: date) -> Credit:
    found, fields, year = row.found, row.fields, year_of(row.fields)
    rule = _rule(subject, year)
    # Where nobody told the day it counts as the last one of its year; of the present year as the day it was brought in.
    on = date.fromisoformat(fields["occurred_on"]) if "occurred_on" in fields else min(date(year, 12, 31), day)
    told = [fields[name] for name in ("source", "course", "evidence") if name in fields]
    return Credit(
        person_id=person_id, year=year, subject=subject, hours=found.amounts[subject], occurred_on=on,
        source_kind=SOURCE_KIND, source_number=batch, rule=f"{rule.name} {rule.begins.isoformat()}",
        basis=str(rule.citation.basis), idempotency_key=found.key(number, subject),
        evidence=messages.EVIDENCE_MARK.join(told),
    )  # fmt: skip


def _rule(subject: str, year: int) -> DatedValue:
    """What the year asked of the subject: the rule by which its hours are counted (人社部令第25号 第八条)."""
    return load().parameter(f"hours.required_{subject}").on(date(year, 12, 31))


def _tell(session: Session, kind: str, person_ids: set[int], at: datetime) -> None:
    if person_ids:
        notices.send_to_engineers(session, kind, person_ids, subject_kind="own_hours", at=at)
