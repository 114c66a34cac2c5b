"""The list of payments: its columns."""

from __future__ import annotations

from decimal import Decimal

from training_app.classes.labels import LEVELS
from training_app.kernel.lists import SHEET, Column, ListSpec

PAYMENTS = ListSpec(
    "subsidies", "补贴发放", "笔",
    (
        Column("name", "姓名", lambda row: row.name, "lead nw", fixed=True),
        Column("person", "人员编号", lambda row: row.person_number, "id", only=SHEET),
        Column("document", "证件号码", lambda row: row.masked_number, "idc", width=22),
        Column("occupation", "职业", lambda row: row.occupation, "nw"),
        Column("level", "等级", lambda row: LEVELS.get(row.record.level, row.record.level), "nw"),
        Column("class_number", "班次", lambda row: row.class_number, "nw"),
        Column("institution", "培训机构", lambda row: row.institution, "lim", width=30),
        Column("district", "区市", lambda row: row.district, "nw opt"),
        Column("amount", "金额（元）", lambda row: Decimal(row.record.amount_fen) / 100, "n", sort=True, fixed=True,
               number_format="#,##0.00"),
        Column("paid_on", "发放日期", lambda row: row.record.paid_on, "n nw", sort=True),
        Column("voucher", "凭证号", lambda row: row.record.voucher, "nw", fixed=True),
    ),
    ("q", "occupation", "level", "district", "first", "last"), "-paid_on",
)  # fmt: skip
