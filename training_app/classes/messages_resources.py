"""Sentences about the trainers and rooms of a timetable, and about what a reviewer has to accept."""

from __future__ import annotations

CLAUSE_MARK = "；"
OR = "、"
AMBIGUOUS = "第 {line} 次课（{day}）的“{typed}”在登记里有不止一个，请写成其中之一：{labels}"
USED = "{number} {name}：{count} 次课，{first} 至 {last}"
