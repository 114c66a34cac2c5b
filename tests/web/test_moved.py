"""A step that comes too late: who did what, what was typed is still there, what can be done now."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from lxml.html import HtmlElement, fromstring
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.builders.plans import put_under_plan
from training_app.classes import rules_timetable
from training_app.classes.models import TrainingClass
from training_app.classes.rules_timetable import TypedSession
from training_app.kernel.actor import Role
from training_app.web.typed import typed_texts

LogIn = Callable[..., FlaskClient]


def class_and_editor(session: Session, login_as: LogIn) -> tuple[TrainingClass, FlaskClient, FlaskClient]:
    institution = make_institution(session)
    record = make_class(session, "draft", institution=institution)
    put_under_plan(session, record)
    session.commit()
    clerks = [login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id) for _ in range(2)]
    return record, clerks[0], clerks[1]


def form_of(page: str) -> dict[str, str]:
    """What the form of the page would send."""
    (form,) = fromstring(page).xpath("//form[@data-draft]")
    return {name: value or "" for name, value in form.form_values() if name not in ("csrf_token", "form_token", "draft_key")}


def typed_on(tree: HtmlElement) -> dict[str, str]:
    """The texts to be copied, by label."""
    boxes = tree.xpath("//textarea[@readonly]")
    return {tree.xpath(f"//label[@for='{box.get('id')}']")[0].text: box.text.lstrip("\n") for box in boxes}


def test_an_edit_after_a_colleague_submitted_says_who_and_keeps_what_was_typed(session: Session, login_as: LogIn) -> None:
    record, first, second = class_and_editor(session, login_as)
    url = f"/classes/{record.number}/edit"
    mine = form_of(first.get(url).get_data(as_text=True))
    assert second.post(f"/classes/{record.number}/submit", data={"version": mine["version"]}).status_code == 302
    answer = first.post(url, data=mine | {"venue": "文化路 9 号 302 室"})
    page = answer.get_data(as_text=True)
    tree = fromstring(page)
    assert answer.status_code == 409 and f"班次 {record.number} 现在是“待审核”" in tree.findtext(".//h1")
    assert "请联系市局退回补正" in page and "班次 提交" in page and "测试用户" in page
    assert typed_on(tree) == {"培训地点": "文化路 9 号 302 室"}, "only what was typed, not what the page had shown"
    assert tree.xpath(f"//main//a[contains(@class,'btn-primary') and @href='/classes/{record.number}']")
    session.expire_all()
    assert record.state == "submitted" and record.venue != "文化路 9 号 302 室"


def test_opening_the_edit_form_of_a_submitted_class_says_so_too(session: Session, login_as: LogIn) -> None:
    record, first, second = class_and_editor(session, login_as)
    assert second.post(f"/classes/{record.number}/submit", data={"version": record.version}).status_code == 302
    answer = first.get(f"/classes/{record.number}/edit")
    assert answer.status_code == 409 and "现在是“待审核”" in answer.get_data(as_text=True)
    assert "textarea" not in answer.get_data(as_text=True)


def test_a_second_reviewer_keeps_the_remark(session: Session, login_as: LogIn) -> None:
    record = make_class(session, "submitted")
    session.commit()
    first, second = login_as(Role.BUREAU), login_as(Role.BUREAU)
    data = {"version": record.version, "fields": "venue", "remark": "地点不明"}
    assert second.post(f"/classes/{record.number}/return", data=data).status_code == 302
    late = {"version": record.version, "required_hours": "32", "source": "标准第 3 页", "approval_remark": "同意，注意实操设备"}
    page = first.post(f"/classes/{record.number}/approve", data=late).get_data(as_text=True)
    assert "现在是“已退回，待补正”" in page and "地点不明" in page
    assert typed_on(fromstring(page)) == {"规定学时": "32", "规定学时的出处": "标准第 3 页", "审核意见": "同意，注意实操设备"}


def test_nothing_of_it_for_somebody_else_s_record(session: Session, login_as: LogIn) -> None:
    record = make_class(session, "submitted")
    session.commit()
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    answer = other.post(f"/classes/{record.number}/edit", data={"version": "1", "name": "x"})
    assert answer.status_code == 404 and record.name not in answer.get_data(as_text=True)


def test_a_timetable_comes_back_as_the_form_reads_pasted_lines() -> None:
    lines = [
        TypedSession("2026-09-01", "08:30", "11:30", "mixed", "practice", "4", "机器人", "丛教员", "二楼"),
        TypedSession("2026-09-02", "", "", "online", "theory", "3.5", "", "", ""),
    ]
    assert rules_timetable.pasted(rules_timetable.as_pasted([*lines, TypedSession()])) == lines
    sent = MultiDict([("held_on", "2026-09-01"), ("held_on", "2026-09-02"), ("topic", "机器人"), ("topic", "数控")])
    ((label, text),) = typed_texts(sent)
    assert "课表" in label and [line.topic for line in rules_timetable.pasted(text)] == ["机器人", "数控"]


def test_secrets_and_hidden_fields_are_not_shown_again() -> None:
    sent = MultiDict({"csrf_token": "a", "form_token": "b", "password": "c", "version": "3", "remark": "写明了原因"})
    assert typed_texts(sent) == [("原因", "写明了原因")]


def test_scores_are_given_back_by_person() -> None:
    sent = MultiDict({"score-P00000001": "85", "score-P00000002": ""})
    assert [text for _, text in typed_texts(sent)] == ["P00000001\t85"]


def test_a_return_submitted_meanwhile_keeps_the_narrative(session: Session, login_as: LogIn) -> None:
    school = make_institution(session)
    session.commit()
    first, second = (login_as(Role.TRAINING_INSTITUTION, institution_id=school.id) for _ in range(2))
    url = first.post("/reports/returns", data={"quarter": "2026Q2"}).location
    mine = form_of(first.get(url).get_data(as_text=True))
    done = mine | {"act": "submit", "prepared_by": "毕晓彤", "phone": "0631-5190000", "answer-nil.total": "没有开班"}
    assert second.post(url, data=done).status_code == 302
    for wrong in ({}, {"phone": "x"}):
        answer = first.post(url, data=mine | {"practice": "校企共建实训线", "act": "save"} | wrong)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409 and "现在是“已提交，待市局接收”" in page and "发起更正" in page
        assert "校企共建实训线" in typed_on(fromstring(page)).values()
