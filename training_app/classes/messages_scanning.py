"""Sentences of the code in the room, of checking in, and of being in two places at once."""

from __future__ import annotations

ELSEWHERE = "同一时间（{span}）已登记在{place}到课，不能同时在两处。请核对；那一处登记有误的，先在那里更正。"
PLACE = " {number} 第 {session} 次课"
HIDDEN_PLACE = "别的机构的班次"

NO_TICKET = "没有可用的签到码：可能已过期（30 秒一换），或者不是屏幕上的二维码。请重新扫描教室屏幕。"
NOT_ENROLLED = "您不在班次 {number} 的在训名单里，没有签到。请联系培训机构核对名单。"
NOT_RUNNING = "班次 {number} 现在不在培训中，不能签到。请联系培训机构。"
NO_SESSION = "班次 {number} 的课表里没有这次课，可能刚改过。请重新扫描教室屏幕。"
TOO_EARLY = "第 {session} 次课 {opens} 开始签到，现在还早。到时请重新扫描教室屏幕。"
TOO_LATE = "第 {session} 次课的签到已在 {closes} 截止。确实到课的，请当场找授课老师登记。"
NOT_IN = "第 {session} 次课没有您的签到，不能签退。请找授课老师登记。"

TAKEN = {"in": "第 {session} 次课已签到。", "out": "第 {session} 次课已签退。"}
ALREADY = {"in": "第 {session} 次课您已经签到，不用再扫。", "out": "第 {session} 次课您已经签退，不用再扫。"}
NOT_TODAY = "第 {session} 次课在 {day}，只能在上课当天显示签到码。"
