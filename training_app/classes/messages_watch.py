"""Sentences of improbable attendance."""

from __future__ import annotations

PRESENT = "登记为到课"
REFUSED = "{time} 扫码，同一时间已在另一处到课，没有签到"
SCANNED = "{who} {time} 扫码"
PEOPLE = "{count} 人"
FULL = "{sessions} 次课、{people} 人，到课 {share}%"
MADE_UP = "含补课共登记 {hours} 学时，班次课表只有 {planned} 学时"
RETIRED = "登记到课，{value} 已退休"
STUDENT = "登记到课，当时是在校学生（{value}）"
NOT_FOUND = "没有找到异常考勤 {number}，或者不在您的查看范围内。请从异常考勤列表里打开。"
DECISION = "请选择核查结果。"
REASON = "请写明怎样核查、依据是什么，4 到 500 个字。"
QUESTION = "请写明要机构说明什么。"
ANSWER = "请写明实际情况和依据。"
ASKED = "已请培训机构在 {due} 前说明。"
EXPLAINED = "已提交说明，等市局核查。"
FILE_UNKNOWN = "这次说明没有附材料。"
DECIDED_BEFORE = "{number} 已经核查过，没有再办理。"
DECIDED = {"upheld": "{number} 已定为属实，培训机构会收到通知。", "dismissed": "{number} 已定为正常。"}
LOOKED = "已核查最近 {days} 天的考勤，新发现 {count} 项。"
NIGHTLY = "新发现 {count} 项异常考勤，清理过期扫码记录 {scans} 条。"
