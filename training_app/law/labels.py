"""Words for values, comparisons and subjects of the policy packs. A key without a word is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

SUBJECTS = {
    "programmes": "培训、班次与开展情况表", "routes": "职称通道", "titles": "职称与举荐", "development": "培育工作目标",
    "prerequisites": "各等级申报条件",
    "general": "全国规定与系统暂定", "provisions": "文件条款逐条落实", "subsidies": "补贴",
    "inspections": "检查与教学评价",
}
STANDINGS = {"unverified": "待核实", "assumed": "推定", "undecided": "未定"}
STANDING_HINTS = {
    "unverified": "没有取得原文，按公开转述办理", "assumed": "没有依据可查，系统暂按一种办法办理",
    "undecided": "有原文，但有几种读法，还没有人决定",
}
NATIONAL, DOCUMENTS, OF_DOCUMENTS = "全国", "文件", "施行日期"
OPEN_COLUMNS = ("范围", "主题", "编号", "事项", "状态", "现在怎么办", "出处", "生效")
OPEN_FILE = "未定事项.csv"
OPERATORS = {
    "eq": "是", "ne": "不是", "in": "是其中之一：", "not_in": "不是：", "is": "", "at_least": "至少", "below": "低于",
    "at_most": "最多", "above": "高于", "differs_from": "不同于",
}
KINDS = {"parameter": "数值", "rule": "规则", "provision": "条款"}
ALL, ANY, GIVEN = "同时满足", "满足其一", "适用于"
INCLUDED = "“{label}”的全部条件"
APPLIED_LEVEL = "所申报级别"
_WORDS = {
    "junior": "初级", "intermediate": "中级", "senior": "高级", "technician": "技术员", "assistant_engineer": "助理工程师",
    "engineer": "工程师", "associate_senior": "副高级", "full_senior": "正高级", "national": "国家级",
    "provincial": "省级", "total": "合计", "none": "无", "bachelor": "本科", "master": "硕士", "doctor": "博士",
    "college": "大专", "vocational": "中专", "second_bachelor": "第二学士学位", "professional": "专业科目",
    "general": "公需科目", "calendar_quarter": "自然季度", "since_last_cutoff": "自上次截止日次日起",
    "reason": "须写明原因", "warn": "提示，由审核人决定", "refuse": "不予批准",
    "last_day_of_quarter": "季度最后一日", "retired": "已退休", "male_months": "男（月）", "female_months": "女（月）",
    "raised_from": "开始延迟", "months_per_step": "每几个月延迟一个月", "most_steps": "最多延迟（月）",
    "enterprise": "企业", "public_institution": "事业单位", "social_organisation": "社会组织",
    "individual_business": "个体工商户", "freelancer": "自由职业者", "dispatched": "劳务派遣、人事代理",
    "seconded_private": "外地民营企业派驻", "employer": "工作单位推荐", "agency": "人事代理机构推荐",
    "employer_through_authority": "单位推荐，经主管部门逐级呈报", "agency_with_workplace": "派遣或代理机构会同现工作单位推荐",
    "chairman": "企业主要负责人", "rnd_lead": "研发机构负责人", "city": "市级", "municipal": "市级",
}


def value(thing: Any) -> str:
    """A value of a parameter in words: 国家级：合计 2、正高级 1；省级：合计 1."""
    if isinstance(thing, bool):
        return "是" if thing else "否"
    if isinstance(thing, Mapping):
        nested = any(isinstance(item, Mapping) for item in thing.values())
        parts = [_pair(key, value(item), "：" if nested else " ") for key, item in thing.items()]
        return ("；" if nested else "、").join(parts)
    if isinstance(thing, tuple | list):
        return "、".join(value(item) for item in thing)
    if isinstance(thing, Decimal):
        return f"{thing:f}"
    if isinstance(thing, date):
        return thing.isoformat()
    return _WORDS.get(thing, thing) if isinstance(thing, str) else str(thing)


def source(document: str, clause: str) -> str:
    """Document and clause; "" where there is no document."""
    return f"{document} {clause}".strip()


def _pair(key: str, words: str, between: str) -> str:
    # A key without a word is a code whose name stands as its value.
    return f"{_WORDS[key]}{between}{words}" if key in _WORDS else words
