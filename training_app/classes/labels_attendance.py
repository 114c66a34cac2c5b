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


FINDING_STATES = {
    "open": ("待核查", "wait"), "asked": ("待机构说明", "back"), "explained": ("已说明，待核查", "wait"),
    "upheld": ("属实", "bad"), "dismissed": ("正常", "ok"),
}  # fmt: skip
FINDING_RULES = {
    "two_rooms": "同一时间在两处", "same_second": "多人同一秒扫码", "one_device": "一台设备为多人扫码", "always_full": "次次全勤",
    "made_up": "补课超过所缺",
    "retired": "学员已退休", "student": "学员是在校学生",
}  # fmt: skip
FINDING_MEANS = {
    "two_rooms": "一个人不能同时在两处上课，至少有一处不实。请对照两处的签到表。",
    "same_second": "多人在同一秒签到，可能由一人集中代签。请核对现场情况。",
    "one_device": "一台手机或电脑为几个人签到，可能代签；借用手机的也会这样。请向学员本人核实。",
    "always_full": "人多课多而没有一人迟到、请假或缺课，不多见。请抽查签到表。",
    "made_up": "补课只补所缺的学时。先补课、后来又把缺的那次改成到课，就会多出来。请核对两次的签到表。",
    "retired": "培育对象不包含已退休人员（威人社函〔2023〕25号 三）。请核对退休登记。",
    "student": "培育对象是从业人员和相关专业应届毕业生（威人社函〔2023〕25号 三）。请核对是否应届。",
}  # fmt: skip
