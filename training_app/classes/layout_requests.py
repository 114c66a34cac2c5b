"""The list of requests to change what was approved of classes: its columns."""

from __future__ import annotations

from training_app.classes.labels_requests import REQUEST_STATES
from training_app.kernel.lists import Column, ListSpec, day_of

CHANGES = ListSpec(
    "changes", "变更申请", "份",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("class_number", "班次", lambda row: row.class_number, "nw", fixed=True),
        Column("class_name", "班次名称", lambda row: row.class_name, "lim", width=36),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=30),
        Column("items", "变更", lambda row: row.items, "n"),
        Column("reason", "原因", lambda row: row.record.reason, "lim", width=40),
        Column("asked_at", "申请日期", lambda row: day_of(row.record.asked_at), "n nw", sort=True),
        Column("state", "状态", lambda row: REQUEST_STATES[row.record.state][0], "nw", sort=True, fixed=True),
        Column("decider", "答复人", lambda row: row.decider, "nw", shown=False),
        Column("remark", "答复", lambda row: row.record.remark, "lim", shown=False, width=30),
    ),
    ("state", "q"), "-asked_at",
)  # fmt: skip
