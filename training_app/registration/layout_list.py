"""The list of registrations: its columns."""

from __future__ import annotations

from training_app.kernel.lists import PAGE, Column, ListSpec, day_of
from training_app.registration.labels import KINDS, STATES

OUTSIDE_CITY = "外地"

REGISTRATIONS = ListSpec(
    "registrations", "注册申请", "份",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("name", "单位", lambda row: row.record.name, sort=True, fixed=True, width=34),
        Column("code", "统一社会信用代码", lambda row: row.record.code, "id", width=22),
        Column("kind", "类型", lambda row: KINDS[row.record.kind], "nw"),
        Column("district", "区市", lambda row: row.district or OUTSIDE_CITY, "nw"),
        Column("state", "状态", lambda row: STATES[row.record.state][0], "nw", fixed=True),
        Column("submitted", "提交", lambda row: day_of(row.record.submitted_at), "n nw", sort=True),
        Column("waited", "已等", lambda row: None, "n nw", only=PAGE),
        Column("decided", "办结", lambda row: day_of(row.record.decided_at), "n nw", shown=False),
    ),
    ("state", "kind", "district", "q"), "waiting",
)  # fmt: skip
