"""Writes earlier titles into the register, takes exactly that back, and foretells it line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.db import bulk
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, RuleViolation
from training_app.notices import service as notices
from training_app.people import service as people
from training_app.titles import messages_earlier as messages
from training_app.titles import queries_earlier as queries

SOURCE_KIND = "earlier"
_COLUMNS = (
    "person_id", "series", "level", "held_from", "source_kind", "source_number", "batch_id", "specialty", "acquired_by",
    "approved_by", "certificate_number",
)  # fmt: skip
_DELETE = text("DELETE FROM held_titles WHERE batch_id = :batch AND held_to IS NULL")


def apply(session: Session, actor: Actor, batch: Batch, rows: Sequence[Row], at: datetime) -> Applied:
    """The titles of the rows, which were checked in the same transaction; people the register does not know enter it, as
    those of earlier classes do. Raises Conflict when somebody's titles changed meanwhile."""
    day = at.astimezone(CHINA).date()
    lines = [row.found.line for row in rows]
    known = {row.position: row.found.known for row in rows if row.found.known}
    registered, persons = people.register_once(
        session, lines, known, batch_id=batch.id, district_code=batch.district_code, day=day
    )
    _refuse_changed(session, rows)
    new = [row for row in rows if row.outlook == Outcome.CREATED]
    bulk.copy_in(
        session, "held_titles", _COLUMNS, (_line(row, persons[row.found.line.index][0], batch) for row in new)
    )
    session.expire_all()
    _tell(session, "title.earlier", {persons[row.found.line.index][0] for row in new}, at)
    members = [f"{persons[row.found.line.index][1]}/{row.fields['series']}/{row.fields['level']}" for row in new]
    return Applied(
        {row.position: row.outlook for row in rows}, [Change(*change) for change in registered.changes], members
    )


def take_back(session: Session, batch: Batch, changes: Sequence[Change], at: datetime) -> dict[str, int]:
    """Removes the titles the batch brought in; one that has ended since stays. RuleViolation, before anything is touched,
    when a recognition relied on one of them."""
    queries.lock_holders(session, batch.id)
    titles = queries.of_batch(session, batch.id)
    relied = queries.relied_on(session, batch.id, titles)
    if relied:
        raise RuleViolation("titles.earlier_relied_on", messages.CANNOT_UNDO.format(records=_named(relied)))
    _tell(session, "title.earlier_undone", {each.person_id for each in titles if not each.ended}, at)
    removed = session.execute(_DELETE, {"batch": batch.id}).rowcount  # type: ignore[attr-defined]
    session.expire_all()
    taken = people.take_back(session, batch.id, [people.Change(*change) for change in changes])
    return {
        "held_titles": removed, "titles_kept": len(titles) - removed, "persons_removed": taken.removed,
        "persons_kept": taken.kept, "values_restored": taken.restored, "values_left": taken.left,
    }  # fmt: skip


def _refuse_changed(session: Session, rows: Sequence[Row]) -> None:
    """The persons are locked by now: their titles must still be those that were looked at."""
    found = {row.found.known.person_id: row.found.held for row in rows if row.found.known}
    present = queries.titles_of(session, found)
    if any(tuple(present.get(person_id, ())) != held for person_id, held in found.items()):
        raise Conflict("titles.changed_meanwhile", messages.CHANGED_MEANWHILE)


def _line(row: Row, person_id: int, batch: Batch) -> str:
    fields, word = row.fields, bulk.word
    return "\t".join((
        str(person_id), fields["series"], fields["level"], fields["held_from"], SOURCE_KIND, batch.number, str(batch.id),
        *(word(fields.get(name, "")) for name in ("specialty", "way", "approved_by", "certificate_number")),
    ))  # fmt: skip


def _named(relied: Mapping[int, Sequence[str]]) -> str:
    numbers = sorted({number for some in relied.values() for number in some})
    shown = messages.LIST_MARK.join(numbers[: messages.MOST_NAMED])
    return shown + (messages.MORE.format(count=len(numbers)) if len(numbers) > messages.MOST_NAMED else "")


def _tell(session: Session, kind: str, person_ids: set[int], at: datetime) -> None:
    if person_ids:
        notices.send_to_engineers(session, kind, person_ids, subject_kind="own_titles", at=at)
