"""The lists of titles: their columns."""

from __future__ import annotations

from training_app.certificates.labels import LEVELS
from training_app.kernel.lists import PAGE, SHEET, Column, ListSpec
from training_app.titles.labels import LEVEL

NO_DISTRICT = "未登记"
STATES = {"granted": "有效", "revoked": "已撤销"}

WAITING = ListSpec(
    "titles_waiting", "待认定证书", "本",
    (
        Column("name", "姓名", lambda row: row.person_name, "lead nw", fixed=True),
        Column("person", "人员编号", lambda row: row.person_number, "id", only=SHEET),
        Column("certificate", "证书", lambda row: row.number, "nw", fixed=True, width=22),
        Column("level", "证书等级", lambda row: LEVELS.get(row.level, row.level), only=SHEET),
        Column("occupation", "职业", lambda row: row.occupation, "lim"),
        Column("title", "认定为", lambda row: None, "nw", only=PAGE),
        Column("district", "所属区市", lambda row: row.district or NO_DISTRICT, "nw"),
        Column("issuer", "颁发单位", lambda row: row.issuer, "lim", shown=False, width=30),
        Column("issued_on", "发证日期", lambda row: row.issued_on, "n nw", sort=True),
        Column("check", "核对", lambda row: None, "nw", only=PAGE, fixed=True),
    ),
    ("q", "level", "district"), "issued_on",
)  # fmt: skip
RECORDS = ListSpec(
    "titles", "职称记录", "条",
    (
        Column("name", "姓名", lambda row: row.record.name_at, "lead nw", fixed=True),
        Column("person", "人员编号", lambda row: row.person_number, "id", only=SHEET),
        Column("number", "记录编号", lambda row: row.record.number, "id", sort=True),
        Column("level", "职称", lambda row: LEVEL.get(row.record.level, row.record.level), "nw"),
        Column("series", "系列", lambda row: row.record.series, "lim", only=PAGE),
        Column("specialty", "专业", lambda row: row.record.specialty, only=SHEET),
        Column("certificate", "据以认定的证书", lambda row: row.certificate_number, "id", width=22),
        Column("district", "所属区市", lambda row: row.district or NO_DISTRICT, "nw"),
        Column("recognised_on", "认定日期", lambda row: row.record.recognised_on, "n nw", sort=True),
        Column("state", "状态", lambda row: STATES.get(row.record.state, row.record.state), "nw", fixed=True),
    ),
    ("q", "level", "state", "district", "first", "last"), "-recognised_on",
)  # fmt: skip
