"""Workbooks of payments as a bureau keeps them."""

from __future__ import annotations

import io
from collections.abc import Mapping

from openpyxl import Workbook

HEADINGS = ("序号", "姓名", "证件号码", "班次编号", "等级", "金额(元)", "发放日期", "凭证号")


def workbook(*lines: Mapping[str, object], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A file with a title, the headings, a line each and a sum; values by heading."""
    book = Workbook()
    sheet = book.active
    sheet.append(["职业培训补贴发放明细"])
    sheet.append(list(headings))
    for number, line in enumerate(lines, 1):
        sheet.append([number if heading == "序号" else line.get(heading) for heading in headings])
    sheet.append(["合计", None, None, None, None, 99999])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
