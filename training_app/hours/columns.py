"""The columns of the list of earlier hours, and its cells understood.

A line is one training of one person (科目 and 学时), or one year of one person with a column for each subject (公需学时,
专业学时): both are how such books are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from training_app.hours import messages_earlier as messages
from training_app.intake.columns import EMPTY_WORDS, NOTHING, as_written, plain, understand_day
from training_app.intake.columns_cells import (
    hours_of,
    identity_cell,
    month_end,
    name_cell,
    nothing_cell,
    past_day_cell,
    text_cell,
)
from training_app.intake.columns_doubts import Measure
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.intake.messages_shared import file as file_sentence
from training_app.kernel.quantities import format_hours, parse_hundredths

LONGEST = 100
MOST_HOURS = 1000_00
"""More than anybody studies in a year: a number above it is a slip of the pen."""
BY_SUBJECT = {"general_hours": "general", "professional_hours": "professional"}
"""Fields of the columns that stand for a subject each."""
_WARNINGS = frozenset({
    "name.private_use", "identity.kind_mismatch", "row.hidden", "hours.per_day", "hours.same_day", "hours.same_year",
})  # fmt: skip
_YEAR = re.compile(r"(\d{4})(?:年|年度)?", re.ASCII)
_SUBJECTS = {
    **dict.fromkeys("公需 公需科目 公需课 公需课程 公需科 公共科目 公需学时".split(), "general"),
    **dict.fromkeys("专业 专业科目 专业课 专业课程 专业科 专业学时".split(), "professional"),
}
_SPAN = re.compile(r"\s*(?:至|到|~|～|—+|–|--)\s*|\s+-\s+")
_SHORT_END = re.compile(r"(?:(\d{1,2})\s*[-./月]\s*)?(\d{1,2})\s*日?", re.ASCII)


def _year_cell(cell: Cell) -> Understood:
    text = plain(cell.text).replace(" ", "")
    if text in EMPTY_WORDS:
        return {}, NOTHING
    found = _YEAR.fullmatch(text)
    if found is None:
        return {}, (("year.invalid", None),)
    year = int(found[1])
    return ({"year": year}, NOTHING) if year <= cell.today.year else ({}, (("year.future", None),))


def _subject_cell(cell: Cell) -> Understood:
    text = plain(cell.text).replace(" ", "")
    if text in EMPTY_WORDS:
        return {}, NOTHING
    subject = _SUBJECTS.get(text)
    return ({"subject": subject}, NOTHING) if subject else ({}, (("subject.unknown", None),))


# Fields keep hours as people write them (7.5); hundredths are made of it where they are reckoned with.
def _hours_cell(name: str, *, may_be_zero: bool) -> Callable[[Cell], Understood]:
    def understand(cell: Cell) -> Understood:
        if plain(cell.text) in EMPTY_WORDS:
            return {}, NOTHING
        hours = hours_of(cell.text)
        if hours == 0 and may_be_zero:
            return {}, NOTHING
        if hours is None or not 0 < hours <= MOST_HOURS:
            return {}, (("hours.invalid", None),)
        return {name: format_hours(hours)}, NOTHING

    return understand


_day_cell = past_day_cell("occurred_on")


def _day_or_span_cell(cell: Cell) -> Understood:
    """A day, or the first and the last one of a training: 2024-05-06 至 05-08, 2024.5.6-5.8, 2024年5月6日-8日."""
    text = plain(cell.text)
    parts = _SPAN.split(text)
    if len(parts) != 2 and text.count("-") == 1 and month_end(text) is None:
        parts = text.split("-")
    if len(parts) != 2:
        return _day_cell(cell)
    first = understand_day(parts[0])
    last = understand_day(parts[1]) or (_short_end(first, parts[1].strip()) if first else None)
    if first is None or last is None or last < first:
        return {}, (("date.span", None),)
    if last > cell.today.isoformat():
        return {}, (("date.future", None),)
    return {"began_on": first, "occurred_on": last}, NOTHING


def _short_end(first: str, text: str) -> str | None:
    """The last day of a span that names only what differs from its first."""
    found = _SHORT_END.fullmatch(text)
    return understand_day(f"{first[:4]}-{found[1] or first[5:7]}-{found[2]}") if found else None


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code); the register is not asked."""
    has = fields.__contains__
    by_subject = [name for name in BY_SUBJECT if has(name)]
    if has("hours") and by_subject:
        yield "hours", "hours.twice"
    elif not has("hours") and not by_subject:
        yield "hours", "hours.missing"
    if has("hours") and not has("subject"):
        yield "subject", "subject.missing"
    if not has("year") and not has("occurred_on"):
        yield "year", "year.missing"
    days = [fields[name] for name in ("began_on", "occurred_on") if has(name)]
    if any(int(day[:4]) != year_of(fields) for day in days):
        yield "year", "year.differs"


def year_of(fields: Mapping[str, Any]) -> int:
    """The year the hours count in: as told, else that of the day (威人社函〔2023〕25号 五（一）: 登记为参训人当年学时)."""
    return fields["year"] if "year" in fields else int(fields["occurred_on"][:4])


def amounts_of(fields: Mapping[str, Any]) -> dict[str, int]:
    """What the line credits, in hundredths, by subject."""
    if "hours" in fields:
        return {fields["subject"]: parse_hundredths(fields["hours"])}
    return {subject: parse_hundredths(fields[name]) for name, subject in BY_SUBJECT.items() if name in fields}


def days_of(fields: Mapping[str, Any]) -> int | None:
    """How many days the training took; None where the line tells no span."""
    if "began_on" not in fields:
        return None
    return (date.fromisoformat(fields["occurred_on"]) - date.fromisoformat(fields["began_on"])).days + 1


EARLIER_HOURS_LIST = PlainList(
    (
        Heading("name", "姓名", "姓名 学员姓名 人员姓名 参训人员", name_cell),
        Heading(
            "identity_number", "证件号码",
            "证件号码 证件号 身份证号 身份证号码 身份证 身份证件号码 有效证件号码 公民身份号码 身份证件号", identity_cell,
        ),
        Heading("identity_kind", "证件类型", "证件类型 证件种类 身份证件类型", nothing_cell, needed=False),
        Heading("employer", "单位", "单位 工作单位 所在单位 用人单位 单位名称",
                text_cell("employer", LONGEST, "text.long", shown=as_written), needed=False),
        Heading("year", "年度", "年度 年份 学时年度 登记年度 所属年度 继续教育年度", _year_cell, needed=False),
        Heading("subject", "科目", "科目 科目类别 学时科目 学时类别 课程类别 科目类型 学时类型", _subject_cell, needed=False),
        Heading("hours", "学时", "学时 学时数 认定学时 登记学时 审验学时 取得学时 课时", _hours_cell("hours", may_be_zero=False),
                needed=False, measure=Measure.HOURS),
        Heading("general_hours", "公需学时", "公需学时 公需科目学时 公需课学时 公需科目 公需课",
                _hours_cell("general_hours", may_be_zero=True), needed=False, measure=Measure.HOURS),
        Heading("professional_hours", "专业学时", "专业学时 专业科目学时 专业课学时 专业科目 专业课",
                _hours_cell("professional_hours", may_be_zero=True), needed=False, measure=Measure.HOURS),
        Heading("source", "举办单位", "举办单位 来源 学时来源 组织单位 主办单位 培训机构 施教机构 培训单位 发证单位 登记单位",
                text_cell("source", LONGEST, "text.long", "source.missing")),
        Heading("course", "学习内容", "学习内容 学习项目 培训项目 课程名称 培训内容 项目名称 培训名称 培训班名称",
                text_cell("course", LONGEST, "text.long"), needed=False),
        Heading("evidence", "证明材料", "证明材料 证书编号 证书号 证明编号 佐证材料 证明材料编号 继续教育证书编号 文号",
                text_cell("evidence", LONGEST, "text.long"), needed=False),
        Heading("occurred_on", "日期", "日期 学习日期 培训日期 培训时间 学习时间 起止时间 起止日期 完成日期 取得日期",
                _day_or_span_cell, needed=False),
    ),
    messages.sentence, file_sentence, judge=judge, warnings=_WARNINGS,
)  # fmt: skip
"""How the list of earlier hours is read."""
