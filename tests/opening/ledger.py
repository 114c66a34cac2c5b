"""Histories as the bureau keeps them in its books: lines of the opening list, and a workbook of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from tests.builders.people import identity_number
from training_app.institutions.models import Institution

HEADINGS = {
    "class_ref": "班次编号(原)", "institution": "培训机构", "occupation": "职业", "direction": "方向", "level": "等级",
    "starts_on": "开班日期", "completed_on": "结业日期", "class_name": "班次名称", "district": "区市", "hours": "学时",
    "name": "姓名", "identity_number": "证件号码", "phone": "手机", "employer": "单位", "result": "结果",
    "completion_certificate": "培训合格证书号", "level_certificate": "等级证书编号", "issued_on": "发证日期",
    "assessor": "评价机构", "amount": "补贴金额", "paid_on": "发放日期", "voucher": "凭证号",
}  # fmt: skip


def line(school: Institution, serial: int, ref: str = "2025-07", **cells: str) -> dict[str, str]:
    """Somebody who passed an earlier class of 2025; `serial` makes name and number."""
    return {
        "class_ref": ref, "institution": school.code, "occupation": "大数据工程技术人员", "level": "初级",
        "starts_on": "2025-03-03", "completed_on": "2025-03-21", "district": "荣成市", "hours": "64",
        "name": f"于海{chr(0x4E00 + serial)}", "identity_number": identity_number(serial), "result": "合格", **cells,
    }  # fmt: skip


def passed(school: Institution, serial: int, ref: str = "2025-07", **cells: str) -> dict[str, str]:
    """The same with completion certificate, level certificate and payment."""
    return line(
        school, serial, ref,
        **{
            "completion_certificate": f"旧合格{serial:04d}", "level_certificate": f"旧等级{serial:04d}",
            "issued_on": "2025-04-30", "assessor": "省数字评价中心", "amount": "1,800.00", "paid_on": "2025-06-10",
            "voucher": f"旧凭证{serial:04d}", **cells,
        },
    )  # fmt: skip


def book(lines: Sequence[Mapping[str, str]]) -> bytes:
    """The lines as CSV, as other systems export them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADINGS.values())
    writer.writerows([each.get(name, "") for name in HEADINGS] for each in lines)
    return buffer.getvalue().encode("gb18030")
