"""The paper that goes to the province: 学员名单 and 培训情况, the same words as workbook and as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from training_app.classes.labels import ENROLMENT_STATES, LEVELS, MODES
from training_app.classes.rules_evaluations import points
from training_app.kernel.quantities import format_hours
from training_app.reports.rules_province import ReportBody
from training_app.sheets.export import ExportColumn, Value

ROSTER, SUMMARY = "学员名单", "培训情况"
TITLE = "数字技术工程师培育项目学员名单和培训情况"
BASIS = "依据：威人社函〔2023〕25号 四（二），培训结业 30 日内报省人力资源社会保障厅"
COLUMNS = (
    ExportColumn("序号", 6), ExportColumn("姓名", 12), ExportColumn("证件号码", 22), ExportColumn("工作单位", 34),
    ExportColumn("学时", 9, "0.00"), ExportColumn("成绩", 9, "0.00"), ExportColumn("结果", 9),
    ExportColumn("培训合格证书编号", 22),
)  # fmt: skip
SUMMARY_COLUMNS = (ExportColumn("项目", 24), ExportColumn("内容", 70))
PDF_WIDTHS = (11, 24, 42, 62, 18, 18, 20, 50)
"""Widths of the roster's columns on paper, in millimetres."""
ROSTER_TITLE = "学员名单（{count} 人）"
PAGE_TEXT = "第 {page} 页，共 {pages} 页"
MASKED_NOTE = "证件号码只列首尾；报送用的完整名单另行申请导出"
FILE_NAME = "报省厅_{number}_{round}.{ending}"
NO_VALUE = "—"
EVALUATED, NOT_EVALUATED = "学员平均 {mean} 分（满分 5 分，{count} 份）", "收集未截止，或份数不足，不列分数"


@dataclass(frozen=True, slots=True)
class ProvincePaper:
    """A report with the number of everybody's document as it is to be printed, by readable number."""

    body: ReportBody
    documents: Mapping[str, str]
    note: str = ""

    def rows(self) -> list[list[str]]:
        """The roster as texts."""
        return [
            [
                str(place), line.name, self.documents.get(line.person_number, "") or NO_VALUE, line.employer or NO_VALUE,
                format_hours(line.hours), NO_VALUE if line.score is None else format_hours(line.score),
                ENROLMENT_STATES[line.state][0], line.certificate or NO_VALUE,
            ]
            for place, line in enumerate(self.body.lines, 1)
        ]  # fmt: skip

    def cells(self) -> list[list[Value]]:
        """The roster as a workbook holds it: numbers of documents as text, 序号 as a number."""
        return [[int(row[0]), *row[1:]] for row in self.rows()]

    def facts(self) -> list[tuple[str, str]]:
        """培训情况: what and how much."""
        s = self.body.summary
        return [
            ("班次", f"{s.name}（{s.number}）"), ("培训机构", f"{s.institution}（{s.institution_code}）"),
            ("年度培训方案", s.plan_reference or NO_VALUE),
            ("职业、方向和等级", "　".join(filter(None, (s.occupation, s.direction, LEVELS[s.level])))),
            ("评价机构", s.assessment_body or NO_VALUE), ("区市和地点", f"{s.district}　{s.venue}".strip("　")),
            ("培训时间", f"{s.starts_on} 至 {s.ends_on}，{s.sessions} 次课"), ("结业日期", s.completed_on or NO_VALUE),
            (
                "方式",
                f"{MODES.get(s.mode, s.mode)}，线下 {format_hours(s.hours_onsite)}，线上 {format_hours(s.hours_online)} 学时",
            ),
            ("学时", f"规定 {format_hours(s.hours_required)}，课表 {format_hours(s.hours_planned)}"),
            ("授课教师", "、".join(s.instructors) or NO_VALUE),
            ("参训和结业", f"参训 {s.trained} 人，合格 {s.completed} 人，不合格 {s.failed} 人，退班 {s.withdrawn} 人"),
            ("到课率", f"{s.attendance_per_mille // 10}.{s.attendance_per_mille % 10}%"),
            ("全班实修学时", f"{format_hours(s.hours_given)} 人学时"),
            ("教学质量评估", EVALUATED.format(mean=points(s.evaluation_mean), count=s.evaluations)
             if s.evaluation_mean is not None else NOT_EVALUATED),
        ]
