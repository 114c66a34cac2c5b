"""Takes an opening batch back: hours are reversed, everything else it wrote is removed, if nothing newer hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates.models import LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import bulk
from training_app.hours import service as hours
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor
from training_app.kernel.dependents import Consequence, Dependent
from training_app.kernel.errors import RuleViolation
from training_app.opening import messages
from training_app.opening.apply import ORIGIN, SOURCE_KIND
from training_app.people import service as people

OWN = ("disbursements", "level_certificates", "completion_certificates")
"""Tables of what the lines tell besides class and enrolment."""
_IDS = {name: text(f"SELECT id FROM {name} WHERE batch_id = :batch ORDER BY id FOR UPDATE") for name in (
    *OWN, "enrolments", "training_classes",
)}  # fmt: skip
_FOREIGN = {name: text(
    f"SELECT count(*) FROM {name} WHERE enrolment_id = ANY(:ids) AND batch_id IS DISTINCT FROM :batch"
) for name in OWN}  # fmt: skip
_JOINED_LATER = text("SELECT count(*) FROM enrolments WHERE class_id = ANY(:ids) AND batch_id IS DISTINCT FROM :batch")


def take_back(
    session: Session, actor: Actor, batch: Batch, changes: Sequence[Change], at: datetime
) -> dict[str, int]:
    """Undoes what the batch wrote. RuleViolation, before anything is touched, when later records hang on it.

    People whose hours were credited stay in the register: the ledger keeps both credit and reversal.
    """
    ids = {name: list(session.scalars(statement, {"batch": batch.id})) for name, statement in _IDS.items()}
    _refuse_used(session, batch, ids)
    classes = session.scalars(select(TrainingClass.number).where(TrainingClass.batch_id == batch.id)).all()
    reason = messages.UNDONE.format(number=batch.number)
    reversed_entries = hours.reverse_source(session, actor, SOURCE_KIND, batch.number, reason, at)
    for name in (*OWN, "enrolments", "training_classes"):
        session.execute(text(f"DELETE FROM {name} WHERE batch_id = :batch"), {"batch": batch.id})
    session.expire_all()
    taken = people.take_back(session, batch.id, [people.Change(*change) for change in changes])
    for number in classes:
        audit.record(session, actor, "class.opening_undone", "class", number, at=at, detail={"batch": batch.number})
    return {
        "classes": len(ids["training_classes"]), "enrolments": len(ids["enrolments"]), "hours_reversed": reversed_entries,
        "certificates": len(ids["level_certificates"]) + len(ids["completion_certificates"]),
        "disbursements": len(ids["disbursements"]), "persons_removed": taken.removed, "persons_kept": taken.kept,
        "values_restored": taken.restored, "values_left": taken.left,
    }  # fmt: skip


def hang_on_completion(session: Session, class_id: int) -> list[Dependent]:
    """A class of the opening load has no timetable to complete again from: it is taken back with its batch only."""
    origin = session.scalar(select(TrainingClass.origin).where(TrainingClass.id == class_id))
    return [Dependent(Consequence.BLOCKS, messages.NOT_REOPENED)] if origin == ORIGIN else []


def _refuse_used(session: Session, batch: Batch, ids: dict[str, list[int]]) -> None:
    counts: dict[str, int] = {}
    enrolments, classes, own = ids["enrolments"], ids["training_classes"], frozenset(OWN)
    for found in (
        bulk.reference_counts(session, LevelCertificate.__table__, ids["level_certificates"]),
        bulk.reference_counts(session, Enrolment.__table__, enrolments, ignore=own),
        bulk.reference_counts(session, TrainingClass.__table__, classes, ignore={*own, "enrolments"}),
    ):
        for name, count in found.items():
            counts[name] = counts.get(name, 0) + count
    for name, statement in _FOREIGN.items():
        counts[name] = counts.get(name, 0) + (session.scalar(statement, {"ids": enrolments, "batch": batch.id}) or 0)
    counts["enrolments"] = session.scalar(_JOINED_LATER, {"ids": classes, "batch": batch.id}) or 0
    reasons = [
        messages.HANGS_ON.get(name, messages.OTHER_RECORDS).format(count=count) for name, count in counts.items() if count
    ]
    if reasons:
        sentence = messages.CANNOT_UNDO.format(reasons=messages.LIST_MARK.join(reasons))
        raise RuleViolation("opening.in_use", sentence, number=batch.number)
