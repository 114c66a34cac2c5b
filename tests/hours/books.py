"""Books of earlier hours as the bureau keeps them: lines by heading, and a workbook of them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.builders.people import identity_number
from tests.classes.people_files import workbook

HEADINGS = ("姓名", "身份证号", "年度", "科目", "学时", "举办单位", "学习内容", "证明材料", "日期")
YEARLY = ("姓名", "身份证号", "年度", "公需科目学时", "专业科目学时", "合计", "登记单位")


def line(serial: int = 1, **cells: object) -> list[object]:
    """Somebody's professional training of 2023; `serial` makes name and number."""
    told = {
        "姓名": f"于海{chr(0x4E00 + serial)}", "身份证号": identity_number(serial), "年度": 2023, "科目": "专业科目", "学时": 24,
        "举办单位": "威海市继续教育基地", "学习内容": "工业互联网研修", **cells,
    }  # fmt: skip
    return [told.get(heading, "") for heading in HEADINGS]


def book(*lines: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """The lines under a title, with a sum and a signature below."""
    return workbook(("学时", [["继续教育学时登记表"], headings, *lines, ["合计", "", "", "", 999], ["填表人：丛立军"]]))
