"""Headings in any wording, and cells of schooling and programme."""

from __future__ import annotations

import pytest

from tests.classes.rosters import WORDS
from training_app.classes.columns import recognise
from training_app.classes.columns_programme import Programme
from training_app.classes.columns_schooling import (
    understand_account,
    understand_degree,
    understand_education,
    understand_full_time,
    understand_outcome,
    understand_years,
)
from training_app.sheets.layout import heading_key

HEADINGS = {
    "identity_number": (
        "身份证号 身份证号码 公民身份号码 证件号码 证件号 *身份证号（18位） 身份证号码：文本格式 居民身份证号码 "
        "有效证件号码 证件号码* ID 身份证号/ID"
    ),
    "name": "姓名 学员姓名 姓　名 *姓名 姓名（与身份证一致） 姓\n名 1.姓名 参训人员姓名 姓名/Name 学员 NAME 姓名：",
    "phone": "手机 手机号 联系电话 联系方式 手机号码（11位） 电话 移动电话 本人联系电话",
    "employer": "单位 工作单位 所在单位 就职企业 工作单位（全称） 单位名称 所在单位名称* 企业名称 现工作单位",
    "education": "学历 文化程度 最高学历 学历层次 学历/学位",
    "occupation": "职业 工种 培训项目 职业名称 职业（工种） 申报职业 报考职业名称",
    "level": "等级 级别 申报等级 培训等级 专业技术等级 报考等级（初级/中级/高级）",
    "direction": "方向 职业方向 培训方向",
    "sex": "性别 性　别 性别（男/女）",
    "birth_date": "出生日期 出生年月 出生年月日",
    "graduation_date": "毕业时间 毕业日期 毕业年月",
    "bank_account": "银行账号 银行卡号 社保卡银行账号 收款账号 账号 银行帐号",
    "identity_kind": "证件类型 证件种类 身份证件类型",
    "held_title": "职称 现有职称 专业技术职务",
    "held_title_on": "职称取得时间 取得职称时间",
    "programme": "职业及等级 职业名称及等级 职业/等级 培训项目及等级",
    "remark": "备注 备　注 备注说明",
    "serial": "序号 序 编号 No. 序\n号",
    "degree": "学位",
    "major": "专业 所学专业 毕业专业",
    "full_time": "是否全日制 学习形式",
    "post": "岗位 职务 岗位/职务",
    "experience_years": "工作年限 从业年限（年） 本职业工作年限",
    "prior_certificate": "已有证书 原证书编号",
}


@pytest.mark.parametrize(
    ("heading", "field"), [(heading, field) for field, text in HEADINGS.items() for heading in text.split(" ")]
)
def test_usual_headings_mean_their_field(heading: str, field: str) -> None:
    known = recognise(heading_key(heading))
    assert known is not None
    assert known[0] == field


@pytest.mark.parametrize(
    "heading",
    [
        "紧急联系人姓名",
        "紧急联系人电话",
        "单位联系电话",
        "办公电话",
        "身份证有效期",
        "身份证地址",
        "法人姓名",
        "班主任",
        "推荐单位",
        "开户银行",
        "户名",
        "单位性质",
        "填报单位",
        "职业资格证书编号",
        "培训机构",
        "签名",
        "学校",
        "邮箱",
        "姓名拼音",
        "职业代码",
        "证书编号",
        "单位负责人",
        "民族",
        "籍贯",
        "年龄",
        "部门",
        "身份证后四位",
        "单位统一社会信用代码",
    ],
)
def test_headings_of_other_things_are_not_taken(heading: str) -> None:
    known = recognise(heading_key(heading))
    assert known is None or known[0] == ""


def test_a_surer_heading_is_stronger() -> None:
    strengths = [recognise(heading_key(each))[1] for each in ("身份证号", "证件号码", "学员的身份证号填这里")]
    assert strengths == sorted(strengths, reverse=True)
    assert len(set(strengths)) == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本科", {"education": "bachelor"}),
        ("全日制本科", {"education": "bachelor", "full_time": True}),
        ("大学本科毕业", {"education": "bachelor", "education_outcome": "graduated"}),
        ("非全日制硕士研究生", {"education": "master", "full_time": False}),
        ("博士研究生", {"education": "doctor"}),
        ("研究生", {"education": "master"}),
        ("大专", {"education": "college"}),
        ("大学专科", {"education": "college"}),
        ("专升本", {"education": "bachelor"}),
        ("中专", {"education": "vocational"}),
        ("技校", {"education": "vocational"}),
        ("高中", {"education": "senior_high"}),
        ("初中", {"education": "junior_high"}),
        ("小学", {"education": "primary"}),
        ("本科肄业", {"education": "bachelor", "education_outcome": "incomplete"}),
        ("大专结业", {"education": "college", "education_outcome": "completed"}),
        ("本科在读", {"education": "bachelor", "education_outcome": "studying"}),
        ("函授本科", {"education": "bachelor", "full_time": False}),
        ("大学", {"education": "bachelor"}),
        ("本科/学士", {"education": "bachelor"}),
        ("21", {"education": "bachelor", "education_outcome": "graduated"}),
        ("13", {"education": "doctor", "education_outcome": "incomplete"}),
        ("30", {"education": "college"}),
        ("高职", {"education": "college"}),
        ("本 科", {"education": "bachelor"}),
        ("本科（原大专）", None),
        ("高级工", None),
        ("不详", None),
        ("博士、硕士", None),
    ],
)
def test_education_words(text: str, found: dict[str, object] | None) -> None:
    assert understand_education(text) == found


def test_other_words_of_schooling() -> None:
    assert [understand_degree(each) for each in ("学士", "工学硕士学位", "第二学士", "无", "博士", "优秀", "")] == [
        "bachelor",
        "master",
        "second_bachelor",
        "none",
        "doctor",
        None,
        None,
    ]
    assert [understand_outcome(each) for each in ("毕业", "结业", "肄业", "在读", "是", "？")] == [
        "graduated",
        "completed",
        "incomplete",
        "studying",
        "graduated",
        None,
    ]
    assert [understand_full_time(each) for each in ("是", "否", "全日制", "非全日制", "成人教育", "？")] == [
        True,
        False,
        True,
        False,
        False,
        None,
    ]
    assert [understand_years(each) for each in ("3", "3年", "2.5 年", "满5年", "三年", "300")] == [
        "3",
        "3",
        "2.5",
        "5",
        None,
        None,
    ]
    assert [understand_account(each) for each in ("6222 0000 0000 0001", "62220000", "建行6222", "1")] == [
        "6222000000000001",
        "62220000",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("智能制造", Programme("smart_manufacturing")),
        ("智能制造工程技术人员", Programme("smart_manufacturing")),
        ("大数据工程技术人员（初级）", Programme("big_data", None, "junior")),
        ("大数据 中级", Programme("big_data", None, "intermediate")),
        ("大数据初级", Programme("big_data", None, "junior")),
        ("大数据工程技术人员-大数据分析-高级", Programme("big_data", "大数据分析", "senior")),
        ("大数据工程技术人员（大数据分析方向）初级", Programme("big_data", "大数据分析", "junior")),
        (
            "人工智能/计算机视觉产品实现/中级",
            Programme("artificial_intelligence", "计算机视觉产品实现", "intermediate"),
        ),
        ("2-02-38-05", Programme("smart_manufacturing")),
        ("2-02-07-13 智能制造", Programme("smart_manufacturing")),
        ("数字化管理师", Programme("digital_management")),
        ("数字化管理", Programme("digital_management")),
        ("AI", Programme("artificial_intelligence")),
        ("物联网工程师", Programme("internet_of_things")),
        ("区块链工程技术人员 高级", Programme("blockchain", None, "senior")),
        ("初级", Programme(None, None, "junior")),
        ("智能 制造", Programme(None, None, None, "智能 制造")),
        ("电工", Programme(None, None, None, "电工")),
        ("大数据与会计", Programme(None, None, None, "大数据与会计")),
        ("大数据高级工", Programme(None, None, None, "大数据高级工")),
    ],
)
def test_programmes_in_one_cell(text: str, programme: Programme) -> None:
    assert WORDS.understand(text) == programme


def test_a_misspelt_occupation_is_proposed_only_when_it_is_clear() -> None:
    assert WORDS.closest("区块连") == "区块链"
    assert WORDS.closest("厨师") is None
