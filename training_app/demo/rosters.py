"""Rosters as institutions send them: one clean workbook for the load, and messy files to be uploaded by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from training_app.demo.humans import Human

_HEADINGS = ("序号", "姓名", "性别", "证件类型", "证件号码", "手机号码", "学历", "工作单位")
_SEXES = {"male": "男", "female": "女"}
_KINDS = {
    "resident_id": "居民身份证", "hmt_residence_permit": "港澳台居民居住证",
    "hm_travel_permit": "港澳居民来往内地通行证", "tw_travel_permit": "台湾居民来往大陆通行证",
    "foreign_permanent_residence": "外国人永久居留身份证", "passport": "护照",
}  # fmt: skip
_EDUCATIONS = {"vocational": "中专", "college": "大专", "bachelor": "本科", "master": "硕士研究生", "doctor": "博士研究生"}


def roster_workbook(title: str, people: Sequence[Human]) -> bytes:
    """A tidy roster: title, headings, a line per person, everything as text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("学员名单")
        sheet.merge_range(0, 0, 0, len(_HEADINGS) - 1, f"{title}学员名单")
        sheet.write_row(1, 0, _HEADINGS)
        for line, human in enumerate(people, start=1):
            sheet.write_row(line + 1, 0, (str(line), *cells_of(human)))
    return buffer.getvalue()


def cells_of(human: Human) -> tuple[str, ...]:
    """The cells of a person under the headings, without the number of the line."""
    return (
        human.name, _SEXES[human.sex], _KINDS[human.kind], human.number, human.phone, _EDUCATIONS[human.education],
        human.employer,
    )
