"""Sentences of locked attendance and of the requests to change it."""

from __future__ import annotations

LOCKED = (
    "第 {session} 次课（{day}）的考勤已在 {last} 锁定：上课后 {days} 日内可以登记和修改。"
    "确实要改的，请打开这次课的考勤页，填写更正申请，由市局答复。"
)
NOT_LOCKED = "第 {session} 次课的考勤到 {last} 都可以直接修改，不用申请。"
NOT_STARTED = "班次 {number} 还没有开班。请先在班次页开班，再申请更正考勤。"
NOTHING_CHANGED = "没有改动：每一名学员都和已登记的一样。请先改好考勤，再写原因提交。"
ASKED_ALREADY = "已在更正申请 {number} 里，等市局答复；要改的请先撤回那份申请。"
REASON = "请写明更正的原因和依据，4 到 500 个字，例如：签到表第 2 页有本人签名，当时漏登。"
CORRECTION_INVALID = "更正申请有 {count} 处需要更正，没有提交。"
CORRECTION_NOT_FOUND = "没有找到更正申请 {number}，或者不在您的查看范围内。请从更正申请列表里打开。"
CLASS_CLOSED = "班次 {number} {state}，考勤不能再改。学时已经登记，确实要改的，先由市局撤回结业，再同意这份申请。"
CLOSED_STATES = {"completed": "已经结业", "reported": "已经报送", "cancelled": "已经取消"}
MOVED = "申请之后，第 {session} 次课 {name} 的考勤又改过，没有更正任何内容。请退回这份申请，由机构按现在的考勤重新申请。"
SAME_PERSON = "申请人自己不能答复。请由市局另一位工作人员办理。"
ELSEWHERE = "第 {session} 次课 {name}：{why}没有更正任何内容。"
REFUSE_REMARK = "请写明不同意的理由。"
REMARK_LONG = "答复最多 {most} 个字。"
DECISION = "请选择同意或不同意。"
OPEN_CORRECTIONS = "还有 {count} 份考勤更正申请没有答复（{numbers}）。请等市局答复，或撤回申请，再办结业。"

NO_FILE = "请选择要补充的材料。"
LIST_MARK = "、"
LISTED = "导入的考勤表 {batch} 晚于登记期限，第 {sessions} 次课已锁定，请按考勤表更正。"
EVIDENCE_ADDED = "已补充更正申请 {number} 的依据材料。"
FILE_UNKNOWN = "这份更正申请没有附材料。"

ASKED = "更正申请 {number} 已提交，共 {count} 人，等市局答复。"
DECIDED = {"agreed": "更正申请 {number} 已同意，{count} 人的考勤已更正。", "refused": "更正申请 {number} 已答复不同意。"}
WITHDRAWN = "更正申请 {number} 已撤回，考勤没有变化。"
