"""Sentences of lists of a year plan's lines: what is wrong with a line, which rule, what to do next."""

from __future__ import annotations

from training_app.catalogues import messages, messages_programmes

COUNTED = "项"
HEADINGS = "职业、评价机构、班数、人数（必需），方向、等级、开班月份、考核计划、每班学时和学时出处"
NEW = "方案里还没有的项目"
NO_CHOICES = "先编制年度方案；已提交和已备案的不能再导入，退回或修订后可以。"
CHOICE = "{year} 年度第 {round} 版，已有 {count} 项"
TITLE = "{year} 年度方案"
PLAN = "年度方案"
CLOSED = "年度方案 {number} {state}，现在不能导入或撤销项目。只有草稿和退回补正的可以；已备案的请先发起修订。"
_SHARED_CODES = (
    "occupation.missing", "occupation.unknown", "direction.unknown", "direction.contradict", "level.missing", "level.unknown",
    "level.several", "level.contradict",
)  # fmt: skip
_SENTENCES: dict[str, str] = {
    **{code: messages_programmes.sentence(code) for code in _SHARED_CODES},
    "body.missing": "评价机构为空。考核计划要与评价机构商定，请填写它的全称或统一社会信用代码。",
    "body.unknown": "没有这个评价机构，或它在 {year} 年没有有效资格。请核对全称或代码，从机构页可以查到。",
    "body.several": "登记里有几家同名的评价机构（{codes}）。请改填统一社会信用代码说明是哪一家。",
    "body.scope": "这个评价机构公布的评价范围里没有这一行的职业和等级。请另选一家，或核对职业和等级。",
    "classes.invalid": "班数应是 1 到 500 的整数。",
    "headcount.invalid": "人数应是 1 到 100000 的整数，写各班合计。",
    "months.invalid": "开班月份不能确定。请写成“3月”“3月至10月”或“全年”。",
    "months.missing": "开班月份为空。请写最早和最晚在几月开班，如“3月至10月”。",
    "assessment_plan.missing": "考核计划为空。请写明考核时间、方式和地点安排，评价机构据此确认。",
    "hours.invalid": "每班学时应是大于 0、不超过 10000 的数，最多两位小数，如 96 或 96.5。",
    "hours.no_source": "写了每班学时，没有写出处。请写明文件或标准的名称和条款，审核时据此核对。",
    "hours.no_figure": "写了学时出处，没有写每班学时。请补填学时；还没有定的，把出处也删去。",
    "hours_source.too_long": "学时出处最多 200 个字。请只写文件名称和条款。",
    "text.too_long": "考核计划最多 500 个字。请缩短，全文可以另作附件。",
    "row.duplicate": "与第{first}行是同一职业、方向、等级和评价机构，内容也相同。请删去重复的一行。",
    "row.contradiction": "与第{first}行是同一职业、方向、等级和评价机构，但内容不同。请合并成一行，或改正写错的一行。",
    "row.imported": "这一行已经导入过，现在改成了另一项；原来那一项还在方案里。请先在方案页删除它，或另起一行。",
    "line.change": "方案里已有这一项（第 {line} 项），导入后改为这一行的{fields}，要重新请评价机构确认。",
    "plan.full": "一份方案最多 {most} 项，这一行超出。请合并或删去。",
    "sheet.no_header": "没有找到计划项目的表头。表头应在同一行里写明“职业”“评价机构”“班数”“人数”，请核对是否传错了文件。",
}
UNDO_WORDS = {
    "line": "从方案里删除本批增加的项目", "line_changed": "项目之后又改过或已请评价机构确认，保留现状",
    "value": "恢复原来的内容", "value_changed": "项目之后又改过或已请评价机构确认，保留现状", "other": "已有其他记录",
}  # fmt: skip
WORDS_OF_MONTHS = {
    "全年": (1, 12), "上半年": (1, 6), "下半年": (7, 12), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9),
    "四季度": (10, 12),
}  # fmt: skip
FIELD_MARK = "、"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes every published list shares have the words of `messages`."""
    return messages.found(_SENTENCES, code).format(**words)
