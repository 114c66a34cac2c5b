"""Sentences of the opening load: what is wrong with a line or a file, and what to do. Never a personal number."""

from __future__ import annotations

from training_app.classes import messages as roster_messages

PROBLEMS = {
    "person.name_conflict": "该证件号码已登记在另一个姓名之下。请对照证件核对姓名和号码。",
    "class_ref.missing": "原班次编号为空。请填写历史台账里的班次编号，同一机构的同一个编号视为同一班次。",
    "institution.missing": "培训机构为空。请填写统一社会信用代码或机构全称。",
    "institution.unknown": "系统里没有这个培训机构。请核对名称或统一社会信用代码；确属新机构的，请先在“机构”页面登记。",
    "institution.ambiguous": "有几个机构都叫这个名称。请改填统一社会信用代码。",
    "institution.not_training": "该机构在开班当日没有登记培训机构资质，按历史情况接收。请核对机构和日期，必要时补登资质。",
    "occupation.missing": "职业为空。请填写国家职业标准中的名称，如“智能制造工程技术人员”。",
    "occupation.unknown": "认不出这个职业。请填写国家职业标准中的名称，如“智能制造工程技术人员”。",
    "direction.unknown": "认不出这个职业方向，未采用。请按国家职业标准中该职业的方向名称填写，没有方向的留空。",
    "level.missing": "等级为空。专业技术等级分为：初级、中级、高级。",
    "level.unknown": "认不出这个等级。专业技术等级分为：初级、中级、高级（“高级工”等属于职业技能等级）。",
    "starts_on.missing": "开班日期为空。请填写，如 2025-03-10。",
    "completed_on.missing": "结业日期为空。请填写，如 2025-04-02。",
    "date.invalid": "不是能确定的日期。请写成“2025-03-05”这样的形式。",
    "date.future": "日期晚于今天。历史班次只登记已经发生的事，请核对。",
    "dates.reversed": "结业日期早于开班日期。请核对这两个日期。",
    "district.missing": "区市为空，而该培训机构不在本市，无法确定班次归属。请填写办班所在区市。",
    "district.unknown": "认不出这个区市。请填写本市区市、开发区的名称或代码。",
    "hours.missing": "学时为空。结业考核合格或不合格的学员须填写实际参加的学时。",
    "hours.invalid": "学时不是合适的数字。请填写如 64 或 64.5，最多两位小数，不超过 10000。",
    "result.missing": "结果为空。请填写：合格、不合格或退班。",
    "result.unknown": "认不出这个结果。请填写：合格、不合格或退班。",
    "result.excludes": "结果不是“合格”，不能同时有证书或补贴。请核对结果，或删去证书和补贴内容。",
    "assessor.missing": "有等级证书编号而没有评价机构。请填写发证的评价机构名称。",
    "certificate.incomplete": "等级证书编号和发证日期要同时填写。请补齐，没有证书的两格都留空。",
    "certificate.before_completion": "发证日期早于结业日期。请核对这两个日期。",
    "certificate.number_taken": "这个证书编号已登记在别人或别的班次、职业、等级之下。请对照证书核对编号。",
    "certificate.differs": "该学员本班次已登记了另一个编号的培训合格证书。请核对编号。",
    "certificate.twice": "这个证书编号在本文件第 {first} 行已经用过。请对照证书核对编号。",
    "amount.invalid": "补贴金额不是合适的数字。请填写大于 0 的金额（元），最多两位小数，如 1800.00。",
    "payment.incomplete": "补贴金额、发放日期、凭证号要同时填写。请补齐，没有补贴的三格都留空。",
    "payment.differs": "同一凭证号下已登记该学员的另一笔补贴。请核对金额、日期和班次。",
    "payment.twice": "同一学员同一凭证号在本文件第 {first} 行已经出现。请核对凭证号。",
    "class.differs": "同一班次在第 {first} 行填写的是另一个内容。同一编号各行的职业、等级、日期、区市等应当一致，请核对。",
    "class.known_otherwise": (
        "系统里已有这个编号的历史班次（{number}），但内容与这里不同。请核对；确需更正的，请先撤销原导入批次。"
    ),
    "result.differs": "系统里已登记该学员在这个班次的另一种结果。请核对；确需更正的，请先撤销原导入批次。",
    "row.duplicate": "该学员在这个班次里已经出现过（见第 {first} 行）。同一班次同一人只保留一行。",
    "text.too_long": (
        "内容太长。请按台账填写简短、准确的内容（班次编号不超过 50 字，证书和凭证编号不超过 60 字，名称不超过 100 字）。"
    ),
    "hours.no_rule": "结业日早于学时登记规则的施行日期，学时只记在班次里，不登入学时账。",
    "sheet.no_header": (
        "没有找到历史班次台账的表头。表头应在同一行里写明“班次编号”“培训机构”“姓名”“证件号码”等列名，请核对是否传错了文件。"
    ),
}
"""By code; codes shared with rosters are said in the roster's words."""

CLASS_NAME = "{occupation}{level}班（原编号 {ref}）"
HOURS_EVIDENCE = "历史班次 {number} {name}"
HOURS_SOURCE = "历史台账（原编号 {ref}）"
UNDONE = "撤销历史班次导入批次 {number}"
CANNOT_UNDO = "不能撤销：这一批登记之后，又有{reasons}。导入的记录可撤销它们的批次，之后再撤销这批；已认定职称的不能撤销。"
HANGS_ON = {
    "attendances": "考勤 {count} 人", "level_assessments": "等级考核 {count} 人",
    "completion_certificates": "培训合格证书 {count} 份", "level_certificates": "等级证书 {count} 份",
    "disbursements": "补贴发放 {count} 笔", "title_records": "职称认定 {count} 人", "enrolments": "后续导入的学员 {count} 人",
    "class_sessions": "课表 {count} 次",
}  # fmt: skip
UNDO_WORDS = {
    "enrolment": "删除历史班次和学员记录", "own.completion_certificates": "删除本批登记的培训合格证书",
    "own.level_certificates": "删除本批登记的等级证书", "own.disbursements": "删除本批登记的补贴发放",
    "completion_certificates": "又有后来发的培训合格证书", "level_certificates": "又有后来登记的等级证书",
    "disbursements": "又有后来发放的补贴", "hours": "冲销本批登入的学时", "person": "删除只由本批登记的人员",
    "person_used": "人员登记保留：学时账或其他业务使用", "value": "恢复导入前的内容",
    "value_changed": "导入后又改过的内容，保留现在的", "facts": "删除本批带来的单位或学历", "attendances": "已有考勤",
    "level_assessments": "已有等级考核", "title_records": "已凭证书认定职称", "enrolments": "班次里又有后来导入的学员",
    "class_sessions": "班次里又有课表", "other": "已有其他记录",
}  # fmt: skip
OTHER_RECORDS = "其他记录 {count} 条"
LIST_MARK = "、"
NOT_REOPENED = "这是历史台账导入的班次，不能撤回结业。需要更正的，请撤销它的导入批次后重新导入。"
CHANGED_MEANWHILE = "名单里有人或机构刚刚在别处变更，本次没有导入任何内容。请刷新页面，按新的核对结果处理后再确认。"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem of this list."""
    if code in PROBLEMS:
        return PROBLEMS[code].format(**words)
    return roster_messages.roster(code, **{name: str(word) for name, word in words.items()})
