"""The columns of a list of a year plan's lines, and its cells understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from training_app.catalogues import messages_plan_lines as messages
from training_app.catalogues.columns_institutions import full_name, looks_like_an_organisation
from training_app.catalogues.columns_programmes import direction_cell, direction_of, level_cell, occupation_cell
from training_app.institutions.rules import canonical_code, code_defect
from training_app.intake import messages_shared
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain
from training_app.intake.columns_cells import hours_of, text_cell
from training_app.intake.columns_doubts import Measure
from training_app.intake.columns_heading import Cell, Fill, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.kernel.quantities import format_hours
from training_app.policies.occupations import occupations
from training_app.programmes.labels import LEVELS
from training_app.programmes.labels_plans import ANY_DIRECTION, MONTHS, ONE_MONTH
from training_app.programmes.rules_plans import MOST_CLASSES, MOST_HEADCOUNT, MOST_HOURS, MOST_TEXT

_COUNT = re.compile(r"(?:约|共)?(\d{1,6})\s*(?:个?班次?|期|人次?|名)?", re.ASCII)
_SPAN = re.compile(r"(?:\d{4}年)?(\d{1,2})月?(?:份)?(?:[-–—~～至到](?:\d{4}年)?(\d{1,2})月?(?:份)?)?")
_DIRECTIONS = {(entry.key, each.key): each.name for entry in occupations() for each in entry.directions}
WARNINGS = frozenset({"line.change"})


def _body(cell: Cell) -> Understood:
    """评价机构 by its code or name."""
    name = full_name(cell.text)
    if name in EMPTY_WORDS:
        return {}, (("body.missing", None),)
    code = canonical_code(name)
    return ({"body_code": code} if code_defect(code) is None else {"body": name[:100]}), NOTHING


def _count(name: str, most: int) -> Callable[[Cell], Understood]:
    def understand(cell: Cell) -> Understood:
        found = _COUNT.fullmatch(plain(cell.text))
        value = int(found[1]) if found else 0
        return ({name: value}, NOTHING) if 0 < value <= most else ({}, ((f"{name}.invalid", None),))

    return understand


def _months(cell: Cell) -> Understood:
    """开班月份 as `first_month` and `last_month`."""
    text = plain(cell.text).replace(" ", "")
    if text in EMPTY_WORDS:
        return {}, (("months.missing", None),)
    named = messages.WORDS_OF_MONTHS.get(text.removeprefix("第"))
    found = _SPAN.fullmatch(text)
    first, last = named or ((int(found[1]), int(found[2] or found[1])) if found else (0, 0))
    if not 1 <= first <= last <= 12:
        return {}, (("months.invalid", None),)
    return {"first_month": first, "last_month": last}, NOTHING


def _hours(cell: Cell) -> Understood:
    """每班学时, kept as people write it (96.5)."""
    if plain(cell.text) in EMPTY_WORDS:
        return {}, NOTHING
    hours = hours_of(cell.text)
    if hours is None or not 0 < hours <= MOST_HOURS:
        return {}, (("hours.invalid", None),)
    return {"hours": format_hours(hours)}, NOTHING


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code)."""
    levels = {fields[name] for name in ("level", "level_of_occupation") if name in fields}
    if len(levels) != 1:
        yield "level", "level.contradict" if levels else "level.missing"
    if len({fields[name] for name in ("direction", "direction_of_occupation") if name in fields}) > 1:
        yield "direction", "direction.contradict"
    if ("hours" in fields) != ("hours_source" in fields):
        yield ("hours_source", "hours.no_source") if "hours" in fields else ("hours", "hours.no_figure")


def show(fields: dict[str, Any]) -> None:
    """Adds what the page shows of a line and no cell holds."""
    direction = direction_of(fields)
    fields["direction_words"] = _DIRECTIONS.get((fields.get("occupation", ""), direction or ""), ANY_DIRECTION)
    level = fields.get("level") or fields.get("level_of_occupation")
    if level:
        fields["level_words"] = LEVELS[level]
    if "first_month" in fields:
        first, last = fields["first_month"], fields["last_month"]
        fields["months_words"] = (MONTHS if last > first else ONE_MONTH).format(first=first, last=last)
    fields["body_words"] = fields.get("body") or fields.get("body_code", "")


PLAN_LINE_LIST = PlainList(
    (
        Heading("occupation", "职业", "职业 职业名称 培训职业 培训项目 项目 项目名称 职业及等级 培训职业名称", occupation_cell),
        Heading("direction", "方向", "方向 职业方向 培训方向 专业方向", direction_cell, needed=False),
        Heading("level", "等级", "等级 级别 职业等级 培训等级 专业技术等级 考核等级", level_cell, needed=False),
        Heading("body", "评价机构", "评价机构 评价机构名称 考核机构 评价机构代码 考核评价机构 合作评价机构", _body,
                looks=looks_like_an_organisation),
        Heading("classes", "班数", "班数 计划班数 班次 计划班次 开班数 期数 计划期数 班次数", _count("classes", MOST_CLASSES),
                each_own=True),
        Heading("headcount", "人数", "人数 计划人数 培训人数 计划培训人数 合计人数 学员人数", _count("headcount", MOST_HEADCOUNT),
                each_own=True),
        Heading("months", "开班月份", "开班月份 开班时间 计划开班时间 计划时间 培训时间 开班月 时间安排 培训月份", _months,
                needed=False),
        Heading("assessment_plan", "考核计划", "考核计划 考核安排 考核方案 考核方式 考核时间 考核计划和方案 考核计划及方案",
                text_cell("assessment_plan", MOST_TEXT["assessment_plan"], "text.too_long", "assessment_plan.missing"),
                needed=False),
        Heading("hours", "每班学时", "每班学时 学时 计划学时 培训学时 学时数 总学时 课时 课时数 班学时 每班课时", _hours,
                needed=False, measure=Measure.HOURS),
        Heading("hours_source", "学时出处", "学时出处 学时依据 学时来源 课时依据 课时出处",
                text_cell("hours_source", MOST_TEXT["hours_source"], "hours_source.too_long"), needed=False),
    ),
    messages.sentence, messages_shared.file, judge=judge, warnings=WARNINGS, proof="occupation",
    whole=("occupation", "direction", "level", "body"),
)  # fmt: skip
"""How a list of plan lines is read."""
FILLS = {
    "occupation": Fill("必填，国家职业标准中的名称。", "", tuple(entry.name for entry in occupations()), 26),
    "direction": Fill("不分方向的不填。", "", width=18),
    "level": Fill("必填，一行一个等级。", "初级", tuple(LEVELS.values())),
    "body": Fill("必填，评价机构全称或统一社会信用代码。", "示例：某某评价中心", width=30),
    "classes": Fill("必填，整数。", "2"),
    "headcount": Fill("必填，各班合计，整数。", "80"),
    "months": Fill("必填，最早到最晚开班的月份。", "3月至10月", width=16),
    "hours": Fill("每个班的总学时；还没有定的不填。", "96"),
    "hours_source": Fill("填了学时就要写：文件或标准的名称和条款。", "国家职业标准 培训要求", width=30),
    "assessment_plan": Fill("必填，考核时间、方式和地点安排。", "结业后一个月内，理论机考、实操现场考核", width=40),
}
"""By field: hint, example, choices."""
