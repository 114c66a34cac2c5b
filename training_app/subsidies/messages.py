"""Sentences of the list of payments: what is wrong with a line, which rule, what to do next."""

from __future__ import annotations

from training_app.classes import messages as classes_messages

_RULE = "威人社函〔2023〕25号 五（三）"

_SENTENCES: dict[str, str] = {
    "name.missing": "姓名为空。请按身份证件补填。",
    "identity.missing": "证件号码为空。请按身份证件补填。",
    "sheet.no_header": (
        "没有找到补贴发放表的表头。"
        "表头应在同一行里写明“姓名”“证件号码”“班次编号”“金额(元)”“发放日期”“凭证号”等列名，请核对是否传错了文件。"
    ),
    "row.duplicate": "与第{first}行是同一凭证号、同一个人。一笔发放只写一行，请删去重复的一行。",
    "date.missing": "发放日期为空，请补填。",
    "class.missing": "班次编号为空。请填写补贴对应的班次编号，由班次页抄录。",
    "class.invalid": "班次编号太长，不像是班次编号。请从班次页抄录。",
    "class.unknown": "没有这个班次编号。请从班次页抄录，核对后修改。",
    "class.ambiguous": "原班次编号在几家机构都有。请改填本平台的班次编号（WH 开头）。",
    "class.mismatch": "等级与该班次备案的等级（{level}）不一致。请核对班次编号，或更正等级。",
    "class.not_completed": f"该班次还没有结业，不能发放补贴（{_RULE}：培训合格并取得证书）。请先办理结业。",
    "class.institution_unlisted": (
        f"开班首日（{{day}}）培训机构不在培训机构目录内，"
        f"不属于补贴范围（{_RULE}）。请核对班次；目录登记有误的先更正目录。"
    ),
    "class.programme_unlisted": (
        f"开班首日（{{day}}）该职业和等级不在培训项目目录内，"
        f"不属于补贴范围（{_RULE}）。请核对班次；目录登记有误的先更正目录。"
    ),
    "level.missing": "等级为空。请填写初级、中级或高级。",
    "level.unknown": (
        "认不出这个等级。专业技术等级分为："
        "初级、中级、高级（“高级工”“三级”等属于职业技能等级，不能填在这里）。"
    ),
    "person.unknown": "登记的学员里没有这个证件号码。请核对号码；号码无误的，请联系培训机构核对学员名单。",
    "person.name_conflict": "该证件号码已登记在另一个姓名之下。请对照证件核对姓名和号码。",
    "enrolment.missing": "该学员不在这个班次的名单里。请核对班次编号和证件号码。",
    "enrolment.ambiguous": (
        "该学员在这个班次有两条记录（人员合并前分别登记过），不能确定是哪一条。请市局撤回结业，由培训机构为多余的一条办理退班后"
        "重新结业。"
    ),
    "enrolment.not_completed": f"该学员在本班次没有培训合格，不能享受补贴（{_RULE}）。请与培训机构核对结业结果。",
    "certificate.missing": (
        f"到发放日期为止，该学员没有本职业本等级的有效等级证书，"
        f"不能享受补贴（{_RULE}）。请先登记证书，或核对发放日期。"
    ),
    "amount.missing": "金额为空。请填写实际发放的金额（元）。",
    "amount.invalid": "金额应为大于 0 的数，单位元，最多两位小数，如 1800.00。",
    "paid_on.future": "发放日期在今天之后。这里只登记已经发放的补贴，请核对。",
    "paid_on.early": "发放日期早于结业日期（{completed}）。请核对。",
    "voucher.missing": "凭证号为空。请填写支付凭证号，一笔发放靠凭证号和人来区分。",
    "voucher.invalid": "凭证号最多 60 个字，中间没有空格。请核对。",
    "payment.conflict": (
        "凭证号 {voucher} 下已登记该学员的另一笔补贴，"
        "班次、金额或日期与这一行不同。已登记的不能改写，请核对凭证。"
    ),
    "payment.repeated": (
        f"同一职业同一等级 {{years}} 年内不可重复享受（{_RULE}）。"
        f"已登记凭证号 {{voucher}}，{{on}} 发放。请核对；确属误发的，先追回。"
    ),
    "payment.repeated_here": (
        f"同一职业同一等级 {{years}} 年内不可重复享受（{_RULE}），"
        f"与本表第 {{line}} 行（凭证号 {{voucher}}）冲突。请删去其中一行。"
    ),
}

UNDO_WORDS = {"payment": "删除本批登记的补贴发放", "other": "已有其他记录"}
CHANGED_MEANWHILE = "名单里的班次、学员或证书刚刚有了变化，没有登记任何一笔。请刷新页面，按新的核对结果处理后再确认。"
NOT_FOUND = "没有凭证号 {voucher} 的发放记录，或者它不在您的查看范围内。请从列表里重新打开。"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes every list shares have the words of the roster."""
    return (_SENTENCES.get(code) or classes_messages.ROSTER[code]).format(**words)
