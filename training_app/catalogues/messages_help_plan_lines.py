"""What stands on the help pages of lists of plan lines, beside the sentence of the problem itself."""

from __future__ import annotations

from training_app.intake.messages_help import CELLS, HERE, OUR_RULE, RESEND, TABLE, Help, empty

_AGREED = "威人社函〔2023〕25号 四（一）（商评价机构确定专业技术等级考核计划和方案）"
_STANDARD = "国家职业标准（数字技术工程技术人员）"
_SAME = "同一职业、方向、等级和评价机构只写一行。"

HELP: dict[str, Help] = {
    **TABLE, **CELLS,
    "occupation.missing": empty("职业", "不知道是哪个职业，就不能列入方案。", "大数据工程技术人员"),
    "occupation.unknown": Help(
        "认不出职业", "认不出就不能和以后备案的班次核对。", "写国家职业标准里的职业名称，一行一个。", _STANDARD, "电脑培训",
        "大数据工程技术人员", (HERE, "一格里有几个职业的，分成几行")),
    "direction.unknown": Help(
        "没有这个方向", "方向写错，班次就对不上方案。", "写标准里的方向；不分方向的留空。", _STANDARD, "综合",
        "大数据分析", (HERE,)),
    "direction.contradict": Help(
        "两处方向不一致", "系统不能替您选。", "方向只写一处，或两处一致。", OUR_RULE, "“职业”写一个方向，“方向”写另一个",
        "只写“方向”列", (HERE,)),
    "level.missing": empty("等级", "分等级培训和考核，没有等级不能列入。", "初级"),
    "level.unknown": Help(
        "认不出等级", "专业技术等级和职业技能等级是两套证书，不能混用。", "专业技术等级分初级、中级、高级。", _STANDARD, "三级",
        "中级", (HERE,)),
    "level.several": Help(
        "一格里有几个等级", "每个等级的考核各是一项。", "一行写一个等级。", OUR_RULE, "初级、中级", "分成两行",
        ("在原文件里分成几行", RESEND)),
    "level.contradict": Help(
        "两处等级不一致", "系统不能替您选。", "等级只写一处，或两处一致。", OUR_RULE, "“职业”里写初级，“等级”写中级",
        "只写“等级”列", (HERE,)),
    "body.missing": empty("评价机构", "考核计划要由它在平台上确认。", "某某评价中心（全称）", "每行写明一家评价机构。", _AGREED),
    "body.unknown": Help(
        "没有这个评价机构", "认不出就没有人来确认考核计划。", "写登记的全称或统一社会信用代码；方案年度里要有有效资格。", _AGREED,
        "省中心", "某某省数字技能评价中心", ("从机构页查评价机构的全称和有效期", HERE, "没有登记的，请联系市局")),
    "body.several": Help(
        "有几家同名的评价机构", "认错就发给了别家确认。", "同名的用统一社会信用代码区分。", OUR_RULE, "某某评价中心",
        "它的统一社会信用代码", ("从机构页查代码", HERE)),
    "body.scope": Help(
        "不在评价范围内", "范围之外的职业、等级，它不能考核。", "评价机构只考核公布范围内的职业和等级。", _AGREED,
        "初级范围的机构，写高级", "换一家范围内有高级的机构", ("从机构页查它的评价范围", HERE)),
    "classes.invalid": Help(
        "班数不对", "班数是方案的数，以后和备案的班次对照。", "1 到 500 的整数。", OUR_RULE, "若干", "2", (HERE,)),
    "headcount.invalid": Help(
        "人数不对", "人数是方案的数，以后和备案的班次对照。", "1 到 100000 的整数，写各班合计。", OUR_RULE, "每班约 40", "80",
        (HERE,)),
    "months.missing": empty("开班月份", "最早的月份决定方案要在什么时候前备案好。", "3月至10月"),
    "months.invalid": Help(
        "开班月份不能确定", "一个写法有两种读法时，系统不替您选。", "写一个月或从几月到几月；“全年”“上半年”“一季度”也可以。",
        OUR_RULE, "春季", "3月至5月", (HERE,)),
    "assessment_plan.missing": empty(
        "考核计划", "评价机构按它确认，没有就无从确认。", "结业后一个月内，理论机考、实操现场考核", "", _AGREED),
    "text.too_long": Help(
        "考核计划太长", "太长的内容在确认页上看不清。", "最多 500 个字。", OUR_RULE, "整份方案贴在一格里", "写要点，全文另作附件",
        (HERE, "全文在方案页上传")),
    "row.duplicate": Help(
        "重复的一行", "同一项写一次就够。", _SAME, OUR_RULE, "第 8 行和第 21 行相同", "只留第 8 行", ("删去重复的一行",)),
    "row.contradiction": Help(
        "同一项的两行不一致", "系统不能替您选哪一行是真的，也不替您相加。", _SAME, OUR_RULE, "一行 2 班，一行 3 班", "一行 5 班",
        ("在原文件里合并成一行", RESEND)),
    "row.imported": Help(
        "导入过的行改成了另一项", "原来那一项已在方案里，改了行不会自动删掉它。", "一行说的是同一项。", OUR_RULE,
        "原来写初级，改好的名单写中级", "另起一行写中级", ("在方案页删除原来的一项", "或在名单里另起一行", RESEND)),
    "line.change": Help(
        "方案里已有这一项", "改动后，评价机构原来的确认就不算了。", "名单与方案不同的，以名单为准并重新确认。", _AGREED,
        "方案 80 人，名单 120 人", "核对无误后照常导入", ("核对是不是要改", "无误的照常导入，再请评价机构确认")),
    "plan.full": Help(
        "项目太多", "太多的项目没有人能逐项核对。", "一份方案最多 200 项。", OUR_RULE, "第 201 项", "合并同一职业等级的项目",
        ("合并或删去", RESEND)),
}  # fmt: skip
"""By code."""
