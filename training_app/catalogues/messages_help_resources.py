"""What stands on the help pages of lists of trainers and of venues, beside the sentence of the problem itself."""

from __future__ import annotations

from training_app.intake.messages_help import CELLS, HERE, OUR_RULE, PEOPLE, RESEND, TABLE, Help, empty

_DUTY = "威人社函〔2023〕25号 六（二）（加强师资、课程、基础建设）"
_STANDARD = "国家职业标准（数字技术工程技术人员）"
_CERTIFICATE = "对照证书原件"
_ONE_LINE = "一人一证只写一行。"
_ONE_ROOM = "一间教室只写一行。"
_NOT_REVIVED = ("停用是有意做的，名单不悄悄恢复。", "停用的不由名单恢复。", OUR_RULE)
_LIST_RULES = "名单与登记不同的，以名单为准；名单没有写的保持原样。"
_LOOK_TWICE = ("核对是不是要改", "改错了的，导入后可整批撤销")

TRAINER_HELP: dict[str, Help] = {
    **TABLE, **CELLS,
    "name.missing": empty("姓名", "课表里按姓名认教师。", "王小明", "写身份证件上的姓名。"),
    "name.invalid": PEOPLE["name.invalid"], "name.private_use": PEOPLE["name.private_use"],
    "document.missing": empty("证书名称", "审核课表时要看教师凭什么授课。", "师资培训证书", "每人写明一份证书或文件。", _DUTY),
    "document_number.missing": empty("证书编号", "同名的人靠编号区分。", "SZ2024001", "写证书上的编号。", _DUTY),
    "document_number.identity": Help(
        "证书编号里是身份证号码", "身份证号码是个人信息，师资登记用不着，也不保存。", "只写证书上的编号。", OUR_RULE,
        "371000190001010011", "SZ2024001", (_CERTIFICATE, HERE, "证书就用身份证号码编号的，写发证单位给的流水号")),
    "occupation.missing": empty("可授职业", "不知道能授什么，审核课表时无从核对。", "大数据工程技术人员、人工智能工程技术人员"),
    "occupation.unknown": Help(
        "认不出职业", "认不出就不能和班次核对。", "写国家职业标准里的职业名称，几个的用顿号隔开。", _STANDARD, "电脑培训",
        "大数据工程技术人员", (HERE,)),
    "occupation.twice": Help(
        "一个职业写了两个等级", "系统不能替您选。", "一个职业写最高能授的一个等级。", OUR_RULE, "大数据初级、大数据高级",
        "大数据高级", (HERE,)),
    "direction.ignored": Help(
        "写了职业方向", "师资按职业和等级登记，审核也按职业和等级核对。", "可授职业不分方向。", OUR_RULE,
        "大数据（大数据分析方向）", "大数据工程技术人员", ("照常导入，方向不登记",)),
    "level.missing": empty("可授等级", "没有等级，审核时不知道能不能授这个班。", "中级", "写最高能授的等级。"),
    "level.unknown": Help(
        "认不出可授等级", "专业技术等级和职业技能等级是两套证书，不能混用。", "写初级、中级或高级，写最高能授的一个。", _STANDARD,
        "三级", "中级", (HERE,)),
    "level.contradict": Help(
        "两处等级不一致", "系统不能替您选。", "等级只写一处，或两处一致。", OUR_RULE, "职业写“大数据中级”，等级写“高级”",
        "只写“可授等级”列", (HERE,)),
    "date.invalid": Help(
        "日期不能确定", "一个写法有两种读法时，系统不替您选。", "写明年、月、日。", OUR_RULE, "2026年1月", "2026-01-01",
        (_CERTIFICATE, HERE)),
    "dates.reversed": Help(
        "有效期止早于有效期起", "这样的证书一天也没有有效过。", "有效期止不早于有效期起。", OUR_RULE, "2026-01-01 至 2025-12-31",
        "2026-01-01 至 2028-12-31", (_CERTIFICATE, HERE)),
    "dates.contradict": Help(
        "两处有效期不一致", "系统不能替您选哪一处是真的。", "有效期只写一处，或几处写得一致。", OUR_RULE,
        "有效期至 2028-12-31，失效日 2028-12-31", "有效期至 2028-12-31，失效日 2029-01-01", (_CERTIFICATE, HERE)),
    "valid_from.missing": empty(
        "有效期起", "不知道从哪天起有效，就不能判断上课那天能不能授课。", "2025-01-01",
        "写证书从哪天起有效；没有写的填发证日期。"),
    "validity.unclear": Help(
        "有效期看不出起止", "“三年”不知道从哪天算起，系统不替您算。", "一格里写起止两天，或写起始日和“长期”。", OUR_RULE, "三年",
        "2026-01-01至2028-12-31", (_CERTIFICATE, HERE)),
    "text.too_long": Help(
        "内容太长", "过长的内容多半是几格粘在了一起。", "职务或职称最多 50 个字，证书名称 100 个字，证书编号 60 个字。", OUR_RULE,
        "整段简历粘在“职务”里", "高级工程师", ("只留这一列的内容", HERE)),
    "row.duplicate": Help(
        "重复的一行", "同一人写一次就够。", _ONE_LINE, OUR_RULE, "第 8 行和第 21 行相同", "只留第 8 行", ("删去重复的一行",)),
    "row.contradiction": Help(
        "同一人的两行不一致", "系统不能替您选哪一行是真的。", _ONE_LINE, OUR_RULE, "一行写大数据，一行写人工智能",
        "一行写“大数据、人工智能”", ("在原文件里合并成一行", RESEND)),
    "row.same_name": Help(
        "文件里有同名的人", "可能是两个人，也可能一个人写了两份证书。", "一人写一份现在用的证书。", OUR_RULE,
        "同一人写了新旧两份证书", "只留新证书", ("确是两个人的照常导入", "同一人的删去旧的一行")),
    "row.imported": Help(
        "导入过的行改成了另一人", "原来那一位已经登记，改了行不会自动删掉。", "一行说的是同一人。", OUR_RULE,
        "把已导入的一行换成另一个人", "另起一行", ("原来的在师资页修改或停用", "或在名单里另起一行", RESEND)),
    "trainer.change": Help(
        "已登记，内容有变", "导入会改登记的内容，要看清是不是要改。", _LIST_RULES, OUR_RULE,
        "登记到 2026 年底，名单写到 2028 年底", "核对无误后照常导入", _LOOK_TWICE),
    "trainer.same_name": Help(
        "已登记同名的人", "同一人登记两次，时间冲突就查不全。", "一人只登记一条；换证的改原来那一条。", OUR_RULE,
        "换了新证书，又作为新人上传", "在师资页改那一条的证书", ("同一人的：删去这一行，到师资页修改", "不是同一人的：照常导入")),
    "trainer.ended": Help(
        "师资已停用", *_NOT_REVIVED, "已离职的人还在名单里", "从名单里删去", ("不用的删去这一行", "仍要用的，到师资页登记")),
}  # fmt: skip
"""By code."""
VENUE_HELP: dict[str, Help] = {
    **TABLE, **CELLS,
    "venue.missing": empty("场地名称", "不知道教室在哪个场地。", "高区实训中心", "每行写明场地，同一场地写得一样。"),
    "room.missing": empty("教室", "课表里按教室核对占用和座位。", "301 教室", "一间教室一行。"),
    "seats.invalid": Help(
        "座位数不对", "座位少于班额时要提醒审核的人。", "1 到 20000 的整数。", OUR_RULE, "若干", "60", (HERE,)),
    "district.unknown": Help(
        "认不出区市", "区市决定归谁管理和检查。", "写本市区市的名称。", OUR_RULE, "市区", "环翠区", (HERE,)),
    "district.missing": empty("区市", "新场地要知道归哪个区市。", "环翠区", "新场地在任一行写明所在区市。"),
    "address.missing": empty("地址", "现场检查要找得到。", "文化西路 180 号", "新场地在任一行写明地址。", _DUTY),
    "shared.unknown": Help(
        "认不出能不能共用", "共用的场地，其他机构的课表里也能选。", "写“是”或“否”；不填按只有本机构用。", OUR_RULE,
        "视情况", "是", (HERE,)),
    "text.too_long": Help(
        "内容太长", "过长的内容多半是几格粘在了一起。", "场地和教室名称最多 50 个字，地址 200 个字。", OUR_RULE,
        "乘车路线粘在“地址”里", "文化西路 180 号", ("只留这一列的内容", HERE)),
    "row.duplicate": Help(
        "重复的一行", "同一间教室写一次就够。", _ONE_ROOM, OUR_RULE, "第 8 行和第 21 行相同", "只留第 8 行", ("删去重复的一行",)),
    "row.contradiction": Help(
        "同一间教室的两行不一致", "系统不能替您选哪个座位数是真的。", _ONE_ROOM, OUR_RULE, "一行 40 座，一行 60 座",
        "只留一行 60 座", ("核对后在原文件里只留一行", RESEND)),
    "venue.contradict": Help(
        "同一场地前后不一致", "一个场地只有一个地址。", "同一场地的区市、地址、共用写得一致，或只写一行。", OUR_RULE,
        "一行文化西路，一行成山大道", "都写文化西路 180 号", ("是两个场地的，名称区分开", HERE)),
    "row.imported": Help(
        "导入过的行改成了另一间", "原来那一间已经登记，改了行不会自动删掉。", "一行说的是同一间教室。", OUR_RULE,
        "把已导入的“301”改成“401”", "另起一行写“401”", ("原来的在场地页修改", "或在名单里另起一行", RESEND)),
    "venue.change": Help(
        "场地已登记，内容有变", "导入会改登记的内容，要看清是不是要改。", _LIST_RULES, OUR_RULE, "登记文化西路，名单成山大道",
        "核对无误后照常导入", _LOOK_TWICE),
    "room.change": Help(
        "座位数有变", "座位变少，已排的班可能坐不下。", _LIST_RULES, OUR_RULE, "登记 60 座，名单 40 座", "核对无误后照常导入",
        _LOOK_TWICE),
    "venue.shared": Help(
        "其他机构已登记同名场地", "同一个地方登记两次，占用冲突就查不出来。", "可共用的场地由一家登记，其他机构直接选用。",
        OUR_RULE, "把别家的共用场地又传一遍", "课表里直接选那个场地", ("同一个地方的：删去这一行", "不是的：照常导入")),
    "venue.ended": Help(
        "场地已停用", *_NOT_REVIVED, "已退租的场地还在名单里", "从名单里删去", ("不用的删去这几行", "仍要用的，到场地页登记")),
    "room.ended": Help(
        "教室已停用", *_NOT_REVIVED, "已改作库房的教室还在名单里", "从名单里删去",
        ("不用的删去这一行", "仍要用的，到场地的修改页恢复")),
    "venue.full": Help(
        "教室太多", "太多的教室没有人能逐间核对。", "一个场地最多 60 间教室。", OUR_RULE, "第 61 间", "按楼分成两个场地",
        ("分成几个场地", RESEND)),
}  # fmt: skip
"""By code."""
