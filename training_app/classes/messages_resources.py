"""Sentences about the trainers and rooms of a timetable, and about what a reviewer has to accept."""

from __future__ import annotations

CLAUSE_MARK = "；"
OR = "、"
AMBIGUOUS = "第 {line} 次课（{day}）的“{typed}”在登记里有不止一个，请写成其中之一：{labels}"
USED = "{number} {name}：{count} 次课，{first} 至 {last}"

OTHER_CLASS = "班次 {number}"
FOREIGN_CLASS = "其他机构的班次"
COLLISION = {
    "instructor": "教师{what}与{whose}同时上课：{first} 起 {sessions} 次课",
    "place": "教室{what}与{whose}同时占用：{first} 起 {sessions} 次课",
    "trainee": "{what} 名学员与{whose}同时上课：{first} 起 {sessions} 次课",
}  # fmt: skip
NAME_ONLY = "（姓名相同，可能不是同一人）"
NO_END = "长期"
TRAINER_DOCUMENT = "教师{name}（{number}）有 {count} 次课不在证书有效期内：最早 {first}，证书 {since} 至 {until}"
TRAINER_ENDED = "教师{name}（{number}）自 {day} 起停用，之后还有 {count} 次课"
TRAINER_PROGRAMME = "教师{name}（{number}）的可授课程里没有本班的职业和等级"
ROOM_SMALL = "{venue} {room} 只有 {seats} 座，少于计划人数 {capacity} 人：{count} 次课"
ROOM_ENDED = "{venue} {room} 自 {day} 起停用，之后还有 {count} 次课"
LONG_DAY = "{day} 共 {hours} 学时，超过每天 {limit} 学时"
ACCEPT = "有 {count} 处提示还没有逐条勾选“已核，予以接受”：{sentences}"
ACCEPT_MORE = "等 {count} 处"
ACCEPT_REASON = "请写明予以接受的理由，它会和这次备案一起保存。"
REASON_LONG = "理由最多 {most} 个字，请缩短。"
REASON_UNPRINTABLE = "理由里含有不能保存的字符，请删去后重新填写。"
