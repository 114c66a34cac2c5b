"""Sentences of the public verification. A miss has one sentence, whatever was wrong."""

from __future__ import annotations

NUMBER_LABEL, NAME_LABEL, DAY_LABEL = "编号", "姓名（单位报表填单位名称）", "发证日期"
PAPER_NAME_LABEL = "纸面上的姓名或单位"
NUMBER_MISSING = "请填写证书上印的编号。"
NUMBER_LONG = "编号最多 60 个字符，请核对证书。"
NAME_MISSING = "请填写证书上印的姓名；查验开展情况表填单位名称。"
NAME_LONG = "姓名或单位名称最多 80 个字。"
DAY_WRONG = "请按 2026-04-20 的样子填写证书上印的日期。"
NOT_FOUND = "没有查到与所填编号和姓名都相符的记录。"
TOO_OFTEN = "查得太勤了。请过一分钟再查，或直接扫证书上的二维码。"
PROOF_WANTED = "查得太勤了。请再按一次“查验”，浏览器会先做几秒钟计算，用来挡住自动程序。"
SAME, OTHER = "一致：姓名和发证日期与登记的相同。", "不一致：姓名或发证日期与登记的不同，这份纸面不能采信。"
