"""Sentences of the list of level results: what is wrong with a line, which rule, what to do next."""

from __future__ import annotations

from training_app.classes import messages as classes_messages

_RULE = "威人社函〔2023〕25号 四（三）"

_SENTENCES: dict[str, str] = {
    "name.missing": "姓名为空。请按身份证件补填。",
    "identity.missing": "证件号码为空。请按身份证件补填。",
    "row.duplicate": "与第{first}行是同一人同一次考核，或者证书编号相同。一次考核、一本证书只写一行，请删去重复的一行。",
    "sheet.no_header": "没有找到考核成绩表的表头。表头应在同一行里写明“姓名”“证件号码”“班次编号”等列名，请核对是否传错了文件。",
    "origin.unknown": "来源只能写“本市班次”或“外地培训”。有班次编号的是本市班次。",
    "class.missing": "没有班次编号。本市班次请填写 WH 开头的班次编号；外地培训的请在“来源”列写“外地培训”。",
    "class.unknown": "班次编号应像 WH2026-0147 这样，由班次页抄录。请核对。",
    "class.not_yours": "没有这个班次，或者不是由您单位负责评价的班次。请核对班次编号。",
    "class.mismatch": "所填职业、方向或等级与该班次备案的不一致。请核对班次编号，或更正该单元格。",
    "class.not_completed": f"该班次还没有结业，只有培训合格人员才能参加等级考核（{_RULE}）。请先由培训机构办理结业。",
    "body.not_yours": "本市班次的考核成绩由负责该班次的评价机构上传，市局只录入外地培训的证书。",
    "body.not_qualified": f"您单位在考核当日没有这个职业和等级的评价机构资格（{_RULE}）。请核对考核日期，或先更新机构资格。",
    "person.unknown": "登记的学员里没有这个证件号码。请核对号码；号码无误的，请联系培训机构核对学员名单。",
    "person.name_conflict": "该证件号码已登记在另一个姓名之下。请对照证件核对姓名和号码。",
    "enrolment.missing": "该学员不在这个班次的名单里。请核对班次编号和证件号码。",
    "enrolment.not_completed": f"该学员没有取得本班次的培训合格，不能参加等级考核（{_RULE}）。请与培训机构核对结业结果。",
    "score.missing": f"成绩为空。理论知识和专业能力两项成绩都要填写（{_RULE}）。",
    "score.invalid": "成绩应为 0 到 100 的数，最多两位小数；没来考的写“缺考”。",
    "assessed_on.missing": "考核日期为空，请补填。",
    "assessed_on.future": "考核日期在今天之后。请核对。",
    "assessed_on.early": "考核日期早于该学员的结业日期（{completed}）。培训合格后才能考核，请核对。",
    "assessment.conflict": "该学员当天的考核成绩已经登记，内容与这一行不同。成绩登记后不能改写，请联系市局核实。",
    "assessed_on.session": "该学员的座位安排在 {approved} 的场次，考核日期不一致。请核对考核日期；换了场次的，先从那一场移出。",
    "absent.not_seated": (
        "该学员没有安排过考核座位，不能登记缺考。请先在“证书 → 考核场次”安排座位，没有安排过考核的请删去这一行。"
    ),
    "application.missing": (
        f"该学员没有受理过的考核申报（{_RULE}，levels.without_application，待核实）。"
        "请先受理申报；确有原因没有申报的，在“未申报原因”列写明。"
    ),
    "application.refused": (
        f"该学员没有受理过的考核申报，不能登记成绩（{_RULE}，levels.without_application，待核实）。请先受理申报。"
    ),
    "no_application.long": "未申报原因最多 200 个字。",
    "certificate.missing": "证书编号为空。外地培训的必须填写证书编号。",
    "certificate.invalid": "证书编号只能由字母、数字、汉字和 - _ / . ( ) 〔 〕 组成，不超过 40 个字，中间没有空格。",
    "certificate.not_passed": (
        "成绩没有达到合格分数（各项 {mark} 分{unverified}），不能登记证书。请核对成绩，或删去证书编号和发证日期。"
    ),
    "certificate.taken": "证书编号已登记在另一本证书上。请核对编号。",
    "certificate.exists": "该学员在本班次已有有效证书 {number}。补发、换发请联系市局办理。",
    "certificate.not_approved": (
        f"该学员的考核结果还没有经省厅确认、国家审核通过，不能登记证书（{_RULE}）。请先登记成绩、建批报送，审核通过后再上传证书编号；"
        "这一次只登记成绩的，请删去证书编号和发证日期。"
    ),
    "issued_on.unapproved": f"发证日期早于国家审核通过的日期（{{approved}}）。审核通过后才能颁发证书（{_RULE}），请核对。",
    "issued_on.missing": "有证书编号，但没有发证日期。请补填。",
    "issued_on.alone": "有发证日期，但没有证书编号。请补填编号；还没有发证的请把发证日期也留空。",
    "issued_on.future": "发证日期在今天之后。请核对。",
    "issued_on.early": "发证日期早于考核日期或结业日期。请核对。",
    "elsewhere.bureau_only": "外地培训取得的证书由市局核验后录入。请把这一行交市局办理。",
    "elsewhere.class": "“外地培训”的证书不能填班次编号。请删去编号，或把来源改为“本市班次”。",
    "evidence.missing": "外地培训的证书要写明佐证（例如全国查验网查询日期、核验材料编号）。",
    "evidence.long": "佐证最多 200 个字。",
    "issuer.missing": "外地培训的证书要写明发证机构。",
    "issuer.long": "发证机构最多 100 个字。",
    "occupation.missing": "职业为空。外地培训的证书要写明职业。",
    "occupation.unknown": "认不出这个职业。请填写国家职业标准中的名称，如“智能制造工程技术人员”。",
    "level.missing": "等级为空。外地培训的证书要写明等级。",
    "level.unknown": "认不出这个等级。专业技术等级分为：初级、中级、高级（“高级工”“三级”等属于职业技能等级，不能填在这里）。",
}

SUCCESSOR_EARLY = "发证日期早于原证书的发证日期（{day}）。请照新证书填写。"
CHANGED_MEANWHILE = "名单里的班次、学员或证书刚刚有了变化，没有登记任何一行。请刷新页面，按新的核对结果处理后再确认。"
CANNOT_UNDO = (
    "不能撤销：{reasons}。补贴可撤销发放表的批次；成绩列入还没有报送的批次的，可先撤销批次或移出；"
    "已经报送、证书已撤销或换发、已凭证书认定职称的，这批不能撤销。"
)
MOVED_ON = "其中 {count} 本证书已经撤销或换发"
UNDO_WORDS = {
    "certificate": "删除本批登记的证书", "assessment": "删除本批登记的考核成绩", "person": "删除只由本批登记的人员",
    "person_used": "人员登记保留：已有其他业务使用", "value": "恢复导入前的内容",
    "absence": "撤回本批登记的缺考", "resat": "已按这个成绩申报补考",
    "value_changed": "导入后又改过的内容，保留现在的",
    "facts": "删除本批带来的单位或学历", "moved_on": "证书已经撤销或换发", "in_lot": "考核成绩已列入报批批次",
    "title_records": "已凭证书认定职称",
    "disbursements": "已发放补贴", "other": "已有其他记录",
}  # fmt: skip
RESAT = "其中 {count} 条考核成绩或缺考已有人申报补考"
UNVERIFIED = "，待核实"
CLAUSE = "；"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes every list shares have the words of the roster."""
    return (_SENTENCES.get(code) or classes_messages.ROSTER[code]).format(**words)
