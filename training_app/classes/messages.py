"""Sentences of the classes package: what is wrong, which rule, what to do next. Never a personal number."""

from __future__ import annotations

from training_app.intake.messages_shared import FILE as FILE
from training_app.intake.messages_shared import SHARED
from training_app.intake.messages_shared import file as file

FORMS = "个人登记表"
ROSTER: dict[str, str] = {
    **SHARED,
    "name.missing": "姓名为空。花名册每一行都要有学员姓名，请补填。",
    "identity.missing": "证件号码为空。请补填学员的有效身份证件号码。",
    "class.mismatch": (
        "与本班备案的不一致：分职业、分方向、分等级培训（威人社函〔2023〕25号 四（二））。请核对是否传错了班次，没有传错的更正或"
        "清空这一格。本班备案的{what}是“{filed}”。"
    ),
    "person.already_enrolled": "该学员已在另一个尚未结业的同职业同等级班次里。请先核实，需要转班的先在原班次办理退班。",
    "person.name_conflict": (
        "该证件号码已登记在另一个姓名之下。请对照证件核对姓名和号码；确属改名的，在核对页点“与登记并排核对”写明依据。"
    ),
    "capacity.exceeded": (
        "学员人数超过本班备案人数（威人社函〔2023〕25号 四（一）：开班须报市人社局审核备案）。请核对名单，超出的学员另行开班。"
    ),
    "row.duplicate": "同一证件号码在本文件中已经出现过（见第{first}行），同一人只保留一行。请核对后删去重复的一行。",
    "sex.mismatch": "性别与证件号码第17位表示的不一致。请核对性别和号码。",
    "birth.mismatch": "出生日期与证件号码中的不一致。请核对出生日期和号码。",
    "age.retired": "按出生日期推算已过法定退休年龄（待核实）。已退休人员不属于培育对象；尚未退休的请在备注说明。",
    "phone.invalid": "手机号码不是11位有效号码，未采用。请填写一个本人手机号码。",
    "employer.missing": "工作单位为空，将按“暂无单位”登记。有单位的请补填单位全称。",
    "education.unknown": (
        "认不出这个学历，未采用。请填写：博士研究生、硕士研究生、大学本科、大学专科、中专（中职）、高中、初中"
        "或小学。"
    ),
    "occupation.unknown": "认不出这个职业，未采用。请填写国家职业标准中的名称，如“智能制造工程技术人员”。",
    "level.unknown": (
        "认不出这个等级，未采用。专业技术等级分为初级、中级、高级（“高级工”“三级”等属于职业技能等级，不能填"
        "在这里）。请改填本班的等级，或清空这一格。"
    ),
    "date.invalid": "不是能确定的日期，未采用。请写成“2026-03-05”这样的形式。",
    "value.unknown": "认不出这个内容，未采用。请按列名的要求填写；是公式的，改成数值后重新上传。",
    "bank_account.invalid": "银行账号不是8至30位数字，未采用。请对照银行卡重新录入。",
    "bank_account.lost_digits": (
        "银行账号被表格软件按数字保存，后面的数字已经丢失，未采用。请把该列设为“文本”格式后重新录入。"
    ),
    "prerequisite.unmet": (
        "{where}看不到符合申报条件的学历、职称或证书。{rule}，具备其一即可：{asks}。可以照常导入；请补填学历、职称及取得时间、已有"
        "证书，或请学员在考核报名前备好证明材料。名单上：{found}。"
    ),
    "enrolment.declined": "该学员报过名，本机构没有录取。导入后恢复为本班学员；不打算录取的，请从名单里删去这一行。",
    "enrolment.retracted": "该学员报过名，后来撤回了。导入后恢复为本班学员；请先向本人核实，不参加的从名单里删去这一行。",
    "enrolment.withdrawn": "该学员已从本班退班，导入名单不会恢复。要恢复的，在班次页的学员名单里点“恢复”并写明原因。",
    "schedule.overlap": "该学员在其他班次的上课时间与本班重叠。请核实能否参加。",
    "sheet.no_header": (
        "没有找到名单的表头。表头应在同一行里写明“姓名”“证件号码”等列名，请核对是否传错了文件。"
    ),
    "sheet.ambiguous": "文件里有几张工作表都是名单：{sheets}。一个班次只能上传一份名单，请只保留本班的一张。",
}
"""By code of a roster problem; placeholders are filled with words of the file, never with a person's data."""

WANTED: dict[str, tuple[str, str]] = {
    "name": ("姓名", "姓名、学员姓名"),
    "identity_number": ("证件号码", "身份证号、身份证号码、证件号码"),
    "phone": ("手机号", "手机号、联系电话"),
}
"""How a required column is called, and headings that are understood."""

def roster(code: str, **words: str) -> str:
    """The sentence of a roster problem."""
    return ROSTER[code].format(**words)
