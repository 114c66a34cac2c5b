"""Workbooks of level results as assessment bodies write them."""

from __future__ import annotations

import io
from collections.abc import Mapping

from openpyxl import Workbook

HEADINGS = (
    "序号", "姓名", "身份证号", "班次编号", "职业", "方向", "等级", "理论成绩", "能力成绩", "考核日期", "证书编号",
    "发证日期", "来源", "佐证", "发证机构",
)


def workbook(*lines: Mapping[str, object], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A file with a title, the headings and a line each; values by heading."""
    book = Workbook()
    sheet = book.active
    sheet.append(["专业技术等级考核成绩及发证名单"])
    sheet.append(list(headings))
    for number, line in enumerate(lines, 1):
        sheet.append([number if heading == "序号" else line.get(heading) for heading in headings])
    sheet.append(["填表人：王海宁"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
