"""Attendance sheets with sessions that are locked, and with people who were elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.classes.conftest import World
from tests.classes.people_files import workbook
from training_app.classes import queries_attendance as attendance
from training_app.classes import service_corrections
from training_app.classes.models_attendance import AttendanceCorrection
from training_app.intake import service, service_undo
from training_app.kernel.actor import Actor, Role
from training_app.people.models import Person

AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # the third of four days, 2 to 5 March
LATE = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # the first day is locked, the second not yet
WHO = ("姓名", "证件号码")


def bring(session: Session, world: World, data: bytes, at: datetime = AT) -> service.Answer:
    number = world.training_class.number
    return service.import_file(session, world.actor, "attendance", data, "考勤.xlsx", subject_number=number, at=at)


def codes(answer: service.Answer) -> list[str]:
    assert answer.reading is not None
    return [problem.code for row in answer.reading.rows for problem in row.problems]


def sentences(answer: service.Answer) -> list[str]:
    assert answer.reading is not None
    return [problem.message for row in answer.reading.rows for problem in row.problems]


def test_a_locked_session_is_not_entered_by_a_list_but_may_stand_in_it(session: Session, world: World) -> None:
    sheet = workbook(("考勤", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "√")]))
    answer = bring(session, world, sheet)
    assert answer.imported
    # The same again once the first session is locked, with something new about the second: nothing is wrong.
    changed = workbook(("考勤", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "缺课")]))
    answer = bring(session, world, changed, at=LATE)
    assert answer.imported and "session.locked" not in codes(answer)
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("absent", 0)}


def test_what_comes_after_the_window_becomes_one_request_and_the_rest_is_noted(session: Session, world: World) -> None:
    bring(session, world, workbook(("考勤", [[*WHO, "3月2日"], world.line("于海", "√")])))
    changed = workbook(
        ("考勤", [[*WHO, "3月2日", "3月3日"], world.line("于海", "缺课", "√"), world.line("丛林", "√", "√")])
    )
    answer = bring(session, world, changed, at=LATE)
    assert answer.imported and codes(answer).count("session.asks") == 2
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("present", 800)}
    assert world.marks(session, "丛林") == {2: ("present", 800)}
    request = session.scalars(select(AttendanceCorrection)).one()
    assert (request.state, request.batch_id) == ("asked", answer.batch.id if answer.batch else None)
    asked = {each.name: each.line.after_status for each in attendance.lines(session, request)}
    assert asked == {"于海": "absent", "丛林": "present"}
    # The same file again asks for nothing more; a different mark is told apart from the request that waits.
    answer = bring(session, world, changed, at=LATE)
    assert answer.imported and codes(answer) == []
    other = workbook(("考勤", [[*WHO, "3月2日"], world.line("丛林", "迟到")]))
    answer = bring(session, world, other, at=LATE)
    assert "session.asked" in codes(answer) and not answer.imported
    assert session.scalars(select(AttendanceCorrection)).one() is request
    bureau = Actor(Role.BUREAU, user_id=make_user(session, "decider", Role.BUREAU).id)
    service_corrections.agree(session, bureau, request.number, "签到表相符", LATE)
    assert world.marks(session, "丛林") == {1: ("present", 800), 2: ("present", 800)}
    assert world.marks(session, "于海")[1] == ("absent", 0)


@pytest.mark.parametrize("answered", [False, True])
def test_taking_the_list_back_takes_its_request_back_unless_it_was_answered(
    session: Session, world: World, answered: bool
) -> None:
    bring(session, world, workbook(("考勤", [[*WHO, "3月3日"], world.line("于海", "√")])))
    sheet = workbook(("考勤", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "缺课")]))
    batch = bring(session, world, sheet, at=LATE).batch
    assert batch is not None
    request = session.scalars(select(AttendanceCorrection)).one()
    if answered:
        bureau = Actor(Role.BUREAU, user_id=make_user(session, "decider", Role.BUREAU).id)
        service_corrections.refuse(session, bureau, request.number, "没有签到表", LATE)
    session.commit()
    foretold = service_undo.page_of(session, world.actor, batch.number)
    words = {each.words for each in (foretold.kept if answered else foretold.back)}
    assert any("更正申请" in each for each in words)
    counts = service.undo(session, world.actor, batch.number, LATE)
    assert (counts["requests"], request.state) == ((0, "refused") if answered else (1, "withdrawn"))
    assert world.marks(session, "于海") == {2: ("present", 800)}


def test_a_class_that_has_not_begun_takes_no_locked_attendance(session: Session, world: World) -> None:
    world.training_class.state = "approved"
    session.flush()
    answer = bring(session, world, workbook(("考勤", [[*WHO, "3月2日"], world.line("于海", "√")])), at=LATE)
    assert codes(answer) == ["session.locked"] and not answer.imported


def test_nobody_is_entered_in_a_second_room_by_a_list(session: Session, world: World) -> None:
    other = make_class(session, "running", starts_on=world.training_class.starts_on)
    there = make_enrolment(session, other, session.get_one(Person, world.enrolments["于海"].person_id))
    make_attendance(session, other, [there])
    sheet = workbook(("考勤", [[*WHO, "3月2日"], world.line("于海", "√"), world.line("丛林", "√")]))
    answer = bring(session, world, sheet)
    assert codes(answer) == ["session.elsewhere"]
    assert not any(other.number in sentence for sentence in sentences(answer))
    away = workbook(("考勤", [[*WHO, "3月2日"], world.line("于海", "缺课"), world.line("丛林", "√")]))
    answer = bring(session, world, away)
    assert answer.imported
