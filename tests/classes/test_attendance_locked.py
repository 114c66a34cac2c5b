"""Attendance sheets with sessions that are locked, and with people who were elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.classes.conftest import World
from tests.classes.people_files import workbook
from training_app.intake import service
from training_app.people.models import Person

AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # the third of four days, 2 to 5 March
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
    late = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
    sheet = workbook(("考勤", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "√")]))
    answer = bring(session, world, sheet)
    assert answer.imported
    # The same again once the first session is locked, with something new about the second: nothing is wrong.
    changed = workbook(("考勤", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "缺课")]))
    answer = bring(session, world, changed, at=late)
    assert answer.imported and "session.locked" not in codes(answer)
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("absent", 0)}
    wrong = workbook(("考勤", [[*WHO, "3月2日"], world.line("于海", "缺课"), world.line("丛林", "√")]))
    answer = bring(session, world, wrong, at=late)
    assert codes(answer).count("session.locked") == 2
    assert not answer.imported and not world.marks(session, "丛林")


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
