"""Completion certificates 培训合格证书: issuing them for a class and revoking them (威人社函〔2023〕25号 四（二）)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages, queries_hanging, queries_papers
from training_app.certificates.layout import CompletionPaper, words
from training_app.certificates.messages_acts import LEVELS_HANG
from training_app.certificates.models import CompletionCertificate, LevelAssessment, LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.crypto import marks
from training_app.db.numbers import take
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.dependents import Consequence, Dependent
from training_app.notices import service as notices

SERIES, NUMBER = "completion_certificate/{year}", "PX{year}-{number:06d}"


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
    due = queries_papers.words_due(
        session, and_(Enrolment.class_id == class_id, Enrolment.state == "completed", ~held), issued_on
    )
    if not due:
        return 0
    numbers = take(session, SERIES.format(year=issued_on.year), len(due))
    session.execute(
        insert(CompletionCertificate),
        [issued(row, paper, number) for number, (row, paper) in zip(numbers, due, strict=True)],
    )
    if training_class.origin == "register" and training_class.assessment_body_id is not None:
        notices.send_to_engineers(
            session, "level.apply_open", [row.person_id for row, _ in due], subject_kind="own_level_applications", at=at,
            detail={"name": training_class.name},
        )
    detail = {"certificates": len(due), "first": numbers[0], "last": numbers[-1]}
    audit.record(session, actor, "class.issue_certificates", "class", training_class.number, at=at, detail=detail)
    return len(due)


def issued(row: Row, paper: CompletionPaper, number: int) -> dict[str, Any]:
    """The columns of a certificate issued with the running number of its year: its words are fixed here for good."""
    name = NUMBER.format(year=paper.issued_on.year, number=number)
    paper = replace(paper, number=name, check_code=marks.check_group(name))
    kept = words(paper)
    return {
        "number": name, "check_code": paper.check_code, "enrolment_id": row.enrolment_id, "person_id": row.person_id,
        "name_at": paper.name, "issued_on": paper.issued_on, "state": "issued", "paper": kept, "paper_seal": marks.seal(kept),
    }  # fmt: skip


def revoke_for_class(session: Session, actor: Actor, class_id: int, reason: str, at: datetime) -> int:
    """Revokes the standing completion certificates of a class whose completion is taken back; gives how many."""
    of_class = select(Enrolment.id).where(Enrolment.class_id == class_id)
    revoked = session.execute(
        update(CompletionCertificate)
        .where(CompletionCertificate.enrolment_id.in_(of_class), CompletionCertificate.state == "issued")
        .values(state="revoked", ended_on=at.astimezone(CHINA).date())
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
    """What of this package hangs on the completion of a class: results, lots and level certificates block taking it back,
    completion certificates go with it, open applications wait for the next completion (service_lapsing)."""
    found = queries_hanging.on_class(session, class_id)
    blocks, taken, case = Consequence.BLOCKS, Consequence.TAKEN_BACK, Consequence.OPENS_CASE
    sentences = (
        (found.certificates, blocks, messages.CERTIFICATES_STAND), (found.in_lots, blocks, messages.IN_LOTS),
        (found.results, blocks, messages.ASSESSMENTS_STAND), (found.papers, taken, messages.COMPLETION_TAKEN),
        (found.applications, case, messages.APPLICATIONS_WAIT),
    )  # fmt: skip
    return [
        Dependent(consequence, sentence.format(count=count, seated=found.seated))
        for count, consequence, sentence in sentences if count
    ]


def hang_on_paper(session: Session, certificate_id: int) -> list[Dependent]:
    """What hangs on one completion certificate: assessments and level certificates of the same training. They stand until
    somebody has looked at them."""
    enrolment = select(CompletionCertificate.enrolment_id).where(CompletionCertificate.id == certificate_id).scalar_subquery()
    count = sum(
        session.scalar(select(func.count()).where(table.enrolment_id == enrolment)) or 0
        for table in (LevelAssessment, LevelCertificate)
    )
    return [Dependent(Consequence.OPENS_CASE, LEVELS_HANG.format(count=count))] if count else []
