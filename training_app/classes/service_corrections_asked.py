"""Requests to change locked attendance, however they come in: from the page of a session, from an uploaded list that came late.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_attend as messages
from training_app.classes import queries_attendance
from training_app.classes.messages_life import CLAUSES
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.models_attendance import AttendanceCorrection, AttendanceCorrectionLine
from training_app.classes.rules_attendance import CORRECTION_LIFE
from training_app.classes.service_notices import BUREAU
from training_app.db import numbers
from training_app.files import service as files
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput
from training_app.notices import service as notices
from training_app.registration import messages as file_messages
from training_app.registration import rules as file_rules
from training_app.registration.service import Upload

SUBJECT = "correction"


def create(
    session: Session, actor: Actor, record: TrainingClass, lines: Sequence[AttendanceCorrectionLine], reason: str,
    at: datetime, *, evidence: Upload | None = None, batch_id: int | None = None,
) -> AttendanceCorrection:  # fmt: skip
    """A request with its lines, told to the bureau. The lines were shown to be possible, the evidence to be a document."""
    year = at.astimezone(CHINA).year
    correction = AttendanceCorrection(
        number=f"AC{year}-{numbers.take(session, f'correction/{year}')[0]:04d}", class_id=record.id, state="asked",
        reason=reason, asked_at=at, asked_by=actor.user_id, batch_id=batch_id,
    )  # fmt: skip
    if evidence is not None:
        _keep(session, actor, correction, evidence, at)
    session.add(correction)
    session.flush()
    for line in lines:
        line.correction_id = correction.id
    session.add_all(lines)
    session.flush()
    wanted = select(ClassSession.number).where(ClassSession.id.in_({line.session_id for line in lines}))
    held = sorted(session.scalars(wanted))
    note(session, actor, "class.ask_correction", record, correction, at, sessions=held, count=len(lines))
    unit = session.scalar(select(Institution.name).where(Institution.id == record.institution_id))
    detail = {
        "unit": unit, "name": record.name, "count": len(lines), "session": messages.LIST_MARK.join(map(str, held))
    }
    notices.send(
        session, "correction.asked", BUREAU, subject_kind=SUBJECT, number=correction.number, at=at, detail=detail
    )
    return correction


def add_evidence(session: Session, actor: Actor, number: str, evidence: Upload | None, at: datetime) -> None:
    """Hands in evidence, or other evidence, for a request that still waits. NotFound outside the scope, Conflict once it was
    answered, InvalidInput (`file`) for what is no document."""
    found = queries_attendance.by_number(session, actor, number).record
    correction = session.get_one(AttendanceCorrection, found.id, with_for_update=True, populate_existing=True)
    CORRECTION_LIFE.step(correction.state, "add_evidence", actor.role)
    if evidence is None or mistakes_of(evidence):
        wrong = mistakes_of(evidence) or {"file": messages.NO_FILE}
        raise InvalidInput("classes.correction_file", wrong["file"], wrong)
    before = correction.file
    _keep(session, actor, correction, evidence, at)
    session.flush()
    if before is not None:
        files.remove(session, before)
    record = session.get_one(TrainingClass, correction.class_id)
    note(session, actor, "class.add_evidence", record, correction, at)


def withdraw_listed(session: Session, actor: Actor, ids: Collection[int], at: datetime) -> int:
    """Takes back those of these requests that still wait, because the list they came from is taken back; how many."""
    wanted = select(AttendanceCorrection).where(
        AttendanceCorrection.id.in_(ids), AttendanceCorrection.state == "asked"
    )
    waiting = session.scalars(wanted.order_by(AttendanceCorrection.id).with_for_update()).all()
    for correction in waiting:
        correction.state, correction.decided_at, correction.decided_by = "withdrawn", at, actor.user_id
        session.flush()
        notices.settle(session, ("correction.asked",), SUBJECT, correction.number, at)
        record = session.get_one(TrainingClass, correction.class_id)
        note(session, actor, "class.withdraw_correction", record, correction, at)
    return len(waiting)


def mistakes_of(evidence: Upload | None) -> dict[str, str]:
    """What is wrong with a document, by its field; nothing where none was sent."""
    if evidence is None or not (defect := file_rules.file_defect(evidence.data)):
        return {}
    return {"file": file_messages.FILE[defect].format(name=evidence.name[:60])}


def note(
    session: Session, actor: Actor, action: str, record: TrainingClass, correction: AttendanceCorrection, at: datetime,
    **detail: object,
) -> None:  # fmt: skip
    """One row of the trail of the class."""
    audit.record(
        session, actor, action, "class", record.number, at=at, remark=correction.remark or None, rule=CLAUSES["attendance"],
        detail={"correction": correction.number, **detail},
    )


def _keep(session: Session, actor: Actor, correction: AttendanceCorrection, evidence: Upload, at: datetime) -> None:
    media = file_rules.media_type(evidence.data) or ""
    correction.file = files.store(session, actor, evidence.data, evidence.name, media, "attendance.correction", at=at)
