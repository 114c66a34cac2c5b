"""Workbooks of the demo city as its people would send them: rosters, level results, payments."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from training_app.demo.humans import Human

ROSTER_HEADINGS = ("序号", "姓名", "性别", "证件类型", "证件号码", "手机号码", "学历", "工作单位")
RESULT_HEADINGS = ("姓名", "证件类型", "证件号码", "班次编号", "理论成绩", "能力成绩", "考核日期", "证书编号", "发证日期")
ELSEWHERE_HEADINGS = (
    "姓名", "证件类型", "证件号码", "职业", "等级", "证书编号", "发证日期", "来源", "佐证", "发证机构",
)  # fmt: skip
PAYMENT_HEADINGS = ("姓名", "证件类型", "证件号码", "班次编号", "等级", "金额（元）", "发放日期", "凭证号")
OCCUPATIONS = {
    "smart_manufacturing": "智能制造", "big_data": "大数据", "blockchain": "区块链", "industrial_internet": "工业互联网",
    "artificial_intelligence": "人工智能", "internet_of_things": "物联网", "integrated_circuit": "集成电路",
    "digital_management": "数字化管理",
}  # fmt: skip
LEVELS = {"junior": "初级", "intermediate": "中级", "senior": "高级"}
_SEXES = {"male": "男", "female": "女"}
KINDS = {
    "resident_id": "居民身份证", "hmt_residence_permit": "港澳台居民居住证",
    "hm_travel_permit": "港澳居民来往内地通行证", "tw_travel_permit": "台湾居民来往大陆通行证",
    "foreign_permanent_residence": "外国人永久居留身份证", "passport": "护照",
}  # fmt: skip
EDUCATIONS = {"vocational": "中专", "college": "大专", "bachelor": "本科", "master": "硕士研究生", "doctor": "博士研究生"}


def workbook(title: str, headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """A tidy sheet: a title over all columns, headings, a line per record, everything as text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.merge_range(0, 0, 0, len(headings) - 1, title)
        sheet.write_row(1, 0, headings)
        for number, line in enumerate(lines, start=2):
            sheet.write_row(number, 0, line)
    return buffer.getvalue()


def roster(title: str, people: Sequence[Human]) -> bytes:
    """The roster of a class."""
    lines = [(str(number), *roster_cells(human)) for number, human in enumerate(people, start=1)]
    return workbook(f"{title}学员名单", ROSTER_HEADINGS, lines)


def roster_cells(human: Human) -> tuple[str, ...]:
    """The cells of a person under the roster's headings, without the number of the line."""
    return (
        human.name, _SEXES[human.sex], KINDS[human.kind], human.number, human.phone, EDUCATIONS[human.education],
        human.employer,
    )  # fmt: skip


def person_cells(human: Human) -> tuple[str, str, str]:
    """Name, kind and number of the document, as every other list begins."""
    return human.name, KINDS[human.kind], human.number
