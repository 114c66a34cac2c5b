"""Chinese names around the programme catalogue."""

from __future__ import annotations

LEVELS = {"junior": "初级", "intermediate": "中级", "senior": "高级"}
STATES = {"standing": ("有效", "ok"), "coming": ("未生效", "wait"), "ended": ("已移出", "")}
EVERY_DIRECTION = "全部方向"
EVERY_INSTITUTION = "所有机构"
END_DAY = "自哪天起移出"
