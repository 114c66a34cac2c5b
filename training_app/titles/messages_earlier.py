"""Sentences of the list of earlier titles: what is wrong with a line, which rule, what to do next. Never a personal number."""

from __future__ import annotations

from training_app.intake.messages_shared import SHARED

_SENTENCES: dict[str, str] = {
    "person.name_conflict": "该证件号码已登记在另一个姓名之下。请对照证件核对姓名和号码。",
    "level.missing": "职称为空。请填写职称名称（如“助理工程师”）或级别（如“中级”）。",
    "level.unknown": "认不出这个职称。请写职称全称，或写级别：员级、助理级、中级、副高级、正高级。",
    "level.ambiguous": "“初级”可能是员级或助理级，“高级”可能是副高级或正高级，不能确定是哪一级。请写明级别，或写职称全称。",
    "level.skill": "这是职业技能等级（高级工、技师等），不是职称。请填写职称；没有职称的删去这一行。",
    "level.differs": "级别和职称名称说的不是同一级。请对照职称证书，把两格改成一致。",
    "series.missing": "职称系列为空，从职称名称也看不出。请填写系列，如“工程技术”“会计”。",
    "series.unknown": "认不出这个系列。请填写国家规定的 27 个职称系列之一，如“工程技术”“会计”“中小学教师”。",
    "series.differs": "系列和职称名称说的不是同一个系列。请对照职称证书，把两格改成一致。",
    "specialty.long": "专业名称最多 40 个字。",
    "held_from.missing": "取得日期为空。请对照职称证书补填；年限要从取得之日算起。",
    "held_from.before_birth": "取得日期早于证件号码里的出生日期。请核对日期和号码。",
    "way.unknown": "认不出这个取得方式，没有采用。请填写：评审、认定、考试、考评结合、转评或确认。",
    "date.invalid": "不是能确定的日期。请写成“2015-12-31”这样的形式。",
    "date.month": "只有年月，不知道是哪一天。请对照职称证书填写。",
    "date.future": "日期在今天之后。只能补录已经取得的职称，请核对。",
    "text.long": "内容太长，最多 100 个字。请写简短、准确的名称或编号。",
    "title.contradiction": (
        "该人员的{title}已有登记（{known_from}），取得日期是 {day}。请核对；原登记有误的，先撤销原登记再补录。"
    ),
    "title.ended": "该人员的{title}（{known_from}）已于 {day} 终止，不能按原来的日期重新登记。请核对是否传错了人或日期。",
    "title.order": (
        "该人员另有{title}（{known_from}，{day} 取得）。级别低的反而取得在后，请核对；无误的可以照常导入，判断时按最高的职称。"
    ),
    "row.duplicate": "与第{first}行是同一人的同一项职称。请删去重复的一行。",
    "row.contradiction": (
        "与第{first}行是同一人的同一级职称，取得日期却不同，不能确定以哪个为准。请改成一致，或写明各自的专业。"
    ),
    "row.imported": "这一行在更正之前已经登记。请把这一行改回原样，先导入其余各行；确需更正的，请撤销本批后重新导入。",
    "sheet.no_header": (
        "没有找到职称表的表头。表头应在同一行里写明“姓名”“证件号码”“职称名称”“取得日期”等列名，请核对是否传错了文件。"
    ),
}

HEADINGS = "姓名、证件号码、取得日期，职称名称（或系列和级别）；另有专业、取得方式、批准机关或文号、证书编号的一并登记"
COUNTED = "项"
NOTE_NEW = "还没有登记"
UNDO_WORDS = {
    "title": "删除补录的职称", "title_ended": "职称之后已终止，保留", "title_relied": "之后的职称认定以它为准，不能撤销",
    "facts": "删除本批补充的单位", "person": "删除只由本批登记的人员", "person_used": "人员已被其他业务使用，保留登记",
    "value": "恢复原值", "value_changed": "之后又有改动，保留现值", "other": "保留",
}  # fmt: skip
NAMED = "{series}{level}"
KNOWN_FROM = {
    "earlier": "补录批次 {number}", "title_record": "认定 {number}", "manual": "人工登记", "line": "本文件第 {number} 行",
}  # fmt: skip
CANNOT_UNDO = "不能撤销：{records} 是按这一批补录的职称认定的。这些认定还有效，补录的职称不能撤销。"
MORE = "等 {count} 条"
MOST_NAMED = 5
LIST_MARK = "、"
CHANGED_MEANWHILE = "名单里有人的职称刚刚有了变化，没有登记任何一行。请刷新页面，按新的核对结果处理后再确认。"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem."""
    return (_SENTENCES.get(code) or SHARED[code]).format(**words)
