"""The lists of lots, of applications, of sessions and of claims: their columns."""

from __future__ import annotations

from decimal import Decimal

from training_app.certificates import messages_applications as applications
from training_app.certificates import messages_claims as claims
from training_app.certificates import messages_sessions as sessions
from training_app.certificates.labels import LEVELS
from training_app.certificates.labels_lots import STATES
from training_app.kernel.lists import Column, ListSpec, day_of


def _points(mark: int | None) -> Decimal | None:
    return None if mark is None else Decimal(mark) / 100


LOTS = ListSpec(
    "lots", "报批批次", "批",
    (
        Column("number", "批次", lambda row: row.number, "lead nw", sort=True, fixed=True, width=16),
        Column("body", "评价机构", lambda row: row.body, "lim", width=30),
        Column("occupation", "职业", lambda row: row.occupation, "lim"),
        Column("level", "等级", lambda row: LEVELS.get(row.level, row.level), "nw"),
        Column("members", "人数", lambda row: row.members, "n nw"),
        Column("certified", "已颁证", lambda row: row.certified, "n nw"),
        Column("revoked", "已撤销", lambda row: row.revoked, "n nw", shown=False),
        Column("state", "状态", lambda row: STATES[row.state][0], "nw", fixed=True, width=22),
        Column("step_on", "最近一步", lambda row: row.step_on, "n nw"),
        Column("drawn_on", "建批", lambda row: day_of(row.drawn_at), "n nw", sort=True),
    ),
    ("q", "state", "level"), "-drawn_on",
)  # fmt: skip
LEVEL_APPLICATIONS = ListSpec(
    "level_applications", "考核申报", "份",
    (
        Column("number", "申报编号", lambda row: row.number, "id nw", sort=True, fixed=True, width=16),
        Column("name", "姓名", lambda row: row.name, "lead nw", fixed=True),
        Column("person", "人员编号", lambda row: row.person_number, "id", shown=False),
        Column("class_number", "班次", lambda row: row.class_number, "id nw"),
        Column("occupation", "职业", lambda row: row.occupation, "lim"),
        Column("level", "等级", lambda row: LEVELS.get(row.level, row.level), "nw"),
        Column("unit", "培训机构", lambda row: row.unit, "lim", width=28),
        Column("body", "评价机构", lambda row: row.body, "lim", shown=False, width=28),
        Column(
            "declared", "承诺", lambda row: applications.ON_PAPER if row.on_paper else applications.IN_PERSON, "nw", shown=False
        ),
        Column("declared_at", "申报日期", lambda row: day_of(row.declared_at), "n nw", sort=True),
        Column("prerequisite", "申报条件", lambda row: applications.VERDICTS[row.prerequisite][0], "nw"),
        Column("state", "状态", lambda row: applications.STATES[row.state][0], "nw", fixed=True),
        Column("attempt", "第几次", lambda row: row.attempt, "n nw", shown=False),
        Column("part", "考核内容", lambda row: sessions.PARTS[row.part], "nw", shown=False),
        Column("session", "场次", lambda row: row.session or None, "id nw"),
        Column("held_on", "考核日期", lambda row: row.held_on, "n nw", shown=False),
        Column("remark", "意见", lambda row: row.remark, "lim", width=36),
    ),
    ("q", "state", "prerequisite"), "-declared_at",
)  # fmt: skip
SESSIONS = ListSpec(
    "assessment_sessions", "考核场次", "场",
    (
        Column("number", "场次", lambda row: row.number, "lead nw", sort=True, fixed=True, width=16),
        Column("held_on", "考核日期", lambda row: row.held_on, "n nw", sort=True, fixed=True),
        Column("times", "时间", lambda row: f"{row.starts_at:%H:%M}–{row.ends_at:%H:%M}", "nw"),
        Column("occupation", "职业", lambda row: row.occupation, "lim"),
        Column("direction", "方向", lambda row: row.direction or None, "lim", shown=False),
        Column("level", "等级", lambda row: LEVELS.get(row.level, row.level), "nw"),
        Column("place", "地点", lambda row: row.place, "lim", width=30),
        Column("body", "评价机构", lambda row: row.body, "lim", shown=False, width=30),
        Column("seats", "座位", lambda row: row.seats, "n nw"),
        Column("taken", "已安排", lambda row: row.taken, "n nw"),
        Column("noted", "已登记结果", lambda row: row.noted, "n nw"),
        Column("apply_until", "申报截止", lambda row: row.apply_until, "n nw"),
        Column("state", "状态", lambda row: sessions.STATES[row.state][0], "nw", fixed=True),
    ),
    ("q", "state", "level"), "-held_on",
)  # fmt: skip
ADMISSIONS = ListSpec(
    "assessment_seats", "考生", "人",
    (
        Column("session", "场次", lambda row: row.session, "id nw", fixed=True, width=16),
        Column("seat_no", "座位", lambda row: row.seat_no, "n nw", fixed=True),
        Column("name", "姓名", lambda row: row.name, "lead nw", fixed=True),
        Column("masked", "证件号码", lambda row: row.masked, "id", width=22),
        Column("application", "申报编号", lambda row: row.application, "id nw", width=16),
        Column("class_number", "班次", lambda row: row.class_number, "id nw"),
        Column("held_on", "考核日期", lambda row: row.held_on, "n nw", sort=True),
        Column("times", "时间", lambda row: f"{row.starts_at:%H:%M}–{row.ends_at:%H:%M}", "nw"),
        Column("place", "地点", lambda row: row.place, "lim", shown=False, width=30),
        Column("attempt", "第几次", lambda row: row.attempt, "n nw"),
        Column("part", "考核内容", lambda row: sessions.PARTS[row.part], "nw"),
        Column("theory", "理论", lambda row: _points(row.theory), "n", number_format="0.00"),
        Column("ability", "能力", lambda row: _points(row.ability), "n", number_format="0.00"),
        Column("result", "结果", lambda row: sessions.RESULTS[row.result][0], "nw"),
    ),
    ("q", "session", "result"), "-held_on",
)  # fmt: skip
CLAIMS = ListSpec(
    "certificate_claims", "证书登记申请", "份",
    (
        Column("number", "申请编号", lambda row: row.number, "id nw", sort=True, fixed=True, width=16),
        Column("name", "姓名", lambda row: row.name, "lead nw", fixed=True),
        Column("person", "人员编号", lambda row: row.person_number, "id", shown=False),
        Column("claimed_number", "证书编号", lambda row: row.claimed_number, "id", width=22),
        Column("occupation", "职业", lambda row: row.occupation, "lim"),
        Column("level", "等级", lambda row: LEVELS.get(row.level, row.level), "nw"),
        Column("issuer", "发证机构", lambda row: row.issuer, "lim", width=30),
        Column("issued_on", "发证日期", lambda row: row.issued_on, "n nw"),
        Column("claimed_at", "申请日期", lambda row: day_of(row.claimed_at), "n nw", sort=True),
        Column("state", "状态", lambda row: claims.STATES[row.state][0], "nw", fixed=True),
        Column("clash", claims.CLASH, lambda row: claims.CLASH if row.clashes else None, "nw"),
        Column("remark", "核对说明", lambda row: row.remark, "lim", shown=False, width=36),
    ),
    ("q", "state"), "-claimed_at",
)  # fmt: skip
