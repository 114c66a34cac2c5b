"""Chinese names around trainers and venues."""

from __future__ import annotations

# Words and sign of a state: (label, kind of badge).
TRAINER_STATES = {
    "active": ("在用", "ok"), "expired": ("证书已过期", "bad"), "coming": ("证书未生效", "wait"), "ended": ("已停用", "lock"),
}  # fmt: skip
VENUE_STATES = {"active": ("在用", "ok"), "ended": ("已停用", "lock")}
UP_TO = {"junior": "初级", "intermediate": "中级及以下", "senior": "高级及以下"}
TEACHES = "{occupation}（{level}）"
LIST_MARK = "、"
END_DAY = "自哪天起停用"
OPEN_END = "长期"
SHARED = {True: "可共用", False: "仅本机构"}
ROOM = "{name} {seats} 座"
# A trainer or room of a timetable, as it is chosen and printed.
NAMESAKE = "{name}（{number}）"
PLACE = "{venue} {room}"
CHANGED = {
    "name": "名称", "post": "职务或职称", "document": "证书", "document_number": "证书编号", "document_from": "生效日",
    "document_to": "失效日", "teaches": "可授课程", "district_code": "所在区市", "address": "地址", "shared": "共用",
    "rooms": "教室", "ended_on": "停用日期",
}  # fmt: skip
