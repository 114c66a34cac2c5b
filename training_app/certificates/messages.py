"""Sentences about certificates: what is wrong, which rule, what to do next. Never a personal number."""

from __future__ import annotations

NOT_FOUND = "没有编号为“{number}”的证书，或者不在您的查看范围内。请从证书列表里重新打开。"
NO_CERTIFICATES = "班次 {number} 还没有有效的培训合格证书。请先办理结业并颁发证书。"
ENDED = {
    "revoked": "证书 {number} 已撤销，不能再打印。请打印该学员现行有效的证书。",
    "replaced": "证书 {number} 已换发，不能再打印。请从证书页打开换发后的证书打印。",
}
DAY_INVALID = "“{value}”不是有效的日期，请按 2026-09-28 的格式填写。"

CERTIFICATES_STAND = "已有 {count} 本专业技术等级证书"
ASSESSMENTS_STAND = "已有 {count} 条等级考核成绩"
IN_LOTS = "{count} 人的成绩已在报批批次里"
APPLICATIONS_WAIT = (
    "{count} 份等级考核申报停办（其中 {seated} 人已有考核座位）：再次结业前不能安排座位、登记成绩，"
    "再次结业后不合格的自动退回并取消座位"
)
COMPLETION_TAKEN = "{count} 本培训合格证书将一并撤销"
BUREAU_NAME = "市局"
