"""Sentences of published lists of institutions: what is wrong with a line, which rule, what to do next."""

from __future__ import annotations

from training_app.catalogues import messages
from training_app.catalogues.rules_spans import Span, last_day
from training_app.institutions.messages import CODE

COUNTED = "项"
FIND_HINT = "机构名称、拼音首字母"
HEADINGS = "机构名称（必需）；统一社会信用代码、资格类别、文号或名录、有效期；区市、地址、联系人、职业、等级等有就读"
NEW = "登记里还没有的机构或资格"
SCOPE_MARK = "；"

_SENTENCES: dict[str, str] = {
    "name.missing": "机构名称为空。请按营业执照或法人证书填写全称。",
    "name.invalid": "机构名称应为 4 到 100 个字的全称，不以 = + - @ 开头。请按营业执照或法人证书填写。",
    "code.missing": "没有统一社会信用代码，不能确定是哪一家。请补填；建议值是登记里同名机构的代码，核对后再采用。",
    "code.missing_new": "没有统一社会信用代码，登记里也没有同名的机构。新机构要凭代码登记，请补填。",
    "code.missing_several": "没有统一社会信用代码，登记里有几家同名的机构（{codes}）。请补填代码说明是哪一家。",
    "code.length": "统一社会信用代码应为 18 位。请对照营业执照或法人证书核对。",
    "code.signs": CODE["signs"], "code.check": CODE["check"],
    "code.lost_digits": "代码被表格软件按数字保存，后面的数字已经丢失。请把该列设为“文本”格式，对照证照重新录入。",
    "name.differs": (
        "这个代码登记的名称是“{registered}”，与名录不同。多半是代码或名称写错，也可能更了名。请在核对页点“与登记并排核对”，"
        "看证照决定并写明依据。"
    ),
    "name.change": "登记的名称是“{registered}”，已定为更名：导入后改为名录上的名称，机构页的历程里留有原名。",
    "code.of_another": "已定为代码填错：这个代码是“{registered}”的。请对照证照更正代码，更正前这一行不导入。",
    "name.taken": "这个名称已登记在另一个代码 {registered} 之下。请核对代码；确是两家同名单位的，请先在机构页单独登记这一家。",
    "name.two_codes": "与第{first}行名称相同，代码却不同。多半有一个代码写错；确是两家同名单位的，"
    "请先在机构页单独登记这一家，并从文件里分开。",
    "nature.missing": "新机构要写明单位性质，代码的前两位没有说明。"
    "请补填：企业、事业单位、高校、民办非企业单位、社会组织或机关。",
    "nature.unknown": "认不出这个单位性质。请填写：企业、事业单位、高校、民办非企业单位、社会组织或机关。",
    "nature.differs": "登记的单位性质是“{value}”，导入不改。确需更正的，请到机构页修改。",
    "district.missing": "新机构要写明区市，不在本市的填“外地”。",
    "district.unknown": "没有这个区市。请填写本市的区市、开发区名称；不在本市的填“外地”。",
    "district.differs": "登记的区市是“{value}”，导入不改。确已迁址的，请到机构页修改。",
    "kind.missing": "没有资格类别。请填写：培训机构、评价机构、继续教育基地等。",
    "kind.unknown": "认不出这种资格。请填写：培训机构、评价机构、继续教育基地、培训机构目录等。",
    "kind.several": "一格里写了几种资格，它们各有各的有效期。请一行写一种资格。",
    "tier.missing": "继续教育基地、专精特新、单项冠军要写明级别：国家级、省级或市级。",
    "tier.unknown": "认不出这个级别。请填写：国家级、省级或市级。",
    "tier.needless": "这种资格不分级别，所填的级别没有采用，这一行照常导入。",
    "phone.invalid": "联系电话不是有效的号码，没有采用。请填写手机或带区号的固定电话。",
    "occupation.unknown": "有认不出的职业，按原文记入资格的范围。请核对是不是国家职业标准里的名称。",
    "level.unknown": "认不出这个等级，按原文记入资格的范围。专业技术等级分为初级、中级、高级。",
    "row.duplicate": "与第{first}行的机构、资格、有效期和范围都相同。请删去重复的一行。",
    "row.contradiction": "与第{first}行是同一个代码，但“{label}”不同，不能确定以哪个为准。请改成一致。",
    "facts.several": "与第{first}行是同一家机构，但“{label}”不同，以第{first}行为准。请核对。",
    "facts.change": "登记的“{label}”{before}与名录不同，导入后改为名录上的。请核对。",
    "qualification.contradiction": "与第{first}行是同一家机构的同一种资格，有效期或文号不同又有重叠。请核对，"
    "只留一行或改日期。",
    "qualification.longer": "登记的这项资格到{before}，导入后延长到{after}。请核对文件。",
    "qualification.ends": "登记的这项资格到{before}，导入后改为到 {after} 止。之前办理的业务不受影响。",
    "qualification.shorter": (
        "登记的这项资格到{before}，名录只到{after}，不能悄悄缩短。确已提前失效的，请在“状态”列写“失效”；否则请核对日期。"
    ),
    "qualification.overlaps": (
        "这家机构已有同样的资格（{first} 至{before}），有效期重叠但起始日不同。请核对日期，或先在机构页让原来的失效。"
    ),
    "qualification.unknown": "登记里没有这项资格，无从失效。请核对机构和资格类别；要补记历史资格的，请填写有效期起。",
    "qualification.past": "这项资格在今天之前已经到期，按历史资格登记，不能用来办理今后的业务。",
    "document.differs": "登记的文号或名录是“{value}”，与这一行不同，导入不改。请核对是不是同一项资格。",
    "scope.more": "登记的范围里没有这些，导入后范围改为“{value}”。",
    "registration.waiting": (
        "这家单位自己申请过注册（{number}），正在等待办理。可以照常导入，审核申请时并入这一家，不会登记两次。"
    ),
    "sheet.no_header": "没有找到机构名录的表头。表头应在同一行里写明“机构名称”“统一社会信用代码”“有效期”等列名，"
    "请核对是否传错了文件。",
}
UNDO_WORDS = {
    "institution": "删除只由本批登记的机构", "institution_used": "机构已有账户、学员单位或其他业务，保留登记",
    "institution_changed": "机构资料之后又有改动，保留登记", "qualification": "收回本批登记的资格",
    "qualification_changed": "资格之后又有改动，保留现状", "value": "恢复原来的内容", "value_changed": "之后又有改动，保留现值",
    "classes": "资格有效期内已有备案的班次", "assessments": "资格有效期内已有等级考核", "disbursements": "依据目录已发放培训补贴",
    "other": "已有其他记录",
}  # fmt: skip
FIELDS = {"address": "地址", "contact_name": "联系人", "contact_phone": "联系电话", "name": "机构名称", "district": "区市",
          "unit_nature": "单位性质"}  # fmt: skip
CHANGED_MEANWHILE = "名录里的机构或资格刚刚有了变化，没有登记任何一行。请刷新页面，按新的核对结果处理后再确认。"
CANNOT_UNDO = "不能撤销：{reasons}。请先撤回这些记录，再撤销导入。"
RELIED = {
    "classes": "有 {count} 个班次依据这批资格备案", "assessments": "有 {count} 次等级考核依据这批资格",
    "disbursements": "有 {count} 笔补贴依据这批目录发放",
}  # fmt: skip
NOTHING_TOLD, TOLD = "是空的，", "是“{value}”，"
CLAUSE = "；"


def last_words(span: Span) -> str:
    """The last day of a span for the page."""
    return messages.until(last_day(span.last), span.is_told)


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes every published list shares have the words of `messages`."""
    return messages.found(_SENTENCES, code).format(**words)
