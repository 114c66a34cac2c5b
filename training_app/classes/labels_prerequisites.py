"""Words for what the standards ask of whoever applies for a level, and for what was found of somebody."""

from __future__ import annotations

WANTED = {
    "training.hours_proof": "该等级培训学时证明", "title.level": "{value}{up}职称",
    "title.assistant_engineer_years": "取得助理工程师职称满 {value} 年",
    "title.engineer_years": "取得工程师职称满 {value} 年", "education.related_major": "相关专业",
    "education.level": "{value}{up}学历", "education.studying": "{value}{up}在读",
    "education.years_to_graduation": "{value} 年内毕业", "education.technical_school": "技工院校毕业生按国家有关规定",
    "occupation.years": "从事本职业满 {value} 年", "degree.level": "{value}{up}学位",
    "certificate.junior_years": "取得本职业初级证书满 {value} 年",
    "certificate.intermediate_years": "取得本职业中级证书满 {value} 年",
}  # fmt: skip
"""By fact; `up` is 以上 unless nothing is higher."""
UP, AND, OR, BRACKETS, ITEM, BETWEEN = "以上", "且", "或", "（{}）", "（{number}）{text}", "；"
UNVERIFIED = "{label}（待核实）"
IN_LIST, IN_BOTH = "名单中", "名单和登记中"
SCHOOLING, TITLE, CERTIFICATE, YEARS = "学历 {}", "职称 {}", "本职业证书 {}", "从事本职业 {} 年"
REGISTER = "；登记中另有的也不符合"
NOT_TOLD, NONE, SINCE, LIST, PARTS = "没有写明", "没有", "{level}（自 {since} 起算）", "、", "，"
OUTCOMES = {"studying": "{}（在读）", "incomplete": "{}（肄业）", "completed": "{}（结业）"}
