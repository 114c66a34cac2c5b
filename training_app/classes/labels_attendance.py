"""Names around attendance: how it came in, where a request to change it stands."""

from __future__ import annotations

from training_app.classes.labels import ATTENDANCE

SOURCES = {"page": "页面登记", "list": "导入考勤表", "scan": "扫码签到", "correction": "更正申请"}
CORRECTION_STATES = {
    "asked": ("待答复", "wait"), "agreed": ("已同意", "ok"), "refused": ("未同意", "back"), "withdrawn": ("已撤回", "lock"),
}  # fmt: skip
NOT_NOTED = "未登记"


def mark(status: str | None) -> str:
    """The word of a status; of none, that nothing is noted."""
    return ATTENDANCE.get(status or "", NOT_NOTED)
