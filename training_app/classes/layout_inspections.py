"""The list of inspections: its columns."""

from __future__ import annotations

from training_app.classes.labels_inspections import ANNOUNCED, KINDS, STATES, WHOLE_INSTITUTION
from training_app.classes.rules_inspections import SHOWN_WHEN
from training_app.kernel.lists import PAGE, SHEET, Column, ListSpec

INSPECTIONS = ListSpec(
    "inspections", "检查", "次",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("institution", "机构", lambda row: row.institution, "lim", sort=True, width=30),
        Column("class", "检查对象", lambda row: row.class_name or WHOLE_INSTITUTION, "lim", width=32),
        Column("class_number", "班次编号", lambda row: row.class_number, only=SHEET),
        Column("district", "区市", lambda row: row.district, "nw", shown=False),
        Column("kind", "方式", lambda row: KINDS[row.record.kind], "nw"),
        Column("planned_on", "计划", lambda row: row.record.planned_on, "n nw", sort=True),
        Column("held_on", "检查", lambda row: row.record.held_on, "n nw", shown=False),
        Column("inspectors", "检查人员", lambda row: row.record.inspectors, "lim", shown=False, width=20),
        Column("announced", "通知", lambda row: ANNOUNCED[row.record.announced], "nw", shown=False),
        Column("defects", "问题", lambda row: row.defects if row.record.state in SHOWN_WHEN else None, "n"),
        Column("answer_due", "答复期限", lambda row: row.record.answer_due, "n nw", sort=True),
        Column("left", "还剩", lambda row: None, "nw", only=PAGE),
        Column("closed_on", "办结", lambda row: row.record.closed_on, "n nw", shown=False),
        Column("conclusion", "结论", lambda row: row.record.conclusion, "lim", shown=False, width=40),
        Column("state", "状态", lambda row: STATES[row.record.state][0], "nw", fixed=True),
    ),
    ("state", "kind", "district", "q", "first", "last"),
    "-planned_on",
)  # fmt: skip
