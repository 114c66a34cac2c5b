"""Words of the make-up list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

SHEET, FILE = "补课名单", "补课名单-{number}.xlsx"
COLUMNS = (
    ("人员编号", 14, ""), ("姓名", 14, ""), ("工作单位", 32, ""), ("已修学时", 10, "0.##"), ("还差学时", 10, "0.##"),
    ("还没上或没登记学时", 18, "0.##"), ("缺的课", 60, ""),
)  # fmt: skip
NOBODY_SHORT = "没有缺学时的学员，不用导出。"
NOBODY_CHOSEN = "还没有勾选学员。请勾选要通知的人。"
NOT_SHORT = "勾选的人里有 {count} 人已不缺学时或不在名单上，没有发出通知。请核对后重新勾选。"
TOLD = "已通知 {told} 人。{silent}"
SILENT = "另有 {count} 人没有账户，请电话通知。"
STATUS = {"late": "迟到", "leave": "请假", "absent": "缺课", "present": "未满课时", None: "未登记"}


class _Missed(Protocol):
    number: int
    held_on: date
    status: str | None


def missed_text(missed: Iterable[_Missed]) -> str:
    """第 3 次（06-02 缺课）、第 5 次（06-09 请假）."""
    return "、".join(f"第 {each.number} 次（{each.held_on:%m-%d} {STATUS[each.status]}）" for each in missed)
