"""The lists of trainers and venues: their columns."""

from __future__ import annotations

from training_app.kernel.lists import SHEET, Column, ListSpec
from training_app.programmes.labels_resources import OPEN_END, SHARED, TRAINER_STATES, VENUE_STATES

TRAINERS = ListSpec(
    "trainers", "师资", "人",
    (
        Column("number", "编号", lambda row: row.record.number, "id", sort=True, fixed=True, width=14),
        Column("name", "姓名", lambda row: row.record.name, "lead nw", sort=True, fixed=True, width=12),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=34),
        Column("code", "统一社会信用代码", lambda row: row.institution_code, only=SHEET, width=22),
        Column("post", "职务或职称", lambda row: row.record.post, "lim", width=18),
        Column("teaches", "可授课程", lambda row: row.teaches, "lim", width=40),
        Column("document", "证书", lambda row: row.record.document, "lim", width=26),
        Column("document_number", "证书编号", lambda row: row.record.document_number, "id", shown=False, width=22),
        Column("document_from", "证书生效日", lambda row: row.record.document_from, "nw", shown=False),
        Column("document_to", "证书失效日", lambda row: row.record.document_to or OPEN_END, "nw", sort=True),
        Column("state", "状态", lambda row: TRAINER_STATES[row.state][0], "nw", sort=True, fixed=True),
        Column("ended_on", "停用日期", lambda row: row.record.ended_on, "nw", shown=False),
    ),
    ("q", "state", "institution", "occupation"), "number",
)  # fmt: skip
VENUES = ListSpec(
    "venues", "场地", "个",
    (
        Column("number", "编号", lambda row: row.record.number, "id", sort=True, fixed=True, width=14),
        Column("name", "名称", lambda row: row.record.name, "lead", sort=True, fixed=True, width=24),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=34),
        Column("code", "统一社会信用代码", lambda row: row.institution_code, only=SHEET, width=22),
        Column("district", "区市", lambda row: row.district, "nw"),
        Column("address", "地址", lambda row: row.record.address, "lim", width=34),
        Column("rooms", "教室", lambda row: row.rooms, "lim", width=40),
        Column("count", "间数", lambda row: row.count, "n"),
        Column("seats", "座位", lambda row: row.seats, "n"),
        Column("shared", "共用", lambda row: SHARED[row.record.shared], "nw"),
        Column("state", "状态", lambda row: VENUE_STATES[row.state][0], "nw", sort=True, fixed=True),
        Column("ended_on", "停用日期", lambda row: row.record.ended_on, "nw", shown=False),
    ),
    ("q", "state", "institution", "district"), "number",
)  # fmt: skip
