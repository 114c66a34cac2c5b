"""Books of earlier titles as the bureau keeps them: lines by heading, and a workbook of them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.builders.people import identity_number
from tests.classes.people_files import workbook

HEADINGS = ("姓名", "身份证号", "职称名称", "级别", "系列", "专业", "取得时间", "取得方式", "批准文号", "证书编号")


def line(serial: int = 1, **cells: object) -> list[object]:
    """Somebody's title of assistant engineer of 2015; `serial` makes name and number."""
    told = {
        "姓名": f"于海{chr(0x4E00 + serial)}", "身份证号": identity_number(serial), "职称名称": "助理工程师",
        "取得时间": "2015-12-31", **cells,
    }  # fmt: skip
    return [told.get(heading, "") for heading in HEADINGS]


def book(*lines: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """The lines under a title, with a signature below."""
    return workbook(("职称", [["专业技术人员职称情况表"], headings, *lines, ["填表人：丛立军"]]))
