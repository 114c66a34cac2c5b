"""Classes are filed under lines of the year plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_assessment_body, make_institution
from tests.builders.plans import make_line, make_plan, planned_for, put_under_plan
from tests.classes.test_service import filing
from training_app.classes import queries_plans, service
from training_app.classes.rules_filing import Filing
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.policies import load
from training_app.programmes.models_plans import AnnualPlan

TODAY = date(2026, 2, 1)
AT = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level": "junior"}, "等级与所选项目"), ({"occupation_key": "big_data"}, "职业与所选项目"),
        ({"starts_on": date(2027, 3, 2), "ends_on": date(2027, 3, 6)}, "开班年度与所选项目"),
        ({"plan_line": "AP2026-0001/77"}, "没有这个已备案的年度方案项目"),
    ],
)  # fmt: skip
def test_what_differs_from_the_line_is_named(session: Session, changes: dict, words: str) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    right = filing(assessment_body=body.code, plan_line=planned_for(session, institution, body))
    with pytest.raises(InvalidInput) as caught:
        service.file(session, actor_of(institution), replace(right, **changes), TODAY, AT)
    assert words in caught.value.fields["plan_line"]
    record = service.file(session, actor_of(institution), right, TODAY, AT)
    assert record.plan_reference == "威人社备〔2026〕3号 第 1 项"


def test_another_body_or_direction_than_planned_is_named(session: Session) -> None:
    institution, body, other = make_institution(session), make_assessment_body(session), make_assessment_body(session)
    line = planned_for(session, institution, body, direction_key="production_control")
    given: Filing = filing(assessment_body=other.code, direction_key="equipment_application", plan_line=line)
    with pytest.raises(InvalidInput) as caught:
        service.file(session, actor_of(institution), given, TODAY, AT)
    assert "职业方向、评价机构与所选项目" in caught.value.fields["plan_line"]


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "superseded", "discarded"])
def test_only_lines_of_a_filed_plan_are_offered(session: Session, state: str) -> None:
    institution = make_institution(session)
    make_plan(session, state, institution=institution, lines=1)
    make_plan(session, institution=make_institution(session), lines=1)
    assert queries_plans.offered(session, institution.id) == {}


def amended(session: Session, plan: AnnualPlan) -> AnnualPlan:
    """The next version of a plan, filed, without lines yet."""
    plan.state = "superseded"
    session.flush()
    institution = session.get_one(type(plan), plan.id).institution_id
    record = AnnualPlan(
        number=f"{plan.number}x", institution_id=institution, year=plan.year, round=2, origin="city", state="filed",
        filing_number="威人社备〔2026〕9号", filed_at=AT, amends=plan.id,
    )  # fmt: skip
    session.add(record)
    session.flush()
    return record


def test_a_draft_follows_its_line_into_the_amended_plan(session: Session) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    record = make_class(session, institution=institution, assessment_body=body)
    line = put_under_plan(session, record)
    new = amended(session, session.get_one(AnnualPlan, line.plan_id))
    with pytest.raises(RuleViolation, match="里面没有本班所选的项目"):
        service.submit(session, actor_of(institution), record.number, None, AT)
    again = make_line(session, new, body=make_assessment_body(session))
    with pytest.raises(RuleViolation, match="评价机构与所选项目"):
        service.submit(session, actor_of(institution), record.number, None, AT)
    again.body_id = body.id
    session.flush()
    service.submit(session, actor_of(institution), record.number, None, AT)
    assert (record.plan_line_id, record.plan_reference) == (again.id, "威人社备〔2026〕9号 第 1 项")


def test_classes_of_every_version_count_for_the_line(session: Session) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    first = make_class(session, "approved", institution=institution, assessment_body=body, capacity=40)
    line = put_under_plan(session, first)
    new = amended(session, session.get_one(AnnualPlan, line.plan_id))
    again = make_line(session, new, body=body)
    for state in ("running", "cancelled", "submitted"):
        make_class(session, state, institution=institution, assessment_body=body, capacity=30, plan_line_id=again.id)
    assert queries_plans.used(session, new) == {1: (2, 70)}
    assert len(queries_plans.classes_of(session, new)) == 3, "cancelled ones are no classes of the plan"


def test_beyond_the_plan_the_policy_decides(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    record = make_class(session, "submitted", institution=institution, assessment_body=body, capacity=101)
    put_under_plan(session, record)
    found = queries_plans.planned(session, record, TODAY)
    assert found is not None and (found.exceeds, found.refuses, found.citation.unverified) == (True, False, True)
    monkeypatch.setattr(queries_plans, "load", _Refusing)
    with pytest.raises(RuleViolation, match="超出计划，不能批准"):
        service.approve(session, bureau(), record.number, None, 800, "大纲", "", TODAY, AT)


class _Refusing:
    """The policy pack where a class beyond its plan is refused."""

    def parameter(self, name: str) -> _Refusing:
        assert name == "plans.exceeding"
        return self

    def on(self, day: date) -> object:
        return replace(load().parameter("plans.exceeding").on(day), value="refuse")


def test_classes_from_the_books_have_no_line(session: Session) -> None:
    record = make_class(session, "reported", origin="opening", plan_reference="威人社备〔2024〕8号")
    assert queries_plans.planned(session, record, TODAY) is None
