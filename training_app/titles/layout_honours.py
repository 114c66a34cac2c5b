"""The list of honours: its columns."""

from __future__ import annotations

from training_app.certificates.labels import LEVELS as CERTIFICATES
from training_app.kernel.lists import SHEET, Column, ListSpec
from training_app.titles.labels_honours import KINDS, LEVELS, STATES

HONOURS = ListSpec(
    "honours", "荣誉", "项",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("person", "姓名", lambda row: row.person_name, "nw", fixed=True),
        Column("person_number", "人员编号", lambda row: row.person_number, "id", only=SHEET),
        Column("certificate", "等级证书", lambda row: CERTIFICATES.get(row.certificate, "无"), "nw"),
        Column("kind", "种类", lambda row: KINDS[row.record.kind], "nw"),
        Column("name", "名称", lambda row: row.record.name, "lim", width=36),
        Column("level", "级别", lambda row: LEVELS[row.record.level], "nw"),
        Column("place", "名次或等次", lambda row: row.record.place, "lim"),
        Column("granted_by", "授予单位", lambda row: row.record.granted_by, "lim", shown=False, width=30),
        Column("document", "证书编号或文号", lambda row: row.record.document, "lim", shown=False, width=24),
        Column("granted_on", "授予日期", lambda row: row.record.granted_on, "n nw", sort=True),
        Column("valid_until", "有效期到", lambda row: row.record.valid_until or "", "n nw"),
        Column("district", "区市", lambda row: row.district, "nw", shown=False),
        Column("state", "状态", lambda row: STATES[row.record.state][0], "nw", fixed=True),
    ),
    ("state", "kind", "level", "certificate", "occupation", "year", "validity", "district", "q", "first", "last"), "-granted_on",
)  # fmt: skip
