"""A class under way: opening, attendance, make-up sessions, people who leave.

Source: 威人社函〔2023〕25号 六（二） (strict attendance records).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from training_app.audit import service as audit
from training_app.classes import (
    messages_attend,
    queries_attendance,
    queries_people,
    rules,
    service_marks,
    service_resources,
)
from training_app.classes import messages_life as messages
from training_app.classes.messages_requests import MAKE_UP_LATE
from training_app.classes.models import ClassSession, Enrolment, TrainingClass
from training_app.classes.queries_people import GridRow
from training_app.classes.rules import ENROLMENT_LIFE, LIFE, AttendanceStatus, Mark, SessionPlan
from training_app.classes.service import check_remark, open_for
from training_app.classes.service_marks import Noted, save_marks, within_missing
from training_app.classes.service_seats import enrol_accepted, free_seats, promote
from training_app.classes.service_standing import check_opening
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, RuleViolation
from training_app.kernel.quantities import format_hours
from training_app.people.models import Person


@dataclass(frozen=True, slots=True)
class AttendanceSaved:
    """What saving a grid did: lines that are new or changed, and whether it opened the class."""

    changed: int
    opened: bool


def start(session: Session, actor: Actor, number: str, version: int | None, at: datetime) -> TrainingClass:
    """Opens an approved class. RuleViolation when its institution is no training institution that day."""
    record = open_for(session, actor, number, "start", version).record
    check_opening(session, record, at.astimezone(CHINA).date())
    record.state = "running"
    enrol_accepted(session, record)
    session.flush()
    _note(session, actor, "class.start", record, at)
    return record


def session_of(session: Session, record: TrainingClass, number: int) -> ClassSession:
    """The session of that number in the class's timetable; NotFound when there is none."""
    held = session.scalar(
        select(ClassSession).where(ClassSession.class_id == record.id, ClassSession.number == number)
    )
    if held is None:
        raise NotFound(
            "classes.session_not_found", messages.SESSION_NOT_FOUND.format(number=record.number, session=number)
        )
    return held


def record_attendance(
    session: Session, actor: Actor, number: str, session_number: int, marks: Sequence[Mark], today: date, at: datetime
) -> AttendanceSaved:
    """Saves the attendance of a session in one statement; the first one opens an approved class.

    RuleViolation for a session of a coming day and for one whose days of entry are over; NotFound for a person who is not
    on the list; InvalidInput maps person numbers to what is wrong with their line.
    """
    record = open_for(session, actor, number, "attend").record
    held = session_of(session, record, session_number)
    if held.held_on > today:
        sentence = messages.FUTURE_SESSION.format(session=session_number, day=held.held_on)
        raise RuleViolation("classes.future_session", sentence)
    _check_open(session, held, today)
    people = {row.person_number: row for row in queries_people.grid(session, held)}
    if not people or not marks:
        raise RuleViolation("classes.no_trainees", messages.NO_TRAINEES.format(number=number))
    hours = checked_hours(marks, people, held.hours)
    enrolment_ids = [people[mark.person_number].enrolment_id for mark in marks]
    hours = checked_missing(session, held, marks, enrolment_ids, hours)
    _refuse_elsewhere(session, actor, held, marks, enrolment_ids)
    changed = save_marks(
        session, [held.id] * len(marks), enrolment_ids, [str(mark.status) for mark in marks], hours,
        Noted("page", at, actor.user_id),
    )  # fmt: skip
    starts = open_by_attendance(session, actor, record, held.held_on, at)
    if changed:
        counts = {str(status): sum(mark.status is status for mark in marks) for status in AttendanceStatus}
        _note(session, actor, "class.attendance", record, at, session_number=session_number, changed=changed, **counts)
    return AttendanceSaved(changed, starts)


def open_by_attendance(session: Session, actor: Actor, record: TrainingClass, day: date, at: datetime) -> bool:
    """The first attendance, of a session on `day`, opens an approved class; whether it did. RuleViolation when its institution
    was no training institution that day."""
    target = LIFE.step(record.state, "attend", actor.role).target
    if record.state == target:
        return False
    check_opening(session, record, day)
    record.state = target
    enrol_accepted(session, record)
    session.flush()
    _note(session, actor, "class.start", record, at)
    return True


def add_session(
    session: Session, actor: Actor, number: str, version: int | None, plan: SessionPlan, at: datetime
) -> ClassSession:
    """Adds a make-up session 补课 to an approved or running class, within the days that were filed: a later last day is asked
    for first (`service_requests`). It is no part of the hours that were planned.

    InvalidInput for a day outside, RuleViolation when the timetable is full.
    """
    record = open_for(session, actor, number, "add_session", version).record
    if plan.held_on < record.starts_on:
        sentence = messages.MAKE_UP_TOO_EARLY.format(day=plan.held_on, starts_on=record.starts_on)
        raise InvalidInput("classes.make_up_too_early", sentence, {"held_on": sentence})
    if plan.held_on > record.ends_on:
        sentence = MAKE_UP_LATE.format(day=plan.held_on, ends_on=record.ends_on)
        raise InvalidInput("classes.make_up_too_late", sentence, {"held_on": sentence})
    count, last = session.execute(
        select(func.count(), func.coalesce(func.max(ClassSession.number), 0)).where(ClassSession.class_id == record.id)
    ).one()
    if count >= rules.MOST_SESSIONS:
        raise RuleViolation(
            "classes.too_many_sessions", messages.TOO_MANY_SESSIONS.format(most=rules.MOST_SESSIONS)
        )
    columns = service_resources.columns_of(session, record.institution_id, [plan])[0]
    held = ClassSession(class_id=record.id, number=last + 1, is_make_up=True, **columns)
    session.add(held)
    flag_modified(record, "name")
    session.flush()
    _note(
        session, actor, "class.add_session", record, at, session_number=held.number, day=plan.held_on,
        hours=format_hours(plan.hours),
    )  # fmt: skip
    return held


def withdraw(
    session: Session, actor: Actor, number: str, person_number: str, day: date, reason: str, today: date, at: datetime
) -> Enrolment:
    """Takes a person off a class from a day on; what was attended before stays and is credited at completion."""
    record = open_for(session, actor, number, "withdraw").record
    enrolment = _enrolment(session, record, person_number)
    check_remark(reason)
    if not record.starts_on <= day <= max(today, record.starts_on):
        sentence = messages.WITHDRAWN_ON.format(starts_on=record.starts_on, today=max(today, record.starts_on))
        raise InvalidInput("classes.withdrawn_on", sentence, {"day": sentence})
    enrolment.state = ENROLMENT_LIFE.step(enrolment.state, "withdraw", actor.role).target
    enrolment.withdrawn_on, enrolment.remark = day, reason.strip()
    session.flush()
    _note(session, actor, "class.withdraw", record, at, remark=reason.strip(), person=person_number, day=day)
    promote(session, actor, record, today, at)
    return enrolment


def readmit(session: Session, actor: Actor, number: str, person_number: str, reason: str, at: datetime) -> Enrolment:
    """Puts a withdrawn person back on the list. Conflict when the class is full by now."""
    record = open_for(session, actor, number, "withdraw").record
    enrolment = _enrolment(session, record, person_number)
    check_remark(reason)
    target = ENROLMENT_LIFE.step(enrolment.state, "readmit", actor.role).target
    if free_seats(session, record) < 1:
        raise Conflict("classes.full", messages.CLASS_FULL.format(capacity=record.capacity))
    enrolment.state, enrolment.withdrawn_on, enrolment.remark = target, None, ""
    session.flush()
    _note(session, actor, "class.readmit", record, at, remark=reason.strip(), person=person_number)
    return enrolment


def checked_hours(marks: Sequence[Mark], people: Mapping[str, GridRow], most: int) -> list[int]:
    """The hours of every mark: full ones for who came, none for who did not, unless others were given."""
    wrong: dict[str, str] = {}
    hours = []
    for mark in marks:
        if mark.person_number not in people:
            raise NotFound("classes.person_not_on_list", messages.PERSON_NOT_ON_LIST)
        full = most if mark.status.attended else 0
        given = full if mark.hours is None else mark.hours
        if not 0 <= given <= full:
            wrong[mark.person_number] = messages.ATTENDED_HOURS.format(most=format_hours(most))
        hours.append(given)
    if len({mark.person_number for mark in marks}) != len(marks):
        raise NotFound("classes.person_not_on_list", messages.PERSON_NOT_ON_LIST)
    if wrong:
        raise InvalidInput("classes.attendance_invalid", messages.ATTENDANCE_INVALID.format(count=len(wrong)), wrong)
    return hours


def checked_missing(
    session: Session, held: ClassSession, marks: Sequence[Mark], enrolment_ids: Sequence[int], hours: Sequence[int]
) -> list[int]:
    """The hours of every mark, at a make-up session no more than the person is missing. InvalidInput, by person number, for
    hours typed that are more."""
    given = within_missing(session, held, enrolment_ids, hours)
    wrong = {
        mark.person_number: messages.MAKE_UP_HOURS.format(most=format_hours(most))
        for mark, wanted, most in zip(marks, hours, given, strict=True) if mark.hours is not None and wanted > most
    }  # fmt: skip
    if wrong:
        raise InvalidInput("classes.attendance_invalid", messages.ATTENDANCE_INVALID.format(count=len(wrong)), wrong)
    return given


def _check_open(session: Session, held: ClassSession, today: date) -> None:
    """RuleViolation when the days for entering the session's attendance are over."""
    last = queries_attendance.entry_ends(session, held)
    if today > last:
        words = {"session": held.number, "day": held.held_on, "last": last}
        days = queries_attendance.late_entry_days(held.held_on)
        raise RuleViolation("classes.attendance_locked", messages_attend.LOCKED.format(days=days, **words))


def _refuse_elsewhere(
    session: Session, actor: Actor, held: ClassSession, marks: Sequence[Mark], enrolment_ids: Sequence[int]
) -> None:
    """InvalidInput for whoever was at another session at the same time."""
    came = {
        enrolment_id: mark.person_number
        for mark, enrolment_id in zip(marks, enrolment_ids, strict=True) if mark.status.attended
    }  # fmt: skip
    service_marks.keep_persons(session, list(came))
    found = service_marks.elsewhere(session, actor, [held.id] * len(came), list(came))
    if found:
        wrong = {came[enrolment_id]: sentence for (_, enrolment_id), sentence in found.items()}
        raise InvalidInput("classes.elsewhere", messages.ATTENDANCE_INVALID.format(count=len(wrong)), wrong)


def _enrolment(session: Session, record: TrainingClass, person_number: str) -> Enrolment:
    found = session.scalar(
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == record.id, Person.number == person_number)
    )
    if found is None:
        raise NotFound("classes.person_not_on_list", messages.PERSON_NOT_ON_LIST)
    return found


def _note(
    session: Session, actor: Actor, action: str, record: TrainingClass, at: datetime, remark: str = "", **detail: object
) -> None:
    audit.record(
        session, actor, action, "class", record.number, at=at, remark=remark or None,
        rule=messages.CLAUSES["attendance"], detail={"state": record.state, **detail},
    )  # fmt: skip
