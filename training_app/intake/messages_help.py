"""What stands on the help pages of codes that many lists have, beside the sentence of the problem itself.

Numbers in the examples are invented: region 371000, born on 1900-01-01.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

OUR_RULE = "本平台读表的约定"
NUMBERS = "GB 11643《公民身份号码》"


class Help(NamedTuple):
    """Why a problem is told, the rule and where it comes from, an example wrong and right, what to do step by step."""

    title: str
    why: str
    rule: str
    source: str
    wrong: str
    right: str
    steps: tuple[str, ...]


CARD = "拿学员本人的证件（或复印件）逐位对照"
HERE = "在核对页点“更正”改这一格，或在原文件里改好再传一次"
RENAMED = "确属改名的，这里先按登记的姓名填写；改名在该学员参加的下一个班次导入名单时登记"
"""What to do in lists that only name people the register knows."""
RESEND = "重新上传；已经导入的不会重复"


def empty(label: str, why: str, right: str, rule: str = "", source: str = OUR_RULE) -> Help:
    """The words of a cell that must be filled in and is not."""
    return Help(f"{label}为空", why, rule or f"每行都填写{label}。", source, "（空）", right, (f"补填{label}", HERE))


PEOPLE: dict[str, Help] = {
    "name.missing": Help(
        "姓名为空", "没有姓名不能登记，也不能和证件号码互相印证。", "一行一人，每行都有姓名。", OUR_RULE, "（空）",
        "王小明", (CARD, HERE)),
    "name.invalid": Help(
        "姓名写法不对", "证书和名单上的姓名必须和证件一字不差。", "只写证件上的姓名，不写备注、职务、序号。", OUR_RULE,
        "王小明（组长）", "王小明", ("备注的话写到“备注”列", HERE)),
    "name.private_use": Help(
        "姓名里有自造字", "自造字在别的电脑、证书打印机上会变成空框或别的字。", "姓名用国家标准字符集里的字。",
        "GB 18030-2022《信息技术 中文编码字符集》", "王□明（自造字）", "王䶮明", ("查出对应的标准汉字", HERE,
        "没有标准字的可以照常导入，请在备注里写明读音和字形")),
    "identity.missing": Help(
        "证件号码为空", "号码是认人的唯一依据，没有号码分不清同名的人。", "每行都有有效身份证件的号码。", OUR_RULE,
        "（空）", "371000190001010011", (CARD, HERE)),
    "identity.length": Help(
        "证件号码位数不对", "多一位、少一位都不是这个人的号码。", "居民身份证号码共 18 位。", NUMBERS,
        "37100019000101001", "371000190001010011", (CARD, HERE)),
    "identity.check_digit": Help(
        "证件号码校验码不对", "末位对不上，说明前面至少有一位写错；放过去就会登记成另一个人。",
        "末位由前 17 位按规定的公式算出，可以是数字，也可以是 X。", NUMBERS, "371000190001010017", "371000190001010011",
        (CARD, "不要自己换末位凑数：错的往往是中间的一位", HERE)),
    "identity.birth_date": Help(
        "号码里的出生日期不可能", "第 7 至 14 位是出生年月日，没有这一天就不是真号码。", "第 7 至 14 位是实有的日期。",
        NUMBERS, "371000190013010011（13 月）", "371000190001010011", (CARD, HERE)),
    "identity.fifteen_digits": Help(
        "15 位的旧号码", "旧号码没有校验码，也可能重号，不能用来登记。",
        "2013 年起第一代居民身份证停止使用，号码为 18 位。", "《居民身份证法》和 GB 11643", "371000000101001",
        "371000190001010011", ("给了建议值的，那是推算的，先和证件核对", "核对一致再采用，不一致的照证件填写")),
    "identity.lost_digits": Help(
        "号码的后几位已经丢失", "表格软件只保留 15 位有效数字，后面变成 000，原来的数字找不回来，也不能猜。",
        "号码列要设成“文本”格式再录入。", OUR_RULE, "371000190001010000（或 3.71E+17）", "371000190001010011",
        ("选中号码列，设为“文本”格式", "对照证件重新录入这一格，只改显示格式是不够的", RESEND)),
    "identity.unknown_kind": Help(
        "认不出是哪种证件", "不同证件号码的写法不同，认不出就不能核对。",
        "可以用：居民身份证、港澳台居民居住证、港澳居民来往内地通行证、台湾居民来往大陆通行证、外国人永久居留身份证、护照。",
        OUR_RULE, "证件类型空着，号码 12345678", "证件类型：台湾居民来往大陆通行证；号码 12345678",
        ("在“证件类型”列写明证件名称", "号码照证件写全，字母也要写")),
    "identity.kind_mismatch": Help(
        "号码和证件类型不符", "类型写错，以后按类型查不到这个人。", "按号码的样子识别证件类型，并提醒核对。", OUR_RULE,
        "证件类型：护照；号码 371000190001010011", "证件类型：居民身份证；号码 371000190001010011",
        ("已按号码识别，可以照常导入", "类型写错的在原文件里改过来")),
}
"""Names and numbers of documents."""

TABLE: dict[str, Help] = {
    "column.missing": Help(
        "缺少必需的列", "没有这一列，一行说的是谁、是什么就不能确定，系统不猜。",
        "表头里要有这种名单必需的列，上传页写明是哪几列。", OUR_RULE, "表头：序号、单位、电话",
        "表头：序号、姓名、身份证号、单位、电话", ("表头另有叫法的，在“列的对应”页指明是哪一列",
        "真没有这一列的，补上后重新上传")),
    "column.ambiguous": Help(
        "有几列都像同一项", "两列内容不同，系统不能替您选哪一列是真的。", "一项内容只有一列。", OUR_RULE,
        "“电话”和“手机”两列，号码不同", "只留“手机”一列", ("在“列的对应”页指明用哪一列",
        "或在原文件里删去、改名后重新上传")),
    "row.hidden": Help(
        "读了隐藏的行", "隐藏的行可能是筛选剩下的，也可能是不要的。",
        "隐藏的行照常读取并逐行说明，不悄悄丢掉，也不悄悄加上。", OUR_RULE, "筛选后只看得见 30 行，文件里有 42 行",
        "取消筛选，删去不要的 12 行", ("在原文件里取消筛选和隐藏", "不要的行删去后重新上传")),
    "row.struck": Help(
        "读了划掉的行", "划了删除线的行多半是已经退出的人，也可能是误点，系统不替您决定。",
        "姓名或号码划了删除线的行照常读取并逐行说明，不悄悄丢掉，也不悄悄加上。", OUR_RULE,
        "“李明”一行划了删除线", "已退出的，删去这一行；没有退出的，去掉删除线",
        ("不要的行删去后重新上传", "要的行可以照常导入")),
    "row.set_apart": Help(
        "文件把这一行和其他行分开", "写在“候补名单”“退出人员”“工作人员”之下，或备注“不参加”的人，通常不在名单之内。",
        "小标题、工作表名称、序号或备注这样写的行照常读取并逐行说明，“原值”是文件里的那句话。", OUR_RULE,
        "备注：不参加", "不参加的人，删去这一行", ("不要的行删去后重新上传", "要的行可以照常导入")),
    "column.hidden": Help(
        "读了隐藏的列", "隐藏的列常是旧数据，也可能正是要用的，系统不替您决定。", "隐藏的列照常读取并说明。", OUR_RULE,
        "D 列隐藏，里面是去年的电话", "删去 D 列，或取消隐藏",
        ("在原文件里取消隐藏看一看", "不要的删去后重新上传，要的可以照常导入")),
    "sheet.hidden": Help(
        "读了隐藏的工作表", "隐藏的工作表里也有名单，可能是旧的一份。", "隐藏的工作表照常读取并说明。", OUR_RULE,
        "“名单(旧)”被隐藏", "删去“名单(旧)”", ("取消隐藏看一看", "旧的删去后重新上传")),
    "sheet.unread": Help(
        "有一张没有表头的工作表没有读", "没有表头，系统不知道每一列是什么，也不会去猜；不说明，那些人就漏了。",
        "没有表头、却有一列大多是身份证号码的工作表会单独说明。", OUR_RULE, "“续表”第 1 行就是内容，没有列名",
        "“续表”第 1 行是列名，第 2 行起是内容",
        ("要读的，在“确认列的对应”页勾选这张表并选好各列", "不要的可以照常导入")),
    "sheet.no_header": Help(
        "没有找到名单的表头", "没有表头，系统不知道每一列是什么，也不会去猜。", "有一行同时写着这种名单必需的列名。",
        OUR_RULE, "第一行就是内容，没有列名", "第一行是列名，如“姓名 身份证号”，第二行起是内容",
        ("核对是不是传错了文件", "没有表头的补一行列名，或在“列的对应”页指明")),
    "file.unreadable": Help(
        "不是能读取的表格", "图片、PDF、压缩包里的名单读不出格子。", "Excel、WPS 表格、ODS、CSV 都可以。", OUR_RULE,
        "名单.pdf", "名单.xlsx", ("找到原来的表格文件", "没有的，复制到 Excel 或 WPS 表格里另存")),
    "file.damaged": Help(
        "文件已损坏", "文件没有传完整，或被别的软件改坏了。", "文件能用 Excel 或 WPS 打开。", OUR_RULE,
        "打不开的 名单.xlsx", "另存为新的 名单.xlsx", ("用 Excel 或 WPS 打开，另存为新文件", RESEND)),
    "file.password": Help(
        "文件设有打开密码", "加了密的内容读不出来，平台也不收密码。", "上传没有打开密码的文件。", OUR_RULE,
        "打开时要密码", "取消密码后保存", ("用 Excel 或 WPS 打开，取消密码后保存", RESEND)),
    "file.too_large": Help(
        "文件太大", "过大的文件多半带着整列的格式或图片，会拖慢所有人。", "一次最多 32 MB、30 万行。", OUR_RULE,
        "整张表设了格式，占 100 万行", "只留名单，复制到新文件", ("把名单复制到新的表格文件", "行太多的分成几个文件")),
}
"""The file, its tables and their columns."""

CELLS: dict[str, Help] = {
    "value.lost_digits": Help(
        "这一格的后几位已经丢失", "表格软件只保留 15 位有效数字，后面变成 0 或显示成科学计数，原来的数字找不回来。",
        "凭证号、证书编号这类长号码要设成“文本”格式再录入。", OUR_RULE, "20260301000012300000（或 2.02603E+19）",
        "20260301000012345678", ("选中这一列，设为“文本”格式", "对照原件重新录入，只改显示格式是不够的", RESEND)),
    "value.day": Help(
        "编号被改成了日期", "在表格里直接输入 2025-07 这样的编号，软件会当成日期存成 2025 年 7 月 1 日，原来写的是什么找不回来。",
        "班次编号、凭证号、证书编号要设成“文本”格式再录入。", OUR_RULE, "2025-07-01（或 Jul-25）", "2025-07",
        ("选中这一列，设为“文本”格式", "对照原件重新录入，只改显示格式是不够的", RESEND)),
    "value.failed": Help(
        "公式没有结果", "登记的是结果，不是公式。“#N/A”一类是公式查不到或算不出；“#CALC!”是文件保存前没有算过。",
        "提交的名单里写数值，不写公式。", OUR_RULE, "#N/A", "威海某某公司",
        ("在 Excel 或 WPS 里打开文件，改好公式", "复制后“选择性粘贴”为数值", RESEND)),
    "value.ditto": Help(
        "这一格写的是“同上”", "行会被排序、删减，“同上”指的是哪一行就说不清了。", "每行都写明内容，不用“同上”“〃”代替。",
        OUR_RULE, "同上", "PZ-2026-0001", ("核对上一行的内容", "给了建议值的，一致就采用；没有的在原文件里写出来", RESEND)),
    "value.merged": Help(
        "数额跨行合并", "合并的一格可能是每行各这么多，也可能是几行一共这么多，差几倍。", "金额逐行写明，不跨行合并。",
        OUR_RULE, "两行合并，写 3600", "两行各写 1800", ("在原文件里取消合并", "逐行写明", RESEND)),
    "value.share": Help(
        "成绩不到 1 分", "显示成 82% 的格子，表格软件里存的是 0.82；照着登记就成了不到 1 分。", "成绩按百分制写，0 到 100。",
        OUR_RULE, "0.82（显示为 82%）", "82", ("核对成绩单", "一致的采用建议值，或把该列改成常规格式后重新录入", RESEND)),
    "column.unit": Help(
        "单位不是这里用的单位", "把万元当作元、把天数当作学时登记，数字就错了几倍到上万倍。",
        "金额一律按元，学时一律按学时，成绩一律按百分制。", OUR_RULE, "金额（万元）：0.18", "金额（元）：1800",
        ("在原文件里换算好这一列", "把列名、表头上写的单位改过来", RESEND)),
}
"""Cells and columns of lists of one line per record."""

NO_PAGE = "没有这个代码的说明。请核对代码，或在这种名单的问题说明里查找。"
EXAMPLE_WORDS = {
    "fields": "人数、考核计划", "most": "200", "approved": "2026-06-10",
    "first": "8", "heading": "手机", "sheet": "名单(旧)", "line": "3", "wanted": "证件号码", "sheets": "一班、二班",
    "examples": "身份证号、证件号码", "columns": "D列“电话”、F列“手机”", "number": "（编号）", "state": "已经结业",
    "letter": "F", "day": "2026-03-05", "last": "2026-03-12", "session": "3", "why": "同一时间已登记在别的班次到课。",
    "sessions": "3、4", "level": "初级", "completed": "2026-03-20", "years": "1",
    "rule": "某职业国家职业技术技能标准中级申报条件", "asks": "（1）取得助理工程师职称满 2 年；（2）……", "where": "名单和登记中",
    "found": "学历 大专，职称 没有，本职业证书 没有；登记中另有的也不符合", "what": "等级", "filed": "初级",
    "owner": "（其他机构）", "seats": "40",
    "voucher": "PZ-2026-0001", "on": "2025-11-02", "mark": "60", "unverified": "",
    "registered": "（登记的）", "codes": "（代码）", "label": "地址", "before": " 2026-12-31", "after": "2028-12-31",
    "value": "（登记的）", "source": "（文号）",
    "year": "2023", "days": "2", "hours": "24", "limit": "8", "entries": "WH2023-0147 32 学时", "batch": "RB2026-0012",
    "title": "工程技术助理工程师", "titled": "金额（万元）", "unit": "万元", "right": "元", "known_from": "补录批次 RB2026-0012",
}  # fmt: skip
"""What the placeholders of a sentence are filled with on its page."""
EXAMPLE_WORDS_OF = {
    "overlaps": {"first": "2025-07-01"}, "shorter": {"before": "2028-12-31", "after": "2026-12-31"},
}
"""Others for problems whose sentences mean something else by a placeholder, by the last part of their codes."""
EXAMPLE_COLUMNS = "B列“{one}”、D列“{other}”"
"""Two columns that look like the same one."""
LIST_MARK = "、"


def example_words(code: str, wanted: str, headings: Sequence[str]) -> dict[str, str]:
    """The invented words for a problem of a list that needs the column `wanted`, known by these headings."""
    own = {
        "wanted": wanted, "examples": LIST_MARK.join(headings[:4]),
        "columns": EXAMPLE_COLUMNS.format(one=headings[0], other=headings[1] if len(headings) > 1 else wanted),
    }
    return EXAMPLE_WORDS | own | EXAMPLE_WORDS_OF.get(code.rpartition(".")[2], {})
