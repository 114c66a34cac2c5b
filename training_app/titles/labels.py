"""Chinese labels of routes, levels, outcomes and comparisons."""

from __future__ import annotations

ROUTE = {
    "certificate_recognition": "证书认定",
    "certificate_reference": "高级证书参考",
    "initial_recognition": "企业考核确认",
    "green_channel": "绿色通道",
    "direct_channel": "直通车",
    "talent_direct": "人才直接申报",
    "recommendation": "专精特新举荐",
    "skilled_worker": "技能人才贯通",
    "exceptional_skill": "高超技艺技能",
    "composite": "复合型人才",
    "moved_in": "转入专业技术岗",
}
LEVEL = {
    "technician": "技术员",
    "assistant_engineer": "助理工程师",
    "engineer": "工程师",
    "associate_senior": "副高级",
    "full_senior": "正高级",
}
SERIES = {
    "engineering": "工程技术", "university_teaching": "高等学校教师", "social_science": "哲学社会科学研究",
    "natural_science": "自然科学研究", "health": "卫生技术", "agriculture": "农业技术", "journalism": "新闻",
    "publishing": "出版", "library": "图书资料", "museum": "文物博物", "archives": "档案", "crafts": "工艺美术",
    "technician_teaching": "技工院校教师", "sports": "体育", "translation": "翻译", "broadcasting": "播音主持",
    "accounting": "会计", "statistics": "统计", "economics": "经济", "laboratory": "实验技术",
    "vocational_teaching": "中等职业学校教师", "school_teaching": "中小学教师", "arts": "艺术", "legal_service": "公共法律服务",
    "shipping": "船舶", "aviation": "民用航空飞行", "auditing": "审计",
}  # fmt: skip
"""The 27 series of titles as the ministry publishes them (no text of it in the pack: secondary)."""
WAYS = {
    "review": "评审", "recognition": "认定", "exam": "考试", "exam_and_review": "考评结合", "transfer": "转评",
    "confirmation": "确认",
}  # fmt: skip
"""How a title was acquired 取得方式."""
OUTCOME = {"yes": "可以", "no": "不行", "unknown": "还不能判断"}
SUBJECT_TO = "可以申报，其余条件由评委会评审"
STATE = {"met": "满足", "not_met": "不满足", "unknown": "不清楚"}
OPERATOR = {
    "eq": "是", "ne": "不是", "in": "是其中之一", "not_in": "不是", "is": "应为", "at_least": "达到", "below": "低于",
    "at_most": "不超过", "above": "高于",
}
RULE_IN_FORCE = "当日有生效的规定"
RECOMMENDER = {
    "employer": "工作单位推荐申报",
    "employer_through_authority": "单位推荐，经上级主管部门逐级审核呈报",
    "agency": "人事代理机构推荐申报",
    "agency_with_workplace": "劳务派遣单位或人事代理机构会同现工作单位推荐申报",
}
EXPECTED = {
    "eq": "{value}", "is": "{value}", "ne": "不是{value}", "in": "{value}之一", "not_in": "不是{value}",
    "at_least": "{value}以上", "below": "低于{value}", "at_most": "不超过{value}", "above": "高于{value}",
}
"""What a condition asks, by its comparison, as it stands in a column 要求."""
WANTED = "{condition}：{expected}"
WANTED_SO = {True: "{condition}", False: "没有“{condition}”的情形"}
ENGINEERING_SERIES = "工程技术"
EXAM_BASED = "{name}（以考代评，不能认定）"
CONFIRM = {
    "person.in_city_scope": "在我市职称申报评审范围内",
    "target.exam_based": "所选系列、专业不是以考代评",
    "integrity.blocked": "不在职称评审诚信档案限制期内",
    "title.level": "登记中没有职称的人员，本人确无同级或更高职称",
}
"""What the officer answers for, by fact."""
UNKNOWN_VALUE = "没有登记"
NOT_APPLICABLE = "—"
AND = "；"
LIST = "、"
CERTIFICATE_STATE = {"revoked": "已撤销", "replaced": "已换发"}
CLAUSE = "{document} {clause}"
UNVERIFIED = "{source}，待核实"
