"""Improbable attendance: what is found and what is not, that it is found once, and what the bureau decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment, make_finding
from tests.builders.people import make_person
from training_app.classes import service_watch as service
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.models_attendance import AttendanceFinding, AttendanceScan
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput
from training_app.notices.models import Notice
from training_app.people.models import Employment

DAY = date(2026, 3, 2)
TODAY = date(2026, 3, 6)
AT = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
NOBODY = Actor(Role.BUREAU)


def found(session: Session, today: date = TODAY) -> list[tuple[str, str, int]]:
    service.watch(session, NOBODY, today, AT)
    rows = session.scalars(select(AttendanceFinding).order_by(AttendanceFinding.number))
    return [(row.rule, row.subject, len(row.evidence)) for row in rows]


def people_in(session: Session, record: TrainingClass, count: int) -> list[Enrolment]:
    return [make_enrolment(session, record) for _ in range(count)]


def scan(session: Session, record: TrainingClass, enrolment: Enrolment, second: int, device: bytes, **columns: object) -> None:
    values = {"direction": "in", "step": 1, "address_index": b"x", "taken": True, "refusal": None} | columns
    session.add(
        AttendanceScan(
            session_id=record.sessions[0].id, enrolment_id=enrolment.id, device_index=device,
            scanned_at=datetime.combine(DAY, time(8, 20, second), CHINA), **values,
        )
    )  # fmt: skip
    session.flush()


def test_many_in_one_second_and_some_on_one_device(session: Session) -> None:
    record = make_class(session, "running", starts_on=DAY)
    for place, enrolment in enumerate(people_in(session, record, 9)):
        # Five in second 7; the sixth and seventh on one device; the others alone.
        second, device = (7 if place < 5 else 10 + place), (b"same" if place in (5, 6) else bytes([place]))
        scan(session, record, enrolment, second, device)
    assert sorted(found(session)) == [("one_device", "2 人", 2), ("same_second", "5 人", 5)]


def test_four_in_one_second_are_no_finding(session: Session) -> None:
    record = make_class(session, "running", starts_on=DAY)
    for place, enrolment in enumerate(people_in(session, record, 4)):
        scan(session, record, enrolment, 7, bytes([place]))
    assert found(session) == []


def test_a_person_in_two_rooms_and_one_who_tried(session: Session) -> None:
    person = make_person(session)
    for _ in range(2):
        record = make_class(session, "running", starts_on=DAY, days=1)
        enrolment = make_enrolment(session, record, person)
        make_attendance(session, record, [enrolment])
    third = make_class(session, "running", starts_on=DAY, days=1)
    scan(session, third, make_enrolment(session, third, person), 7, b"d", taken=False, refusal="elsewhere")
    whom = f"{person.name} {person.number}"
    assert sorted(found(session)) == [("two_rooms", whom, 1), ("two_rooms", whom, 2)]


def test_two_entries_of_one_person_merged_afterwards_are_one_in_two_rooms(session: Session) -> None:
    one, other = make_person(session), make_person(session)
    for person in (one, other):
        record = make_class(session, "running", starts_on=DAY, days=1)
        make_attendance(session, record, [make_enrolment(session, record, person)])
    assert found(session) == []
    other.merged_into = one.id
    session.flush()
    assert [rule for rule, *_ in found(session)] == ["two_rooms"]


@pytest.mark.parametrize(("people", "days", "late", "expected"), [(20, 10, 0, 1), (19, 10, 0, 0), (20, 9, 0, 0), (20, 10, 1, 0)])
def test_nobody_ever_missing_in_a_large_class(session: Session, people: int, days: int, late: int, expected: int) -> None:
    record = make_class(session, "running", starts_on=DAY, days=days)
    enrolments = people_in(session, record, people)
    make_attendance(session, record, enrolments)
    if late:
        session.get_one(Attendance, (record.sessions[0].id, enrolments[0].id)).status = "late"
        session.flush()
    assert [rule for rule, *_ in found(session)] == ["always_full"] * expected


def test_retired_people_and_students_who_came(session: Session) -> None:
    record = make_class(session, "running", starts_on=DAY, days=2)
    retired, later, student, graduate = (make_person(session) for _ in range(4))
    retired.retired_on, later.retired_on = DAY, DAY + timedelta(days=2)
    for person, ends in ((student, None), (graduate, DAY)):
        session.add(Employment(person_id=person.id, employer_name="某大学", kind="student", valid_to=ends))
    make_attendance(session, record, [make_enrolment(session, record, each) for each in (retired, later, student, graduate)])
    assert sorted(found(session)) == [
        ("retired", f"{retired.name} {retired.number}", 1), ("student", f"{student.name} {student.number}", 1)
    ]


def test_the_same_is_found_once_and_old_days_are_not_looked_at(session: Session) -> None:
    record = make_class(session, "running", starts_on=DAY, days=1)
    person = make_person(session, retired_on=DAY)
    make_attendance(session, record, [make_enrolment(session, record, person)])
    assert service.watch(session, NOBODY, DAY + timedelta(days=31), AT) == 0
    assert service.watch(session, NOBODY, TODAY, AT) == 1
    assert service.watch(session, NOBODY, TODAY, AT) == 0


def test_a_decision_is_made_once_with_its_reason(session: Session) -> None:
    record = make_class(session, "running", starts_on=DAY)
    bureau = Actor(Role.BUREAU, make_user(session, "bureau-of-findings", Role.BUREAU).id)
    one, other = make_finding(session, record), make_finding(session, record)
    with pytest.raises(InvalidInput) as caught:
        service.decide(session, bureau, one.number, "x", "", AT)
    assert set(caught.value.fields) == {"outcome", "reason"}
    service.decide(session, bureau, one.number, "upheld", "查了签到表，三人代签", AT)
    service.decide(session, bureau, other.number, "dismissed", "已核对签到表和照片", AT)
    assert (one.state, other.state) == ("upheld", "dismissed")
    told = session.scalars(select(Notice).where(Notice.kind == "attendance.upheld")).all()
    assert [(notice.number, notice.detail["remark"]) for notice in told] == [(record.number, "查了签到表，三人代签")]
    with pytest.raises(Conflict):
        service.decide(session, bureau, one.number, "dismissed", "改变主意了", AT)


def test_scans_go_after_half_a_year(session: Session) -> None:
    record = make_class(session, "running", starts_on=DAY)
    scan(session, record, make_enrolment(session, record), 1, b"d")
    late = datetime.combine(DAY, time(8, 20), CHINA)
    assert service.forget_scans(session, late + timedelta(days=180)) == 0
    assert service.forget_scans(session, late + timedelta(days=182)) == 1


def test_the_worklist_by_clicks(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    record = make_class(session, "running", starts_on=DAY)
    finding, other = make_finding(session, record), make_finding(session, record)
    bureau = login_as(Role.BUREAU)
    assert "2 项异常考勤等您核查" in bureau.get("/").get_data(as_text=True)
    assert "2 项异常考勤待核查" in bureau.get("/attendance/findings").get_data(as_text=True)
    page = bureau.get(f"/attendance/findings/{finding.number}").get_data(as_text=True)
    assert "次次全勤" in page
    assert record.number in page
    address = f"/attendance/findings/{finding.number}/decide"
    assert bureau.post(address, data={"outcome": "", "reason": "看过"}).status_code == 422
    good = {"outcome": "dismissed", "reason": "已核对签到表"}
    assert bureau.post(address, data=good).status_code == 302
    assert bureau.post(address, data=good).status_code == 409
    many = {"chosen": [other.number], "confirmed": "1", "query": "", **good}
    assert bureau.post("/lists/findings/acts/decide", data=many).status_code in (200, 302)
    session.expire_all()
    assert session.get_one(AttendanceFinding, other.id).state == "dismissed"
    assert "已核查最近 30 天" in bureau.post("/attendance/findings/look", follow_redirects=True).get_data(as_text=True)
    for role, scope in ((Role.DISTRICT, {"district_code": "371002"}), (Role.ENGINEER, {"person_id": make_person(session).id})):
        assert login_as(role, **scope).get("/attendance/findings").status_code == 403
    institution = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    assert institution.get(f"/attendance/findings/{other.number}").status_code == 404
    assert institution.post("/attendance/findings/look").status_code == 403


def test_what_was_made_up_and_then_attended_after_all_is_too_much(session: Session) -> None:
    record = make_class(session, "running", starts_on=DAY, days=2)
    enrolment, other = people_in(session, record, 2)
    make_attendance(session, record, [enrolment, other])
    extra = ClassSession(
        class_id=record.id, number=3, held_on=TODAY, mode="onsite", kind="theory", hours=400, is_make_up=True
    )
    record.ends_on = TODAY
    session.add(extra)
    session.flush()
    session.add(Attendance(session_id=extra.id, enrolment_id=enrolment.id, status="present", hours=400, source="page"))
    session.add(Attendance(session_id=extra.id, enrolment_id=other.id, status="present", hours=0, source="page"))
    session.flush()
    assert [(rule, evidence) for rule, _, evidence in found(session)] == [("made_up", 1)]
