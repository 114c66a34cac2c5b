"""Sentences of published programme catalogues: what is wrong with a line, which rule, what to do next."""

from __future__ import annotations

from training_app.catalogues import messages
from training_app.catalogues.rules_spans import Span, last_day

COUNTED = "项"
HEADINGS = "职业（必需），等级、文号或名录、有效期；职业编码、方向、学时、适用机构有就读"
NEW = "目录里还没有的项目"
_SENTENCES: dict[str, str] = {
    "occupation.missing": "职业为空。请填写国家职业标准中的名称，或填写职业编码。",
    "occupation.unknown": "认不出这个职业。请填写国家职业标准中的名称，如“智能制造工程技术人员”，一行写一个。",
    "occupation_code.unknown": "认不出这个职业编码。请填写 2015 年版或 2022 年版职业分类大典的编码，如 2-02-38-05。",
    "occupation_code.mismatch": "职业编码是另一个职业的。请核对编码和职业名称，改正写错的一个。",
    "direction.unknown": "这个职业没有这个方向。请填写标准里的方向名称；不分方向的留空或写“全部方向”。",
    "direction.contradict": "“职业”和“方向”两列写了不同的方向。请核对，只留一处。",
    "level.missing": "等级为空。请填写：初级、中级或高级。",
    "level.unknown": "认不出这个等级。专业技术等级分为：初级、中级、高级（“高级工”“三级”等属于职业技能等级，不能填在这里）。",
    "level.several": "一格里写了几个等级，它们各是一个项目。请一行写一个等级。",
    "level.contradict": "“职业”和“等级”两列写了不同的等级。请核对，只留一处。",
    "hours.invalid": "学时应为大于 0 的数，最多两位小数，如 80。",
    "hours.contradiction": "与第{first}行是同一职业同一等级，但学时不同，不能确定以哪个为准。请改成一致。",
    "hours.change": "登记的标准学时是 {value}（{source}），导入后改为这一行的。已批准的班次保留自己的规定学时。",
    "code.invalid": "统一社会信用代码写错了（应为 18 位，末位要对得上）。请对照机构页核对；适用于所有机构的留空。",
    "institution.unknown": "没有登记这个机构。请先登记该机构（可用机构名录导入），或核对代码；适用于所有机构的留空。",
    "institution.code_missing": "适用机构只写了名称，不能确定是哪一家。请补填机构代码；建议值是登记里同名机构的代码，"
    "核对后再采用。",
    "institution.several": "登记里有几家同名的机构（{codes}）。请补填机构代码说明是哪一家。",
    "institution.differs": "这个代码登记的名称是“{registered}”，与名录不同。请核对代码和名称，改正写错的一个。",
    "row.duplicate": "与第{first}行的项目和有效期都相同。请删去重复的一行。",
    "entry.contradiction": "与第{first}行是同一个项目，有效期或文号不同又有重叠。请核对，只留一行或改日期。",
    "entry.longer": "目录里的这一项到{before}，导入后延长到{after}。请核对文件。",
    "entry.ends": "目录里的这一项到{before}，导入后改为到 {after} 止。开班首日在此之前的班次不受影响。",
    "entry.shorter": (
        "目录里的这一项到{before}，名单只到{after}，不能悄悄缩短。确已提前移出的，请在“状态”列写“移出”；否则请核对日期。"
    ),
    "entry.overlaps": "目录里已有同样的项目（{first} 至{before}），有效期重叠但起始日不同。请核对日期，或先让原来的一项移出。",
    "entry.unknown": "目录里没有这一项，无从移出。请核对职业、方向、等级和适用机构；要补记历史目录的，请填写有效期起。",
    "entry.past": "这一项在今天之前已经到期，按历史目录登记，只影响开班首日在有效期内的班次。",
    "document.differs": "目录里这一项的文件是“{value}”，与这一行不同，导入不改。请核对是不是同一项。",
    "sheet.no_header": "没有找到培训项目目录的表头。表头应在同一行里写明“职业”“等级”“学时”“有效期”等列名，"
    "请核对是否传错了文件。",
}
UNDO_WORDS = {
    "entry": "从目录里移除本批列入的项目", "entry_changed": "项目之后又有改动，保留现状", "value": "恢复原来的有效期",
    "value_changed": "有效期之后又有改动，保留现值", "hours": "标准学时恢复原值",
    "hours_changed": "标准学时之后又有改动，保留现值",
    "disbursements": "依据目录已发放培训补贴", "other": "已有其他记录",
}  # fmt: skip
CHANGED_MEANWHILE = "目录里的项目刚刚有了变化，没有登记任何一行。请刷新页面，按新的核对结果处理后再确认。"
CANNOT_UNDO = "不能撤销：有 {count} 笔补贴依据这批项目发放。请先撤回这些补贴，再撤销导入。"
NO_HOURS = "没有"


def last_words(span: Span) -> str:
    """The last day of a span for the page."""
    return messages.until(last_day(span.last), span.is_told)


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes every published list shares have the words of `messages`."""
    return messages.found(_SENTENCES, code).format(**words)
