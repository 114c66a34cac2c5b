"""Requests to change attendance that is locked: the institution asks, the bureau decides, only then the attendance changes.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.classes import messages_attend as messages
from training_app.classes import queries, queries_attendance, queries_people, service_marks
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.models_attendance import AttendanceCorrection, AttendanceCorrectionLine
from training_app.classes.queries_attendance import CorrectionLine
from training_app.classes.queries_people import GridRow
from training_app.classes.rules import AttendanceStatus, Mark
from training_app.classes.rules_attendance import CORRECTION_LIFE
from training_app.classes.service import open_for
from training_app.classes.service_corrections_asked import SUBJECT as _SUBJECT
from training_app.classes.service_corrections_asked import create, mistakes_of, note
from training_app.classes.service_marks import Noted
from training_app.classes.service_notices import institution_of
from training_app.classes.service_running import checked_hours, checked_missing, session_of
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation
from training_app.kernel.messages import UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.notices import service as notices
from training_app.registration.service import Upload

_SHORTEST, _LONGEST = 4, 500
_TOLD = {"agreed": "correction.agreed", "refused": "correction.refused"}


def ask(
    session: Session, actor: Actor, number: str, session_number: int, marks: Sequence[Mark], reason: str, today: date,
    at: datetime, evidence: Upload | None = None,
) -> AttendanceCorrection:  # fmt: skip
    """Asks for what of the marks differs from what is noted of a locked session, with evidence if there is some.

    RuleViolation while the session is not locked or the class not begun; InvalidInput maps person numbers (and `reason`,
    `file`) to what is wrong.
    """
    record = open_for(session, actor, number, "attend").record
    if record.state == "approved":
        raise RuleViolation("classes.not_started", messages.NOT_STARTED.format(number=number))
    held = session_of(session, record, session_number)
    last = queries_attendance.entry_ends(session, held)
    if today <= last:
        raise RuleViolation("classes.not_locked", messages.NOT_LOCKED.format(session=session_number, last=last))
    people = {row.person_number: row for row in queries_people.grid(session, held)}
    hours = checked_hours(marks, people, held.hours)
    hours = checked_missing(session, held, marks, [people[mark.person_number].enrolment_id for mark in marks], hours)
    changed = _changed(marks, hours, people)
    wrong = _wrong(session, actor, held, changed, people, reason.strip()) | mistakes_of(evidence)
    if wrong:
        raise InvalidInput("classes.correction_invalid", messages.CORRECTION_INVALID.format(count=len(wrong)), wrong)
    return create(
        session, actor, record,
        [
            AttendanceCorrectionLine(
                session_id=held.id, enrolment_id=people[mark.person_number].enrolment_id,
                before_status=people[mark.person_number].status, before_hours=people[mark.person_number].hours,
                after_status=str(mark.status), after_hours=hours,
            )
            for mark, hours in changed
        ],
        reason.strip(), at, evidence=evidence,
    )  # fmt: skip


def agree(session: Session, actor: Actor, number: str, remark: str, at: datetime) -> int:
    """Changes the attendance as asked; how many lines.

    RuleViolation for a class that is over and for somebody who was elsewhere; Conflict when the attendance was changed since.
    """
    record, correction = _open(session, actor, number)
    _decide(session, actor, correction, "agree", remark, at)
    if record.state != "running":
        words = {"number": record.number, "state": messages.CLOSED_STATES.get(record.state, record.state)}
        raise RuleViolation("classes.correction_closed", messages.CLASS_CLOSED.format(**words))
    lines = queries_attendance.lines(session, correction)
    for each in lines:
        if each.moved:
            raise Conflict("classes.correction_moved", messages.MOVED.format(session=each.session_number, name=each.name))
    _refuse_elsewhere(session, actor, lines)
    held = {each.id: each for each in queries.sessions_of(session, record.id)}
    marks = [
        (held[each.line.session_id], each.line.enrolment_id, each.line.after_status, each.line.after_hours) for each in lines
    ]
    changed, _ = service_marks.save_of_many(session, marks, Noted("correction", at, actor.user_id))
    _tell(session, actor, "class.agree_correction", record, correction, at, changed=changed)
    return changed


def refuse(session: Session, actor: Actor, number: str, remark: str, at: datetime) -> None:
    """Says no, with the reason; the attendance stays."""
    record, correction = _open(session, actor, number)
    _decide(session, actor, correction, "refuse", remark, at)
    _tell(session, actor, "class.refuse_correction", record, correction, at)


def withdraw(session: Session, actor: Actor, number: str, at: datetime) -> None:
    """Takes one's own request back before it was answered."""
    record, correction = _open(session, actor, number)
    _decide(session, actor, correction, "withdraw", "", at)
    notices.settle(session, ("correction.asked",), _SUBJECT, correction.number, at)
    note(session, actor, "class.withdraw_correction", record, correction, at)


def _changed(
    marks: Sequence[Mark], hours: Sequence[int], people: dict[str, GridRow]
) -> list[tuple[Mark, int]]:
    return [
        (mark, given) for mark, given in zip(marks, hours, strict=True)
        if (str(mark.status), given) != (people[mark.person_number].status, people[mark.person_number].hours)
    ]  # fmt: skip


def _wrong(
    session: Session, actor: Actor, held: ClassSession, changed: Sequence[tuple[Mark, int]], people: dict[str, GridRow],
    reason: str,
) -> dict[str, str]:  # fmt: skip
    wrong: dict[str, str] = {}
    if not _SHORTEST <= len(reason) <= _LONGEST or not reason.replace("\n", "").replace("\r", "").isprintable():
        wrong["reason"] = messages.REASON
    if not changed:
        return wrong | {"marks": messages.NOTHING_CHANGED}
    named = {people[mark.person_number].enrolment_id: mark for mark, _ in changed}
    for enrolment_id, number in queries_attendance.asked_already(session, held, list(named)).items():
        wrong[named[enrolment_id].person_number] = messages.ASKED_ALREADY.format(number=number)
    came = [enrolment_id for enrolment_id, mark in named.items() if mark.status.attended]
    for (_, enrolment_id), why in service_marks.elsewhere(session, actor, [held.id] * len(came), came).items():
        wrong.setdefault(named[enrolment_id].person_number, why)
    return wrong


def _open(session: Session, actor: Actor, number: str) -> tuple[TrainingClass, AttendanceCorrection]:
    """The request and its class, both locked: the class first, as everything that changes attendance or completes it does."""
    found = queries_attendance.by_number(session, actor, number)
    record = queries.locked(session, actor, found.class_number)
    correction = session.get_one(AttendanceCorrection, found.record.id, with_for_update=True, populate_existing=True)
    return record, correction


def _decide(
    session: Session, actor: Actor, correction: AttendanceCorrection, verb: str, remark: str, at: datetime
) -> None:
    step = CORRECTION_LIFE.step(correction.state, verb, actor.role)
    if step.remark and not remark.strip():
        raise InvalidInput("classes.remark_missing", messages.REFUSE_REMARK, {"remark": messages.REFUSE_REMARK})
    if not can_be_kept(remark) or len(remark.strip()) > _LONGEST:
        sentence = messages.REMARK_LONG.format(most=_LONGEST) if can_be_kept(remark) else UNSEEN
        raise InvalidInput("classes.remark", sentence, {"remark": sentence})
    if verb != "withdraw" and actor.user_id is not None and actor.user_id == correction.asked_by:
        raise RuleViolation("classes.same_person", messages.SAME_PERSON)
    correction.state, correction.remark = step.target, remark.strip()
    correction.decided_at, correction.decided_by = at, actor.user_id
    session.flush()


def _refuse_elsewhere(session: Session, actor: Actor, lines: Sequence[CorrectionLine]) -> None:
    came = [each for each in lines if AttendanceStatus(each.line.after_status).attended]
    ids = [each.line.enrolment_id for each in came]
    service_marks.keep_persons(session, ids)
    found = service_marks.elsewhere(session, actor, [each.line.session_id for each in came], ids)
    for each in came:
        if why := found.get((each.line.session_id, each.line.enrolment_id)):
            sentence = messages.ELSEWHERE.format(session=each.session_number, name=each.name, why=why)
            raise RuleViolation("classes.elsewhere", sentence)


def _tell(
    session: Session, actor: Actor, action: str, record: TrainingClass, correction: AttendanceCorrection, at: datetime,
    **detail: object,
) -> None:  # fmt: skip
    notices.settle(session, ("correction.asked",), _SUBJECT, correction.number, at)
    notices.send(
        session, _TOLD[correction.state], institution_of(record), subject_kind=_SUBJECT, number=correction.number,
        at=at, detail={"name": record.name, "remark": correction.remark, **detail},
    )  # fmt: skip
    note(session, actor, action, record, correction, at, **detail)
