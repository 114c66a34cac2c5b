"""Completion certificates 培训合格证书: issuing them for a class and revoking them (威人社函〔2023〕25号 四（二）)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages, queries
from training_app.certificates.models import CompletionCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db.numbers import take
from training_app.kernel.actor import Actor
from training_app.kernel.dependents import Consequence, Dependent
from training_app.people.models import Person


def issue_for_class(session: Session, actor: Actor, class_id: int, issued_on: date, at: datetime) -> int:
    """Issues a certificate to everybody who completed the class and holds none; gives how many. Safe to repeat.

    The certificate keeps the name of its day. The class row is locked, so two clicks cannot issue twice.
    """
    training_class = session.scalars(select(TrainingClass).where(TrainingClass.id == class_id).with_for_update()).one()
    held = (
        select(CompletionCertificate.id)
        .where(CompletionCertificate.enrolment_id == Enrolment.id, CompletionCertificate.state == "issued")
        .exists()
    )
    due = session.execute(
        select(Enrolment.id, Enrolment.person_id, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == class_id, Enrolment.state == "completed", ~held)
        .order_by(Person.name_pinyin, Enrolment.id)
    ).all()
    if not due:
        return 0
    numbers = take(session, f"completion_certificate/{issued_on.year}", len(due))
    session.execute(
        insert(CompletionCertificate),
        [
            {
                "number": f"PX{issued_on.year}-{number:06d}", "enrolment_id": enrolment_id, "person_id": person_id,
                "name_at": name, "issued_on": issued_on, "state": "issued",
            }
            for number, (enrolment_id, person_id, name) in zip(numbers, due, strict=True)
        ],
    )
    detail = {"certificates": len(due), "first": numbers[0], "last": numbers[-1]}
    audit.record(session, actor, "class.issue_certificates", "class", training_class.number, at=at, detail=detail)
    return len(due)


def revoke_for_class(session: Session, actor: Actor, class_id: int, reason: str, at: datetime) -> int:
    """Revokes the standing completion certificates of a class whose completion is taken back; gives how many."""
    of_class = select(Enrolment.id).where(Enrolment.class_id == class_id)
    revoked = session.execute(
        update(CompletionCertificate)
        .where(CompletionCertificate.enrolment_id.in_(of_class), CompletionCertificate.state == "issued")
        .values(state="revoked")
    ).rowcount
    if revoked:
        number = session.scalar(select(TrainingClass.number).where(TrainingClass.id == class_id))
        audit.record(
            session, actor, "class.revoke_certificates", "class", number or "", at=at, remark=reason,
            detail={"certificates": revoked},
        )
    return revoked


def note_print(session: Session, actor: Actor, kind: str, number: str, pages: int, at: datetime) -> None:
    """Notes that certificates were handed out as PDF: of one (kind completion_certificate) or of a class."""
    audit.record(session, actor, f"{kind}.print", kind, number, at=at, detail={"certificates": pages})


def hang_on_completion(session: Session, class_id: int) -> list[Dependent]:
    """What of this package hangs on the completion of a class: level results block taking it back, completion
    certificates go with it."""
    counts = queries.counts_of_class(session, class_id)
    found = []
    if counts["levels"]:
        found.append(Dependent(Consequence.BLOCKS, messages.CERTIFICATES_STAND.format(count=counts["levels"])))
    if counts["assessments"]:
        found.append(Dependent(Consequence.BLOCKS, messages.ASSESSMENTS_STAND.format(count=counts["assessments"])))
    if counts["completion"]:
        found.append(Dependent(Consequence.TAKEN_BACK, messages.COMPLETION_TAKEN.format(count=counts["completion"])))
    return found
