"""Scores of the completion assessment through the batch machine: what is noted, every refusal, taken back exactly."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, make_institution
from tests.builders.people import identity_number, make_person
from tests.classes.conftest import World
from tests.classes.people_files import workbook
from tests.intake.foretelling import foretold
from training_app.audit import service as audit
from training_app.audit.models import AuditEvent
from training_app.classes import service_completion
from training_app.intake import parts, service, service_giving_up
from training_app.intake.models import Batch
from training_app.intake.service_continue import continue_with
from training_app.intake.service_template import filled_template
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person

AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
KEY = "scores"



def upload(session: Session, world: World, *lines: list[object], headings: tuple[str, ...] = ("姓名", "身份证号", "成绩"),
           good_rows: bool = False, actor: Actor | None = None) -> service.Answer:  # fmt: skip
    """Imports the lines under a title, with a line of the average below."""
    data = workbook(("成绩", [["结业考核成绩单"], headings, *lines, ["平均分", "", 80.5], ["监考人：", "", ""]]))
    return service.import_file(
        session, actor or world.actor, KEY, data, "成绩.xlsx", subject_number=world.training_class.number,
        good_rows=good_rows, at=AT,
    )


def codes(answer: service.Answer) -> list[tuple[str, str]]:
    assert answer.reading is not None
    return [(problem.field, problem.code) for row in answer.reading.rows for problem in row.problems]


def test_scores_are_noted_and_taken_back(session: Session, world: World) -> None:
    world.enrolments["丛林"].score = 6000
    answer = upload(session, world, world.line("于海", 82.5), world.line("丛林", "91分"), world.line("毕云", "0"))
    assert answer.imported and answer.batch is not None
    assert answer.counts == {"created": 2, "updated": 1, "existing": 0, "held": 0}
    assert [world.score(session, name) for name in world.enrolments] == [8250, 9100, 0]
    assert foretold(session, world.actor, answer.batch) == {"back": {"成绩清空": [3, 5], "成绩恢复原来的分数": [4]}}
    undone = service.undo(session, world.actor, answer.batch.number, AT)
    assert undone == {"values_restored": 3, "values_left": 0}
    assert [world.score(session, name) for name in world.enrolments] == [None, 6000, None]


def test_one_trail_entry_tells_of_the_import(session: Session, world: World) -> None:
    upload(session, world, world.line("于海", 82))
    audit.seal_pending(session)
    trail = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("scores."))).all()
    assert [(event.action, event.object_kind, event.object_number) for event in trail] == [
        ("scores.import", "class", world.training_class.number)
    ]
    assert not session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "class.scores"))


def test_the_same_scores_again_change_nothing(session: Session, world: World) -> None:
    upload(session, world, world.line("于海", 82))
    again = upload(session, world, world.line("于海", "82.00"))
    assert again.counts["existing"] == 1 and again.counts["created"] == again.counts["updated"] == 0


def test_a_score_changed_after_the_import_stays_when_it_is_undone(session: Session, world: World) -> None:
    answer = upload(session, world, world.line("于海", 82), world.line("丛林", 70))
    assert answer.batch is not None
    number = session.get_one(Person, world.enrolments["于海"].person_id).number
    service_completion.save_scores(session, world.actor, world.training_class.number, {number: 8300}, AT)
    assert foretold(session, world.actor, answer.batch) == {
        "back": {"成绩清空": [4]}, "kept": {"导入后又改过的成绩，保留现在的": [3]},
    }  # fmt: skip
    assert service.undo(session, world.actor, answer.batch.number, AT) == {"values_restored": 1, "values_left": 1}
    assert (world.score(session, "于海"), world.score(session, "丛林")) == (8300, None)


def test_nobody_is_entered_and_nobody_is_taken_by_the_name(session: Session, world: World) -> None:
    stranger = make_person(session, "隋远", number=identity_number(790))
    people = session.scalar(select(func.count()).select_from(Person))
    answer = upload(
        session, world, ["隋远", identity_number(790), 80], ["于海", identity_number(791), 80], ["丛林", "", 80],
        ["毕云峰", world.numbers["毕云"], 80],
    )
    assert not answer.imported and stranger.id
    assert codes(answer) == [
        ("identity_number", "enrolment.missing"), ("identity_number", "enrolment.missing"),
        ("identity_number", "identity.missing"), ("name", "person.name_conflict"),
    ]
    assert session.scalar(select(func.count()).select_from(Person)) == people
    assert [world.score(session, name) for name in world.enrolments] == [None, None, None]


@pytest.mark.parametrize(
    ("score", "remark", "code", "proposed"),
    [
        ("", "", "score.missing", None), ("101", "", "score.invalid", None), ("-1", "", "score.invalid", None),
        ("合格", "", "score.invalid", None), ("82.555", "", "score.invalid", None), ("缺考", "", "score.stayed_away", "0"),
        ("", "缺考", "score.stayed_away", "0"), ("8O", "", "score.invalid", None),
    ],
)
def test_what_is_no_score_is_refused(
    session: Session, world: World, score: str, remark: str, code: str, proposed: str | None
) -> None:
    answer = upload(session, world, world.line("于海", score, remark), headings=("姓名", "身份证号", "成绩", "备注"))
    assert answer.reading is not None and codes(answer) == [("score", code)]
    assert answer.reading.rows[0].problems[0].suggestion == proposed
    assert answer.reading.rows[0].line == 3


def test_two_scores_of_one_person_are_never_chosen_between(session: Session, world: World) -> None:
    answer = upload(
        session, world, world.line("于海", 80), world.line("丛林", 70), world.line("于海", 81), world.line("丛林", 70),
        good_rows=True,
    )
    assert codes(answer) == [("score", "row.contradiction"), ("score", "row.contradiction"), ("score", "row.duplicate")]
    assert (world.score(session, "于海"), world.score(session, "丛林")) == (None, 7000)


def test_a_resit_beside_the_score_is_asked_about(session: Session, world: World) -> None:
    headings = ("姓名", "身份证号", "成绩", "补考成绩")
    assert codes(upload(session, world, world.line("于海", 55, 61), headings=headings)) == [("resit", "score.resit")]
    assert upload(session, world, world.line("于海", 55, ""), headings=headings).imported


def test_who_left_gets_no_score(session: Session, world: World) -> None:
    world.enrolments["于海"].state, world.enrolments["于海"].withdrawn_on = "withdrawn", date(2026, 3, 3)
    session.flush()
    assert codes(upload(session, world, world.line("于海", 80))) == [("name", "enrolment.withdrawn")]


def test_a_held_contradiction_stays_one_after_the_others_went_in(session: Session, world: World) -> None:
    answer = upload(
        session, world, world.line("于海", 80), world.line("丛林", 70), world.line("丛林", 71), good_rows=True
    )
    assert answer.batch is not None and answer.counts["held"] == 2
    assert service.confirm(session, world.actor, answer.batch.number, good_rows=True, at=AT).counts["held"] == 2
    service.correct(session, world.actor, answer.batch.number, 2, "score", "70", AT)
    confirmed = service.confirm(session, world.actor, answer.batch.number, good_rows=True, at=AT)
    assert confirmed.counts["held"] == 1 and world.score(session, "丛林") == 7000
    rows = parts.load(session, session.scalars(select(Batch)).one())
    assert [problem.code for row in rows if row.open for problem in row.problems] == ["row.duplicate"]


def test_of_two_scores_one_can_be_given_up_for_the_other_and_taken_up_again(session: Session, world: World) -> None:
    answer = upload(session, world, world.line("于海", 80), world.line("丛林", 70), world.line("丛林", 71), good_rows=True)
    assert answer.batch is not None and answer.batch.error_count == 2
    number = answer.batch.number
    service_giving_up.give_up(session, world.actor, number, 1, "以 71 分为准", AT)
    assert answer.batch.error_count == 0
    service_giving_up.take_up(session, world.actor, number, 1, AT)
    assert answer.batch.error_count == 2
    service_giving_up.give_up(session, world.actor, number, 1, "以 71 分为准", AT)
    assert service.confirm(session, world.actor, number, at=AT).imported and world.score(session, "丛林") == 7100


def test_lines_are_given_up_when_the_class_takes_no_more_scores(session: Session, world: World) -> None:
    answer = upload(session, world, world.line("于海", 80), world.line("丛林", 70), world.line("丛林", 71), good_rows=True)
    assert answer.batch is not None
    world.training_class.state = "cancelled"
    session.flush()
    assert service_giving_up.give_up(session, world.actor, answer.batch.number, None, "班次已取消", AT) == 2
    assert answer.batch.result["held"] == 0


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved", "completed", "reported", "cancelled"])
def test_only_a_running_class_takes_scores(session: Session, world: World, state: str) -> None:
    record = make_class(session, state)
    world.actor = Actor(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    world.training_class = record
    with pytest.raises(RuleViolation, match=record.number):
        upload(session, world, world.line("于海", 80))


def test_scores_of_other_institutions_are_out_of_reach(session: Session, world: World) -> None:
    foreign = actor_of(make_institution(session))
    with pytest.raises(NotFound):
        upload(session, world, world.line("于海", 80), actor=foreign)
    for role in (Role.BUREAU, Role.ASSESSMENT_BODY, Role.DISTRICT):
        with pytest.raises(PermissionDenied):
            upload(session, world, world.line("于海", 80), actor=Actor(role))


def test_another_sheet_is_no_list_of_scores(session: Session, world: World) -> None:
    with pytest.raises(InvalidInput, match="成绩单的表头"):
        service.stage(
            session, world.actor, KEY, workbook(("目录", [["科目", "课时"], ["概论", 8]])), "目录.xlsx",
            subject_number=world.training_class.number, at=AT,
        )


def test_the_way_through_the_pages(
    login_as: Callable[..., FlaskClient], session: Session, world: World
) -> None:
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=world.training_class.institution_id)
    number = world.training_class.number
    address = f"/intake/scores/new?class={number}"
    assert address.replace("&", "&amp;") in client.get(f"/classes/{number}/completion").get_data(as_text=True)
    assert number in client.get("/intake/scores/new").get_data(as_text=True)
    data = workbook(("成绩", [["姓名", "证件号码", "成绩"], world.line("于海", 82.5), world.line("丛林", "缺考")]))
    answer = client.post(address, data={"file": (io.BytesIO(data), "成绩.xlsx")}, content_type="multipart/form-data")
    page = client.get(answer.location).get_data(as_text=True)
    assert "1 行可以导入" in page and "score.stayed_away" in page and "还没有成绩" in page
    client.post(f"{answer.location}/accept", data={"code": "score.stayed_away"})
    client.post(f"{answer.location}/confirm")
    assert (world.score(session, "于海"), world.score(session, "丛林")) == (8250, 0)
    assert "成绩清空" in client.get(f"{answer.location}/undo").get_data(as_text=True)


def test_the_template_holds_the_people_and_takes_their_scores(session: Session, world: World) -> None:
    world.enrolments["丛林"].score = 9000
    world.enrolments["毕云"].state = "withdrawn"
    session.flush()
    name, content = filled_template(session, world.actor, KEY, world.training_class.number, AT)
    book = load_workbook(io.BytesIO(content))
    [head, first, second] = book.worksheets[0].iter_rows(values_only=True)
    assert head[:4] == ("姓名*", "人员编号*", "证件末四位", "成绩*")
    assert [(row[0], row[2], row[3]) for row in (first, second)] == [
        ("丛林", world.numbers["丛林"][-4:], "90"), ("于海", world.numbers["于海"][-4:], ""),
    ]  # fmt: skip
    assert not any(number in str([*first, *second]) for number in world.numbers.values())
    book.worksheets[0].cell(3, 4).value = "77.5"
    filled = io.BytesIO()
    book.save(filled)
    answer = service.import_file(
        session, world.actor, KEY, filled.getvalue(), name, subject_number=world.training_class.number, at=AT
    )
    assert answer.imported and answer.counts["existing"] == 1 and answer.batch is not None
    assert (world.score(session, "于海"), world.score(session, "丛林")) == (7750, 9000)
    assert foretold(session, world.actor, answer.batch) == {"back": {"成绩清空": [3]}}
    audit.seal_pending(session)
    [noted] = session.scalars(select(AuditEvent).where(AuditEvent.action == "intake.template"))
    assert (noted.object_number, noted.detail) == (KEY, {"subject": world.training_class.number, "lines": 2})


def test_a_person_is_told_of_by_either_number_and_only_once(session: Session, world: World) -> None:
    number = session.get_one(Person, world.enrolments["于海"].person_id).number
    heads = ("姓名", "人员编号", "成绩")
    assert upload(session, world, ["于海", number.lower(), 82], headings=heads).imported
    assert world.score(session, "于海") == 8200
    wrong = upload(session, world, ["于山", number, 83], ["于海", "P99999999", 84], headings=heads)
    assert codes(wrong) == [("name", "person.name_conflict"), ("identity_number", "enrolment.missing")]
    twice = upload(session, world, ["于海", number, 85], world.line("于海", 86), headings=heads)
    assert not twice.imported and codes(twice) == [("identity_number", "row.same_person")]
    again = upload(session, world, ["于海", number, 85], ["于海", number, 86], headings=heads)
    assert [code for _, code in codes(again)] == ["row.contradiction", "row.contradiction"]
    both = upload(session, world, ["于海", number, world.numbers["于海"], 87], headings=("姓名", "人员编号", "证件号码", "成绩"))
    assert both.imported and not codes(both)


def test_who_is_still_without_a_score_is_named_and_keeps_nothing_out(
    login_as: Callable[..., FlaskClient], session: Session, world: World
) -> None:
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=world.training_class.institution_id)
    world.enrolments["毕云"].score = 7000
    session.flush()
    data = workbook(("成绩", [["姓名", "证件号码", "成绩"], world.line("丛林", "合格")]))
    number = world.training_class.number
    batch = service.stage(session, world.actor, KEY, data, "成绩.xlsx", subject_number=number, at=AT)
    assert "无误的行导入后，本班还有 2 人没有成绩：丛林、于海。" in client.get(f"/intake/{batch.number}").text
    service.correct(session, world.actor, batch.number, 0, "score", "80", AT)
    page = client.get(f"/intake/{batch.number}").text
    assert "本班还有 1 人没有成绩：于海。" in page and "确认导入 1 行" in page
    shown = client.get(f"/intake/{KEY}/new?class={number}").text
    assert "下载带学员的模板" in shown
    assert client.post(f"/intake/{KEY}/template?class={number}").data[:2] == b"PK"
    assert client.post(f"/intake/{KEY}/template?class=WH2020-0001").status_code == 404


def test_a_batch_of_two_rounds_is_taken_back_to_before_the_first(session: Session, world: World) -> None:
    first = upload(session, world, world.line("于海", 80), world.line("丛林", "合格"), good_rows=True)
    assert first.batch is not None and world.score(session, "于海") == 8000
    corrected = workbook(("成绩", [
        ["结业考核成绩单"], ("姓名", "身份证号", "成绩"), world.line("于海", 85), world.line("丛林", 70), ["平均分", "", 77.5],
    ]))  # fmt: skip
    continue_with(session, world.actor, first.batch.number, corrected, "成绩.xlsx", AT)
    assert service.confirm(session, world.actor, first.batch.number, at=AT).imported
    assert (world.score(session, "于海"), world.score(session, "丛林")) == (8500, 7000)
    assert service.undo(session, world.actor, first.batch.number, AT) == {"values_restored": 2, "values_left": 0}
    assert (world.score(session, "于海"), world.score(session, "丛林")) == (None, None)
