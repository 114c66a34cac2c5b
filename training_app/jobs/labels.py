"""Chinese names of the states of jobs and of the work of the clock."""

STATES = {
    "waiting": ("排队中", "q"), "running": ("办理中", "wait"), "done": ("已完成", "ok"), "failed": ("未完成", "bad"),
    "cancelled": ("已取消", "lock"),
}  # fmt: skip
# A check that found something is not "未完成": it was done, and the answer is bad news.
PERIODIC_STATES = {**STATES, "failed": ("有异常", "bad")}
PERIODIC = {
    "audit.verify": "核对审计记录", "hours.verify": "核对学时台账", "seats.verify": "核对班次名额",
    "accounts.tidy": "清理过期记录",
    "accounts.unused": "停用长期不用的账户",
    "jobs.files": "删除到期的结果文件", "registrations.purge": "清除未通过申请的材料",
    "verification.tidy": "清理公开查验计数",
    "evaluations.mingle": "打乱新评价的先后",
    "attendance.watch": "核查异常考勤",
    "listing.tidy": "清理批量办理结果", "exports.purge": "删除到期的完整名单",
}  # fmt: skip
