"""What of this package hangs on the completion of a class, counted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.certificates.models import CompletionCertificate, LevelAssessment, LevelCertificate
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_confirmation import LotMember
from training_app.certificates.models_sessions import AssessmentSeat
from training_app.certificates.rules_applications import OPEN
from training_app.classes.models import Enrolment


@dataclass(frozen=True, slots=True)
class Hanging:
    """Standing completion certificates, level certificates, people in lots, results, open applications and how many of those
    have a seat."""

    papers: int
    certificates: int
    in_lots: int
    results: int
    applications: int
    seated: int


def on_class(session: Session, class_id: int) -> Hanging:
    """What hangs on the completion of a class, in one statement."""
    of_class, count = select(Enrolment.id).where(Enrolment.class_id == class_id), func.count()
    open_ = (LevelApplication.enrolment_id.in_(of_class), LevelApplication.state.in_(OPEN))
    parts = (
        select(count).where(CompletionCertificate.enrolment_id.in_(of_class), CompletionCertificate.state == "issued"),
        select(count).where(LevelCertificate.enrolment_id.in_(of_class)),
        select(count).where(LotMember.enrolment_id.in_(of_class), LotMember.state == "in"),
        select(count).where(LevelAssessment.enrolment_id.in_(of_class)),
        select(count).where(*open_),
        select(count).select_from(AssessmentSeat)
        .join(LevelApplication, LevelApplication.id == AssessmentSeat.application_id).where(*open_),
    )  # fmt: skip
    return Hanging(*session.execute(select(*(part.scalar_subquery() for part in parts))).one())
