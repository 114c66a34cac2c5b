"""The worklist of differences: its columns."""

from __future__ import annotations

from training_app.certificates import messages_reconciliation as words
from training_app.certificates.labels import LEVELS
from training_app.kernel.lists import Column, ListSpec, day_of


def _told(text: str) -> str | None:
    return LEVELS.get(text, text) or None


DIFFERENCES = ListSpec(
    "differences", "比对差异", "条",
    (
        Column("number", "编号", lambda row: row.number, "id nw", sort=True, fixed=True, width=16),
        Column("kind", "差异", lambda row: words.KINDS[row.kind], "nw", fixed=True, width=20),
        Column("name", "姓名", lambda row: row.name, "lead nw", fixed=True),
        Column("occupation", "职业", lambda row: row.occupation, "lim"),
        Column("level", "等级", lambda row: LEVELS.get(row.level, row.level), "nw"),
        Column("here", "本平台", lambda row: _told(row.here), "id", width=24),
        Column("there", "公布名单", lambda row: _told(row.there), "id", width=24),
        Column("body", "评价机构", lambda row: row.body or None, "lim", width=28),
        Column("state", "状态", lambda row: words.STATES[row.state][0], "nw", fixed=True),
        Column("outcome", "处理", lambda row: words.OUTCOMES.get(row.outcome), "nw"),
        Column("remark", "说明", lambda row: row.remark or None, "lim", width=36),
        Column("found_on", "发现日期", lambda row: day_of(row.found_at), "n nw", shown=False),
        Column("decider", "处理人", lambda row: row.decider or None, "nw", shown=False),
        Column("decided_on", "处理日期", lambda row: day_of(row.decided_at), "n nw", shown=False),
    ),
    ("q", "state", "kind"), "-number",
)  # fmt: skip
