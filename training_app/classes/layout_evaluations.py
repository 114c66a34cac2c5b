"""The list of evaluated classes: its columns."""

from __future__ import annotations

from decimal import Decimal

from training_app.kernel.lists import Column, ListSpec

EVALUATIONS = ListSpec(
    "evaluations", "教学质量评估", "个班次",
    (
        Column("number", "班次编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("name", "班次", lambda row: row.record.name, fixed=True, width=36),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=30),
        Column("completed_on", "结业", lambda row: row.record.completed_on, "n nw", sort=True),
        Column("until", "评价截止", lambda row: row.until, "n nw"),
        Column("asked", "可评", lambda row: row.asked, "n"),
        Column("given", "已评", lambda row: row.given, "n"),
        Column("mean", "平均分", lambda row: Decimal(row.group.mean) / 100 if row.group else None, "n nw", number_format="0.00"),
    ),
    ("q", "first", "last"),
    "-completed_on",
)  # fmt: skip
