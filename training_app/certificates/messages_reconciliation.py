"""Sentences and names around the published list and its differences, and the sentences of its lines."""

from __future__ import annotations

from training_app.classes import messages as classes_messages

_RULE = "威人社函〔2023〕25号 四（三）"

KINDS = {
    "only_here": "公布名单里没有", "only_there": "本平台没有", "no_number": "没有登记证书编号", "number": "证书编号不同",
    "holder": "编号在另一人名下", "programme": "职业或等级不同", "name": "姓名不同", "day": "发证日期不同",
    "twice": "一个编号两个人",
}
HINTS = {
    "only_here": "国家审核通过的人，公布名单里查不到", "only_there": "公布名单里有，本平台没有审核通过的结果",
    "no_number": "公布名单已有编号，评价机构还没有登记", "number": "同一人同一职业等级，编号对不上",
    "holder": "这个编号在本平台登记给了别人", "programme": "同一个编号，职业或等级对不上",
    "name": "同一证件号码，姓名对不上", "day": "同一编号，发证日期对不上", "twice": "公布名单里一个编号写给了两个人",
}
STATES = {"open": ("待处理", "wait"), "decided": ("已处理", "ok"), "gone": ("已消除", "")}
OUTCOMES = {"correct_here": "请评价机构更正", "told_province": "已请省厅更正", "explained": "核实无误，不用更正"}
NOT_FOUND = "没有编号为“{number}”的差异，或者不在您的查看范围内。请从比对差异列表里重新打开。"
OUTCOME_MISSING = "请选择怎样处理。"
REMARK_MISSING = "请写明核实的经过和依据，4 到 300 个字。"
COMPARED = "已重新比对：待处理 {open} 条，比上次新增 {new} 条，消除 {gone} 条。"
DECIDED = "已处理：{outcome}"
ACT = ("处理差异", "将处理 {count} 条差异，处理意见记入经过。选“请评价机构更正”的会通知评价机构。", "处理 {count} 条")
ACT_OUTCOME, ACT_REMARK = "怎样处理", "核实的经过和依据"
UNDO_WORDS = {"line": "删除本批登记的公布名单"}

_SENTENCES = {
    "name.missing": "姓名为空。请按公布名单补填。",
    "identity.missing": "证件号码为空。没有证件号码分不清同名的人，请按公布名单补填。",
    "sheet.no_header": (
        "没有找到公布名单的表头。表头应在同一行里写明“姓名”“证件号码”“职业”“等级”“证书编号”等列名，请核对是否传错了文件。"
    ),
    "row.duplicate": "与第{first}行是同一人、同一个证书编号。一本证书只写一行，请删去重复的一行。",
    "occupation.missing": "职业为空。请按公布名单补填。",
    "occupation.unknown": "认不出这个职业。请填写国家职业标准中的名称，如“智能制造工程技术人员”。",
    "level.missing": "等级为空。请填写初级、中级或高级。",
    "level.unknown": "认不出这个等级。专业技术等级分为：初级、中级、高级（“高级工”“三级”等属于职业技能等级，不能填在这里）。",
    "certificate.missing": f"证书编号为空。公布名单是发证的依据（{_RULE}），没有编号不能比对。请补填。",
    "certificate.invalid": "证书编号只能由字母、数字、汉字和 - _ / . ( ) 〔 〕 组成，不超过 40 个字，中间没有空格。",
    "issued_on.future": "发证日期在今天之后。请核对。",
}


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes every list shares have the words of the roster."""
    return (_SENTENCES.get(code) or classes_messages.ROSTER[code]).format(**words)
