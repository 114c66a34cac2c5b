"""How the templates of published lists are filled in."""

from __future__ import annotations

from training_app.institutions.labels import KINDS, NATURES, OUTSIDE_CITY, TIERS
from training_app.intake.columns_heading import Fill
from training_app.policies.city import city
from training_app.policies.occupations import occupations

_DAY = "写作 2026-03-05 或 2026年3月5日。"
_SPAN_FILLS = {
    "document": Fill("必填，公布它的文件文号或名录名称。", "示例：名录〔2026〕1号", width=24),
    "published_on": Fill(f"只用来核对。{_DAY}"),
    "valid_from": Fill(f"必填，从哪天起有效。{_DAY}", "2026-01-01"),
    "valid_last": Fill(f"有效的最后一天；长期有效的填“长期”。{_DAY}", "2028-12-31"),
    "ends_on": Fill("从这天起失效；填了有效期止的不用填。"),
    "validity": Fill("起止写在一格的填这里，如 2026-01-01至2028-12-31；已分两列填的不用填。", width=24),
    "status": Fill("不填按有效；已失效的填“失效”，并填有效期止或失效日。", "", ("有效", "失效")),
    "remark": Fill("留在批次里供核对，不另登记。", width=20),
}
INSTITUTION_FILLS = {
    "name": Fill("必填，按营业执照或法人证书填写全称。", "示例：某某职业培训学校", width=30),
    "code": Fill("18 位，按证照填写。本列已设为文本格式。", width=22),
    "kind": Fill("必填，一行写一种资格。", "培训机构", tuple(KINDS.values()), 18),
    "tier": Fill("继续教育基地、专精特新、单项冠军必填，其他不填。", "", tuple(TIERS.values())),
    "unit_nature": Fill("新机构填写；代码能看出的可不填。", "", tuple(NATURES.values())),
    "district": Fill("新机构必填；不在本市的填“外地”。", "", (*(each.name for each in city().districts), OUTSIDE_CITY), 18),
    "address": Fill(width=30),
    "contact_phone": Fill("手机或带区号的固定电话。", width=16),
    "occupation": Fill("有多个的用顿号隔开。", "", tuple(entry.name for entry in occupations()), 26),
    "level": Fill("有多个的用顿号隔开。", "", ("初级", "中级", "高级")),
    "scope": Fill("职业、等级之外的范围。", width=20),
    **_SPAN_FILLS,
}
"""By field: hint, example, choices."""
PROGRAMME_FILLS = {
    "occupation": Fill("必填，国家职业标准中的名称，一行一个。", "", tuple(entry.name for entry in occupations()), 26),
    "occupation_code": Fill("2015 年版或 2022 年版大典的编码都可以。", width=16),
    "direction": Fill("不分方向的不填。", width=18),
    "level": Fill("必填，一行一个等级。", "示例：初级", ("初级", "中级", "高级")),
    "hours": Fill("标准学时，最多两位小数；没有公布的不填。", "80"),
    "institution": Fill("只限一家机构的填全称；所有机构都适用的不填。", width=30),
    "institution_code": Fill("填了适用机构的要填它的统一社会信用代码。本列已设为文本格式。", width=22),
    **_SPAN_FILLS,
}
"""By field: hint, example, choices."""
