"""Published lists as offices write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.classes.people_files import workbook

INSTITUTION_HEADINGS = (
    "序号", "机构名称", "统一社会信用代码", "机构类别", "级别", "区市", "地址", "联系人", "联系电话", "职业（工种）", "等级",
    "文号", "公布日期",
    "有效期起", "有效期至", "状态",
)  # fmt: skip


def listed(
    *lines: Mapping[str, object], headings: Sequence[str] = INSTITUTION_HEADINGS, title: str = "数字技术工程师培育项目机构名录",
    sheet: str = "Sheet1",
) -> bytes:
    """A file with a title, the headings and a line each; values by heading."""
    cells = [[number if each == "序号" else line.get(each) for each in headings] for number, line in enumerate(lines, 1)]
    return workbook((sheet, [[title], list(headings), *cells, ["填表人：王海宁"]]))
