"""How kinds of notices look, where they lead, and which of them also go out by SMS or e-mail."""

from __future__ import annotations

DELIVER_TITLE = "短信和邮件发送"
REMIND_TITLE = "每日到期提醒"
TOPICS = {
    "export": "完整名单",
    "account": "账户", "certificate": "证书",
    "certificates": "证书", "class": "班次", "hours": "学时", "institution": "机构", "job": "后台任务",
    "person": "个人信息", "plan": "年度方案",
    "lot": "等级考核报批",
    "inspection": "检查",
    "change": "班次变更", "difference": "公布名单比对",
    "finding": "异常考勤", "correction": "考勤更正", "attendance": "考勤",
    "evaluation": "教学质量评估",
    "level": "等级考核申报", "claim": "证书登记",
    "honour": "荣誉",
    "qualification": "机构资格", "registration": "单位注册",
    "return": "季度报表", "roster": "学员名单", "sign_up": "报名", "subsidy": "补贴", "title": "职称", "verification": "公开查验",
}  # fmt: skip
"""By the first part of the kind."""

SIGNS = {
    "evaluation.open": "clock",
    "honour.checked": "check", "honour.claimed": "clock", "honour.refused": "back", "honour.revoked": "x",
    "inspection.again": "back", "inspection.answered": "clock", "inspection.cancelled": "x", "inspection.closed": "check",
    "inspection.due": "clock", "inspection.overdue": "x", "inspection.planned": "clock", "inspection.to_answer": "bang",
    "inspection.today": "bang", "inspection.found": "clock", "inspection.joined": "clock", "inspection.not_held": "x",
    "inspection.unanswered": "x",
    "account.alarm": "bang", "account.unused": "lock", "account.unused_here": "lock",
    "account.factor_ended": "lock", "account.factor_enrolled": "lock", "account.factor_reset": "lock",
    "account.new_device": "bang", "account.password_changed": "lock", "account.password_reset": "lock",
    "account.reset_asked": "lock", "account.reset_started": "lock",
    "certificate.decided": "check", "certificate.replaced": "check", "certificate.revoked": "x",
    "certificate.to_decide": "clock",
    "certificates.registered": "check", "certificates.yours": "check",
    "certificates.undone": "back", "certificates.yours_undone": "back", "class.approved": "check",
    "class.cancelled": "x", "class.completed": "check", "class.completion_due": "bang", "class.draft_due": "bang",
    "class.reopened": "back", "class.report_due": "clock", "class.report_overdue": "x", "class.report_late": "x",
    "class.reported": "check",
    "institution.listed": "check", "institution.programmes": "check", "institution.unlisted": "back",
    "change.agreed": "check", "change.asked": "clock", "change.made": "bang", "change.refused": "back", "change.yours": "bang",
    "attendance.dismissed": "check", "finding.due": "clock", "finding.explained": "clock", "finding.overdue": "x",
    "finding.to_explain": "bang", "attendance.upheld": "bang",
    "correction.agreed": "check", "correction.asked": "clock", "correction.refused": "back",
    "class.returned": "back", "class.submitted": "clock", "job.clock": "bang", "job.done": "check", "job.failed": "x",
    "plan.confirmed": "check", "plan.declined": "back", "plan.filed": "check", "plan.not_sent": "bang",
    "plan.returned": "back", "plan.submitted": "clock", "plan.to_confirm": "clock",
    "export.agreed": "check", "export.refused": "x", "export.to_agree": "clock",
    "hours.earlier": "check", "hours.earlier_undone": "back", "person.looked_at": "eye", "qualification.ending": "bang",
    "qualification.renewed": "check", "qualification.resumed": "check", "qualification.suspended": "bang",
    "return.accepted": "check", "return.due": "clock", "return.overdue": "x", "return.returned": "back",
    "return.submitted": "clock", "registration.submitted": "clock",
    "registration.corrected": "clock", "roster.rename_agreed": "check", "roster.rename_asked": "clock",
    "roster.rename_refused": "back", "roster.undone": "back", "sign_up.accepted": "check", "sign_up.accepted_for": "check",
    "sign_up.promoted": "check", "sign_up.promoted_for": "check", "sign_up.declined": "x", "sign_up.declined_for": "x",
    "sign_up.cancelled": "x", "sign_up.changed": "bang", "sign_up.cancelled_for": "x", "sign_up.received": "clock",
    "sign_up.waiting": "clock",
    "sign_up.waiting_for": "clock", "subsidy.paid": "check", "subsidy.undone": "back",
    "subsidy.yours": "check", "subsidy.yours_undone": "back", "title.recognised": "check",
    "title.earlier": "check", "title.earlier_undone": "back",
    "claim.accepted": "check", "claim.received": "clock", "claim.returned": "back",
    "level.accepted": "check", "level.applied": "clock", "level.returned": "back",
    "lot.approved": "check", "lot.confirmed": "check", "lot.returned": "back", "lot.sent": "clock", "lot.waiting": "clock",
    "lot.yours_approved": "check",
    "verification.alarm": "bang", "class.short": "bang",
}  # fmt: skip
"""The sign before the sentence; a ring for every other kind."""

ENDPOINTS: dict[str, tuple[str, str]] = {
    "class": ("classes.show", "number"), "completion": ("completion.show", "number"),
    "return": ("reports.show", "number"), "institution": ("institutions.show", "code"),
    "batch": ("intake.show", "number"), "account": ("accounts.account", ""), "quarter": ("reports.index", "quarter"),
    "registration": ("registration.show", "number"),
    "inspection": ("inspections.show", "number"), "evaluation": ("evaluations.give", "number"),
    "honour": ("honours.show", "number"), "own_honours": ("honours.own", ""),
    "accounts": ("accounts.index", ""), "staff": ("accounts.staff", ""),
    "administrator_reset": ("accounts.administrator_resets", ""),
    "job": ("jobs.show", "number"), "clock": ("jobs.index", ""),
    "own_certificates": ("engineer.certificates", ""), "own_titles": ("engineer.titles", ""),
    "protected_export": ("exports.show", "number"), "certificate_act": ("certificates.show_act", "number"),
    "certificates": ("certificates.index", ""), "subsidies": ("subsidies.index", ""),
    "plan": ("plans.show", "number"),
    "change": ("changes.show", "number"),
    "lot": ("lots.show", "number"), "correction": ("corrections.show", "number"),
    "finding": ("findings.show", "number"), "differences": ("differences.index", ""),
    "applications": ("applications.index", "number"), "own_classes": ("own_classes.index", ""),
    "staff_class": ("staff_classes.show", "number"),
    "certificate_claim": ("claims.show", "number"), "own_claims": ("claims.own", ""),
    "level_applications": ("level_applications.index", ""), "own_level_applications": ("level_applications.own", ""),
    "own_looks": ("engineer.looks", ""), "own_hours": ("engineer.hours", ""),
}  # fmt: skip
"""Subject kind → the page a notice opens, and the argument its number fills."""

SENT_OUT = frozenset({
    "account.factor_ended", "account.factor_enrolled", "account.factor_reset",
    "account.password_changed", "account.password_reset", "account.new_device", "certificates.yours", "class.returned",
    "certificate.replaced", "certificate.revoked",
    "class.report_due", "class.report_overdue", "person.looked_at", "return.returned", "return.overdue",
    "plan.not_sent", "plan.returned",
    "change.refused", "change.yours",
    "inspection.overdue", "inspection.to_answer", "finding.overdue", "finding.to_explain",
    "sign_up.accepted", "sign_up.cancelled", "sign_up.declined", "sign_up.promoted",
    "title.recognised",
})  # fmt: skip
"""Kinds that also leave the house, where a channel is set up: what has a deadline, and what concerns one's own rights."""


def topic(kind: str) -> str:
    """What a notice is about, in a word or two."""
    return TOPICS.get(kind.partition(".")[0], "")
