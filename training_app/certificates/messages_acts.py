"""Sentences about revoking and replacing one certificate: what is wrong, which rule, what to do next."""

from __future__ import annotations

from training_app.kernel.messages import UNSEEN

ACTS = {"revoke": "撤销", "replace": "换发"}
STATES = {"asked": "待第二人核对", "done": "已办理", "refused": "不予办理", "withdrawn": "已收回"}
HAS_SCAN = "已附"
BUREAU_NAME = "市局"
LIST_MARK = "；"
REASON_LABEL, DOCUMENT_LABEL, ACT_LABEL, REMARK_LABEL = "理由", "依据", "办什么", "不予办理的理由"
DEFECTS = {
    "act": "请选择撤销还是换发。",
    "reason": "请写明理由，至少 6 个字：哪里不对，是谁发现的。",
    "document": "请写明依据，如来函文号、户籍证明、培训机构说明。",
    "long": "最多填 500 个字。",
    "unseen": UNSEEN,
}
ACT_INVALID = "还有内容没有填写，申请没有提交。"
NO_SUCH_KIND = "没有这一种证书。请从证书页点“申请撤销或换发”。"
NO_SUCH_ACT = "没有编号为“{number}”的撤销换发申请，或者不在您的查看范围内。请从撤销换发列表里重新打开。"
MAY_NOT_ASK = "这本证书的撤销、换发由发证的培训机构或市局申请。请与他们联系。"
ACT_WAITS = "证书 {number} 已有一项撤销或换发申请在等第二人核对。请先办完那一项。"
ACT_DECIDED = "这项申请刚才已有结果：{state}。请返回列表查看。"
TWO_PEOPLE = "撤销、换发证书要由两个人办：申请的人不能自己核对。请由市局另一位经办人核对。"
NOT_YOURS = "这项申请不是您提出的，不能收回。要否决它，请写明理由后点“不予办理”。"
NOT_GOOD = "证书 {number} 已经撤销或换发，不能再办。请打开它的后继证书办理。"
KEPT = "证书 {number} 现在不能办：{reasons}。请先处理这些记录。"
LEVELS_HANG = "持证人凭这次培训已有 {count} 条等级考核或等级证书记录，办理后请逐条核对是否仍然成立"
NO_SCAN = "请先选择依据的扫描件，PDF、JPG 或 PNG，不超过 5 MB。"
SCAN_THERE = "这项申请已有依据扫描件，不能更换。传错了的，请收回申请后重新提出。"
NO_SCAN_KEPT = "证书 {number} 的这项申请没有上传依据扫描件。请向申请人核对依据原件。"
SCAN_ADDED = "已上传依据扫描件，{count} 项申请都附上了。"
SCAN_LABEL = "依据的扫描件"
ACT_REVOKE = ("申请撤销", "将申请撤销 {count} 本证书，由市局另一位经办人核对后才生效。", "申请撤销 {count} 本")
ACT_AGREE = (
    "核对并办理", "将办理 {count} 项撤销或换发：公开查验马上显示，持证人会收到消息，不能恢复。自己申请的不能自己核对。",
    "办理 {count} 项",
)
ACT_REFUSE = ("不予办理", "将不予办理 {count} 项撤销或换发，证书不变，申请人会看到理由。", "不予办理 {count} 项")
REASON_HINT = "哪里不对、是谁发现的。不写身份证号。"
ACT_NOTE = "{act} {number}，依据 {document}，{state}"
ACT_WITHDRAW = ("收回申请", "将收回 {count} 项还没有核对的申请，证书不变。只能收回本人或本单位提出的。", "收回 {count} 项")
ASKED_LINE = "已提交，等第二人核对，申请 {number}"
SCAN_LATER = "如来函文号。扫描件在提交后从任一项申请里上传，一次附到全部。"
ASKED_OK = "已提交，等市局另一位经办人核对（{number}）。"
DONE_REVOKED = "证书 {number} 已撤销，公开查验马上显示“已撤销”。"
DONE_REPLACED = "证书 {number} 已换发，新编号 {successor}。"
REFUSED_OK = "已记录不予办理，证书 {number} 不变。"
WITHDRAWN_OK = "已收回对证书 {number} 的申请。"
