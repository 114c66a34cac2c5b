"""The year plan: from draft over the bodies' answers to filing, amendment and the province."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import actor_of, bureau, make_assessment_body, make_institution
from tests.builders.plans import make_line, make_plan
from training_app.audit.models import AuditEvent
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.notices.models import Notice
from training_app.programmes import (
    queries_plans,
    rules_plans,
    service_plan_lines,
    service_plan_notices,
    service_plan_versions,
    service_plans,
)
from training_app.programmes.models_plans import AnnualPlan
from training_app.programmes.rules_plans import LineFacts
from training_app.programmes.service_plans import PlanText, Upload

TODAY = date(2026, 1, 20)
AT = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
PDF = Upload("备案.pdf", b"%PDF-1.4 test %%EOF")


def facts(chosen: Institution, **changes: object) -> LineFacts:
    given = LineFacts("smart_manufacturing", "", "intermediate", chosen.code, 2, 80, 3, 9, "理论机考，实操现场考核")
    return replace(given, **changes)  # type: ignore[arg-type]


def assessor(body: Institution) -> Actor:
    return actor_of(body, Role.ASSESSMENT_BODY)


def drafted(session: Session, school: Actor, body: Institution, lines: int = 1) -> AnnualPlan:
    record = service_plans.create(session, school, 2026, PlanText("培训方案全文"), {}, TODAY, AT)
    for level in ("junior", "intermediate", "senior")[:lines]:
        service_plan_lines.add(session, school, record.number, None, facts(body, level=level), AT)
    return record


def filed(session: Session, school: Actor, body: Institution, lines: int = 1) -> AnnualPlan:
    record = drafted(session, school, body, lines)
    service_plan_lines.ask(session, school, record.number, None, AT)
    service_plan_lines.answer(session, assessor(body), record.number, None, "confirmed", "", AT)
    service_plans.submit(session, school, record.number, None, AT)
    return service_plans.file(session, bureau(), record.number, None, "威人社备〔2026〕3号", AT)


def told(session: Session, kind: str) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.kind == kind)))


def test_a_plan_is_confirmed_by_its_bodies_before_it_is_handed_in(session: Session) -> None:
    school, (one, other) = actor_of(make_institution(session)), (make_assessment_body(session) for _ in range(2))
    record = drafted(session, school, one)
    service_plan_lines.add(session, school, record.number, None, facts(other, level="senior"), AT)
    with pytest.raises(NotFound):
        queries_plans.by_number(session, assessor(one), record.number)
    with pytest.raises(RuleViolation, match="第 1、2 项还没有评价机构的确认"):
        service_plans.submit(session, school, record.number, None, AT)
    assert service_plan_lines.ask(session, school, record.number, None, AT) == (2, 2)
    assert [row.record.line for row in queries_plans.facts(session, assessor(one), record.number).lines] == [1]
    assert service_plan_lines.answer(session, assessor(one), record.number, {1, 2}, "confirmed", "", AT) == 1
    with pytest.raises(RuleViolation, match="第 2 项"):
        service_plans.submit(session, school, record.number, None, AT)
    with pytest.raises(InvalidInput) as caught:
        service_plan_lines.answer(session, assessor(other), record.number, {2}, "declined", " ", AT)
    assert set(caught.value.fields) == {"remark"}
    service_plan_lines.answer(session, assessor(other), record.number, {2}, "declined", "没有高级考评员", AT)
    service_plan_lines.ask(session, school, record.number, None, AT)
    service_plan_lines.answer(session, assessor(other), record.number, {2}, "confirmed", "", AT)
    assert service_plans.submit(session, school, record.number, None, AT).state == "submitted"
    assert len(told(session, "plan.to_confirm")) == 3 and len(told(session, "plan.submitted")) == 1


def test_a_changed_line_falls_back_to_not_asked(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = drafted(session, school, body)
    service_plan_lines.ask(session, school, record.number, None, AT)
    service_plan_lines.answer(session, assessor(body), record.number, {1}, "confirmed", "", AT)
    same = service_plan_lines.change(session, school, record.number, 1, None, facts(body, level="junior"), AT)
    assert same.answer == "confirmed", "nothing was changed"
    line = service_plan_lines.change(session, school, record.number, 1, None, facts(body, level="junior", headcount=90), AT)
    assert (line.answer, line.answered_at) == ("", None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"occupation_key": "x"}, "programme"), ({"direction_key": "x"}, "programme"), ({"level": "x"}, "level"),
        ({"body": "x"}, "body"), ({"classes": 0}, "classes"), ({"headcount": None}, "headcount"),
        ({"first_month": 13}, "first_month"), ({"last_month": 2}, "last_month"), ({"assessment_plan": " "}, "assessment_plan"),
        ({"assessment_plan": "字" * 501}, "assessment_plan"), ({"assessment_plan": "a\u202eb"}, "assessment_plan"),
        ({"hours": 0, "hours_source": "标准"}, "hours"), ({"hours": 9600}, "hours_source"), ({"hours_source": "标准"}, "hours"),
        ({"hours": 9600, "hours_source": "字" * 201}, "hours_source"), ({"hours": 100_000_000, "hours_source": "标准"}, "hours"),
    ],
)  # fmt: skip
def test_a_wrong_line_names_its_field(session: Session, changes: dict, field: str) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = drafted(session, school, body, 0)
    with pytest.raises(InvalidInput) as caught:
        service_plan_lines.add(session, school, record.number, None, facts(body, **changes), AT)
    assert set(caught.value.fields) == {field}


def test_the_number_of_a_line_taken_out_is_never_given_again(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = drafted(session, school, body, 2)
    for line in (2, 1):  # the last one first, and then all of them are gone
        service_plan_lines.remove(session, school, record.number, line, None, AT)
    assert service_plan_lines.add(session, school, record.number, None, facts(body), AT).line == 3
    service_plan_lines.remove(session, school, record.number, 3, None, AT)
    service_plans.discard(session, school, record.number, None, AT)
    assert [row.record.line for row in queries_plans.lines_of(session, drafted(session, school, body).id)] == [4]


def test_planned_hours_stand_beside_the_filed_ones(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    first = filed(session, school, body)
    second = service_plan_versions.amend(session, school, first.number, AT)
    given = facts(body, level="junior", hours=96_50, hours_source="国家职业标准 培训要求")
    line = service_plan_lines.change(session, school, second.number, 1, None, given, AT)
    assert (line.hours, line.hours_source, line.answer) == (96_50, "国家职业标准 培训要求", ""), "its body is asked again"
    old, new = ([row.words() for row in queries_plans.lines_of(session, plan.id)] for plan in (first, second))
    (compared,) = rules_plans.compare(old, new)
    assert compared.changes == [("hours", "", "96.5"), ("hours_source", "", "国家职业标准 培训要求")]


def test_the_same_line_twice_is_refused(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = drafted(session, school, body)
    with pytest.raises(InvalidInput, match="1 处"):
        service_plan_lines.add(session, school, record.number, None, facts(body, level="junior", classes=1), AT)


def test_a_body_without_a_qualification_in_the_year_cannot_be_chosen(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session, valid_to=date(2026, 1, 1))
    record = drafted(session, school, body, 0)
    with pytest.raises(InvalidInput) as caught:
        service_plan_lines.add(session, school, record.number, None, facts(body), AT)
    assert set(caught.value.fields) == {"body"}


def test_one_plan_a_year(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = drafted(session, school, body)
    with pytest.raises(InvalidInput) as caught:
        drafted(session, school, body)
    assert record.number in caught.value.fields["year"]
    service_plans.discard(session, school, record.number, None, AT)
    assert drafted(session, school, body).round == 2
    with pytest.raises(InvalidInput):
        service_plans.create(session, school, 2025, PlanText(""), {}, TODAY, AT)
    with pytest.raises(PermissionDenied):
        service_plans.create(session, bureau(), 2026, PlanText(""), {}, TODAY, AT)


def test_a_return_names_items_and_reasons(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = drafted(session, school, body, 2)
    service_plan_lines.ask(session, school, record.number, None, AT)
    service_plan_lines.answer(session, assessor(body), record.number, None, "confirmed", "", AT)
    service_plans.submit(session, school, record.number, None, AT)
    with pytest.raises(InvalidInput):
        service_plans.send_back(session, bureau(), record.number, None, {"line/9": "没有这一项", "text": " "}, AT)
    service_plans.send_back(session, bureau(), record.number, None, {"line/2": "人数与场地不符"}, AT)
    assert (record.state, record.review_points) == ("returned", {"line/2": "人数与场地不符"})
    service_plan_lines.change(session, school, record.number, 2, None, facts(body, headcount=40), AT)
    with pytest.raises(RuleViolation, match="第 2 项"):
        service_plans.submit(session, school, record.number, None, AT)


def test_an_amendment_keeps_the_filed_version_beside_the_new_one(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    first = filed(session, school, body, 2)
    second = service_plan_versions.amend(session, school, first.number, AT)
    with pytest.raises(Conflict, match=second.number):
        service_plan_versions.amend(session, school, first.number, AT)
    assert (first.state, second.amends, second.round) == ("filed", first.id, 2)
    with pytest.raises(InvalidInput) as caught:
        service_plan_lines.change(session, school, second.number, 1, None, facts(body, level="senior"), AT)
    assert "另加一项" in caught.value.fields["programme"]
    service_plan_lines.change(session, school, second.number, 1, None, facts(body, level="junior", headcount=120), AT)
    service_plan_lines.remove(session, school, second.number, 2, None, AT)
    added = service_plan_lines.add(session, school, second.number, None, facts(body, level="senior"), AT)
    assert added.line == 3, "the number of a removed line is not given again"
    old, new = ([row.words() for row in queries_plans.lines_of(session, plan.id)] for plan in (first, second))
    compared = rules_plans.compare(old, new)
    assert [(each.line, each.kind) for each in compared] == [(1, "changed"), (2, "removed"), (3, "added")]
    assert compared[0].changes == [("headcount", "80", "120")]
    service_plan_lines.ask(session, school, second.number, None, AT)
    service_plan_lines.answer(session, assessor(body), second.number, None, "confirmed", "", AT)
    service_plans.submit(session, school, second.number, None, AT)
    service_plans.file(session, bureau(), second.number, None, "威人社备〔2026〕9号", AT)
    assert (first.state, second.state) == ("superseded", "filed")
    assert [row.record.headcount for row in queries_plans.lines_of(session, first.id)] == [80, 80], "the filed version stays"


def test_an_institution_from_elsewhere_cites_its_filing(session: Session) -> None:
    school, body = actor_of(make_institution(session, district_code=None)), make_assessment_body(session)
    record = drafted(session, school, body)
    assert record.origin == "elsewhere"
    service_plan_lines.ask(session, school, record.number, None, AT)
    service_plan_lines.answer(session, assessor(body), record.number, None, "confirmed", "", AT)
    with pytest.raises(InvalidInput, match="没有填写备案机关；没有填写备案文号；没有上传所在市的备案文件"):
        service_plans.submit(session, school, record.number, None, AT)
    text = PlanText("方案", "烟台市人力资源和社会保障局", "烟人社备〔2026〕7号")
    service_plans.edit(session, school, record.number, None, text, {"filing": PDF}, AT)
    service_plans.submit(session, school, record.number, None, AT)
    service_plans.file(session, bureau(), record.number, None, "别的文号", AT)
    assert (record.state, record.filing_number) == ("filed", "烟人社备〔2026〕7号")
    assert set(queries_plans.facts(session, school, record.number).files) == {"filing"}


def test_the_province_is_noted_once_and_reminded_of_until_then(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = filed(session, school, body)
    assert not list(service_plan_notices.find(session, date(2026, 2, 18)))
    (reminder,) = service_plan_notices.find(session, date(2026, 2, 19))
    assert (reminder.kind, reminder.due) == ("plan.not_sent", date(2026, 2, 19))
    for day in (date(2026, 1, 19), date(2026, 1, 22), None):
        with pytest.raises(InvalidInput):
            service_plan_versions.send_to_province(session, school, record.number, None, day, "", None, date(2026, 1, 21), AT)
    service_plan_versions.send_to_province(session, bureau(), record.number, None, TODAY, "鲁人社收〔2026〕12号", PDF, TODAY, AT)
    assert record.province_file_id is not None
    with pytest.raises(Conflict):
        service_plan_versions.send_to_province(session, school, record.number, None, TODAY, "", None, TODAY, AT)
    assert not list(service_plan_notices.find(session, date(2026, 6, 1)))


def test_without_a_qualification_in_the_year_nothing_is_handed_in(session: Session) -> None:
    school = actor_of(make_institution(session, valid_to=date(2026, 1, 1)))
    record = make_plan(session, "draft", institution=session.get_one(Institution, school.institution_id))
    make_line(session, record)
    with pytest.raises(RuleViolation, match="没有有效的培训机构资格"):
        service_plans.submit(session, school, record.number, None, AT)


@pytest.mark.parametrize("state", sorted({t.state for t in rules_plans.LIFE.transitions} | {"superseded", "discarded"}))
def test_nobody_steps_outside_the_life_of_a_plan(session: Session, state: str) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    record = make_plan(session, state, institution=institution, lines=1, body=body)
    for each in queries_plans.lines_of(session, record.id):
        each.record.answer = "confirmed"
    session.flush()
    people = {Role.TRAINING_INSTITUTION: actor_of(institution), Role.BUREAU: bureau(), Role.ASSESSMENT_BODY: assessor(body)}
    number = record.number
    acts = {
        "submit": lambda who: service_plans.submit(session, who, number, None, AT),
        "return": lambda who: service_plans.send_back(session, who, number, None, {"text": "补"}, AT),
        "file": lambda who: service_plans.file(session, who, number, None, "备〔2026〕1号", AT),
        "amend": lambda who: service_plan_versions.amend(session, who, number, AT),
        "answer": lambda who: service_plan_lines.answer(session, who, number, {1}, "confirmed", "", AT),
        "discard": lambda who: service_plans.discard(session, who, number, None, AT),
    }
    for verb, act in acts.items():
        for role, who in people.items():
            with session.begin_nested() as savepoint:
                if verb in rules_plans.LIFE.open_to(state, role):
                    act(who)
                else:
                    with pytest.raises((Conflict, PermissionDenied, NotFound)):
                        act(who)
                savepoint.rollback()


def test_every_act_is_in_the_trail(session: Session) -> None:
    school, body = actor_of(make_institution(session)), make_assessment_body(session)
    record = filed(session, school, body)
    session.commit()
    acts = session.scalars(select(AuditEvent.action).where(AuditEvent.object_number == record.number).order_by(AuditEvent.seq))
    assert list(acts) == [f"plan.{verb}" for verb in ("create", "add_line", "ask", "answer", "submit", "file")]
