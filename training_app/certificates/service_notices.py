"""Who is told of level results: one notice a batch to each institution, one to each holder with an account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.certificates.messages import BUREAU_NAME
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.actor import Actor, Role
from training_app.notices import service as notices
from training_app.notices.rules import Recipient


def tell_registered(session: Session, actor: Actor, rows: Sequence[Row], at: datetime) -> None:
    """Results and certificates of these rows came into the register; lines that brought nothing new tell nothing."""
    results, certificates = Counter[int](), Counter[int]()
    for row in rows:
        if row.found.training_class is not None:
            results[row.found.training_class.institution_id] += not row.found.has_assessment
            certificates[row.found.training_class.institution_id] += _is_new(row)
    unit = _unit(session, actor)
    counts = {each: (results[each], certificates[each]) for each in results if results[each] or certificates[each]}
    _to_institutions(session, "certificates.registered", counts, unit, at)
    holders = {row.found.person_id for row in rows if _is_new(row)}
    _to_holders(session, "certificates.yours", holders, unit, at)


def tell_undone(session: Session, actor: Actor, batch: Batch, at: datetime) -> None:
    """The batch is about to be taken back; asked while its results still stand."""
    rows = session.execute(
        select(TrainingClass.institution_id, func.count())
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .join(LevelAssessment, LevelAssessment.enrolment_id == Enrolment.id)
        .where(LevelAssessment.batch_id == batch.id).group_by(TrainingClass.institution_id)
    )  # fmt: skip
    unit = _unit(session, actor)
    _to_institutions(session, "certificates.undone", {each: (count, 0) for each, count in rows}, unit, at)
    holders = session.scalars(select(LevelCertificate.person_id).where(LevelCertificate.batch_id == batch.id))
    _to_holders(session, "certificates.yours_undone", set(holders), unit, at)


def _is_new(row: Row) -> bool:
    return "certificate_number" in row.fields and not row.found.has_certificate


def _unit(session: Session, actor: Actor) -> str:
    """Who brings the results in: the assessment body, else the bureau."""
    name = select(Institution.name).where(Institution.id == actor.institution_id)
    return (session.scalar(name) if actor.institution_id else None) or BUREAU_NAME


def _to_institutions(
    session: Session, kind: str, counts: Mapping[int, tuple[int, int]], unit: str, at: datetime
) -> None:
    for institution_id, (count, certificates) in counts.items():
        notices.send(
            session, kind, Recipient(role=Role.TRAINING_INSTITUTION, institution_id=institution_id),
            subject_kind="certificates", number="", at=at,
            detail={"unit": unit, "count": count, "certificates": certificates},
        )


def _to_holders(session: Session, kind: str, person_ids: set[int], unit: str, at: datetime) -> None:
    if person_ids:
        notices.send_to_engineers(
            session, kind, person_ids, subject_kind="own_certificates", at=at, detail={"unit": unit}
        )
