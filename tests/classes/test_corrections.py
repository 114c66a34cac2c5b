"""Locked attendance, and the requests to change it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.classes import queries_attendance, service_completion
from training_app.classes import service_corrections as service
from training_app.classes import service_running as running
from training_app.classes.models import Attendance
from training_app.classes.models_attendance import AttendanceCorrection
from training_app.classes.rules import AttendanceStatus, Mark
from training_app.classes.rules_attendance import CORRECTION_LIFE
from training_app.files.models import StoredFile
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.notices.models import Notice

FIRST = date(2026, 3, 2)
LAST = FIRST + timedelta(days=7)
LATER = LAST + timedelta(days=1)
AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
PRESENT, LATE, LEAVE, ABSENT = AttendanceStatus
PDF = b"%PDF-1.4 evidence %%EOF"
WHY = "签到表第 2 页有本人签名"


class World:
    """A running class from 2026-03-02 whose two people were there at the first session; its clerk and the bureau's."""

    def __init__(self, session: Session, state: str = "running") -> None:
        self.institution = make_institution(session)
        self.record = make_class(session, state, institution=self.institution, starts_on=FIRST)
        self.held = self.record.sessions[0]
        self.people = [make_person(session) for _ in range(2)]
        self.enrolments = [make_enrolment(session, self.record, person) for person in self.people]
        make_attendance(session, self.record, self.enrolments)
        clerk = make_user(session, f"clerk-{self.record.id}", Role.TRAINING_INSTITUTION, institution_id=self.institution.id)
        bureau = make_user(session, f"bureau-{self.record.id}", Role.BUREAU)
        self.clerk = Actor(Role.TRAINING_INSTITUTION, clerk.id, institution_id=self.institution.id)
        self.bureau = Actor(Role.BUREAU, bureau.id)

    def mark(self, status: AttendanceStatus = ABSENT, place: int = 0, hours: int | None = None) -> Mark:
        return Mark(self.people[place].number, status, hours)

    def ask(self, session: Session, *marks: Mark, reason: str = WHY, today: date = LATER) -> AttendanceCorrection:
        return service.ask(session, self.clerk, self.record.number, 1, marks or [self.mark()], reason, today, AT)

    def noted(self, session: Session, place: int = 0) -> tuple[str, int, str]:
        found = session.get_one(Attendance, (self.held.id, self.enrolments[place].id), populate_existing=True)
        return found.status, found.hours, found.source


def test_attendance_is_entered_for_seven_days_then_locked(session: Session) -> None:
    world = World(session)
    number = world.record.number
    running.record_attendance(session, world.clerk, number, 1, [world.mark(LATE, hours=300)], LAST, AT)
    with pytest.raises(RuleViolation) as caught:
        running.record_attendance(session, world.clerk, number, 1, [world.mark()], LATER, AT)
    assert caught.value.code == "classes.attendance_locked"
    assert "更正申请" in caught.value.message
    assert world.noted(session) == ("late", 300, "page")


def test_the_lock_falls_at_midnight_in_china(session: Session) -> None:
    world = World(session)
    before, after = (
        datetime(2026, 3, day, hour, 59 if hour == 23 else 1, tzinfo=CHINA).astimezone(UTC) for day, hour in ((9, 23), (10, 0))
    )
    assert (after - before) == timedelta(minutes=2)
    for at, locked in ((before, False), (after, True)):
        today = at.astimezone(CHINA).date()
        assert (today > queries_attendance.entry_ends(session, world.held)) is locked


def test_taking_a_completion_back_opens_the_days_again(session: Session) -> None:
    world = World(session)
    number = world.record.number
    scores = {person.number: 8000 for person in world.people}
    service_completion.complete(
        session, world.clerk, number, None, date(2026, 3, 5), scores, date(2026, 3, 20), AT
    )
    service_completion.reopen(session, world.bureau, number, None, "成绩有误", datetime(2026, 4, 1, 17, tzinfo=UTC))
    # One in the morning of the second of April in China.
    assert queries_attendance.entry_ends(session, world.held) == date(2026, 4, 9)
    running.record_attendance(session, world.clerk, number, 1, [world.mark()], date(2026, 4, 9), AT)
    with pytest.raises(RuleViolation):
        running.record_attendance(session, world.clerk, number, 1, [world.mark(PRESENT)], date(2026, 4, 10), AT)


def test_what_was_asked_changes_once_the_bureau_agrees(session: Session) -> None:
    world = World(session)
    asked = world.ask(session, world.mark(ABSENT), world.mark(PRESENT, 1))
    assert world.noted(session)[0] == "present"
    found = queries_attendance.lines(session, asked)
    # Only what differs from what is noted is asked for.
    lines = [each.line for each in found]
    assert [(line.before_status, line.after_status, line.after_hours) for line in lines] == [("present", "absent", 0)]
    told = session.scalars(select(Notice).where(Notice.number == asked.number)).all()
    assert [(notice.kind, notice.mailbox) for notice in told] == [("correction.asked", "role:bureau")]
    assert service.agree(session, world.bureau, asked.number, "", AT) == 1
    assert world.noted(session) == ("absent", 0, "correction")
    assert world.noted(session, 1) == ("present", 800, "page")
    with pytest.raises(Conflict):
        service.agree(session, world.bureau, asked.number, "", AT)
    session.expire_all()
    kinds = {notice.kind: notice for notice in session.scalars(select(Notice).where(Notice.number == asked.number))}
    assert kinds["correction.asked"].settled_at is not None
    assert kinds["correction.agreed"].mailbox == f"institution:{world.institution.id}:training_institution"


def test_a_refusal_has_its_reason_and_changes_nothing(session: Session) -> None:
    world = World(session)
    asked = world.ask(session)
    with pytest.raises(InvalidInput):
        service.refuse(session, world.bureau, asked.number, "  ", AT)
    service.refuse(session, world.bureau, asked.number, "没有签名", AT)
    assert (asked.state, world.noted(session)[0]) == ("refused", "present")


def test_one_takes_it_back_and_asks_again(session: Session) -> None:
    world = World(session)
    asked = world.ask(session)
    with pytest.raises(InvalidInput) as caught:
        world.ask(session)
    assert asked.number in caught.value.fields[world.people[0].number]
    service.withdraw(session, world.clerk, asked.number, AT)
    assert world.ask(session).number != asked.number


@pytest.mark.parametrize("reason", ["", "  漏登 ", "x" * 501, "有\x00控制符的原因"])
def test_a_reason_is_asked_for(session: Session, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        World(session).ask(session, reason=reason)
    assert set(caught.value.fields) == {"reason"}


def test_nothing_changed_is_nothing_asked(session: Session) -> None:
    world = World(session)
    with pytest.raises(InvalidInput) as caught:
        world.ask(session, world.mark(PRESENT))
    assert set(caught.value.fields) == {"marks"}


def test_while_it_can_be_changed_nobody_asks(session: Session) -> None:
    with pytest.raises(RuleViolation) as caught:
        World(session).ask(session, today=LAST)
    assert caught.value.code == "classes.not_locked"


def test_what_was_changed_since_is_not_overwritten(session: Session) -> None:
    world = World(session)
    asked = world.ask(session)
    other = world.ask(session, world.mark(LEAVE, 1))
    session.get_one(Attendance, (world.held.id, world.enrolments[0].id)).status = "late"
    session.flush()
    with pytest.raises(Conflict), session.begin_nested():
        service.agree(session, world.bureau, asked.number, "", AT)
    assert world.noted(session)[0] == "late"
    assert service.agree(session, world.bureau, other.number, "", AT) == 1


def test_nobody_is_put_into_a_second_room_by_a_correction(session: Session) -> None:
    world, other = World(session), World(session)
    make_attendance(session, other.record, [make_enrolment(session, other.record, world.people[0])])
    session.get_one(Attendance, (world.held.id, world.enrolments[0].id)).status = "absent"
    session.flush()
    with pytest.raises(InvalidInput) as caught:
        world.ask(session, world.mark(PRESENT))
    assert other.record.number not in caught.value.fields[world.people[0].number]


def test_a_class_with_open_requests_is_not_completed_and_a_completed_one_not_corrected(session: Session) -> None:
    world = World(session)
    asked = world.ask(session)
    scores = {person.number: 8000 for person in world.people}
    day = date(2026, 3, 5)
    with pytest.raises(RuleViolation) as caught:
        service_completion.complete(session, world.clerk, world.record.number, None, day, scores, LATER, AT)
    assert asked.number in caught.value.message
    service.refuse(session, world.bureau, asked.number, "没有签名", AT)
    service_completion.complete(session, world.clerk, world.record.number, None, day, scores, LATER, AT)
    asked.state, asked.decided_at, asked.decided_by = "asked", None, None
    session.flush()
    with pytest.raises(RuleViolation) as closed, session.begin_nested():
        service.agree(session, world.bureau, asked.number, "", AT)
    assert closed.value.code == "classes.correction_closed"


def test_who_may_do_what(session: Session) -> None:
    world, other = World(session), World(session)
    asked = world.ask(session)
    for act in (service.agree, service.refuse):
        with pytest.raises(PermissionDenied):
            act(session, world.clerk, asked.number, "好", AT)
        with pytest.raises(NotFound):
            act(session, other.clerk, asked.number, "好", AT)
    with pytest.raises(NotFound):
        service.withdraw(session, other.clerk, asked.number, AT)
    with pytest.raises(PermissionDenied):
        service.withdraw(session, world.bureau, asked.number, AT)
    with pytest.raises(PermissionDenied):
        service.ask(session, world.bureau, world.record.number, 1, [world.mark()], WHY, LATER, AT)
    asked.asked_by = world.bureau.user_id
    with pytest.raises(RuleViolation) as caught:
        service.agree(session, world.bureau, asked.number, "", AT)
    assert caught.value.code == "classes.same_person"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", ["asked", "agreed", "refused", "withdrawn"])
@pytest.mark.parametrize("verb", ["agree", "refuse", "withdraw"])
def test_the_life_of_a_request(state: str, verb: str, role: Role) -> None:
    doer = Role.TRAINING_INSTITUTION if verb == "withdraw" else Role.BUREAU
    target = {"agree": "agreed", "refuse": "refused", "withdraw": "withdrawn"}[verb]
    if state == "asked" and role is doer:
        assert CORRECTION_LIFE.step(state, verb, role).target == target
    else:
        with pytest.raises(DomainError):
            CORRECTION_LIFE.step(state, verb, role)


def test_a_request_made_and_answered_on_the_pages(
    session: Session, login_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(session)
    monkeypatch.setattr(dates, "now", lambda: AT)
    clerk = login_as(Role.TRAINING_INSTITUTION, institution_id=world.institution.id)
    address = f"/classes/{world.record.number}/sessions/1"
    page = clerk.get(address).get_data(as_text=True)
    assert "已锁定" in page
    assert "提交更正申请" in page
    person = world.people[0].number
    form = {f"status-{person}": "absent", f"hours-{person}": "", f"status-{world.people[1].number}": ""}
    assert clerk.post(address, data=form).status_code == 409
    wrong = clerk.post(f"{address}/corrections", data=form)
    assert wrong.status_code == 422
    assert 'id="reason-error"' in wrong.get_data(as_text=True)
    made = clerk.post(f"{address}/corrections", data={**form, "reason": WHY})
    place = made.headers["Location"]
    assert "等市局答复" in clerk.get(place).get_data(as_text=True)
    assert "1 份考勤更正申请等市局答复" in clerk.get(address).get_data(as_text=True)
    assert clerk.post(f"{place}/decide", data={"decision": "agree"}).status_code == 403
    bureau = login_as(Role.BUREAU)
    assert "1 份考勤更正申请等您答复" in bureau.get("/").get_data(as_text=True)
    assert place in bureau.get("/attendance/corrections").get_data(as_text=True)
    assert bureau.post(f"{place}/decide", data={}).status_code == 422
    assert bureau.post(f"{place}/decide", data={"decision": "refuse", "remark": ""}).status_code == 422
    assert bureau.post(f"{place}/decide", data={"decision": "agree"}, follow_redirects=True).status_code == 200
    assert world.noted(session)[0] == "absent"
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert other.get(place).status_code == 404
    assert other.post(f"{place}/withdraw").status_code == 404


def test_evidence_comes_with_the_request_or_afterwards_and_only_while_it_waits(
    session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    world = World(session)
    session.commit()
    clerk = login_as(Role.TRAINING_INSTITUTION, institution_id=world.institution.id)
    where = f"/classes/{world.record.number}/sessions/1/corrections"
    marks = {f"status-{world.people[0].number}": "absent", "reason": WHY}
    refused = clerk.post(where, data={**marks, "file": (io.BytesIO(b"MZ"), "a.pdf")})
    assert refused.status_code == 422 and 'id="file-error"' in refused.text
    answer = clerk.post(where, data={**marks, "file": (io.BytesIO(PDF), "签到表.pdf")})
    page = answer.headers["Location"]
    assert clerk.get(f"{page}/file").data == PDF
    assert clerk.post(f"{page}/evidence").status_code == 422
    assert clerk.post(f"{page}/evidence", data={"file": (io.BytesIO(PDF + b"\n"), "更清楚的.pdf")}).status_code == 302
    bureau = login_as(Role.BUREAU)
    assert "更清楚的.pdf" in bureau.get(page).text
    assert bureau.get(f"{page}/file").data == PDF + b"\n"
    kept = session.scalar(select(func.count()).select_from(StoredFile).where(StoredFile.kind == "attendance.correction"))
    assert kept == 1
    assert bureau.post(f"{page}/evidence", data={"file": (io.BytesIO(PDF), "a.pdf")}).status_code == 403
    assert bureau.post(f"{page}/decide", data={"decision": "agree"}).status_code == 302
    assert clerk.post(f"{page}/evidence", data={"file": (io.BytesIO(PDF), "a.pdf")}).status_code == 409
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert other.get(f"{page}/file").status_code == 404
