"""The list of lots: its columns."""

from __future__ import annotations

from training_app.certificates.labels import LEVELS
from training_app.certificates.labels_lots import STATES
from training_app.kernel.lists import Column, ListSpec, day_of

LOTS = ListSpec(
    "lots", "报批批次", "批",
    (
        Column("number", "批次", lambda row: row.number, "lead nw", sort=True, fixed=True, width=16),
        Column("body", "评价机构", lambda row: row.body, "lim", width=30),
        Column("occupation", "职业", lambda row: row.occupation, "lim"),
        Column("level", "等级", lambda row: LEVELS.get(row.level, row.level), "nw"),
        Column("members", "人数", lambda row: row.members, "n nw"),
        Column("certified", "已颁证", lambda row: row.certified, "n nw"),
        Column("state", "状态", lambda row: STATES[row.state][0], "nw", fixed=True, width=22),
        Column("step_on", "最近一步", lambda row: row.step_on, "n nw"),
        Column("drawn_on", "建批", lambda row: day_of(row.drawn_at), "n nw", sort=True),
    ),
    ("q", "state", "level"), "-drawn_on",
)  # fmt: skip
