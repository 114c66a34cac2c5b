"""Words of the steps on the page of a class."""

from __future__ import annotations

from training_app.certificates.labels_lots import STATES as LOT_STATES
from training_app.programmes.labels_plans import STATES as PLAN_STATES

STEPS = {
    "plan": "年度方案", "filing": "备案审核", "changes": "备案变更", "sign_up": "报名",
    "people": "学员名单", "attendance": "课表与考勤",
    "corrections": "考勤更正", "findings": "异常考勤核查", "completion": "结业", "certificates": "培训合格证书",
    "report": "报送省厅", "level_applications": "等级考核申报", "sittings": "考核场次",
    "results": "等级考核", "lots": "省厅确认和国家审核",
    "level_certificates": "等级证书", "inspections": "检查", "evaluation": "教学质量评估", "payments": "补贴发放",
}  # fmt: skip
NOT_YET, NONE = "未到这一步", "没有"

PLAN = {state: label for state, (label, _) in PLAN_STATES.items()}
AS_WRITTEN, EXCEEDED = "按填报文字", "超出方案的班数或人数"
FILING = {
    "draft": ("", "草稿"), "submitted": ("wait", "待审核"), "returned": ("back", "已退回，待补正"), "approved": ("ok", "已批准"),
    "cancelled": ("lock", "已取消"),
}  # fmt: skip
RETURNED_TIMES, FIRST_APPROVED = "退回过 {count} 次", "初审已通过，等复审"
CHANGES = {
    "asked": "{count} 件待答复", "agreed": "同意 {count} 件", "refused": "退回 {count} 件", "withdrawn": "撤回 {count} 件",
}  # fmt: skip
NO_SIGN_UP, OPEN, CLOSED, NOT_BEGUN, TO_DECIDE = "没有开放报名", "报名中", "报名已结束", "报名未开始", "待录取"
SPAN, SEATS = "{first:%m-%d} 至 {last:%m-%d}", "已占 {taken} / {capacity} 个名额"
UNDECIDED, WAITING = "{count} 份待录取", "候补 {count} 人"
NO_ROSTER, LISTED, HEADCOUNT, GONE = "待导入名单", "已有名单", "{count} / {capacity} 人", "退班 {count} 人"
NOT_OPENED, IN_TRAINING = "还没有开课", "培训中"
SESSIONS, ENTERED, ON_TIME, TO_ENTER = "已登记 {done} / {total} 次课", "已登记", "按时登记", "待登记"
NEXT_SESSION, MISSING, LOCKED = "下次课 {day:%m-%d}", "{count} 次课上过还没有登记", "其中 {count} 次已锁定，要申请更正"
TO_ANSWER, ANSWERED = "待市局答复", "已答复"
CORRECTIONS = {
    "asked": "{count} 件待答复", "agreed": "同意 {count} 件", "refused": "不同意 {count} 件", "withdrawn": "撤回 {count} 件",
}  # fmt: skip
TO_LOOK, LOOKED = "待市局核查", "已核查"
FINDINGS = {
    "open": "{count} 件待核查", "asked": "{count} 件待机构说明", "explained": "{count} 件已说明待核查",
    "upheld": "属实 {count} 件", "dismissed": "正常 {count} 件",
}  # fmt: skip
COMPLETED, TO_COMPLETE = "已结业", "课已上完，待结业"
PASSED, COMPLETED_ON, ENDS_ON = "{passed} 人合格，{failed} 人不合格", "{day} 结业", "课程到 {day} 结束"
SHORT = "{count} 人学时未够"
ISSUED, REVOKED, TO_ISSUE, ALL_ISSUED = "有效 {count} 本，合格 {wanted} 人", "撤销 {count} 本", "待颁发", "已颁发"
TO_REPORT, WITHIN = "待报送", "结业后 {days} 日内"
SENT, RECEIPT = "{day} 报送 {document}", "{day} 回执 {receipt}"
REPORTED, NO_RECEIPT = "已报送，有回执", "已报送，待回执"
APPLICATIONS = {
    "applied": "{count} 份待受理", "accepted": "受理 {count} 份", "returned": "退回 {count} 份", "retracted": "撤回 {count} 份",
    "assessed": "已考核 {count} 份", "absent": "缺考 {count} 份",
}  # fmt: skip
TO_ACCEPT, ACCEPTED, NOBODY_APPLIED = "待受理", "已受理", "等学员申报"
SITTING, UNSEATED = "{day:%m-%d} {number} {count} 人", "{count} 人还没有座位"
TO_SEAT, SEATED, TO_MARK, HELD = "待安排座位", "已安排，等考核", "已考，待登记成绩", "已登记"
RESULTS, LEFT = "合格 {passed} 人，未过 {failed} 人", "{count} 人还没有结果"
TO_ASSESS, ASSESSED, PART = "待考核", "已考核", "部分有结果"
LOTS = {state: label for state, (label, _) in LOT_STATES.items()}
LOT, TO_DRAW, CONFIRMED = "{count} 人{state}", "待建批报送", "已办完"
PASSED_WAIT = "{count} 人合格"
LEVEL_ISSUED, LEVEL_GONE, TO_NUMBER = "有效 {count} 本", "撤销或换发 {count} 本", "待登记证书编号"
INSPECTED, TO_MEND, TO_CLOSE, CLOSED_INSPECTION = "{count} 次检查，{defects} 项问题", "待整改答复", "待检查办结", "已办结"
EVALUATED, COLLECTING, SHOWN, TOO_FEW = "已评 {given} / {asked} 份", "正在收集", "可查看", "份数不足，不显示"
PAID, PAID_OUT = "已发 {count} 人，最近 {day}", "已发放"
