"""Sentences of requests to change what was approved of a class."""

from __future__ import annotations

NOTHING = "没有改动：每一项都和已批准的一样。请先改好要变更的内容，再写原因提交。"
REASON = "请写明变更的原因，4 到 500 个字，例如：301 教室停电检修，改到 302。"
REASON_UNPRINTABLE = "原因里含有不能保存的字符，请删去后重新填写。"
INVALID = "变更申请有 {count} 处需要更正，没有提交。"
OPEN_ALREADY = "班次 {number} 已有变更申请 {request} 等市局答复；要改的请先撤回那份申请。"
NOT_FOUND = "没有找到变更申请 {number}，或者不在您的查看范围内。请从班次页打开。"
STARTS_FIXED = "班次已经开班，开班日期不能再改。"
HOURS_ATTENDED = "已登记考勤 {count} 人次，学员是按现在的规定学时安排学习的，规定学时不能再改。要求不同的，请另行备案一个班。"
SIGN_UP_BOTH = "开始和截止报名的日期要一起填写。"
SIGN_UP_KEPT = "报名日期不能清空；要停止报名，请在班次页关闭报名。"
SIGN_UP_APPLIED = "{day} 起已有人报名，开始报名的日期不能晚于这一天，否则这些报名就在报名期之外。"
CAPACITY_TAKEN = "已有 {taken} 人占用名额，计划人数不能少于 {taken} 人。"
SESSION_HELD = "第 {session} 次课已经上过或登记了考勤，不能再改。"
SESSION_MISSING = "第 {session} 次课已经不在课表里，请重新打开页面核对后再填。"
SESSION_TWICE = "第 {session} 次课写了两行，请只留一行。"
SESSION_PAST = "课改到或加在 {day}，这一天已经过去。请退回申请，由机构另定日期。"
STARTS_PAST = "开班日期 {day} 已经过去。课要先备案后开班，请另定日期。"
STILL_NEEDED = "已批准的备案不能缺这一项，请填写。"
PLAN_EXCEEDED = (
    "年度计划这一行计划 {classes} 班 {headcount} 人，其他班次已用 {used_classes} 班 {used_headcount} 人，"
    "加上本班 {capacity} 人超出计划"
)
REMARK_LONG = "意见最多 {most} 个字，请缩短。"
DAY_PAST = "第 {line} 行：{day} 已经过去，不能改到过去的日期。"
OUTSIDE = "第 {sessions} 次课不在 {starts_on} 至 {ends_on} 之内，请一并调整。"
CLASH = "第 {one} 次课和第 {other} 次课的时间重叠。"
HOURS_SHORT = "变更后课表只有 {planned} 学时，少于规定的 {required} 学时。请补上缺的课。"
TOO_MANY = "课表最多 {most} 次课。"
EMPTY_LINE = "第 {line} 行没有填写；要取消这次课请勾选“取消”。"
MOVED = "申请之后，{what}又变过，没有变更任何内容。请退回这份申请，由机构按现在的内容重新申请。"
CLOSED = "班次 {number} {state}，不能再变更。请答复不同意，或由机构撤回。"
CLOSED_STATES = {
    "completed": "已经结业", "reported": "已经报送", "cancelled": "已经取消", "draft": "还没有批准", "returned": "还没有批准",
    "submitted": "还没有批准",
}  # fmt: skip
SAME_PERSON = "申请人自己不能答复。请由市局另一位工作人员办理。"
REFUSE_REMARK = "请写明退回的理由，机构会照着修改。"
DECISION = "请选择同意或退回。"
HOURS = "{hours} 学时"
CANCELLED = "取消"
SESSION_NAME = "第 {number} 次课"
NEW_SESSION = "增加一次课"
LIST_MARK = "、"
CLAUSE_MARK = "；"
ASKED = "变更申请 {number} 已提交，等市局答复。答复以前仍按原备案执行。"
DECIDED = {"agreed": "变更申请 {number} 已同意，{count} 项已生效。", "refused": "变更申请 {number} 已退回。"}
WITHDRAWN = "变更申请 {number} 已撤回，班次没有变化。"
SUMMARY = "{name} {before} → {after}"
MAKE_UP_LATE = "补课日期 {day} 晚于备案的结束日期 {ends_on}。请先申请变更结束日期，市局同意后再加这次课。"
