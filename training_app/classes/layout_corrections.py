"""The list of requests to change locked attendance: its columns."""

from __future__ import annotations

from training_app.classes.labels_attendance import CORRECTION_STATES
from training_app.kernel.lists import Column, ListSpec, day_of

CORRECTIONS = ListSpec(
    "corrections", "考勤更正申请", "份",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("class_number", "班次", lambda row: row.class_number, "nw", fixed=True),
        Column("class_name", "班次名称", lambda row: row.class_name, "lim", width=36),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=30),
        Column("first_day", "上课日期", lambda row: row.first_day, "n nw"),
        Column("lines", "人次", lambda row: row.lines, "n"),
        Column("reason", "原因", lambda row: row.record.reason, "lim", width=40),
        Column("asked_at", "申请日期", lambda row: day_of(row.record.asked_at), "n nw", sort=True),
        Column("state", "状态", lambda row: CORRECTION_STATES[row.record.state][0], "nw", sort=True, fixed=True),
        Column("decider", "答复人", lambda row: row.decider, "nw", shown=False),
        Column("remark", "答复", lambda row: row.record.remark, "lim", shown=False, width=30),
    ),
    ("state", "q"),
    "-asked_at",
)  # fmt: skip
