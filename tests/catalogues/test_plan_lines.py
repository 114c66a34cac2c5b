"""The list of a year plan's lines: read, checked, confirmed, taken back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import actor_of, make_assessment_body, make_institution
from tests.builders.plans import make_line, make_plan
from training_app.institutions.models import Institution
from training_app.intake import parts, service
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound, RuleViolation
from training_app.programmes import service_plan_lines
from training_app.programmes.models_plans import AnnualPlan, PlanLine

AT = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
HEADINGS = ("序号", "职业", "方向", "等级", "评价机构", "计划班数", "计划人数", "开班时间", "考核安排", "学时", "学时依据")


def line(by: Institution, **changes: str) -> tuple[str, ...]:
    values = {
        "occupation": "大数据工程技术人员", "direction": "", "level": "初级", "body": by.name, "classes": "2个班",
        "headcount": "80人", "months": "3月至10月", "plan": "结业后一个月内机考", "hours": "", "source": "",
    }  # fmt: skip
    return ("1", *(values | changes).values())


def table(lines: Sequence[Sequence[str]]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in (("2026年度计划表",), HEADINGS, *lines, ("合计",)):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def staged(session: Session, actor: Actor, plan: AnnualPlan, *lines: Sequence[str]) -> Batch:
    return service.stage(session, actor, "plan_lines", table(lines), "计划.xlsx", subject_number=plan.number, at=AT)


def codes(session: Session, batch: Batch) -> list[list[str]]:
    return [[each.code for each in row.problems] for row in parts.load(session, batch)]


def present(session: Session, plan: AnnualPlan) -> list[tuple]:
    session.expire_all()
    found = session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id).order_by(PlanLine.line))
    return [(each.line, each.occupation_key, each.level, each.classes, each.headcount, each.answer) for each in found]


@pytest.fixture
def body(session: Session) -> Institution:
    return make_assessment_body(session, "威海（胶东）评价中心")


@pytest.fixture
def plan(session: Session) -> AnnualPlan:
    return make_plan(session, "draft")


@pytest.fixture
def school(session: Session, plan: AnnualPlan) -> Actor:
    return actor_of(session.get_one(Institution, plan.institution_id))


def test_lines_come_in_change_what_is_there_and_go_again(
    session: Session, plan: AnnualPlan, school: Actor, body: Institution
) -> None:
    old = make_line(session, plan, body=body, occupation_key="blockchain", level="senior", answer="confirmed")
    batch = staged(
        session, school, plan, line(body), line(body, occupation="区块链工程技术人员", level="高级", headcount="120"),
        line(body, body=body.code, level="中级", months="全年"),
    )  # fmt: skip
    assert codes(session, batch) == [[], ["line.change"], []]
    service.confirm(session, school, batch.number, at=AT)
    assert present(session, plan) == [
        (1, "blockchain", "senior", 2, 120, ""), (2, "big_data", "junior", 2, 80, ""), (3, "big_data", "intermediate", 2, 80, ""),
    ]  # fmt: skip
    again = staged(session, school, plan, line(body))
    assert [row.outlook for row in parts.load(session, again)] == ["existing"]
    service_plan_lines.ask(session, school, plan.number, None, AT)
    session.execute(PlanLine.__table__.update().where(PlanLine.line == 1).values(answer=""))
    session.execute(PlanLine.__table__.update().where(PlanLine.line == 2).values(answer=""))
    service.undo(session, school, batch.number, AT)
    assert present(session, plan) == [(1, "blockchain", "senior", 2, 100, ""), (3, "big_data", "intermediate", 2, 80, "asked")]
    assert old.headcount == 100


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"occupation": "电脑培训"}, "occupation.unknown"), ({"direction": "综合"}, "direction.unknown"),
        ({"level": "三级"}, "level.unknown"), ({"level": ""}, "level.missing"), ({"body": ""}, "body.missing"),
        ({"body": "没有的评价中心"}, "body.unknown"), ({"classes": "若干"}, "classes.invalid"),
        ({"headcount": "0"}, "headcount.invalid"), ({"months": "13月"}, "months.invalid"), ({"months": ""}, "months.missing"),
        ({"plan": ""}, "assessment_plan.missing"), ({"plan": "字" * 501}, "text.too_long"),
        ({"hours": "约一百", "source": "标准"}, "hours.invalid"), ({"hours": "96"}, "hours.no_source"),
        ({"source": "标准"}, "hours.no_figure"), ({"hours": "96", "source": "字" * 201}, "hours_source.too_long"),
    ],
)  # fmt: skip
def test_a_wrong_cell_keeps_its_line_out(
    session: Session, plan: AnnualPlan, school: Actor, body: Institution, changes: dict[str, str], code: str
) -> None:
    batch = staged(session, school, plan, line(body, **changes), line(body, level="高级"))
    assert codes(session, batch) == [[code], []]
    service.confirm(session, school, batch.number, good_rows=True, at=AT)
    assert [each[:3] for each in present(session, plan)] == [(1, "big_data", "senior")]


def test_hours_come_with_their_source_and_a_list_without_them_leaves_them(
    session: Session, plan: AnnualPlan, school: Actor, body: Institution
) -> None:
    def hours() -> tuple:
        session.expire_all()
        return tuple(session.execute(select(PlanLine.hours, PlanLine.hours_source)).one())

    plain = staged(session, school, plan, line(body))
    service.confirm(session, school, plain.number, at=AT)
    assert hours() == (None, "")
    told = staged(session, school, plan, line(body, hours="96.5学时", source="国家职业标准 培训要求"))
    assert codes(session, told) == [["line.change"]]
    service.confirm(session, school, told.number, at=AT)
    assert hours() == (96_50, "国家职业标准 培训要求")
    silent = staged(session, school, plan, line(body))
    assert [row.outlook for row in parts.load(session, silent)] == ["existing"]
    service.undo(session, school, told.number, AT)
    assert hours() == (None, "")


@pytest.mark.parametrize(("classes", "code"), [("2", "row.duplicate"), ("3", "row.contradiction")])
def test_two_lines_of_one_thing(
    session: Session, plan: AnnualPlan, school: Actor, body: Institution, classes: str, code: str
) -> None:
    batch = staged(session, school, plan, line(body), line(body, body=body.code, classes=classes))
    assert codes(session, batch) == [[] if code == "row.duplicate" else [code], [code]]


@pytest.mark.parametrize(
    ("text", "months"), [("4月", (4, 4)), ("2026年3月-2026年9月", (3, 9)), ("下半年", (7, 12)), ("第二季度", (4, 6))]
)
def test_months_as_people_write_them(
    session: Session, plan: AnnualPlan, school: Actor, body: Institution, text: str, months: tuple[int, int]
) -> None:
    batch = staged(session, school, plan, line(body, months=text))
    (row,) = parts.load(session, batch)
    assert (row.fields["first_month"], row.fields["last_month"]) == months


def test_only_into_plans_of_ones_own_that_can_be_changed(session: Session, school: Actor, body: Institution) -> None:
    filed = make_plan(session, institution=session.get_one(Institution, school.institution_id), year=2025)
    with pytest.raises(RuleViolation, match="已备案，现在不能导入"):
        staged(session, school, filed, line(body))
    with pytest.raises(NotFound):
        staged(session, school, make_plan(session, "draft", institution=make_institution(session)), line(body))
    with pytest.raises(NotFound):
        staged(session, actor_of(body, Role.TRAINING_INSTITUTION), filed, line(body))
