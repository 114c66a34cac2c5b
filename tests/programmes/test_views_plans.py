"""The year plan by clicks, and the classes filed under it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml.html import fromstring
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.plans import make_line, make_plan, put_under_plan
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.kernel.quantities import format_hours
from training_app.programmes.models_plans import AnnualPlan, PlanLine

LogIn = Callable[..., FlaskClient]
PDF = b"%PDF-1.4 test %%EOF"


def text_of(answer: Any, status: int = 200) -> str:
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text
    return text


def version(session: Session, number: str) -> dict[str, str]:
    session.expire_all()
    return {"version": str(session.scalar(select(AnnualPlan.version).where(AnnualPlan.number == number)))}


def line_form(body: Institution, **changes: str) -> dict[str, str]:
    values = {
        "programme": "smart_manufacturing/", "level": "intermediate", "body": body.code, "classes": "2", "headcount": "80",
        "first_month": "3", "last_month": "9", "assessment_plan": "理论机考，实操现场考核",
    }  # fmt: skip
    return {**values, **changes}


def test_a_body_confirms_what_it_read_and_nothing_else(session: Session, login_as: LogIn) -> None:
    """The line was changed and asked about again while the body had its page open."""
    institution, body, other = make_institution(session), make_assessment_body(session), make_assessment_body(session)
    plan = make_plan(session, "draft", institution=institution, lines=0)
    line = make_line(session, plan, body=body, answer="asked", headcount=40)
    beside = make_line(session, plan, body=other, answer="asked", level="senior")
    session.commit()
    assessor = login_as(Role.ASSESSMENT_BODY, institution_id=body.id)
    (form,) = [
        each for each in fromstring(text_of(assessor.get(f"/plans/{plan.number}"))).forms if each.action.endswith("/answer")
    ]
    stale = dict(form.fields) | {"answer": "confirmed", "lines": str(line.line)}
    line.headcount, beside.answer = 4_000, "confirmed"
    session.commit()
    refused = assessor.post(f"/plans/{plan.number}/answer", data=stale)
    assert refused.status_code == 409 and "刚被别人修改过" in refused.get_data(as_text=True)
    session.expire_all()
    assert line.answer == "asked"
    line.headcount = 40
    session.commit()
    assert assessor.post(f"/plans/{plan.number}/answer", data=stale).status_code == 302, "another body's answer is no change"


def test_from_a_draft_to_the_province_by_clicks(session: Session, login_as: LogIn) -> None:
    institution, body = make_institution(session, "威海蓝湾培训学校"), make_assessment_body(session)
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    assessor, bureau = login_as(Role.ASSESSMENT_BODY, institution_id=body.id), login_as(Role.BUREAU)
    assert "备案机关" not in text_of(school.get("/plans/new")), "asked of institutions from elsewhere only"
    text_of(school.post("/plans/new", data={"year": "1999", "content": "保留的文字"}), 422)
    answer = school.post("/plans/new", data={"year": str(dates.today().year), "content": "培训方案"})
    number = answer.location.rsplit("/", 1)[1]
    wrong = line_form(body, headcount="x", hours="一百", hours_source="大纲 三") | version(session, number)
    refused = text_of(school.post(f"/plans/{number}/lines/new", data=wrong), 422)
    assert "请填 1 到 100000 的整数" in refused and "每班学时请填大于 0" in refused and "大纲 三" in refused
    assert "理论机考" in refused, "what was typed stays"
    right = line_form(body, hours="96.5", hours_source="大纲 三") | version(session, number)
    assert school.post(f"/plans/{number}/lines/new", data=right).status_code == 302
    page = text_of(school.get(f"/plans/{number}"))
    assert "每班 96.5 学时" in page and "学时出处：大纲 三" in page
    text_of(assessor.get(f"/plans/{number}"), 404)
    assert "编制年度方案" in text_of(school.get("/"))
    assert school.post(f"/plans/{number}/ask", data=version(session, number)).status_code == 302
    assert "确认考核计划" in text_of(assessor.get("/")) and number in text_of(assessor.get("/plans"))
    text_of(assessor.post(f"/plans/{number}/answer", data={"lines": "1", "answer": "declined"}), 422)
    assert assessor.post(f"/plans/{number}/answer", data={"lines": "1", "answer": "confirmed"}).status_code == 302
    assert school.post(f"/plans/{number}/submit", data=version(session, number)).status_code == 302
    assert "备案年度方案" in text_of(bureau.get("/"))
    refused = text_of(bureau.post(f"/plans/{number}/return", data={"reason-text": " "} | version(session, number)), 422)
    assert "请至少在一项旁边写明退回的原因" in refused
    reason = {"reason-line/1": "人数与场地不符"} | version(session, number)
    assert bureau.post(f"/plans/{number}/return", data=reason).status_code == 302
    assert "退回：人数与场地不符" in text_of(school.get(f"/plans/{number}"))
    assert school.post(f"/plans/{number}/submit", data=version(session, number)).status_code == 302
    text_of(bureau.post(f"/plans/{number}/file", data={"filing_number": ""} | version(session, number)), 422)
    filing = {"filing_number": "威人社备〔2026〕3号"} | version(session, number)
    assert bureau.post(f"/plans/{number}/file", data=filing).status_code == 302
    assert "登记报送省厅" in text_of(school.get("/"))
    sent = {"sent_on": dates.today().isoformat(), "province_document": "鲁人社收〔2026〕12号"} | version(session, number)
    late = sent | {"sent_on": (dates.today() + timedelta(days=1)).isoformat()}
    assert "报送日期应在备案日" in text_of(school.post(f"/plans/{number}/province", data=late), 422)
    with_file = sent | {"province_file": (io.BytesIO(PDF), "回执.pdf")}
    assert school.post(f"/plans/{number}/province", data=with_file).status_code == 302
    assert school.get(f"/plans/{number}/files/province").data == PDF
    text_of(assessor.get(f"/plans/{number}/files/filing"), 404)


def test_a_step_on_an_old_page_shows_what_happened_since(session: Session, login_as: LogIn) -> None:
    institution = make_institution(session)
    record = make_plan(session, "draft", institution=institution, lines=1)
    session.commit()
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    old = version(session, record.number)
    assert school.post(f"/plans/{record.number}/edit", data={"content": "改过"} | old).status_code == 302
    page = text_of(school.post(f"/plans/{record.number}/edit", data={"content": "晚了一步"} | old), 409)
    assert "刚被别人修改过" in page and "晚了一步" in page
    session.expire_all()
    assert record.content == "改过"


@pytest.mark.parametrize("name", ["x.pdf", "x.exe"])
def test_a_file_that_is_no_paper_is_refused_beside_its_field(session: Session, login_as: LogIn, name: str) -> None:
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session, district_code=None).id)
    data = {"year": str(dates.today().year), "content": "写了的", "filing_file": (io.BytesIO(b"MZ nonsense"), name)}
    page = text_of(school.post("/plans/new", data=data), 422)
    assert "不是 PDF、JPG 或 PNG" in page and "写了的" in page
    assert not session.scalar(select(AnnualPlan.id))


def test_an_amendment_beside_the_filed_version(session: Session, login_as: LogIn) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    record = make_plan(session, institution=institution, lines=2, body=body)
    session.commit()
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    assert "对照备案版本" not in text_of(school.get(f"/plans/{record.number}"))
    number = school.post(f"/plans/{record.number}/amend").location.rsplit("/", 1)[1]
    changed = line_form(body, level="junior", headcount="130") | version(session, number)
    assert school.post(f"/plans/{number}/lines/1", data=changed).status_code == 302
    assert school.post(f"/plans/{number}/lines/2/remove", data=version(session, number)).status_code == 302
    page = fromstring(text_of(school.get(f"/plans/{number}/compare")))
    rows = [row.text_content() for row in page.xpath("//tbody/tr")]
    assert ["有改动" in row for row in rows] == [True, False] and ["删除" in row for row in rows] == [False, True]
    assert "人数 100" in rows[0] and "人数 130" in rows[0]
    text_of(school.get(f"/plans/{record.number}/compare"), 404)


def test_the_reviewer_of_a_class_sees_what_was_planned(session: Session, login_as: LogIn) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    first, second = (
        make_class(session, state, institution=institution, assessment_body=body, capacity=60)
        for state in ("approved", "submitted")
    )
    line = put_under_plan(session, first)
    second.plan_line_id = line.id
    session.commit()
    bureau = login_as(Role.BUREAU)
    page = text_of(bureau.get(f"/classes/{second.number}"))
    assert "计划 2 班 100 人，已批准 1 班 60 人，本班 60 人，超出计划，请判断" in page
    line.headcount = 120
    session.commit()
    assert "超出计划" not in text_of(bureau.get(f"/classes/{second.number}"))
    line.hours, line.hours_source = 9650, "培训大纲 第三部分"
    session.commit()
    page = text_of(bureau.get(f"/classes/{second.number}"))
    assert "计划每班 96.5 学时（培训大纲 第三部分），本班课表" in page and "两者不同，请判断" in page
    line.hours = sum(each.hours for each in second.sessions)
    session.commit()
    page = text_of(bureau.get(f"/classes/{second.number}"))
    assert "，与课表一致" in page and "两者不同" not in page
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    assert f"年度方案每班 {format_hours(line.hours)}" in text_of(school.get(f"/classes/{second.number}"))


def test_many_plans_are_filed_and_confirmed_at_once(session: Session, login_as: LogIn) -> None:
    body = make_assessment_body(session)
    waiting = [make_plan(session, "submitted", lines=2, body=body) for _ in range(2)]
    drafts = [make_plan(session, "draft") for _ in range(2)]
    for each in drafts:
        make_line(session, each, body=body, answer="asked")
    session.commit()
    bureau, assessor = login_as(Role.BUREAU), login_as(Role.ASSESSMENT_BODY, institution_id=body.id)
    data = {"chosen": [each.number for each in waiting], "confirmed": "1", "filing_number": "威人社备〔2026〕5号"}
    assert "2 行全部办成" in text_of(bureau.post("/lists/plans/acts/file_plan", data=data, follow_redirects=True))
    chosen = {"chosen": [each.number for each in drafts], "confirmed": "1"}
    assert "2 行全部办成" in text_of(assessor.post("/lists/plans/acts/confirm_plan", data=chosen, follow_redirects=True))
    session.expire_all()
    assert {each.state for each in waiting} == {"filed"}
    assert set(session.scalars(select(PlanLine.answer))) == {"confirmed"}
    workbook = bureau.post("/lists/plans/export", data={"query": ""})
    assert workbook.status_code == 200 and workbook.data[:2] == b"PK"
