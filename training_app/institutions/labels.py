"""Chinese names of kinds of institutions and qualifications."""

from __future__ import annotations

from datetime import date

KINDS = {
    "training_institution": "培训机构", "assessment_body": "评价机构", "training_base": "继续教育基地", "enterprise": "企业",
    "employer": "用人单位", "employee_training_centre": "企业职工培训中心",
    "agency": "人事代理、劳务派遣机构", "authority": "行业主管部门", "committee": "评审委员会",
    "institution_catalogue": "培训机构目录", "specialised": "专精特新企业", "champion": "制造业单项冠军",
}
OUTSIDE_CITY = "外地"
OPEN_END = "长期"
# Fields as an edit of the trail names them.
CHANGED = {
    "name": "机构全称", "unit_nature": "单位性质", "district_code": "所在区市", "address": "地址", "contact_name": "联系人",
    "contact_phone": "联系电话", "day": "失效日",
}
TIERS = {"national": "国家级", "provincial": "省级", "municipal": "市级"}
NATURES = {
    "enterprise": "企业", "public_institution": "事业单位", "university": "高校", "private_nonenterprise": "民办非企业单位",
    "social_organisation": "社会组织", "government": "机关",
}
# How a published scope is written: 大数据工程技术人员（初级、中级）；区块链工程技术人员.
SCOPE_LEVELS = {
    "初级": "junior", "中级": "intermediate", "高级": "senior", "初": "junior", "中": "intermediate", "高": "senior",
}  # fmt: skip
SCOPE_LISTS = "、,/和及"
SCOPE_SEGMENTS = ";\n。"
# Which kinds have a tier at all; those of the second set must name it.
TIERED = frozenset({"training_base", "specialised", "champion"})


def ending(day: date | None) -> str:
    """The first day without something, in words."""
    return day.isoformat() if day else OPEN_END
