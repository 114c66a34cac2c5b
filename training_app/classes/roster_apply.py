"""Enrols the people of a roster, set by set, and takes exactly that back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.classes import messages_roster as messages
from training_app.classes.labels_roster import remark_of
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.roster_check import ELSEWHERE, Present
from training_app.classes.rules_signup import JOINING, LEARNING
from training_app.db import bulk
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_names import fits, renames
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, RuleViolation
from training_app.people import service as people

_COLUMNS = ("class_id", "person_id", "state", "name_at", "employer_name", "district_code", "remark", "batch_id")
_RENAME_EMPLOYER = text(
    "UPDATE enrolments e SET employer_name = u.name "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:names AS text[])) AS u (id, name) WHERE e.id = u.id"
)
_ENROL = text("UPDATE enrolments SET state = 'enrolled' WHERE id = ANY(:ids)")
_RESTORE = {
    "employer_name": text("UPDATE enrolments SET employer_name = :before WHERE id = :id AND employer_name = :after"),
    "state": text("UPDATE enrolments SET state = :before WHERE id = :id AND state = :after"),
}


def apply(
    session: Session, actor: Actor, batch: Batch, record: TrainingClass, rows: Sequence[Row], at: datetime
) -> Applied:
    """Everybody of the rows in the register and on the class's list. The class is locked and the rows are checked in the
    same transaction.

    Raises Conflict when one of them was registered under another name or enrolled elsewhere since the check.
    """
    lines = [row.found[0] for row in rows]
    known = {row.position: row.found[1] for row in rows if row.found[1] is not None}
    registered = people.register(
        session, lines, known, batch_id=batch.id, district_code=record.district_code, day=at.astimezone(CHINA).date()
    )
    met = sorted({registered.ids[row.position] for row in rows if row.position not in registered.created})
    present = Present(session, record, met)
    _refuse_elsewhere(session, record, present)
    renamed = [row for row in rows if row.decided and _is_renamed(row)]
    registered.updated |= {row.position for row in renamed}
    new_names = people.rename(session, actor, [_renaming(row) for row in renamed], batch_id=batch.id, batch=batch.number, at=at)
    changes = [Change(*change) for change in (*new_names, *registered.changes)]
    outcomes = _join(session, rows, registered, present, changes)
    new = [row for row in rows if outcomes[row.position] == Outcome.CREATED]
    bulk.copy_in(session, "enrolments", _COLUMNS, _enrolment_lines(new, registered, batch, record))
    return Applied(outcomes, changes, [registered.numbers[row.position] for row in rows])


def take_back(session: Session, batch: Batch, changes: Sequence[Change]) -> dict[str, int]:
    """Removes the enrolments of the batch and undoes what it changed. RuleViolation when something hangs on one."""
    enrolments = session.execute(
        select(Enrolment.id, Enrolment.state).where(Enrolment.batch_id == batch.id).order_by(Enrolment.id).with_for_update()
    ).all()
    ids = [row.id for row in enrolments]
    _refuse_used(session, [*ids, *joined_ids(changes)], sum(row.state != "enrolled" for row in enrolments))
    session.execute(text("DELETE FROM enrolments WHERE id = ANY(:ids)"), {"ids": ids})
    restored = left = 0
    for change in changes:
        if change.table == "enrolments":
            values = {"id": change.record_id, "before": change.before, "after": change.after}
            done = session.execute(_RESTORE[change.column], values).rowcount  # type: ignore[attr-defined]
            restored, left = restored + done, left + (not done)
    session.expire_all()
    taken = people.take_back(session, batch.id, [people.Change(*change) for change in changes])
    return {
        "enrolments": len(ids), "persons_removed": taken.removed, "persons_kept": taken.kept,
        "values_restored": restored + taken.restored, "values_left": left + taken.left,
    }  # fmt: skip


def joined_ids(changes: Sequence[Change]) -> list[int]:
    """The enrolments of people who had applied before the roster came; they go back to how they stood."""
    return [change.record_id for change in changes if (change.table, change.column) == ("enrolments", "state")]


def _is_renamed(row: Row) -> bool:
    found = row.found[1]
    return found is not None and fits(row.decided, found.number, found.name, row.fields["name"]) and renames(row.decided)


def _renaming(row: Row) -> people.Renaming:
    found: people.Known = row.found[1]
    return people.Renaming(found.person_id, found.number, found.name, row.fields["name"], row.decided["why"])


def _refuse_elsewhere(session: Session, record: TrainingClass, present: Present) -> None:
    """Persons are locked by now: nobody can enrol them in a second class of the same level at the same time."""
    elsewhere = present.survivors(
        session, ELSEWHERE, **{"class": record.id, "open": list(LEARNING)}, occupation=record.occupation_key,
        level=record.level,
    )  # fmt: skip
    listed = {person_id for person_id, (_, state, _) in present.enrolments.items() if state not in JOINING}
    if elsewhere - listed:
        raise Conflict("classes.changed_meanwhile", messages.CHANGED_MEANWHILE)


def _join(
    session: Session, rows: Sequence[Row], registered: people.Registered, present: Present, changes: list[Change]
) -> dict[int, str]:
    """The outcome of each row; those on the list already get their state and employer."""
    outcomes: dict[int, str] = {}
    joining: list[int] = []
    renamed: dict[int, str] = {}
    taken: set[int] = set()
    for row in rows:
        person_id = registered.ids[row.position]
        found = present.enrolments.get(person_id)
        if found is None:
            outcomes[row.position] = Outcome.EXISTING if person_id in taken else Outcome.CREATED
            taken.add(person_id)
            continue
        enrolment, state, employer = found
        told = row.fields.get("employer", employer)
        if state in JOINING:
            joining.append(enrolment)
            changes.append(Change("enrolments", enrolment, "state", state, "enrolled"))
        if told != employer and (state == "enrolled" or state in JOINING):
            renamed[enrolment] = told
            changes.append(Change("enrolments", enrolment, "employer_name", employer, told))
        touched = enrolment in renamed or state in JOINING or row.position in registered.updated
        outcomes[row.position] = Outcome.UPDATED if touched else Outcome.EXISTING
    if joining:
        session.execute(_ENROL, {"ids": joining})
    if renamed:
        session.execute(_RENAME_EMPLOYER, {"ids": list(renamed), "names": list(renamed.values())})
    return outcomes


def _enrolment_lines(
    rows: Sequence[Row], registered: people.Registered, batch: Batch, record: TrainingClass
) -> Iterator[str]:
    start, district, end = f"{record.id}\t", bulk.word(record.district_code), str(batch.id)
    word, ids = bulk.word, registered.ids
    return (
        f"{start}{ids[row.position]}\tenrolled\t{word(row.fields['name'])}\t{word(row.fields.get('employer', ''))}\t"
        f"{district}\t{word(remark_of(row.fields))}\t{end}"
        for row in rows
    )


def _refuse_used(session: Session, ids: list[int], moved_on: int) -> None:
    reasons = []
    for table, count in bulk.reference_counts(session, Enrolment.__table__, ids).items():
        reasons.append(messages.HANGS_ON.get(table, messages.OTHER_RECORDS).format(count=count))
    if moved_on:
        reasons.append(messages.MOVED_ON.format(count=moved_on))
    if reasons:
        raise RuleViolation("classes.roster_in_use", messages.CANNOT_UNDO.format(reasons="、".join(reasons)))
