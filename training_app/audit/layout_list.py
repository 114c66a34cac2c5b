"""The auditor's list of acts: its columns."""

from __future__ import annotations

import json

from training_app.audit.labels import RESULTS, action_label, kind_label
from training_app.kernel.lists import SHEET, Column, ListSpec, day_of

ACTS = ListSpec(
    "audit", "审计记录", "条",
    (
        Column("seq", "序号", lambda row: row.seq, "n", sort=True, fixed=True),
        Column("at", "时间", lambda row: day_of(row.at), "nw", fixed=True),
        Column("actor", "操作人", lambda row: row.actor_name, "lead", fixed=True),
        Column("address", "地址", lambda row: str(row.address or ""), only=SHEET),
        Column("role", "角色", lambda row: row.actor_role, "nw"),
        Column("act", "办理事项", lambda row: action_label(row.action), "nw", fixed=True, width=22),
        Column("object", "对象", lambda row: f"{kind_label(row.object_kind)} {row.object_number}", width=26),
        Column("result", "结果", lambda row: RESULTS.get(row.result, row.result), "nw"),
        Column("remark", "说明", lambda row: row.remark, width=40),
        Column("rule", "依据", lambda row: row.rule, only=SHEET, width=30),
        Column("detail", "明细", lambda row: json.dumps(row.detail, ensure_ascii=False) if row.detail else "", only=SHEET,
               width=60),
    ),
    ("kind", "number", "name", "result", "first", "last"), "-seq",
)  # fmt: skip
