"""Sentences of lists of trainers: what is wrong with a line, which rule, what to do next."""

from __future__ import annotations

from training_app.catalogues import messages, messages_programmes
from training_app.intake.messages_shared import SHARED

COUNTED = "人"
INSTITUTION_ONLY = "师资和场地由培训机构自己登记。请用培训机构的账户办理。"
HEADINGS = "姓名、证书、证书编号、可授职业、可授等级、有效期起（必需），职务或职称、有效期止"
NEW = "还没有登记的师资"
FIND_HINT = "按姓名查找"
_SHARED = {code: SHARED[code] for code in ("name.missing", "name.invalid", "name.private_use")}
_SPANS = ("date.invalid", "dates.reversed", "dates.contradict", "valid_from.missing", "validity.unclear")
_PROGRAMME = ("occupation.missing", "occupation.unknown")
_SENTENCES: dict[str, str] = {
    **_SHARED, **{code: messages.found({}, code) for code in _SPANS},
    **{code: messages_programmes.sentence(code) for code in _PROGRAMME},
    "occupation.twice": "同一个职业写了两个等级。请只写最高能授的等级。",
    "direction.ignored": "师资按职业和等级登记，不分方向；这一格里的方向没有采用。",
    "level.missing": "没有写可授等级。请写最高能授的等级：初级、中级或高级。",
    "level.unknown": "认不出可授等级。请写最高能授的一个等级：初级、中级或高级；职业技能等级（如高级工、三级）不是专业技术等级。",
    "level.contradict": "“可授职业”里写的等级和“可授等级”不一致。请只写一处，或改成一致。",
    "document.missing": "没有写证书名称。请补填证明能授课的证书或文件。",
    "document_number.missing": "没有写证书编号，分不清同名的人，也不能核对证书。请补填。",
    "document_number.identity": "证书编号里写的是身份证号码，没有采用。请填证书上的编号；平台的师资登记不收身份证号码。",
    "text.too_long": "内容太长（职务或职称最多 50 个字，证书名称最多 100 个字，证书编号最多 60 个字）。请缩短。",
    "row.duplicate": "与第{first}行是同一人、同一证书，内容也相同。请删去重复的一行。",
    "row.contradiction": "与第{first}行是同一人、同一证书，但内容不同。请合并成一行，几个可授职业写在一格里、用顿号隔开。",
    "row.same_name": "与第{first}行姓名相同、证书编号不同。不是同一人的照常导入；同一人的只留现在用的证书。",
    "row.imported": "这一行已经导入过，现在改成了另一人或另一证书；原来那一位还在。请先在师资页处理，或另起一行。",
    "trainer.change": "这位教师已登记为 {number}，导入后改为这一行的{fields}。",
    "trainer.same_name": "已登记同名的 {number}，证书编号不同。是同一人换证的，请在师资页修改那一条；不是同一人的照常导入。",
    "trainer.ended": "这位教师已登记为 {number}，自 {day} 起停用，名单不恢复停用的师资。仍要用的，请在师资页登记。",
    "sheet.no_header": "没有找到师资名单的表头。表头应在同一行里写明“姓名”“证书”“证书编号”“可授职业”，请核对是否传错了文件。",
}
UNDO_WORDS = {
    "trainer": "删除本批登记的师资", "trainer_changed": "师资之后又改过，保留现状",
    "trainer_used": "已有班次用到，保留登记",
    "value": "恢复原来的内容", "value_changed": "师资之后又改过，保留现状", "other": "已有其他记录",
}  # fmt: skip
FIELDS = {
    "post": "职务或职称", "document": "证书", "document_from": "证书生效日", "document_to": "证书失效日",
    "teaches": "可授职业和等级",
}  # fmt: skip
FIELD_MARK = "、"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; of the file and its columns every list has the same."""
    return (_SENTENCES.get(code) or SHARED[code]).format(**words)
