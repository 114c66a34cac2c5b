"""The list of classes: its columns."""

from __future__ import annotations

from training_app.classes.labels import LEVELS, MODES, STATES
from training_app.kernel.lists import PAGE, SHEET, Column, ListSpec, day_of

CLASSES = ListSpec(
    "classes", "班次", "个",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("name", "班次", lambda row: row.record.name, sort=True, fixed=True, width=36),
        Column("occupation", "职业", lambda row: row.occupation, "nw", shown=False),
        Column("level", "等级", lambda row: LEVELS[row.record.level], "nw", shown=False),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=30),
        Column("district", "区市", lambda row: row.district, "nw"),
        Column("mode", "培训方式", lambda row: MODES.get(row.record.mode, row.record.mode), "nw", shown=False),
        Column("venue", "培训地点", lambda row: row.record.venue, "lim", shown=False, width=28),
        Column("starts_on", "开班", lambda row: row.record.starts_on, "n nw", sort=True),
        Column("ends_on", "结束", lambda row: row.record.ends_on, "n nw", sort=True),
        Column("headcount", "学员", lambda row: row.headcount, "n nw"),
        Column("capacity", "计划人数", lambda row: row.record.capacity, "n", only=SHEET),
        Column("state", "状态", lambda row: STATES[row.record.state][0], "nw", sort=True, fixed=True),
        Column("submitted_at", "提交", lambda row: day_of(row.record.submitted_at), "n nw",
               sort=True, shown=False),
        Column("completed_on", "结业", lambda row: row.record.completed_on, "n nw", sort=True, shown=False),
        Column("deadline", "期限", lambda row: None, "nw", only=PAGE),
    ),
    ("state", "occupation", "level", "district", "q", "first", "last"),
    "-starts_on",
)  # fmt: skip
