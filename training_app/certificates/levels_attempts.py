"""The attempts that lines of the list of level results end, and open again when the list is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from training_app.certificates import service_attempts
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat
from training_app.certificates.rules_sessions import BOTH
from training_app.classes.models import Enrolment, TrainingClass
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.actor import Actor
from training_app.people.models import Person

_NOTE = text(
    "UPDATE assessment_seats s SET absent = n.absent, noted_at = :at, batch_id = :batch "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:absent AS text[])) AS n (id, absent) WHERE s.id = n.id"
)
_RESAT_RESULTS = text(
    "SELECT r.id FROM level_assessments r JOIN level_applications a ON a.enrolment_id = r.enrolment_id "
    "AND a.failed_on = r.assessed_on AND a.state NOT IN ('retracted', 'returned') WHERE r.batch_id = :batch"
)
_RESAT_ABSENCES = text(
    "SELECT s.application_id FROM assessment_seats s JOIN assessment_sessions h ON h.id = s.session_id "
    "JOIN level_applications m ON m.id = s.application_id JOIN level_applications a ON a.enrolment_id = m.enrolment_id "
    "AND a.failed_on = h.held_on AND a.state NOT IN ('retracted', 'returned') WHERE s.batch_id = :batch AND s.absent = 'both'"
)


def hold(session: Session, rows: Sequence[Row]) -> None:
    """Keeps the sessions these rows tell of to the end of the transaction."""
    service_attempts.sessions_of(session, [row.found.application_id for row in rows if row.found.application_id])


def end(session: Session, actor: Actor, batch: Batch, rows: Sequence[Row], at: datetime) -> None:
    """The attempts of these rows are over: applications, seats and sessions say so."""
    answered = [row.found for row in rows if row.found.application_id]
    if not answered:
        return
    seated = [found for found in answered if found.seat_id]
    values = {
        "ids": [found.seat_id for found in seated], "absent": [found.absent for found in seated], "at": at, "batch": batch.id,
    }
    session.execute(_NOTE, values)
    for verb, missed in (("assess", False), ("miss", True)):
        ids = [found.application_id for found in answered if (found.absent == BOTH) == missed]
        service_attempts.end(session, ids, verb, actor)
    service_attempts.settle_sessions(session, sorted({found.session_id for found in seated}))


def resat_results(session: Session, batch_id: int) -> set[int]:
    """Ids of the results of a list for which somebody declared a re-sit."""
    return set(session.scalars(_RESAT_RESULTS, {"batch": batch_id}))


def resat_absences(session: Session, batch_id: int) -> set[int]:
    """Ids of the applications a list noted as absent and for which somebody declared a re-sit."""
    return set(session.scalars(_RESAT_ABSENCES, {"batch": batch_id}))


def of_batch(session: Session, batch_id: int) -> list[int]:
    """Ids of the applications whose attempts a list ended."""
    results = select(LevelAssessment.application_id).where(
        LevelAssessment.batch_id == batch_id, LevelAssessment.application_id.is_not(None)
    )
    seats = select(AssessmentSeat.application_id).where(AssessmentSeat.batch_id == batch_id)
    return list(session.scalars(results.union(seats)))


def absences(session: Session, batch_id: int) -> list[tuple[int, str, int]]:
    """Who the list noted as absent from all of it: application, number of the class, surviving person."""
    rows = session.execute(
        select(LevelApplication.id, TrainingClass.number, func.coalesce(Person.merged_into, Person.id))
        .join(AssessmentSeat, AssessmentSeat.application_id == LevelApplication.id)
        .join(Enrolment, Enrolment.id == LevelApplication.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(AssessmentSeat.batch_id == batch_id, AssessmentSeat.absent == BOTH)
    )
    return [(application, number, person) for application, number, person in rows]


def reopen(session: Session, batch_id: int, application_ids: Sequence[int]) -> int:
    """What the list ended is open again; how many absences it took back. Its results are gone already."""
    sessions = service_attempts.sessions_of(session, application_ids)
    missed = len(absences(session, batch_id))
    session.execute(
        update(AssessmentSeat).where(AssessmentSeat.batch_id == batch_id).values(absent="", noted_at=None, batch_id=None)
    )
    service_attempts.reopen(session, application_ids)
    service_attempts.settle_sessions(session, sessions)
    return missed


