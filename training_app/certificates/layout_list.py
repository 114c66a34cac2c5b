"""The lists of certificates: their columns."""

from __future__ import annotations

from training_app.certificates.labels import KINDS, LEVELS, ORIGINS, STATES
from training_app.kernel.lists import SHEET, Column, ListSpec

_FILTERS = ("q", "occupation", "level", "state", "origin", "class_number", "first", "last")
_NAME = Column("name", "姓名", lambda row: row.name_at, "lead nw", fixed=True)
_PERSON = Column("person", "人员编号", lambda row: row.person_number, "id", shown=False)
_NUMBER = Column("number", "证书编号", lambda row: row.number, "id", sort=True, fixed=True, width=22)
_OCCUPATION = Column("occupation", "职业", lambda row: row.occupation, "lim")
_DIRECTION = Column("direction", "职业方向", lambda row: row.direction, only=SHEET, width=20)
_LEVEL = Column("level", "等级", lambda row: LEVELS.get(row.level, row.level), "nw")
_UNIT = Column("unit", "颁发单位", lambda row: row.unit, "lim", width=30)
_ISSUED = Column("issued_on", "发证日期", lambda row: row.issued_on, "n nw", sort=True)
_STATE = Column("state", "状态", lambda row: STATES.get(row.state, row.state), "nw", fixed=True)
_CLASS = Column("class_number", "班次", lambda row: row.class_number, "id")
_ORIGIN = Column("origin", "来源", lambda row: ORIGINS.get(row.origin, row.origin), "nw")

LEVEL_CERTIFICATES = ListSpec(
    "level_certificates", KINDS["level"], "本",
    (
        _NAME, _PERSON, _NUMBER, _OCCUPATION, _DIRECTION, _LEVEL, _ORIGIN,
        Column("class_number", "班次", lambda row: row.class_number, "id", shown=False), _UNIT, _ISSUED, _STATE,
    ),
    _FILTERS, "-issued_on",
)  # fmt: skip
COMPLETION_CERTIFICATES = ListSpec(
    "completion_certificates", KINDS["completion"], "本",
    (_NAME, _PERSON, _NUMBER, _OCCUPATION, _DIRECTION, _LEVEL, _CLASS, _UNIT, _ISSUED, _STATE),
    tuple(name for name in _FILTERS if name != "origin"), "-issued_on",
)  # fmt: skip
