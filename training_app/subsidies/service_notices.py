"""Who is told of payments: one notice a batch to each institution, one to each person paid who has an account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes.models import TrainingClass
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.actor import Role
from training_app.kernel.quantities import format_fen
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.subsidies.models import Disbursement

Payment = tuple[int, int, int]
"""Institution, person, amount in fen."""


def tell_paid(session: Session, rows: Sequence[Row], at: datetime) -> None:
    """Payments of these rows came into the register."""
    payments = [(row.found.training_class.institution_id, row.found.person_id, row.found.amount_fen) for row in rows]
    _tell(session, "subsidy.paid", "subsidy.yours", payments, at)


def tell_undone(session: Session, batch: Batch, at: datetime) -> None:
    """The batch is about to be taken back; asked while its payments still stand."""
    rows = session.execute(
        select(TrainingClass.institution_id, Disbursement.person_id, Disbursement.amount_fen)
        .join(TrainingClass, TrainingClass.id == Disbursement.class_id).where(Disbursement.batch_id == batch.id)
    )
    _tell(session, "subsidy.undone", "subsidy.yours_undone", [tuple(row) for row in rows], at)


def _tell(session: Session, kind: str, own_kind: str, payments: Iterable[Payment], at: datetime) -> None:
    totals: dict[int, tuple[set[int], int]] = {}
    for institution_id, person_id, amount in payments:
        persons, total = totals.setdefault(institution_id, (set(), 0))
        persons.add(person_id)
        totals[institution_id] = (persons, total + amount)
    for institution_id, (persons, total) in totals.items():
        to = Recipient(role=Role.TRAINING_INSTITUTION, institution_id=institution_id)
        detail = {"count": len(persons), "amount": format_fen(total)}
        notices.send(session, kind, to, subject_kind="subsidies", number="", at=at, detail=detail)
    paid = {person_id for persons, _ in totals.values() for person_id in persons}
    if paid:
        notices.send_to_engineers(session, own_kind, paid, subject_kind="own_hours", at=at)
