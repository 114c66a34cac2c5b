"""Rosters as offices and firms really write them: nothing goes in otherwise than a reader of the paper would say."""

from __future__ import annotations

import pytest

from tests.classes.real_rosters import Paper, faults
from tests.classes.rosters import TODAY, WORDS
from training_app.classes.check import check_roster
from training_app.sheets.model import Workbook

PAPERS = (
    Paper("title and two-line header with groups", {"一": """
威海市2026年数字技术工程师培育项目学员花名册
填报单位（盖章）：某某学校|||填报日期：2026年3月5日
序号|姓名|基本信息||联系方式|单位
||性别|身份证号||
1|于海|男|{1}|{t1}|甲公司
2|丛林|女|{2}|{t2}|乙公司
合计|2人||||
"""}, "一 5 于海 1 sex=male phone=13800000001 employer=甲公司\n一 6 丛林 2 sex=female phone=13800000002 employer=乙公司",
        merges=((2, 2, 2, 3), (2, 0, 3, 0), (2, 1, 3, 1), (2, 4, 3, 4), (2, 5, 3, 5))),
    Paper("sign-in sheet with empty signature columns", {"签到": """
培训签到表
时间：2026年3月5日上午|||地点：三楼
序号|姓名|身份证号码|联系电话|上午签到|下午签到
1|于海|{1}|{t1}||
2|丛林|{2}|{t2}||
3|||||
4|||||
"""}, "签到 4 于海 1 phone=13800000001\n签到 5 丛林 2 phone=13800000002"),
    Paper("scores list", {"成绩": """
姓名|身份证号|理论成绩|实操成绩|总评|是否合格
于海|{1}|85|90|87.5|合格
丛林|{2}|缺考|缺考|0|不合格
平均分||85|90||
"""}, "成绩 2 于海 1\n成绩 3 丛林 2"),
    Paper("subsidy list with bank and amount", {"补贴": """
2026年职业培训补贴申领花名册
序号|姓名|身份证号|开户银行|银行账号|补贴标准（元）|金额（元）|本人签字
1|于海|{1}|农业银行|6228480000000000011|1800|1800|
2|丛林|{2}|工商银行|6222020000000000022|1800|1800|
合计|||||3600|3600|
单位负责人：|||财务负责人：|||经办人：|
"""}, "补贴 3 于海 1 bank_account=6228480000000000011\n补贴 4 丛林 2 bank_account=6222020000000000022"),
    Paper("phone beside a landline column", {"一": """
姓名|身份证号|手机|办公电话|紧急联系人|紧急联系电话
于海|{1}|{t1}|0631-5200000|于父|{t9}
"""}, "一 2 于海 1 phone=13800000001"),
    Paper("employer and department", {"一": """
单位名称：威海某某集团
姓名|部门|职务|公民身份号码|手机号
于海|研发部|主任工程师|{1}|{t1}
"""}, "一 3 于海 1 phone=13800000001 post=主任工程师"),
    Paper("two people in one line", {"一": """
序号|姓名|身份证号|序号|姓名|身份证号
1|于海|{1}|3|宫雪|{3}
2|丛林|{2}|4|毕胜|{4}
"""}, "一 2 于海 1\n一 3 丛林 2\n一 2 宫雪 3\n一 3 毕胜 4"),
    Paper("header once more on every page", {"一": """
序号|姓名|身份证号
1|于海|{1}
第1页共2页||
序号|姓名|身份证号
2|丛林|{2}
第2页共2页||
"""}, "一 2 于海 1\n一 5 丛林 2"),
    Paper("groups of a class", {"一": """
姓名|身份证号|单位
第一组||
于海|{1}|甲公司
第二组（组长：丛林）||
丛林|{2}|乙公司
"""}, "一 3 于海 1 employer=甲公司\n一 5 丛林 2 employer=乙公司"),
    Paper("merged employer", {"一": """
单位|姓名|身份证号
甲公司|于海|{1}
|丛林|{2}
乙公司|宫雪|{3}
"""}, "一 2 于海 1 employer=甲公司\n一 3 丛林 2 employer=甲公司\n一 4 宫雪 3 employer=乙公司", merges=((1, 0, 2, 0),)),
    Paper("same as above", {"一": """
姓名|身份证号|单位|学历
于海|{1}|甲公司|本科
丛林|{2}|同上|〃
"""}, "一 2 于海 1 employer=甲公司 education=bachelor\n一 3 丛林 2 employer=甲公司 education=bachelor"),
    Paper("ticks for sex and schooling", {"一": """
序号|姓名|性别||学历|||身份证号
||男|女|专科|本科|硕士及以上|
1|于海|√|||√||{1}
2|丛林||√|√|||{2}
3|宫雪|√||||√|{3}
"""}, "一 3 于海 1 sex=male education=bachelor\n一 4 丛林 2 sex=female education=college\n一 5 宫雪 3 sex=male education=?",
        merges=((0, 2, 0, 3), (0, 4, 0, 6))),
    Paper("codes of sex explained in the heading", {"一": """
姓名|性别（1男2女）|身份证号
于海|1|{1}
丛林|2|{2}
"""}, "一 2 于海 1 sex=male\n一 3 丛林 2 sex=female"),
    Paper("codes of sex the other way round", {"一": """
姓名|性别（0男1女）|身份证号
于海|0|{1}
丛林|1|{2}
"""}, "一 2 于海 1 sex=?\n一 3 丛林 2 sex=?"),
    Paper("name with a former name", {"一": """
姓名|曾用名|身份证号
于海|于小海|{1}
"""}, "一 2 于海 1"),
    Paper("father's line", {"一": """
姓名|身份证号|家长姓名|家长身份证号|家长电话
于海|{1}|于父|{5}|{t5}
"""}, "一 2 于海 1"),
    Paper("learner and trainer in one line", {"一": """
学员姓名|身份证号|授课教师|教师身份证号
于海|{1}|王老师|{5}
"""}, "一 2 于海 1"),
    Paper("trainer first", {"一": """
教师姓名|教师身份证号|学员姓名|学员身份证号
王老师|{5}|于海|{1}
"""}, "一 2 于海 1"),
    Paper("legal person over the list", {"一": """
企业名称：威海某某有限公司|法人代表：王五|身份证号：{9}
序号|姓名|身份证号
1|于海|{1}
"""}, "一 3 于海 1"),
    Paper("contact under the list", {"一": """
序号|姓名|身份证号|手机
1|于海|{1}|{t1}
联系人|王五|{9}|{t9}
"""}, "一 2 于海 1 phone=13800000001"),
    Paper("phone of the contact under the list", {"一": """
序号|姓名|身份证号|手机
1|于海|{1}|{t1}
填表人：王五|||联系电话：{t9}
"""}, "一 2 于海 1 phone=13800000001"),
    Paper("current and applied level", {"一": """
姓名|身份证号|现有等级|申报等级|申报职业
于海|{1}|初级|中级|工业互联网工程技术人员
"""}, "一 2 于海 1 level=intermediate occupation=industrial_internet"),
    Paper("level of skill beside", {"一": """
姓名|身份证号|技能等级|职称
于海|{1}|高级工|助理工程师
"""}, "一 2 于海 1 held_title=助理工程师"),
    Paper("title and its day", {"一": """
姓名|身份证号|职称|职称取得时间
于海|{1}|工程师|2019.12
"""}, "一 2 于海 1 held_title=工程师"),
    Paper("first and highest schooling", {"一": """
姓名|身份证号|全日制学历||最高学历|
||学历|专业|学历|专业
于海|{1}|大专|机械|本科|电子
"""}, "", merges=((0, 2, 0, 3), (0, 4, 0, 5), (0, 0, 1, 0), (0, 1, 1, 1)), refused="column.ambiguous"),
    Paper("months of birth", {"一": """
姓名|出生年月|身份证号
于海|1990.03|{1}
丛林|1991.03|{2}
"""}, "一 2 于海 1 birth_date=1990-03-07\n一 3 丛林 2 birth_date=?"),
    Paper("age instead of a day", {"一": """
姓名|年龄|身份证号
于海|36|{1}
"""}, "一 2 于海 1"),
    Paper("number parted by spaces and full-width", {"一": """
姓名|身份证号
于 海|371002 19900307 0011
丛　林|３７１００２１９９００３０７００２Ｘ
"""}, "一 2 于海 1\n一 3 丛林 2"),
    Paper("last six digits hidden", {"一": """
姓名|身份证号
于海|371002199003******
丛林|{2}
"""}, "一 2 于海 1\n一 3 丛林 2"),
    Paper("number and phone in one cell", {"一": """
姓名|身份证号及电话
于海|{1} {t1}
"""}, "一 2 于海 1"),
    Paper("name and number in one cell", {"一": """
姓名及身份证号|单位
于海 {1}|甲公司
"""}, "", refused="column.missing"),
    Paper("several phones", {"一": """
姓名|身份证号|电话
于海|{1}|{t1}/{t2}
"""}, "一 2 于海 1"),
    Paper("columns of numbers 1 2 3 under the header", {"一": """
姓名|身份证号|单位
1|2|3
于海|{1}|甲公司
"""}, "一 3 于海 1 employer=甲公司"),
    Paper("filling hints under the header", {"一": """
姓名|身份证号|单位
必填|必填，18位|营业执照全称
（例）张三|371002198001010000|某某公司
于海|{1}|甲公司
"""}, "一 4 于海 1 employer=甲公司"),
    Paper("instructions above", {"一": """
填表说明：1.身份证号为18位；2.单位填全称。
姓名|身份证号|单位
于海|{1}|甲公司
"""}, "一 3 于海 1 employer=甲公司"),
    Paper("left people in the remark", {"一": """
姓名|身份证号|备注
于海|{1}|
丛林|{2}|已退班
"""}, "一 2 于海 1\n一 3 丛林 2"),
    Paper("several sheets by class", {"一班": """
姓名|身份证号
于海|{1}
""", "二班": """
姓名|身份证号
丛林|{2}
"""}, "一班 2 于海 1\n二班 2 丛林 2"),
    Paper("sheet of totals beside", {"名单": """
姓名|身份证号
于海|{1}
""", "统计": """
单位|人数
甲公司|1
"""}, "名单 2 于海 1"),
    Paper("registration forms", {"于海": """
培训学员登记表
姓名|于海|性别|男|照片
身份证号|{1}|民族|汉|
工作单位|甲公司|联系电话|{t1}|
文化程度|本科|所学专业|机械|
""", "丛林": """
培训学员登记表
姓名|丛林|性别|女|照片
身份证号|{2}|民族|汉|
工作单位|乙公司|联系电话|{t2}|
文化程度|大专|所学专业|电子|
"""}, "于海 2 于海 1 sex=male employer=甲公司 phone=13800000001 education=bachelor major=机械\n"
        "丛林 2 丛林 2 sex=female employer=乙公司 phone=13800000002 education=college major=电子"),
    Paper("form with the form's contact", {"表": """
企业报名表
企业名称|甲公司|联系人|王五
联系电话|{t9}||
学员姓名|于海|身份证号|{1}
手机|{t1}|学历|本科
"""}, "表 4 于海 1 phone=13800000001 employer=甲公司 education=bachelor"),
    Paper("form in running lines", {"表": """
报名登记
姓名：于海  性别：男
身份证号：{1}
联系电话：{t1}
"""}, "表 2 于海 1 sex=male phone=13800000001"),
    Paper("form followed by a list of family", {"表": """
姓名|于海|身份证号|{1}
单位|甲公司|电话|{t1}
家庭成员姓名|关系|单位|电话
于父|父子|退休|{t9}
"""}, "表 1 于海 1 employer=甲公司 phone=13800000001"),
    Paper("list without headings", {"表": """
1|于海|{1}|{t1}
2|丛林|{2}|{t2}
"""}, "", refused="sheet.no_header"),
    Paper("name in two columns", {"表": """
No.|Surname|Given name|Passport/ID No.|Company
1|YU|HAI|{1}|ABC Co., Ltd
"""}, "表 2 YU_HAI 1 employer=ABC_Co.,_Ltd"),
    Paper("hanzi and pinyin", {"表": """
姓名|姓名拼音|身份证号
于海|Yu Hai|{1}
"""}, "表 2 于海 1"),
    Paper("totals of men and women", {"表": """
姓名|性别|身份证号
于海|男|{1}
丛林|女|{2}
其中：男1人，女1人||
"""}, "表 2 于海 1 sex=male\n表 3 丛林 2 sex=female"),
    Paper("wrong digit", {"表": """
姓名|身份证号
于海|{1x}
"""}, "表 2 于海 1"),
    Paper("number of the post as a day", {"表": """
姓名|身份证号|岗位|单位
于海|{1}|2026-03-02|2026-03-02
"""}, "表 2 于海 1 post=? employer=?"),
    Paper("bank account that became a day", {"表": """
姓名|身份证号|银行账号
于海|{1}|2026-03-02
"""}, "表 2 于海 1 bank_account=?"),
    Paper("serial before the name", {"表": """
姓名|身份证号
1.于海|{1}
2、丛林|{2}
"""}, "表 2 于海 1\n表 3 丛林 2"),
    Paper("name with its unit", {"表": """
姓名（单位）|身份证号
于海（甲公司）|{1}
"""}, "表 2 于海 1"),
    Paper("occupation with level", {"表": """
姓名|身份证号|培训职业及等级
于海|{1}|大数据工程技术人员（中级）
"""}, "表 2 于海 1 occupation=big_data level=intermediate"),
    Paper("dates of the course beside", {"表": """
姓名|身份证号|培训开始时间|培训结束时间|学时
于海|{1}|2026.3.5|2026.3.20|80
"""}, "表 2 于海 1"),
    Paper("years of work", {"表": """
姓名|身份证号|参加工作时间|工作年限
于海|{1}|2015.7|11年
"""}, "表 2 于海 1 experience_years=11"),
    Paper("graduation", {"表": """
姓名|身份证号|毕业院校及专业|毕业时间|学历
于海|{1}|山东大学机械工程|2012.7|本科
"""}, "表 2 于海 1 graduation_date=2012-07 education=bachelor"),
    Paper("schooling from a time to a time", {"表": """
姓名|身份证号|学历|起止时间
于海|{1}|大专升本科|2009-2013
"""}, "表 2 于海 1 education=?"),
    Paper("person of a household", {"表": """
户主姓名|户主身份证号|姓名|与户主关系|身份证号
于父|{5}|于海|子|{1}
"""}, "表 2 于海 1"),
    Paper("agent who takes the money", {"表": """
姓名|身份证号|代领人姓名|代领人身份证号|代领人银行账号
于海|{1}|于父|{5}|6228480000000000011
"""}, "表 2 于海 1"),
    Paper("account of the firm over the list", {"表": """
收款单位：甲公司|账号：6228480000000000011|
姓名|身份证号|金额
于海|{1}|1800
"""}, "表 3 于海 1"),
    Paper("employer and sending unit", {"表": """
姓名|身份证号|推荐单位|工作单位
于海|{1}|人社局|甲公司
"""}, "表 2 于海 1 employer=甲公司"),
    Paper("social credit code beside", {"表": """
姓名|身份证号|单位|统一社会信用代码
于海|{1}|甲公司|91371000MA3C0000XX
"""}, "表 2 于海 1 employer=甲公司"),
    Paper("old number and new number", {"表": """
姓名|原身份证号|身份证号
于海|371002900307001|{1}
"""}, "表 2 于海 1"),
    Paper("number of the spouse", {"表": """
姓名|身份证号|配偶姓名|配偶身份证号
于海|{1}|丛林|{2}
"""}, "表 2 于海 1"),
    Paper("certificates beside", {"表": """
姓名|身份证号|证书编号|等级证书|发证日期
于海|{1}|S000037100026000001|初级|2025-01-02
"""}, "表 2 于海 1"),
    Paper("names of three signs with spaces", {"表": """
姓  名|身份证号|性  别
欧阳 娜娜|{2}|女
于　 海|{1}|男
"""}, "表 2 欧阳娜娜 2 sex=female\n表 3 于海 1 sex=male"),
    Paper("assessors beside the learners", {"表": """
考评员姓名|考评员身份证号|姓名|身份证号|成绩
王五|{9}|于海|{1}|80
"""}, "表 2 于海 1"),
    Paper("learners beside assessors", {"表": """
姓名|身份证号|成绩|考评员|考评员身份证号
于海|{1}|80|王五|{9}
"""}, "表 2 于海 1"),
    Paper("reserve list under the list", {"表": """
姓名|身份证号
于海|{1}
候补人员|
丛林|{2}
"""}, "表 2 于海 1\n表 4 丛林 2"),
    Paper("title in the line of the header", {"表": """
学员花名册|||
姓名|身份证号|单位|
于海|{1}|甲公司|
制表人：王五|{9}||
"""}, "表 3 于海 1 employer=甲公司"),
    Paper("ticks under applied level", {"表": """
姓名|身份证号|申报等级|||现职称||
||初级|中级|高级|初级|中级|高级
于海|{1}|√|||√||
丛林|{2}||√||||
宫雪|{3}||||||√
"""}, "表 3 于海 1 level=junior held_title=初级\n表 4 丛林 2 level=intermediate\n表 5 宫雪 3 level=? held_title=高级",
        merges=((0, 2, 0, 4), (0, 5, 0, 7), (0, 0, 1, 0), (0, 1, 1, 1))),
    Paper("ticks for what was attended", {"表": """
姓名|身份证号|3月5日|3月6日|3月7日
于海|{1}|√|√|×
丛林|{2}|√||√
"""}, "表 2 于海 1\n表 3 丛林 2"),
    Paper("ticks for papers handed in", {"表": """
姓名|身份证号|身份证复印件|学历证书复印件|照片
于海|{1}|√|√|√
"""}, "表 2 于海 1"),
    Paper("number of men and women of a firm", {"表": """
单位|男|女|联系人|电话
甲公司|1|1|于海|{t1}
"""}, "", refused="sheet.no_header"),
    Paper("number, name, and the same once more", {"表": """
姓名|身份证号|姓名|身份证号（核对）
于海|{1}|于海|{1}
"""}, "表 2 于海 1"),
    Paper("two lines for one person", {"表": """
姓名|身份证号|培训课程
于海|{1}|大数据
||云计算
丛林|{2}|大数据
"""}, "表 2 于海 1\n表 4 丛林 2", merges=((1, 0, 2, 0), (1, 1, 2, 1))),
    Paper("boxes in a list", {"表": """
姓名|身份证号|性别|学历
于海|{1}|☑男 □女|□大专 ☑本科
"""}, "表 2 于海 1 sex=? education=?"),
    Paper("a circle for the sex", {"表": """
姓名|男|女|身份证号
于海|○||{1}
丛林||○|{2}
"""}, "表 2 于海 1\n表 3 丛林 2"),
    Paper("a circle where others have a tick", {"表": """
姓名|性别||身份证号
|男|女|
于海|√||{1}
丛林|○|√|{2}
宫雪|√||{3}
"""}, "表 3 于海 1 sex=male\n表 4 丛林 2 sex=?\n表 5 宫雪 3 sex=male", merges=((0, 1, 0, 2), (0, 0, 1, 0), (0, 3, 1, 3))),
    Paper("form with boxes for the level", {"表": """
申报表
姓名|于海|证件号码|{1}
申报职业|大数据工程技术人员|申报等级|□初级 ☑中级 □高级
性别|☑男 □女|手机号码|{t1}
"""}, "表 2 于海 1 occupation=big_data level=intermediate sex=male phone=13800000001"),
    Paper("form with the label below", {"表": """
姓名|性别|手机
于海|男|{t1}
身份证号||
{1}||
"""}, "", refused="column.missing"),
    Paper("form of a firm with two learners", {"表": """
单位|甲公司|
学员1|姓名|于海
|身份证号|{1}
学员2|姓名|丛林
|身份证号|{2}
"""}, "表 2 于海 1 employer=甲公司\n表 4 丛林 2"),
    Paper("particulars of the contact under a list without numbers", {"表": """
姓名|单位|手机
于海|甲公司|{t1}
丛林|乙公司|{t2}
宫雪|乙公司|{t3}
毕胜|乙公司|{t4}
姓名：王五  身份证号：{9}  电话：{t9}||
"""}, "", refused="column.missing"),
    Paper("a second form that lacks the number", {"表": """
姓名|于海|身份证号|{1}
电话|{t1}|单位|甲公司
姓名|丛林|工号|00{2}
电话|{t2}|单位|乙公司
"""}, "", refused="column.ambiguous"),
    Paper("form whose number is one short", {"表": """
姓名|于海|性别|男
身份证号|3710021990030700|电话|{t1}
"""}, "表 1 于海 1 sex=male phone=13800000001"),
    Paper("a second form without a name", {"表": """
姓名|于海|身份证号|{1}
电话|{t1}|单位|甲公司
姓名||身份证号|{2}
电话|{t2}|单位|乙公司
"""}, "表 1 于海 1 phone=13800000001 employer=甲公司\n表 3 丛林 2 phone=13800000002 employer=乙公司"),
)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_nothing_goes_in_otherwise_than_it_is_meant(paper: Paper) -> None:
    assert faults(paper, check_roster(Workbook("xlsx", paper.drawn()), WORDS, TODAY)) == []
