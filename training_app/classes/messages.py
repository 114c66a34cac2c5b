"""Sentences of the classes package: what is wrong, which rule, what to do next. Never a personal number."""

from __future__ import annotations

ROSTER: dict[str, str] = {
    "name.missing": "姓名为空。花名册每一行都要有学员姓名，请补填。",
    "name.invalid": "姓名中有不能用在姓名里的字符或不完整。请按身份证件上的姓名填写，不加括号说明、数字和称谓。",
    "name.private_use": (
        "姓名中有旧系统的自造字，换一台电脑可能显示成别的字。请对照身份证件改用标准汉字（GB 18030-2022），确"
        "无标准字的可保留并说明。"
    ),
    "identity.missing": "证件号码为空。请补填学员的有效身份证件号码。",
    "identity.length": "证件号码位数不对。居民身份证号码为18位，请对照证件逐位核对。",
    "identity.check_digit": (
        "证件号码的校验码不对（GB 11643：末位由前17位算出），说明至少有一位录错。请对照证件逐位核对。"
    ),
    "identity.birth_date": "证件号码第7至14位不是可能的出生日期。请对照证件逐位核对。",
    "identity.fifteen_digits": (
        "这是15位的旧号码，2013年起已停止使用。请填写18位号码；建议值按旧号码推算，须与证件核对后再采用。"
    ),
    "identity.lost_digits": (
        "证件号码被表格软件按数字保存，15位以后的数字已经丢失，无法还原。请把该列设为“文本”格式后，对照证件重"
        "新录入。"
    ),
    "identity.unknown_kind": (
        "认不出这是哪一种身份证件的号码。请核对号码，并在“证件类型”列写明证件名称（居民身份证、港澳居民来往内"
        "地通行证、台湾居民来往大陆通行证、港澳台居民居住证、外国人永久居留身份证、护照）。"
    ),
    "identity.kind_mismatch": "号码与所填证件类型不符，按号码看是另一种证件，已按号码识别。请核对证件类型。",
    "class.mismatch": "所填职业、方向或等级与本班备案的不一致。请核对是否传错了班次，或更正该单元格。",
    "person.already_enrolled": "该学员已在另一个尚未结业的同职业同等级班次里。请先核实，需要转班的先在原班次办理退班。",
    "person.name_conflict": (
        "该证件号码已登记在另一个姓名之下。请对照证件核对姓名和号码；确属改名的，在处理页说明情况。"
    ),
    "capacity.exceeded": "学员人数超过本班备案人数。请核对名单，或先申请调整备案人数。",
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
        "认不出这个等级，未采用。专业技术等级分为：初级、中级、高级（“高级工”“三级”等属于职业技能等级，不能填"
        "在这里）。"
    ),
    "date.invalid": "不是能确定的日期，未采用。请写成“2026-03-05”这样的形式。",
    "value.unknown": "认不出这个内容，未采用。请按列名的要求填写。",
    "bank_account.invalid": "银行账号不是8至30位数字，未采用。请对照银行卡重新录入。",
    "bank_account.lost_digits": (
        "银行账号被表格软件按数字保存，后面的数字已经丢失，未采用。请把该列设为“文本”格式后重新录入。"
    ),
    "row.hidden": "这一行在文件中是隐藏的，已照常读取。请确认是否应列入名单。",
    "column.hidden": "“{heading}”列在文件中是隐藏的，已照常读取。请确认内容是否有效。",
    "sheet.hidden": "工作表“{sheet}”在文件中是隐藏的，其中的名单已照常读取。请确认是否应列入名单。",
    "prerequisite.unmet": "按已有资料，尚未看到符合该等级申报条件的学历、职称或证书。请核对并备好证明材料。",
    "schedule.overlap": "该学员在其他班次的上课时间与本班重叠。请核实能否参加。",
    "column.missing": "第{line}行的表头里没有“{wanted}”列。请补上这一列（列名可写：{examples}）后重新上传。",
    "column.ambiguous": (
        "第{line}行的表头里有几列都像“{wanted}”：{columns}，内容又不相同。请只保留一列，或把其余各列改名。"
    ),
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

FILE: dict[str, str] = {
    "file.unreadable": "这个文件不是能读取的表格。请上传 Excel、WPS 表格、ODS 或 CSV 文件。",
    "file.unreadable:pdf": "这是 PDF 文件，不是表格。请上传原来的 Excel 或 WPS 表格文件。",
    "file.unreadable:word": "这是文字文档，不是表格。请把名单复制到 Excel 或 WPS 表格中，另存后上传。",
    "file.unreadable:powerpoint": "这是演示文稿，不是表格。请上传 Excel 或 WPS 表格文件。",
    "file.unreadable:picture": "这是图片，不是表格。请上传 Excel 或 WPS 表格文件。",
    "file.unreadable:archive": "这是压缩包。请先解压，再上传里面的表格文件。",
    "file.unreadable:numbers": "这是 Numbers 表格。请在 Numbers 中导出为 Excel 文件后上传。",
    "file.unreadable:empty": "文件是空的。请核对后重新上传。",
    "file.unreadable:page": "这个网页文件里没有表格。请重新导出，或另存为 Excel 文件后上传。",
    "file.unreadable:program": "这是程序文件，不是表格。",
    "file.damaged": "文件已损坏，读不出内容。请用 Excel 或 WPS 打开，另存为新的 .xlsx 文件后再上传。",
    "file.damaged:entities": (
        "文件里有表格软件不会写出的内容（文档类型声明），为安全起见不读取。请用 Excel 或 WPS 另存为新的 .xlsx"
        " 文件后再上传。"
    ),
    "file.password": "文件设有打开密码。请用 Excel 或 WPS 打开，取消密码保存后再上传。",
    "file.too_large": (
        "文件的内容超出可读取的范围（可能整列、整行设置了内容，或含有大量图片）。请只保留名单，复制到新的表格"
        "文件后再上传。"
    ),
    "file.too_large:rows": "文件的行数太多（一次最多30万行）。请分成几个文件上传。",
    "file.too_large:file": "文件太大（一次最多32 MB）。请分成几个文件上传。",
}
"""By code, or code and what was found instead, of a file that cannot be read."""


def roster(code: str, **words: str) -> str:
    """The sentence of a roster problem."""
    return ROSTER[code].format(**words)


def file(code: str, detail: str = "") -> str:
    """The sentence of a file that cannot be read."""
    return FILE.get(f"{code}:{detail}") or FILE[code]
