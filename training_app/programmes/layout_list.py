"""The list of programmes in the city's catalogue: its columns."""

from __future__ import annotations

from training_app.institutions.labels import OPEN_END
from training_app.kernel.lists import SHEET, Column, ListSpec
from training_app.programmes.labels import EVERY_DIRECTION, EVERY_INSTITUTION, LEVELS, STATES

PROGRAMMES = ListSpec(
    "programmes", "培训项目", "个",
    (
        Column("occupation", "职业", lambda row: row.occupation, "lead", sort=True, fixed=True, width=26),
        Column("direction", "方向", lambda row: row.direction or EVERY_DIRECTION, width=22),
        Column("level", "等级", lambda row: LEVELS[row.entry.level], "nw", fixed=True),
        Column("institution", "适用机构", lambda row: row.institution or EVERY_INSTITUTION, "lim", sort=True, width=34),
        Column("code", "统一社会信用代码", lambda row: row.institution_code, only=SHEET, width=22),
        Column("state", "状态", lambda row: STATES[row.state][0], "nw", sort=True, fixed=True),
        Column("document", "文件", lambda row: row.entry.document, "lim", width=30),
        Column("valid_from", "生效日", lambda row: row.entry.valid_from, "nw", sort=True),
        Column("valid_to", "失效日", lambda row: row.entry.valid_to or OPEN_END, "nw", sort=True),
        Column("batch", "导入批次", lambda row: row.batch, "id", shown=False),
    ),
    ("q", "occupation", "level", "state"), "state",
)  # fmt: skip
