"""Checking in by the code in the room."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.classes import queries, queries_scanning
from training_app.classes import service_running as running
from training_app.classes import service_scanning as scanning
from training_app.classes.layout_sheet import Sheet, SheetLine
from training_app.classes.models import Attendance
from training_app.classes.models_attendance import AttendanceScan
from training_app.classes.paper_sheet import sheet_pdf
from training_app.classes.rules import AttendanceStatus, Mark
from training_app.classes.rules_scanning import IN, OUT, ScanRules, standing
from training_app.classes.service_scanning import Where
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput, RuleViolation

DAY = date(2026, 3, 2)
HERE = Where("a browser", "10.0.0.1")


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(DAY, time(hour, minute, second), CHINA)


class Room:
    """A running class, 08:30 to 17:30 with 8 学时, with one person who has an account."""

    def __init__(self, session: Session, state: str = "running", person: object = None) -> None:
        self.institution = make_institution(session)
        self.record = make_class(session, state, institution=self.institution, starts_on=DAY)
        self.held = self.record.sessions[0]
        self.person = person or make_person(session)
        self.enrolment = make_enrolment(session, self.record, self.person)
        self.actor = Actor(role=Role.ENGINEER, person_id=self.person.id)
        self.clerk = Actor(role=Role.TRAINING_INSTITUTION, institution_id=self.institution.id)

    def scan(self, session: Session, when: datetime, direction: str = IN, where: Where = HERE) -> scanning.CheckedIn:
        token = scanning.code_for(self.record, self.held.number, direction, when)
        ticket = scanning.read_ticket(scanning.ticket_of(token, when) or "", when)
        assert ticket is not None
        return scanning.check_in(session, self.actor, ticket, where, when)

    def noted(self, session: Session) -> tuple[str, int, str] | None:
        found = session.get(Attendance, (self.held.id, self.enrolment.id), populate_existing=True)
        return (found.status, found.hours, found.source) if found else None


def test_a_scan_is_noted_once_with_the_full_hours(session: Session) -> None:
    room = Room(session)
    assert room.scan(session, at(8, 20)).outcome == "taken"
    assert room.noted(session) == ("present", 800, "scan")
    again = room.scan(session, at(8, 40))
    assert again.outcome == "already"
    assert room.noted(session) == ("present", 800, "scan")
    assert len(session.scalars(select(AttendanceScan)).all()) == 1


@pytest.mark.parametrize(("later", "good"), [(0, 1), (29, 1), (30, 1), (59, 1), (60, 0), (-1, 0), (3600, 0)])
def test_a_code_is_good_for_its_half_minute_and_the_next(session: Session, later: int, good: int) -> None:
    room = Room(session)
    token = scanning.code_for(room.record, 1, IN, at(8, 30))
    assert (scanning.ticket_of(token, at(8, 30) + timedelta(seconds=later)) is not None) == bool(good)


def test_a_ticket_outlives_the_code_by_minutes_but_keeps_the_moment_of_the_scan(session: Session) -> None:
    room = Room(session)
    token = scanning.code_for(room.record, 1, IN, at(8, 30))
    sealed = scanning.ticket_of(token, at(8, 30)) or ""
    ticket = scanning.read_ticket(sealed, at(8, 35))
    assert ticket is not None
    assert ticket.scanned_at == at(8, 30)
    assert scanning.read_ticket(sealed, at(8, 35, 1)) is None
    assert scanning.read_ticket(sealed, at(8, 29)) is None


def test_whatever_was_changed_in_a_code_makes_it_worthless(session: Session) -> None:
    room = Room(session)
    token = scanning.code_for(room.record, 1, IN, at(8, 30))
    for place, sign in enumerate(token[:-1]):
        changed = token[:place] + ("A" if sign != "A" else "B") + token[place + 1:]
        assert scanning.ticket_of(changed, at(8, 30)) is None
    # A code is no ticket, and a ticket no code.
    assert scanning.read_ticket(token, at(8, 30)) is None
    assert scanning.ticket_of(scanning.ticket_of(token, at(8, 30)) or "", at(8, 30)) is None
    for nonsense in ("", "x", "%", "é", "A" * 400, "=" * 40):
        assert scanning.ticket_of(nonsense, at(8, 30)) is None
        assert scanning.read_ticket(nonsense, at(8, 30)) is None


@pytest.mark.parametrize(
    ("came", "left", "expected"),
    [
        ((8, 0), None, ("present", 800)), ((8, 45), None, ("present", 800)), ((8, 46), None, ("late", 700)),
        ((13, 0), None, ("late", 400)), ((17, 29), None, ("late", 0)),
        ((8, 20), (17, 15), ("present", 800)), ((8, 20), (17, 14), ("present", 700)), ((8, 20), (13, 0), ("present", 400)),
        ((10, 0), (12, 0), ("late", 100)), ((8, 20), (17, 50), ("present", 800)),
    ],
)  # fmt: skip
def test_hours_of_who_comes_late_or_leaves_early(
    session: Session, came: tuple[int, int], left: tuple[int, int] | None, expected: tuple[str, int]
) -> None:
    held = Room(session).held
    assert standing(held, at(*came), at(*left) if left else None, ScanRules(30, 15)) == expected


def test_a_session_without_times_gives_its_full_hours(session: Session) -> None:
    room = Room(session)
    room.held.starts_at = room.held.ends_at = None
    session.flush()
    assert room.scan(session, at(23)).outcome == "taken"
    assert room.noted(session) == ("present", 800, "scan")


def test_going_needs_coming_and_takes_hours_away(session: Session) -> None:
    room = Room(session)
    with pytest.raises(RuleViolation) as caught:
        room.scan(session, at(12), OUT)
    assert caught.value.code == "classes.not_checked_in"
    room.scan(session, at(8, 30))
    assert room.scan(session, at(13), OUT).outcome == "taken"
    assert room.noted(session) == ("present", 400, "scan")


@pytest.mark.parametrize(("when", "code"), [((7, 59), "too_early"), ((17, 31), "too_late")])
def test_only_around_the_session(session: Session, when: tuple[int, int], code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        Room(session).scan(session, at(*when))
    assert caught.value.code == f"classes.{code}"


@pytest.mark.parametrize("state", ["approved", "completed", "reported", "cancelled"])
def test_only_of_a_running_class(session: Session, state: str) -> None:
    room = Room(session, state)
    with pytest.raises(RuleViolation):
        room.scan(session, at(9))
    assert room.noted(session) is None


@pytest.mark.parametrize("state", ["withdrawn", "applied", "accepted", "declined"])
def test_only_by_somebody_in_training(session: Session, state: str) -> None:
    room = Room(session)
    room.enrolment.state = state
    session.flush()
    with pytest.raises(RuleViolation) as caught:
        room.scan(session, at(9))
    assert caught.value.code == "classes.not_enrolled_here"
    room.actor = Actor(role=Role.ENGINEER, person_id=make_person(session).id)
    with pytest.raises(RuleViolation) as other:
        room.scan(session, at(9))
    assert other.value.message == caught.value.message


def test_a_person_after_a_merge_is_the_one_on_the_list(session: Session) -> None:
    room = Room(session)
    survivor = make_person(session)
    room.person.merged_into = survivor.id
    session.flush()
    room.actor = Actor(role=Role.ENGINEER, person_id=survivor.id)
    assert room.scan(session, at(8, 30)).outcome == "taken"


def test_what_the_institution_noted_stays_unless_it_said_not_there(session: Session) -> None:
    room = Room(session)
    number = room.record.number
    mark = Mark(room.person.number, AttendanceStatus.LATE, 300)
    running.record_attendance(session, room.clerk, number, 1, [mark], DAY, at(8, 40))
    room.scan(session, at(8, 45))
    assert room.noted(session) == ("late", 300, "page")
    absent = Room(session)
    mark = Mark(absent.person.number, AttendanceStatus.ABSENT)
    running.record_attendance(session, absent.clerk, absent.record.number, 1, [mark], DAY, at(8, 40))
    absent.scan(session, at(8, 45))
    assert absent.noted(session) == ("present", 800, "scan")


def test_nobody_is_in_two_rooms_at_once(session: Session) -> None:
    here = Room(session)
    there = Room(session, person=here.person)
    here.scan(session, at(8, 30))
    refused = there.scan(session, at(8, 35))
    assert refused.outcome == "refused"
    assert here.record.number in refused.sentence
    assert there.noted(session) is None
    assert session.scalar(select(AttendanceScan.refusal).where(~AttendanceScan.taken)) == "elsewhere"
    # On the page of the other institution too, which does not learn where.
    mark = Mark(here.person.number, AttendanceStatus.PRESENT)
    with pytest.raises(InvalidInput) as caught:
        running.record_attendance(session, there.clerk, there.record.number, 1, [mark], DAY, at(18))
    sentence = caught.value.fields[here.person.number]
    assert here.record.number not in sentence
    assert "别的机构" in sentence
    # The same line again where it is noted, and being absent elsewhere, are no second place.
    running.record_attendance(session, here.clerk, here.record.number, 1, [mark], DAY, at(18))
    away = Mark(here.person.number, AttendanceStatus.ABSENT)
    assert running.record_attendance(session, there.clerk, there.record.number, 1, [away], DAY, at(18)).changed == 1


def test_one_after_the_other_is_no_clash(session: Session) -> None:
    here = Room(session)
    there = Room(session, person=here.person)
    here.held.ends_at = time(12)
    there.held.starts_at = time(12)
    session.flush()
    here.scan(session, at(8, 30))
    assert there.scan(session, at(12)).outcome == "taken"


def test_scans_are_kept_as_they_were_made(session: Session) -> None:
    room = Room(session)
    recent = {"session_id": room.held.id, "enrolment_id": room.enrolment.id, "direction": IN, "step": 1, "taken": True}
    session.add(AttendanceScan(**recent, scanned_at=dates.now(), device_index=b"", address_index=b""))
    session.flush()
    for act in ("UPDATE attendance_scans SET taken = false, refusal = 'x'", "DELETE FROM attendance_scans"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(act))


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the session, 08:31."""
    monkeypatch.setattr(dates, "now", lambda: at(8, 31))


def code_on(page: str) -> bool:
    return "scan-code" in page


def test_the_screen_opens_the_class_and_shows_the_code(
    session: Session, login_as: Callable[..., FlaskClient], morning: None
) -> None:
    room = Room(session, "approved")
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=room.institution.id)
    address = f"/classes/{room.record.number}/sessions/1/code"
    assert not code_on(browser.get(address).get_data(as_text=True))
    assert room.record.state == "approved"
    answer = browser.post(address, data={"version": room.record.version}, follow_redirects=True)
    assert code_on(answer.get_data(as_text=True))
    assert room.record.state == "running"
    part = browser.get(address, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert code_on(part)
    assert "<html" not in part
    assert not code_on(browser.get(f"/classes/{room.record.number}/sessions/2/code").get_data(as_text=True))
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert other.get(address).status_code == 404
    assert other.post(address, data={"version": 1}).status_code == 404


def test_a_trainee_scans_logs_in_and_confirms_once(
    session: Session, client: FlaskClient, login_as: Callable[..., FlaskClient], morning: None
) -> None:
    room = Room(session)
    token = scanning.code_for(room.record, 1, IN, at(8, 31))
    # Without a login: on to the login page, and nothing noted.
    scanned = client.get(f"/check-in/{token}")
    assert scanned.headers["Location"].endswith("/me/check-in")
    assert client.get("/me/check-in").headers["Location"].startswith("/login?next=/me/check-in")
    phone = login_as(Role.ENGINEER, person_id=room.person.id)
    assert "还没有扫码签到" in phone.get("/me/check-in").get_data(as_text=True)
    phone.get(f"/check-in/{token}")
    page = phone.get("/me/check-in").get_data(as_text=True)
    assert "确认签到：第 1 次课" in page
    assert room.noted(session) is None
    done = phone.post("/me/check-in", follow_redirects=True).get_data(as_text=True)
    assert "今天已扫码 1 次" in done
    assert room.noted(session) == ("present", 800, "scan")
    again = phone.post("/me/check-in")
    assert again.status_code == 409
    assert "请重新扫描" in again.get_data(as_text=True)


def test_the_ticket_survives_the_login(session: Session, app: Flask, morning: None) -> None:
    room = Room(session)
    make_user(session, "trainee-of-the-room", Role.ENGINEER, person_id=room.person.id)
    session.commit()
    phone = app.test_client()
    phone.get(f"/check-in/{scanning.code_for(room.record, 1, IN, at(8, 31))}")
    phone.post("/login?next=/me/check-in", data={"login": "trainee-of-the-room", "password": "Correct-horse-9"})
    assert "确认签到：第 1 次课" in phone.get("/me/check-in").get_data(as_text=True)


def test_a_stranger_learns_nothing_of_the_class(
    session: Session, login_as: Callable[..., FlaskClient], morning: None
) -> None:
    room = Room(session)
    phone = login_as(Role.ENGINEER, person_id=make_person(session).id)
    phone.get(f"/check-in/{scanning.code_for(room.record, 1, IN, at(8, 31))}")
    page = phone.get("/me/check-in").get_data(as_text=True)
    assert room.record.name not in page
    assert "不在这个班次的在训名单里" in page
    # An invalid code is answered as a valid one, and takes an older ticket away.
    assert phone.get("/check-in/nonsense").headers["Location"].endswith("/me/check-in")
    assert "还没有扫码签到" in phone.get("/me/check-in").get_data(as_text=True)


def test_the_code_on_the_screen_is_one_that_can_be_scanned(
    session: Session, login_as: Callable[..., FlaskClient], morning: None
) -> None:
    room = Room(session)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=room.institution.id)
    page = browser.get(f"/classes/{room.record.number}/sessions/1/code").get_data(as_text=True)
    found = re.search(r'<path d="([^"]+)"', page)
    assert found
    cells = sum(int(width) for width in re.findall(r"h(\d+)v1", found[1]))
    side = int(re.search(r'viewBox="-4 -4 (\d+)', page)[1]) - 8  # type: ignore[index]
    # About half of the modules of a code are dark; the address itself stands nowhere in the page.
    assert 0.35 < cells / side**2 < 0.65
    assert "check-in/" not in page


def test_the_sheet_of_a_session_is_printed_for_those_who_are_in_the_class(
    session: Session, login_as: Callable[..., FlaskClient], morning: None
) -> None:
    room = Room(session)
    make_enrolment(session, room.record, make_person(session, "退班的人"), "withdrawn")
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=room.institution.id)
    answer = browser.get(f"/classes/{room.record.number}/sessions/1/sheet.pdf")
    assert answer.get_data()[:5] == b"%PDF-"
    facts = queries.facts(session, room.clerk, room.record.number)
    sheet = queries_scanning.sheet(session, facts, room.held, "https://example.org/x")
    assert [line.name for line in sheet.lines] == [room.person.name]
    assert all("*" in line.masked_number for line in sheet.lines)
    assert f"/classes/{room.record.number}/sessions/1" in browser.get(f"/classes/{room.record.number}").get_data(as_text=True)
    assert login_as(Role.BUREAU).get(f"/classes/{room.record.number}/sessions/1/sheet.pdf").status_code == 403


@pytest.mark.parametrize("people", [0, 1, 24, 25, 1000])
def test_a_sheet_has_pages_for_everybody(people: int) -> None:
    lines = [SheetLine(f"学员{place}", "3710**********0412", "威海某某数字技术有限公司") for place in range(people)]
    heads = ("WH2026-0001", "智能制造班", "某培训学校", 3, "2026-03-02 08:30–17:30", "教室", "讲题", "王老师")
    sheet = Sheet(*heads, lines, "https://e.org/x")
    rendered = sheet_pdf(sheet.printed)
    assert not rendered.undrawable
    assert rendered.content.count(b"/Type /Page\n") == max(1, -(-people // 24))
