"""Sentences of bringing a roster into the register and taking it back."""

from __future__ import annotations

from training_app.classes import messages

NOT_OPEN = "班次 {number} {state}，现在不能导入或撤销名单。只有已批准或培训中的班次可以办理；名单有误请联系市局。"
CHOICE = "{state}，{first} 至 {last}，{people}"
HAS_PEOPLE = "已有 {count} 人"
HAS_NOBODY = "还没有学员"
RETIRED = "系统中已登记该学员退休，已退休人员不属于培育对象（威人社函〔2023〕25号 三）。请核实；登记有误的请联系市局更正。"
CAPACITY = (
    "本班备案 {capacity} 人，已有 {present} 人，这份名单还要新增 {wanted} 人，从这一行起超出备案人数"
    "（威人社函〔2023〕25号 四（一）：开班须报市人社局审核备案）。请核对名单，超出的学员另行开班。"
)
OTHER_CLASS = "另一班次：{classes}。"
OTHER_CLASS_NAMED = "{number}（{first} 至 {last}）"
HIDDEN_CLASS = "另一班次在别的机构，请向学员本人核实。"
CHANGED_MEANWHILE = "名单里有人刚刚在别处登记，本次没有导入任何人。请刷新页面，按新的核对结果处理后再确认。"
CANNOT_UNDO = (
    "不能撤销：这批名单的学员已有{reasons}。导入的记录可撤销它们的批次，结业可请市局撤回，退班可在班次页恢复；之后再撤销这批。"
)
HANGS_ON = {
    "attendances": "考勤 {count} 人", "completion_certificates": "培训合格证书 {count} 人",
    "level_assessments": "等级考核 {count} 人", "level_certificates": "等级证书 {count} 人",
    "disbursements": "补贴发放 {count} 人",
}  # fmt: skip
OTHER_RECORDS = "其他记录 {count} 人"
MOVED_ON = "退班、结业等后续办理 {count} 人"
UNDO_WORDS = {
    "enrolment": "从本班名单撤下", "person": "删除只由本批登记的人员", "value": "恢复导入前的内容",
    "facts": "删除本批带来的单位或学历", "person_used": "人员登记保留：已有其他业务使用",
    "value_changed": "导入后又改过的内容，保留现在的", "moved_on": "已办退班、结业等后续手续",
    "attendances": "已有考勤", "completion_certificates": "已发培训合格证书", "level_assessments": "已有等级考核",
    "level_certificates": "已有等级证书", "disbursements": "已有补贴发放", "other": "已有其他记录",
}  # fmt: skip
HEADINGS = "姓名、证件号码（必需）；性别、手机号码、学历、工作单位、职业、等级等列有则一并读取"
NOT_A_PERSON = "这样改后，这一行读不出是哪位学员。姓名和证件号码都要填写，且不能是合计、示例等说明文字。"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem of a roster, of its file or of its class."""
    text = NOT_OPEN if code == "class.closed" else messages.ROSTER.get(code) or messages.FILE[code]
    return text.format(**words)
