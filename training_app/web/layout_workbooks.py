"""The sheets of a class, a year plan and an institution: columns and lines. Numbers of documents are masked as on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from training_app.certificates.models import LevelAssessment
from training_app.classes import labels
from training_app.classes.models_filing import FilingRound
from training_app.classes.queries_people import SessionRow, StandingRow
from training_app.classes.rules_rounds import Difference
from training_app.institutions.labels import KINDS, TIERS
from training_app.institutions.models import Qualification
from training_app.kernel.lists import day_of
from training_app.programmes.labels_plans import ANSWERS
from training_app.programmes.queries_plans import LineRow
from training_app.sheets.export import ExportColumn, Table, Value
from training_app.web.class_steps import Step

CLASS_FILE, PLAN_FILE, QUALIFICATION_FILE = "班次_{number}.xlsx", "年度方案_{number}.xlsx", "机构资格_{code}.xlsx"
BUREAU, PROVINCE, NATION, TRAINEES, BODY = "市局", "省厅", "国家审核", "学员", "评价机构"
_CLAUSE, _FIELD = "；", "："
_OUTCOMES = {"waiting": "待审核", "returned": "退回补正", "approved": "批准", "cancelled": "取消"}
_HOURS = "0.00"


def _columns(*named: tuple[str, int] | tuple[str, int, str]) -> tuple[ExportColumn, ...]:
    return tuple(ExportColumn(*each) for each in named)


def steps_sheet(steps: Sequence[Step], parties: Mapping[str, str]) -> Table:
    """The steps of a class; `parties` names whose turn it is."""
    columns = _columns(
        ("步骤", 18), ("状况", 18), ("说明", 50), ("现在在谁", 30), ("等候自", 12), ("期限", 12), ("退回和不同意的原因", 60),
    )
    rows = [
        [
            each.label, each.state, _CLAUSE.join(each.lines), parties.get(each.where, ""), each.since, each.due,
            _CLAUSE.join(
                " ".join(filter(None, (said.number, points_text(said.points) or said.reason, said.who))) for said in each.setbacks
            ),
        ]
        for each in steps
    ]  # fmt: skip
    return Table("办理进度", columns, rows)


def points_text(points: Mapping[str, str]) -> str:
    """What a filing was returned for, field by field."""
    return _CLAUSE.join(f"{labels.FIELDS.get(name, name)}{_FIELD}{reason}" for name, reason in points.items())


def people_sheet(
    rows: Sequence[StandingRow], masked: Mapping[int, str], results: Mapping[int, LevelAssessment], papers: Mapping[int, str]
) -> Table:
    """The people of a class with how they ended; results and papers by enrolment, documents by person."""
    columns = _columns(
        ("人员编号", 14), ("姓名", 12), ("证件号码", 20), ("工作单位", 32), ("状态", 10), ("学时", 9, _HOURS),
        ("结业成绩", 9, _HOURS), ("培训合格证书编号", 20), ("理论成绩", 9, _HOURS), ("能力成绩", 9, _HOURS), ("考核日期", 12),
    )  # fmt: skip
    lines: list[list[Value]] = []
    for row in rows:
        found = results.get(row.enrolment_id)
        lines.append([
            row.person_number, row.name, masked.get(row.person_id, ""), row.employer, labels.ENROLMENT_STATES[row.state][0],
            _hundredths(row.attended), _hundredths(row.score), papers.get(row.enrolment_id, ""),
            _hundredths(found.theory_score) if found else None, _hundredths(found.ability_score) if found else None,
            found.assessed_on if found else None,
        ])  # fmt: skip
    return Table("学员", columns, lines)


def sessions_sheet(rows: Sequence[SessionRow]) -> Table:
    """The timetable with what its attendance counts."""
    columns = _columns(
        ("次", 6), ("日期", 12), ("开始", 8), ("结束", 8), ("方式", 8), ("类型", 8), ("补课", 8), ("学时", 8, _HOURS),
        ("内容", 40), ("授课教师", 14), ("地点", 26), ("到课", 8), ("请假", 8), ("缺课", 8),
    )  # fmt: skip
    lines: list[list[Value]] = []
    for row in rows:
        held, counts = row.session, [row.present, row.leave, row.absent] if row.recorded else [None] * 3
        lines.append([
            held.number, held.held_on, f"{held.starts_at:%H:%M}" if held.starts_at else "",
            f"{held.ends_at:%H:%M}" if held.ends_at else "", labels.SESSION_MODES[held.mode], labels.SESSION_KINDS[held.kind],
            labels.MAKE_UP if held.is_make_up else "", _hundredths(held.hours), held.topic, held.instructor, held.place, *counts,
        ])  # fmt: skip
    return Table("课表与考勤", columns, lines)


def rounds_sheet(
    rounds: Sequence[FilingRound], between: Callable[[FilingRound, FilingRound], Sequence[Difference]]
) -> Table:
    """Every time the filing was handed in, what was asked and what was changed after."""
    columns = _columns(("次", 6), ("提交", 12), ("结果", 12), ("办理", 12), ("意见", 40), ("退回的内容", 50), ("与上次不同", 60))
    changes = ["", *(_told(between(before, after)) for before, after in pairwise(rounds))]
    lines = [
        [
            each.round, day_of(each.submitted_at), _OUTCOMES[each.outcome], day_of(each.decided_at), each.remark,
            points_text(each.points), changed,
        ]
        for each, changed in zip(rounds, changes, strict=False)
    ]  # fmt: skip
    return Table("备案经过", columns, lines)


def plan_sheet(lines: Sequence[LineRow]) -> Table:
    """The lines of a year plan with the answers of the assessment bodies."""
    columns = _columns(
        ("项目", 6), ("职业、等级和方向", 40), ("评价机构", 30), ("班数", 8), ("人数", 8), ("每班学时", 10, _HOURS),
        ("学时出处", 40), ("开班月份", 14), ("考核计划", 50), ("评价机构答复", 18),
    )  # fmt: skip
    return Table("计划项目", columns, [
        [
            each.record.line, each.subject, each.body.name, each.record.classes, each.record.headcount,
            _hundredths(each.record.hours), each.record.hours_source, each.months, each.record.assessment_plan,
            ANSWERS[each.record.answer][0],
        ]
        for each in lines
    ])  # fmt: skip


def qualifications_sheet(rows: Sequence[Qualification]) -> Table:
    """The qualifications of an institution, with why and by which document one ended early."""
    columns = _columns(
        ("资格", 20), ("级别", 10), ("文件或名录", 40), ("范围", 40), ("生效日", 12), ("失效日", 12), ("提前结束的原因", 30),
        ("提前结束的文件", 30),
    )  # fmt: skip
    return Table("资格", columns, [
        [
            KINDS.get(each.kind, each.kind), TIERS.get(each.tier or "", ""), each.document, each.scope, each.valid_from,
            each.valid_to, each.end_reason, each.end_document,
        ]
        for each in rows
    ])  # fmt: skip


def _told(changes: Sequence[Difference]) -> str:
    return _CLAUSE.join(f"{labels.CHANGED.get(each.field, each.field)} {each.before} → {each.now}" for each in changes)


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 100
