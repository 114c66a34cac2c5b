"""Sentences every list shares: what is wrong with a name, a number or a file, and what to do. Never a personal number."""

from __future__ import annotations

SHARED: dict[str, str] = {
    "name.missing": "姓名为空。请按身份证件补填。",
    "identity.missing": "证件号码为空。请按身份证件补填。",
    "name.invalid": "姓名中有不能用在姓名里的字符或不完整。请按身份证件上的姓名填写，不加括号说明、数字和称谓。",
    "name.private_use": (
        "姓名中有旧系统的自造字，换一台电脑可能显示成别的字。请对照身份证件改用标准汉字（GB 18030-2022），确"
        "无标准字的可保留并说明。"
    ),
    "identity.length": "证件号码位数不对。居民身份证号码为18位，请对照证件逐位核对。",
    "identity.check_digit": (
        "证件号码的校验码不对（GB 11643：末位由前17位算出），说明至少有一位录错。请对照证件逐位核对。"
    ),
    "identity.birth_date": "证件号码第7至14位不是可能的出生日期。请对照证件逐位核对。",
    "identity.fifteen_digits": (
        "这是15位的旧号码，2013年起已停止使用。请对照证件填写18位号码。"
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
    "row.hidden": "这一行在文件中是隐藏的，已照常读取。请确认是否应列入名单。",
    "row.struck": "这一行在文件中划了删除线，已照常读取。请确认是否仍应列入名单，不应列入的在原文件里删去这一行。",
    "row.set_apart": (
        "文件中的文字把这一行和名单上的其他行分开（如候补、退出、工作人员、教师），已照常读取。请确认是否应列入名单，不应列入的在"
        "原文件里删去这一行。"
    ),
    "column.hidden": "“{heading}”列在文件中是隐藏的，已照常读取。请确认内容是否有效。",
    "sheet.hidden": "工作表“{sheet}”在文件中是隐藏的，其中的名单已照常读取。请确认是否应列入名单。",
    "sheet.unread": (
        "工作表“{sheet}”没有表头，里面像是名单，没有读取。要读的，在“确认列的对应”里勾选这张表并选好各列；不要的可以照常导入。"
    ),
    "column.missing": "第{line}行的表头里没有“{wanted}”列。请补上这一列（列名可写：{examples}）后重新上传。",
    "column.ambiguous": (
        "第{line}行的表头里有几列都像“{wanted}”：{columns}，内容又不相同。请只保留一列，或把其余各列改名。"
    ),
}
"""By code of a problem; placeholders are filled with words of the file, never with a person's data."""

PLAIN: dict[str, str] = {
    "value.lost_digits": (
        "这一格被表格软件按数字保存，后几位已经丢失，无法还原。请把该列设为“文本”格式，对照原件重新录入。"
    ),
    "value.day": (
        "这一格在表格里是日期，不是编号：编号（如 2025-07）被表格软件改成了日期，原来怎么写已看不出来。请把该列设为“文本”格式，"
        "对照原件重新录入。"
    ),
    "value.failed": "这一格的公式没有算出结果。请在 Excel 或 WPS 里改好公式、改成数值，保存后再上传。",
    "value.ditto": "这一格写的是“同上”一类的符号，没有写明内容。请写出与上一行相同的内容。",
    "value.merged": "这一格和上下几行合并在一起，看不出是每行各这么多，还是几行一共这么多。请取消合并，逐行写明。",
    "value.share": "这里按百分制登记成绩，这一格不到1分，像是按百分数保存的（82%在表格里存为0.82）。请核对后写成0到100的分数。",
    "column.unit": (
        "表里“{titled}”写明的单位是“{unit}”，这里只按“{right}”登记，系统不自行换算。请在表里换算成“{right}”并改掉单位后重"
        "新上传。"
    ),
}
"""The same for lists of one line per record."""

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


def file(code: str, detail: str = "") -> str:
    """The sentence of a file that cannot be read."""
    return FILE.get(f"{code}:{detail}") or FILE[code]
