"""Chinese names around inspections."""

STATES = {
    "planned": ("待检查", "wait"), "held": ("已检查，待出结论", "new"), "waiting": ("待整改答复", "back"),
    "answered": ("已答复，待复核", "wait"), "closed": ("已办结", "ok"), "cancelled": ("已取消", "lock"),
}  # fmt: skip
"""Words and sign of a state: (label, kind of badge)."""

KINDS = {"documents": "调阅资料", "on_site": "现场检查"}
FINDINGS = {"ok": ("符合", "ok"), "defect": ("有问题", "bad"), "not_seen": ("未查", "")}
ACTIONS = {
    "inspection.plan": "安排检查", "inspection.hold": "登记检查情况", "inspection.notify": "通知整改",
    "inspection.answer": "答复整改情况", "inspection.again": "退回继续整改", "inspection.close": "办结",
    "inspection.cancel": "取消检查",
}  # fmt: skip
ANNOUNCED = {True: "已提前通知", False: "不提前通知"}
WHOLE_INSTITUTION = "机构整体"
BULK = ("安排检查", "为 {count} 个班次各安排一次检查", "安排 {count} 次检查")
BULK_DONE = "已安排，编号 {number}。"
BULK_KIND, BULK_DAY, BULK_INSPECTORS, BULK_ANNOUNCED = "方式", "检查日期", "检查人员", "提前通知机构"
