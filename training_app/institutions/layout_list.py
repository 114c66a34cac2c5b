"""The list of institutions: its columns."""

from __future__ import annotations

from training_app.institutions.labels import KINDS, NATURES
from training_app.kernel.lists import Column, ListSpec

OUTSIDE_CITY = "外地"
_AND = "，"

INSTITUTIONS = ListSpec(
    "institutions", "机构", "家",
    (
        Column("name", "机构", lambda row: row.record.name, "lead", sort=True, fixed=True, width=34),
        Column("code", "统一社会信用代码", lambda row: row.record.code, "id", sort=True, fixed=True, width=22),
        Column("nature", "单位性质", lambda row: NATURES.get(row.record.unit_nature, row.record.unit_nature), "nw", shown=False),
        Column("district", "区市", lambda row: row.district or OUTSIDE_CITY, "nw"),
        Column("qualifications", "资格", lambda row: _AND.join(KINDS[held.kind] for held in row.qualifications), width=34),
        Column("address", "地址", lambda row: row.record.address, "lim", shown=False, width=30),
        Column("contact", "联系人", lambda row: " ".join(filter(None, (row.record.contact_name, row.record.contact_phone))),
               width=24),
    ),
    ("kind", "district", "q"), "name",
)  # fmt: skip
