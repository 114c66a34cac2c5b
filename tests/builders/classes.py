"""Classes in any state with sessions, enrolments and attendance, written straight into the tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import make_person
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.models_attendance import AttendanceCorrection, AttendanceCorrectionLine, AttendanceFinding
from training_app.institutions.models import Institution
from training_app.people.models import Person

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
_WITH_HOURS = frozenset({"approved", "running", "completed", "reported"})
_COMPLETED = frozenset({"completed", "reported"})
_serial = itertools.count(9001)


def make_class(
    session: Session,
    state: str = "draft",
    *,
    institution: Institution | None = None,
    assessment_body: Institution | None = None,
    starts_on: date = date(2026, 3, 2),
    days: int = 4,
    hours_a_day: int = 800,
    completed_on: date | None = None,
    **columns: object,
) -> TrainingClass:
    """A class of `days` daily sessions from `starts_on`; `hours_a_day` in hundredths. From approved on it requires the
    sum of its timetable; completed ones are completed on the last day unless said otherwise."""
    institution = institution or make_institution(session)
    body = assessment_body or make_assessment_body(session)
    ends_on = starts_on + timedelta(days=max(days - 1, 0))
    record = TrainingClass(
        **{
            "number": f"WH{starts_on.year}-{next(_serial):04d}", "institution_id": institution.id,
            "assessment_body_id": body.id, "occupation_key": "smart_manufacturing", "direction_key": None,
            "level": "intermediate", "name": "智能制造（中级）测试班", "district_code": "371002",
            "venue": "世昌大道 288 号", "mode": "onsite", "capacity": 50, "starts_on": starts_on, "ends_on": ends_on,
            "contact_name": "毕晓彤", "contact_phone": "0631-5190000", "state": state,
            "required_hours": days * hours_a_day if state in _WITH_HOURS else None,
            "required_hours_source": "测试标准" if state in _WITH_HOURS else "",
            "submitted_at": AT if state != "draft" else None, "reviewed_at": AT if state in _WITH_HOURS else None,
            "completed_on": (completed_on or ends_on) if state in _COMPLETED else None,
            "reported_on": (completed_on or ends_on) if state == "reported" else None,
            **columns,
        }
    )  # fmt: skip
    for number in range(days):
        record.sessions.append(
            ClassSession(
                number=number + 1, held_on=starts_on + timedelta(days=number), starts_at=time(8, 30),
                ends_at=time(17, 30), mode="onsite", kind="theory", hours=hours_a_day, topic=f"第 {number + 1} 讲",
            )
        )  # fmt: skip
    session.add(record)
    session.flush()
    return record


def make_enrolment(
    session: Session,
    training_class: TrainingClass,
    person: Person | None = None,
    state: str = "enrolled",
    **columns: object,
) -> Enrolment:
    """A person on the class's list; a completed one attended all hours, scored 80 and completed with the class."""
    person = person or make_person(session)
    done = state in ("completed", "failed")
    enrolment = Enrolment(
        **{
            "class_id": training_class.id, "person_id": person.id, "state": state, "name_at": person.name,
            "employer_name": "", "district_code": training_class.district_code,
            "score": 8000 if state == "completed" else None,
            "hours_attended": training_class.required_hours if done else None,
            "completed_on": training_class.completed_on if done else None,
            "withdrawn_on": training_class.starts_on if state == "withdrawn" else None,
            **columns,
        }
    )  # fmt: skip
    session.add(enrolment)
    session.flush()
    return enrolment


def make_attendance(
    session: Session,
    training_class: TrainingClass,
    enrolments: Sequence[Enrolment],
    status: str = "present",
    *,
    hours: int | None = None,
) -> None:
    """Everybody at every session with its full hours (or `hours` of each)."""
    for held in training_class.sessions:
        for enrolment in enrolments:
            attended = hours if hours is not None else (held.hours if status in ("present", "late") else 0)
            session.add(Attendance(session_id=held.id, enrolment_id=enrolment.id, status=status, hours=attended))
    session.flush()


def make_correction(session: Session, training_class: TrainingClass, reason: str = "签到表有签名") -> AttendanceCorrection:
    """A request that waits: to note whoever came to the first session as absent."""
    correction = AttendanceCorrection(
        number=f"AC2026-{next(_serial):04d}", class_id=training_class.id, state="asked", reason=reason, asked_at=AT,
    )
    session.add(correction)
    session.flush()
    first = training_class.sessions[0]
    for noted in session.scalars(select(Attendance).where(Attendance.session_id == first.id)):
        session.add(
            AttendanceCorrectionLine(
                correction_id=correction.id, session_id=first.id, enrolment_id=noted.enrolment_id,
                before_status=noted.status, before_hours=noted.hours, after_status="absent", after_hours=0,
            )
        )  # fmt: skip
    session.flush()
    return correction


def make_finding(session: Session, training_class: TrainingClass, subject: str = "25 人") -> AttendanceFinding:
    """Something improbable about the class that nobody has looked into."""
    serial = next(_serial)
    evidence = [{"class": training_class.number, "session": 1, "day": "2026-03-02", "text": f"{subject}次次全勤"}]
    finding = AttendanceFinding(
        number=f"AF2026-{serial:04d}", rule="always_full", key=f"test:{serial}", class_id=training_class.id, subject=subject,
        evidence=evidence, found_on=AT.date(), state="open",
    )
    session.add(finding)
    session.flush()
    return finding
