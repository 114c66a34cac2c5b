"""Sentences about applications for level assessments."""

from __future__ import annotations

_RULE = "威人社函〔2023〕25号 四（三）"

STATES = {
    "applied": ("待受理", "wait"), "returned": ("已退回", "back"), "accepted": ("已受理", "ok"), "retracted": ("已撤回", ""),
    "assessed": ("已考核", "ok"), "absent": ("缺考", "bad"),
}
VERDICTS = {"met": ("符合", "ok"), "not_met": ("不符合", "bad"), "unknown": ("待核", "q")}
ON_PAPER, IN_PERSON = "纸质承诺", "本人承诺"
NOT_FOUND = "没有编号为“{number}”的考核申报，或者不在您的查看范围内。请从申报列表里重新打开。"
CLASS_NOT_OPEN = f"这个班次不能申报：班次结业、本人培训合格并领到培训合格证书后才能申报（{_RULE}）。"
NO_BODY = "班次没有备案评价机构，不能申报。请联系培训机构补充。"
APPLIED_ALREADY = "已经申报过（{number}），不用重复申报。"
NOT_DECLARED = f"请阅读告知承诺书并勾选“我已阅读并承诺”，再提交申报（{_RULE}）。"
NOBODY_CHOSEN = "请勾选要申报的学员。已经申报的不用再选。"
PAPER_MISSING = "请上传学员签名的告知承诺书扫描件：没有本人勾选的，要有本人签名。"
NOT_OPEN_FOR = "{count} 人不能申报：没有培训合格证书，或者已经申报。请刷新页面重新勾选。"
FILE_WRONG = {
    "empty": "文件是空的，请重新选择。", "large": "文件超过 5 MB。请压缩扫描件后再传。", "kind": "只收 PDF、JPG 或 PNG 文件。",
    "broken": "文件不完整，打不开。请重新扫描后再传。", "active": "PDF 里带有程序或附件，不能收。请打印成普通 PDF 后再传。",
}
REASON_MISSING = "请写明退回的原因，申报人据此补正。"
OVERRIDE_MISSING = "登记的情况不符合国家职业标准的申报条件。核对材料后仍要受理的，请写明依据。"
LONG = "最多 300 个字。"
APPLIED = "已向 {body} 申报，编号 {number}。受理后会有消息通知。"
APPLIED_MANY = "已为 {count} 人申报，等 {body} 受理。"
RETRACTED = "申报 {number} 已撤回。"
ACCEPTED, RETURNED = "已受理", "已退回"
NO_STANDARD = "没有登记这个职业和等级的标准条件，由评价机构核对"
ASKED = "{rule}：{asks}"
NOT_COMPLETED_AGAIN = "班次重新结业后本人没有培训合格，原来的考核座位已取消"
CLASS_CANCELLED = "班次已取消，原来的考核座位已取消"
ACT_ACCEPT = ("受理", "将受理 {count} 份考核申报，受理后可以安排考核。", "受理 {count} 份申报")
ACT_RETURN = ("退回", "将退回 {count} 份考核申报，申报人会看到原因，可以补正后重新申报。", "退回 {count} 份申报")
ACT_REMARK, ACT_REASON = "不符合条件仍受理的依据（有不符合的必填）", "退回原因"
