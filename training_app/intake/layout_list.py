"""The list of batches: its columns."""

from __future__ import annotations

from typing import Any

from training_app.intake.labels import STATES, TITLES
from training_app.kernel.lists import Column, ListSpec, day_of


def taken_over(batch: Any) -> int | None:
    """How many lines a confirmed batch brought in; None for others."""
    if batch.state != "confirmed":
        return None
    return sum(batch.result.get(name) or 0 for name in ("created", "updated", "existing"))


BATCHES = ListSpec(
    "intake", "导入批次", "批",
    (
        Column("number", "批次", lambda row: row.record.number, "lead", fixed=True),
        Column("kind", "名单", lambda row: TITLES.get(row.record.kind, row.record.kind), "nw nolabel", fixed=True),
        Column("subject", "班次", lambda row: row.record.subject_number, "id"),
        Column("file", "文件", lambda row: row.record.file.name, "lim whole", width=30),
        Column("read", "读到", lambda row: row.record.ok_count + row.record.warning_count + row.record.error_count, "n"),
        Column("errors", "错误", lambda row: row.record.error_count, "n"),
        Column("taken_over", "已导入", lambda row: taken_over(row.record), "n"),
        Column("state", "状态", lambda row: STATES[row.record.state][0], "nw", fixed=True),
        Column("created", "上传", lambda row: day_of(row.record.created_at), "nw", sort=True),
        Column("uploader", "上传人", lambda row: row.uploader, "nw"),
    ),
    ("kind", "state", "subject", "first", "last"), "-created",
)  # fmt: skip
