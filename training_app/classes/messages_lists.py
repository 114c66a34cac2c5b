"""Sentences of the lists about people of a class: completion scores and attendance."""

from __future__ import annotations

from training_app.classes import messages

_SENTENCES: dict[str, str] = {
    "name.missing": "姓名为空。请按身份证件补填。",
    "identity.missing": "证件号码为空。只凭姓名不能确定是哪位学员，同一个班次里也会有同名的人。请补填证件号码。",
    "person.name_conflict": "本班名单里，这个证件号码是另一个姓名。请对照证件核对姓名和号码。",
    "enrolment.missing": "本班名单里没有这个证件号码。请核对号码；确实在本班学习的，请先导入学员名单。",
    "enrolment.withdrawn": "该学员已于 {day} 退班，不再登记成绩。请删去这一行；退班有误的请先在班次页恢复。",
    "row.duplicate": "与第{first}行是同一名学员，内容也相同。一名学员只写一行，请删去重复的一行。",
    "row.same_person": "与第{first}行是同一名学员：一行写的是证件号码，一行写的是人员编号。请在原文件里只留一行。",
    "row.contradiction": "与第{first}行是同一名学员，但成绩不同，不能确定以哪个为准。请改成一致，或在原文件里只留一行。",
    "score.missing": "成绩为空。请补填；没有参加结业考核的填 0。",
    "score.stayed_away": "没有参加结业考核的，成绩按 0 登记。核实后可采用建议的 0，或填写实际成绩。",
    "score.invalid": "成绩应为 0 到 100 的数，最多两位小数；“合格”“优秀”等请换成分数。",
    "score.resit": "这一行还有补考成绩，不能确定以哪个为准。请把最终成绩填在“成绩”列，并清空补考成绩。",
    "sheet.no_header": "没有找到成绩单的表头。表头应在同一行里写明“姓名”“证件号码”“成绩”，请核对是否传错了文件。",
}

SCORES_HEADINGS = "姓名、证件号码（或人员编号）、成绩（必需）；备注列留在批次里供核对，不另登记"
SCORES_CLOSED = "班次 {number} {state}，现在不能导入或撤销结业成绩。只有培训中的班次可以办理；已结业的请联系市局撤回结业。"
STATES = {
    "draft": "还是草稿", "submitted": "正在审核", "returned": "已被退回", "approved": "还没有开班", "running": "正在培训",
    "completed": "已经结业", "reported": "已经报送", "cancelled": "已经取消",
}  # fmt: skip
SCORES_CHOICE = "{first} 至 {last}，在训 {count} 人，{missing} 人还没有成绩"
NO_SCORES_CHOICE = "开班之后才能上传结业成绩。"
NEW_SCORES = "还没有成绩"
UNDO_SCORES_WORDS = {
    "cleared": "成绩清空", "value": "成绩恢复原来的分数", "value_changed": "导入后又改过的成绩，保留现在的",
    "other": "已有其他记录",
}  # fmt: skip
WITHOUT_SCORE = "无误的行导入后，本班还有 {count} 人没有成绩：{names}。"
LIST_MARK, AND_MORE = "、", "等"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes every list shares have the words of the roster."""
    return (_SENTENCES.get(code) or messages.ROSTER[code]).format(**words)
