"""Roster files as institutions send them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook

from tests.builders.people import identity_number

HEADINGS = {
    "name": "姓名", "sex": "性别", "identity_number": "身份证号码", "phone": "联系电话", "education": "学历",
    "employer": "工作单位", "remark": "备注",
}  # fmt: skip


def learner(serial: int, **fields: str) -> dict[str, str]:
    """A line with right values, of somebody no level but 高级 warns of; `serial` makes person, number and phone."""
    number = identity_number(900_000 + serial)
    return {
        "name": f"测{_HANZI[serial % 10]}{_HANZI[serial // 10 % 10]}{_HANZI[serial // 100 % 10]}", "identity_number": number,
        "sex": "男" if int(number[16]) % 2 else "女", "phone": f"138{serial:08d}", "education": "博士研究生",
        "employer": "威海天舟智能装备股份有限公司", **fields,
    }  # fmt: skip


def csv(lines: Sequence[Mapping[str, str]], encoding: str = "utf-8-sig") -> bytes:
    """The lines as CSV with a heading line."""
    rows = [",".join(HEADINGS.values()), *(",".join(line.get(name, "") for name in HEADINGS) for line in lines)]
    return "\r\n".join(rows).encode(encoding)


def xlsx(lines: Sequence[Mapping[str, str]], title: str = "") -> bytes:
    """The lines as a workbook; a title stands above the headings."""
    target = io.BytesIO()
    with Workbook(target, {"strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet("学员信息")
        start = 0
        if title:
            sheet.write_string(0, 0, title)
            start = 2
        for column, heading in enumerate(HEADINGS.values()):
            sheet.write_string(start, column, heading)
        for row, line in enumerate(lines, start + 1):
            for column, name in enumerate(HEADINGS):
                sheet.write_string(row, column, line.get(name, ""))
    return target.getvalue()


_HANZI = "一乙三四五六七八九十"
