"""The lists of returns: who has filed a quarter, and a unit's own; their columns."""

from __future__ import annotations

from training_app.kernel.lists import PAGE, SHEET, Column, ListSpec, day_of
from training_app.reports.labels import MISSING_STATE, STATES, quarter_name

FILINGS = ListSpec(
    "filings", "报送情况", "个",
    (
        Column("institution", "培训机构", lambda row: row.institution.name, "lead lim", sort=True, fixed=True, width=36),
        Column("code", "统一社会信用代码", lambda row: row.institution.code, "id", shown=False, width=22),
        Column("district", "区市", lambda row: row.district, "nw", shown=False),
        Column("state", "状态", lambda row: STATES[row.record.state][0] if row.record else MISSING_STATE, "nw", sort=True,
               fixed=True),
        Column("number", "表号", lambda row: row.number, "id", width=20),
        Column("version", "版本", lambda row: row.record.version if row.number else None, "n", shown=False),
        Column("submitted", "提交", lambda row: day_of(row.record.submitted_at) if row.record else None, "n nw", sort=True),
        Column("deadline", "期限", lambda row: None, "nw", only=PAGE),
        Column("contact", "联系人",
               lambda row: " ".join(filter(None, (row.institution.contact_name, row.institution.contact_phone))), "nw",
               width=24),
    ),
    ("quarter", "state", "district", "q"), "institution",
)  # fmt: skip
OWN_RETURNS = ListSpec(
    "returns", "报过的表", "张",
    (
        Column("quarter", "季度", lambda row: quarter_name(row.year, row.quarter), "lead", sort=True, fixed=True, width=18),
        Column("number", "表号", lambda row: row.number, "id", fixed=True, width=20),
        Column("version", "版本", lambda row: row.version, "n"),
        Column("state", "状态", lambda row: STATES[row.state][0], "nw", fixed=True),
        Column("submitted", "提交", lambda row: day_of(row.submitted_at), "n nw", sort=True),
        Column("reviewed", "市局办理", lambda row: day_of(row.reviewed_at), "n nw", shown=False),
        Column("prepared_by", "填表人", lambda row: row.prepared_by, "nw", shown=False),
        Column("remark", "市局意见", lambda row: row.review_remark, "lim", width=40),
        Column("reason", "更正原因", lambda row: row.reason, only=SHEET, width=40),
    ),
    ("state", "year"), "-quarter",
)  # fmt: skip
CLASS_REPORTS = ListSpec(
    "class_reports", "待报送的班次", "个",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("name", "班次", lambda row: row.record.name, fixed=True, width=36),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=30),
        Column("district", "区市", lambda row: row.district, "nw"),
        Column("passed", "合格", lambda row: row.passed, "n"),
        Column("completed_on", "结业", lambda row: row.record.completed_on, "n nw", sort=True),
        Column("due", "报送期限", lambda row: row.due, "n nw", sort=True, fixed=True),
        Column("left", "还剩", lambda row: None, "nw", only=PAGE),
        Column("days", "剩余天数", lambda row: row.left, "n", only=SHEET),
        Column("contact", "联系人",
               lambda row: " ".join(filter(None, (row.record.contact_name, row.record.contact_phone))), "nw", width=24),
    ),
    ("state", "district", "q"), "due",
)  # fmt: skip
