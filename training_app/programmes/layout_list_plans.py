"""The list of year plans: its columns."""

from __future__ import annotations

from training_app.kernel.lists import SHEET, Column, ListSpec, day_of
from training_app.programmes.labels_plans import ORIGINS, STATES

PLANS = ListSpec(
    "plans", "年度方案", "份",
    (
        Column("number", "编号", lambda row: row.record.number, "id lead", sort=True, fixed=True, width=16),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, fixed=True, width=34),
        Column("year", "年度", lambda row: row.record.year, "n", sort=True, fixed=True, width=8),
        Column("round", "版本", lambda row: row.record.round, "n", shown=False, width=8),
        Column("lines", "项目", lambda row: row.lines, "n", width=8),
        Column("classes", "计划班数", lambda row: row.classes, "n", width=10),
        Column("headcount", "计划人数", lambda row: row.headcount, "n", width=10),
        Column("open_lines", "待确认项", lambda row: row.open_lines, "n", width=10),
        Column("state", "状态", lambda row: STATES[row.record.state][0], "nw", sort=True, fixed=True),
        Column("submitted_at", "提交", lambda row: day_of(row.record.submitted_at), "nw", sort=True),
        Column("filed_at", "备案", lambda row: day_of(row.record.filed_at), "nw", sort=True),
        Column("filing_number", "备案文号", lambda row: row.record.filing_number, "lim", width=26),
        Column("province", "报送省厅", lambda row: row.record.province_sent_on, "nw", width=12),
        Column("province_document", "报送文号", lambda row: row.record.province_document, only=SHEET, width=26),
        Column("origin", "备案地", lambda row: ORIGINS[row.record.origin], shown=False, width=24),
    ),
    ("q", "state", "year"), "-year",
)  # fmt: skip
