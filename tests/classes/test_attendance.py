"""Attendance sheets through the batch machine: every shape, what is noted, every refusal, taken back exactly."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class
from tests.builders.institutions import actor_of, make_institution
from tests.builders.people import identity_number
from tests.classes.conftest import World
from tests.classes.people_files import workbook
from training_app.audit import service as audit
from training_app.audit.models import AuditEvent
from training_app.classes.models import Attendance, ClassSession
from training_app.intake import pages, parts, service, service_giving_up
from training_app.intake.models import Batch
from training_app.intake.service_template import filled_template
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person

AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # the third of four days, 2 to 5 March
KEY = "attendance"
WHO = ("姓名", "证件号码")



def bring(session: Session, world: World, *sheets: tuple[str, Sequence], good_rows: bool = False) -> service.Answer:
    return service.import_file(
        session, world.actor, KEY, workbook(*sheets), "考勤.xlsx", subject_number=world.training_class.number,
        good_rows=good_rows, at=AT,
    )


def codes(answer: service.Answer) -> list[tuple[str, str]]:
    assert answer.reading is not None
    return [(problem.field, problem.code) for row in answer.reading.rows for problem in row.problems]


def said(answer: service.Answer) -> list[str]:
    assert answer.reading is not None
    return [problem.code for problem in answer.reading.problems]


def test_a_column_for_each_day(session: Session, world: World) -> None:
    heads = [*WHO, "3月2日", date(2026, 3, 3), "第3次课", "3.5", "出勤", "备注"]
    answer = bring(session, world, ("考勤", [
        ["第一期考勤表"], heads, world.line("于海", "√", "迟到", "×", "", 2), world.line("丛林", "出勤", "事假", "到", "", 2),
        world.line("毕云", "旷课", "√", "√", "", 2), ["班主任签字：", "", ""],
    ]))  # fmt: skip
    assert answer.imported and answer.counts["created"] == 3 and not said(answer) and not codes(answer)
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("late", 800), 3: ("absent", 0)}
    assert world.marks(session, "丛林") == {1: ("present", 800), 2: ("leave", 0), 3: ("present", 800)}
    assert world.marks(session, "毕云") == {1: ("absent", 0), 2: ("present", 800), 3: ("present", 800)}


@pytest.mark.parametrize(
    "heads",
    [
        [["姓名", "证件号码", "考勤情况", ""], ["", "", "3月2日", "3月3日"]],
        [["姓名", "证件号码", "3月", ""], ["", "", "2日", "3日"]],
        [["姓名", "证件号码", "2026-03-02", "2026-03-03"], ["", "", "周一", "周二"]],
        [["姓名", "证件号码", "2026年3月2日（周一）", "3/3 考勤"]],
        [["姓名", "证件号码", "第一次课", "第2次（3月3日）"]],
    ],
)
def test_headings_in_two_lines_and_many_wordings(session: Session, world: World, heads: list[list[str]]) -> None:
    answer = bring(session, world, ("表", [*heads, world.line("于海", "√", "请假"), world.line("丛林", "×", "√")]))
    assert answer.imported, (codes(answer), said(answer))
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("leave", 0)}
    assert world.marks(session, "丛林") == {1: ("absent", 0), 2: ("present", 800)}


def test_a_line_for_each_person_and_session_and_a_sheet_for_each_session(session: Session, world: World) -> None:
    assert bring(session, world, ("明细", [
        [*WHO, "课次", "考勤"], world.line("于海", "1", "到课"), world.line("于海", "2026-03-03", "迟到"),
    ])).imported  # fmt: skip
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("late", 800)}
    heads = [*WHO, "考勤"]
    answer = service.stage(
        session, world.actor, KEY,
        workbook(("3月2日", [heads, world.line("丛林", "√")]), ("3月3日", [heads, world.line("丛林", "缺勤")])),
        "考勤.xlsx", subject_number=world.training_class.number, at=AT,
    )  # fmt: skip
    assert service.confirm(session, world.actor, answer.number, at=AT).imported
    assert world.marks(session, "丛林") == {1: ("present", 800), 2: ("absent", 0)}
    lost = bring(session, world, ("名单", [heads, world.line("毕云", "√")]))
    assert codes(lost) == [("held", "session.missing")] and world.marks(session, "毕云") == {}


def test_halves_of_a_day(session: Session, world: World) -> None:
    first, second, *_ = world.training_class.sessions
    second.held_on = first.held_on
    first.starts_at, first.ends_at, second.starts_at, second.ends_at = time(8, 30), time(11, 30), time(13, 30), time(17)
    session.flush()
    answer = bring(session, world, ("表", [[*WHO, "3月2日上午", "3月2日下午"], world.line("于海", "√", "×")]))
    assert answer.imported and world.marks(session, "于海") == {1: ("present", 800), 2: ("absent", 0)}
    vague = bring(session, world, ("表", [[*WHO, "3月2日", "3月4日"], world.line("于海", "×", "√")]))
    assert said(vague) == ["session.ambiguous"]
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("absent", 0), 3: ("present", 800)}


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        (["3月2日", "3月9日"], "session.unknown"), (["3月2日", "第9次课"], "session.unknown"),
        (["3月2日", "2025-03-03"], "session.unknown"), (["3月3日", "3月2日", "第1次课"], "session.twice"),
        (["3月2日", "实操"], "column.unread"), (["3月2日", "出勤"], "column.unread"),
    ],
)
def test_a_column_that_cannot_be_read_is_told_never_passed_over(
    session: Session, world: World, heads: list[str], code: str
) -> None:
    answer = bring(session, world, ("表", [[*WHO, *heads], world.line("于海", *["√"] * len(heads))]))
    assert set(said(answer)) == {code} and len(world.marks(session, "于海")) == 1


def test_a_sheet_without_any_session_is_refused(session: Session, world: World) -> None:
    with pytest.raises(InvalidInput, match="没有认出任何一次课"):
        service.stage(
            session, world.actor, KEY, workbook(("表", [[*WHO, "单位"], world.line("于海", "某公司")])), "名单.xlsx",
            subject_number=world.training_class.number, at=AT,
        )


@pytest.mark.parametrize(
    ("cell", "code"),
    [("○", "status.unknown"), ("/", "status.unknown"), ("8", "status.unknown"), ("早退", "status.left_early"),
     ("无", "status.unknown"), ("√×", "status.unknown")],
)  # fmt: skip
def test_what_is_no_attendance_is_refused(session: Session, world: World, cell: str, code: str) -> None:
    answer = bring(session, world, ("表", [[*WHO, "3月2日"], world.line("于海", cell)]))
    assert codes(answer) == [("session-1", code)] and world.marks(session, "于海") == {}


def test_days_to_come_and_empty_cells(session: Session, world: World) -> None:
    heads = [*WHO, "3月2日", "3月4日", "3月5日"]
    answer = bring(session, world, ("表", [heads, world.line("于海", "√", "√", "√"), world.line("丛林", "√", "", "")]),
                   good_rows=True)  # fmt: skip
    assert codes(answer) == [("session-4", "session.future"), ("", "status.blank")]
    assert world.marks(session, "于海") == {} and world.marks(session, "丛林") == {1: ("present", 800)}


def test_nobody_is_entered_and_nobody_is_taken_by_the_name(session: Session, world: World) -> None:
    people = session.scalar(select(func.count()).select_from(Person))
    answer = bring(session, world, ("表", [
        [*WHO, "3月2日"], ["于海", identity_number(890), "√"], ["丛林", "", "√"], ["毕云霞", world.numbers["毕云"], "√"],
    ]))  # fmt: skip
    assert codes(answer) == [
        ("identity_number", "enrolment.missing"), ("identity_number", "identity.missing"), ("name", "person.name_conflict")
    ]
    assert session.scalar(select(func.count()).select_from(Attendance)) == 0
    assert session.scalar(select(func.count()).select_from(Person)) == people


def test_who_left_keeps_what_was_before(session: Session, world: World) -> None:
    world.enrolments["于海"].state, world.enrolments["于海"].withdrawn_on = "withdrawn", date(2026, 3, 3)
    session.flush()
    answer = bring(session, world, ("表", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "√")]))
    assert codes(answer) == [("name", "enrolment.left")]
    assert bring(session, world, ("表", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "")])).imported
    assert world.marks(session, "于海") == {1: ("present", 800)}


def test_of_two_lines_that_contradict_each_other_one_can_be_given_up(session: Session, world: World) -> None:
    answer = bring(session, world, ("表", [
        [*WHO, "3月2日", "3月3日"], world.line("丛林", "√", "√"), world.line("于海", "√", "√"), world.line("于海", "√", "×"),
    ]), good_rows=True)  # fmt: skip
    assert answer.batch is not None and answer.batch.error_count == 2
    service_giving_up.give_up(session, world.actor, answer.batch.number, 1, "第二行为准", AT)
    assert answer.batch.error_count == 0
    assert service.confirm(session, world.actor, answer.batch.number, at=AT).imported
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("absent", 0)}


def test_two_lines_of_one_person_must_agree(session: Session, world: World) -> None:
    answer = bring(session, world, ("表", [
        [*WHO, "3月2日", "3月3日"], world.line("于海", "√", "√"), world.line("丛林", "√", "√"), world.line("于海", "√", "×"),
        world.line("丛林", "√", "√"),
    ]), good_rows=True)  # fmt: skip
    assert codes(answer) == [
        ("session-2", "row.contradiction"), ("session-2", "row.contradiction"), ("name", "row.duplicate")
    ]
    assert world.marks(session, "于海") == {} and len(world.marks(session, "丛林")) == 2


def test_taken_back_exactly(session: Session, world: World) -> None:
    make_attendance(session, world.training_class, [world.enrolments["毕云"]], hours=600)
    answer = bring(session, world, ("表", [
        [*WHO, "3月2日", "3月3日"], world.line("于海", "√", "×"), world.line("毕云", "√", "缺课"),
    ]))  # fmt: skip
    assert answer.counts == {"created": 1, "updated": 1, "existing": 0, "held": 0} and answer.batch is not None
    # Hours somebody typed on the page of a session stay where the sheet says the same.
    assert world.marks(session, "毕云")[1] == ("present", 600) and world.marks(session, "毕云")[2] == ("absent", 0)
    first = world.training_class.sessions[0].id
    session.get_one(Attendance, (first, world.enrolments["于海"].id)).hours = 700
    session.flush()
    assert service.undo(session, world.actor, answer.batch.number, AT) == {
        "attendances": 1, "values_restored": 1, "values_left": 1
    }
    assert world.marks(session, "于海") == {1: ("present", 700)}
    assert world.marks(session, "毕云") == dict.fromkeys((1, 2, 3, 4), ("present", 600))


def test_the_same_sheet_again_changes_nothing(session: Session, world: World) -> None:
    sheet = ("表", [[*WHO, "3月2日"], world.line("于海", "√")])
    bring(session, world, sheet)
    assert bring(session, world, sheet).counts == {"created": 0, "updated": 0, "existing": 1, "held": 0}


def test_the_first_attendance_opens_the_class_and_the_trail_tells_it_once(session: Session, world: World) -> None:
    world.training_class.state = "approved"
    session.flush()
    bring(session, world, ("表", [[*WHO, "3月2日"], world.line("于海", "√"), world.line("丛林", "√")]))
    audit.seal_pending(session)
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert [each for each in actions if each.startswith(("class.", "attendance."))] == ["class.start", "attendance.import"]
    assert world.training_class.state == "running"


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "completed", "reported", "cancelled"])
def test_other_classes_take_no_attendance(session: Session, world: World, state: str) -> None:
    world.training_class = make_class(session, state, institution=make_institution(session))
    world.actor = Actor(Role.TRAINING_INSTITUTION, institution_id=world.training_class.institution_id)
    with pytest.raises(RuleViolation, match=world.training_class.number):
        bring(session, world, ("表", [[*WHO, "3月2日"], world.line("于海", "√")]))


def test_attendance_of_other_institutions_is_out_of_reach(session: Session, world: World) -> None:
    sheet = ("表", [[*WHO, "3月2日"], world.line("于海", "√")])
    world.actor = actor_of(make_institution(session))
    with pytest.raises(NotFound):
        bring(session, world, sheet)
    world.actor = Actor(Role.BUREAU)
    with pytest.raises(PermissionDenied):
        bring(session, world, sheet)


def test_the_way_through_the_pages(
    login_as: Callable[..., FlaskClient], session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "now", lambda: AT)
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=world.training_class.institution_id)
    number = world.training_class.number
    address = f"/intake/attendance/new?class={number}"
    assert address.replace("&", "&amp;") in client.get(f"/classes/{number}?tab=sessions").get_data(as_text=True)
    assert number in client.get("/intake/attendance/new").get_data(as_text=True)
    data = workbook(("表", [[*WHO, "3月2日", "3月3日"], world.line("于海", "√", "事假"), world.line("丛林", "√", "○")]))
    sent = client.post(address, data={"file": (io.BytesIO(data), "考勤.xlsx")}, content_type="multipart/form-data")
    page = client.get(sent.location).get_data(as_text=True)
    assert "到课 1 次；请假 第 2 次" in page and "status.unknown" in page and "第 2 次课 2026-03-03" in page
    assert "按列名认课次" in client.get(f"{sent.location}/columns").get_data(as_text=True)
    row = client.get(f"{sent.location}?edit=1").get_data(as_text=True)
    assert 'name="field" value="session-2"' in row
    client.post(f"{sent.location}/rows/1", data={"field": "session-2", "value": "缺课"})
    client.post(f"{sent.location}/confirm")
    assert world.marks(session, "丛林") == {1: ("present", 800), 2: ("absent", 0)}
    assert session.scalars(select(Batch.state)).one() == "confirmed"


def test_the_template_holds_the_people_and_takes_their_attendance(session: Session, world: World) -> None:
    late = session.scalars(select(ClassSession).where(ClassSession.class_id == world.training_class.id, ClassSession.number == 2))
    session.add(Attendance(session_id=late.one().id, enrolment_id=world.enrolments["丛林"].id, status="late", hours=400))
    session.flush()
    name, content = filled_template(session, world.actor, KEY, world.training_class.number, AT)
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert world.training_class.number in name and [cell.value for cell in sheet[1]][3] == "第 1 次课 2026-03-02"
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["毕云", "丛林", "于海"] and sheet["E3"].value == "迟到"
    for column, word in enumerate(("到课", "缺课", "请假"), start=4):
        sheet.cell(4, column).value = word
    filled = io.BytesIO()
    book.save(filled)
    answer = service.import_file(
        session, world.actor, KEY, filled.getvalue(), name, subject_number=world.training_class.number, at=AT
    )
    assert answer.imported and not said(answer), (codes(answer), said(answer))
    assert {code for _, code in codes(answer)} == {"status.blank"}
    assert world.marks(session, "于海") == {1: ("present", 800), 2: ("absent", 0), 3: ("leave", 0)}
    assert world.marks(session, "丛林") == {2: ("late", 400)} and not world.marks(session, "毕云")


def test_who_is_not_in_the_sheet_is_named_and_keeps_nothing_out(session: Session, world: World) -> None:
    sheet = workbook(("考勤", [[*WHO, "3月2日"], world.line("于海", "√")]))
    batch = service.stage(session, world.actor, KEY, sheet, "考勤.xlsx", subject_number=world.training_class.number, at=AT)
    page = pages.batch_page(session, world.actor, batch, pages.Wanted())
    assert page.remarks == ["本班在训学员里有 2 人不在这份考勤表里：毕云、丛林。没有写到的人，考勤保持原样。"]
    world.enrolments["毕云"].state = "withdrawn"
    session.flush()
    page = pages.batch_page(session, world.actor, batch, pages.Wanted())
    assert "1 人" in page.remarks[0] and "毕云" not in page.remarks[0]
    assert service.confirm(session, world.actor, batch.number, at=AT).imported
    assert not pages.batch_page(session, world.actor, batch, pages.Wanted()).remarks


def test_a_first_line_without_a_right_number_is_no_second_line_of_headings(session: Session, world: World) -> None:
    """出勤 is the heading of a column elsewhere; the line with it vanished."""
    heads = ("姓名", "身份证号", "3月2日", "3月3日")
    data = workbook(("考勤", [heads, ["于海", "N/A", "出勤", "迟到"], world.line("丛林", "到", "到")]))
    number = world.training_class.number
    batch = service.stage(session, world.actor, "attendance", data, "考勤.xlsx", subject_number=number, at=AT)
    rows = parts.load(session, batch)
    assert [(row.line, row.status) for row in rows] == [(2, "error"), (3, "ok")]
    assert rows[1].fields["session-1"] == rows[1].fields["session-2"] == "present"
