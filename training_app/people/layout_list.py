"""The list of persons: its columns."""

from __future__ import annotations

from training_app.kernel.lists import Column, ListSpec, day_of
from training_app.people.labels import SEXES

NO_EMPLOYER = "暂无单位"
PEOPLE = ListSpec(
    "people", "人员", "人",
    (
        Column("name", "姓名", lambda row: row.record.name, "lead nw", sort=True, fixed=True),
        Column("number", "人员编号", lambda row: row.record.number, "id", sort=True, fixed=True),
        Column("sex", "性别", lambda row: SEXES.get(row.record.sex or "", ""), "opt"),
        Column("document", "证件号码", lambda row: row.masked_number, "idc", width=22),
        Column("employer", "工作单位", lambda row: row.employer or NO_EMPLOYER, "lim", width=34),
        Column("registered", "登记日期", lambda row: day_of(row.record.created_at), "n nw", shown=False),
    ),
    ("q", "district"),
    "-number",
)  # fmt: skip
