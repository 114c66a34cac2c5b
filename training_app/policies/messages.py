"""The Chinese sentences of this package, one for each code."""

from __future__ import annotations

_SENTENCES = {
    "policies.not_in_force": "“{label}”在 {on} 没有有效的规定（最早自 {first} 起）。请核对日期，或由市局录入该日有效的规定。",
    "policies.not_regulated": "本城市的政策数据没有规定“{name}”。请由市局录入规定后再办理。",
    "policies.city_unknown": "没有“{city}”的政策数据。现有：{known}。请核对城市代码。",
    "facts.not_object": "事实文件应当是一个 JSON 对象（{{“事实名”: 值}}），请核对文件内容。",
    "facts.flag": "事实“{fact}”（{label}）只能填 true 或 false，现在是“{value}”，请改正。",
    "facts.number": "事实“{fact}”（{label}）只能填不小于 0 的数，现在是“{value}”，请改正。",
    "facts.whole_number": "事实“{fact}”（{label}）只能填不小于 0 的整数，现在是“{value}”，请改正。",
    "facts.choice": "事实“{fact}”（{label}）没有“{value}”这个值。可填：{allowed}。",
    "facts.word": "事实“{fact}”（{label}）应当填一个文字代码，现在是“{value}”，请改正。",
    "facts.unknown_name": "事实“{fact}”不在事实表中，已忽略。",
    "check.text_missing": "文件原文 {text} 不在 texts/ 中，请补上原文。",
    "check.text_altered": "文件原文 {text} 的摘要与登记的不一致，原文被改动过，请恢复原文。",
    "check.number_missing": "原文 {text} 中找不到文号“{number}”，请核对登记的文号。",
    "check.document_unknown": "引用的文件“{document}”没有登记，请先登记文件和原文。",
    "check.quote_missing": "依据为原文的条目没有引文，请补上逐字引文。",
    "check.quote_short": "引文“{quote}”太短，不足以说明依据，请引用完整的语句。",
    "check.quote_not_verbatim": "引文“{quote}”在“{document}”原文中找不到，请逐字核对。",
    "check.clause_missing": "依据为原文的条目没有写条款，请补上条款。",
    "check.clause_wrong": "引文“{quote}”在“{document}”中不在“{clause}”，而在“{found}”，请改正条款。",
    "check.quote_forbidden": "依据不是原文的条目不能带引文，请删去引文或改为原文依据。",
    "check.source_missing": "依据不是原文的条目没有写明出处（source），请补上。",
    "check.before_document": "自 {first} 起生效，早于所引文件“{document}”的施行日 {start}，请核对日期。",
    "check.after_document": "有效期超出所引文件“{document}”的终止日 {end}，请核对日期。",
    "check.overlap": "自 {first} 起的规定与自 {second} 起的规定时间重叠，请核对起止日期。",
    "check.gap": "自 {first} 起的规定止于 {end}，到 {second} 之间有空档，请核对起止日期。",
    "check.unread": "参数没有任何程序读取，请删除，或注明由哪个部分使用（awaiting）。",
    "check.rule_unused": "规则既不属于任何通道，也没有被别的规则引用，请核对。",
    "check.jurisdiction": "引用了“{document}”，该文件属于 {jurisdiction}，不适用于本城市，请核对。",
}


def sentence(code: str, **facts: object) -> str:
    """The sentence of a code with its values filled in. KeyError for a code that has none: a test demands one for each."""
    return _SENTENCES[code].format(**facts)
