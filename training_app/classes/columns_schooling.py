"""Cells of schooling and experience understood: level, outcome, 全日制, degree, years; and bank accounts."""

from __future__ import annotations

import re
from typing import Any

from training_app.intake.columns import EMPTY_WORDS, is_day_shown, plain

_SCHOOLING = re.compile(
    r"(?P<college>大学专科|大学普通班|专科|大专|高职|高等职业)|(?P<bachelor>专升本|大学本科|本科|大本|学士|大学)"
    r"|(?P<doctor>博士研究生|博士)|(?P<master>硕士研究生|硕士|研究生班|研究生)"
    r"|(?P<vocational>中等专业|中等职业|中专|中职|中技|职业高中|职高|技校|技工学校|技工)|(?P<senior_high>普通高中|高中)|(?P<junior_high>初中)|(?P<primary>小学)"
)
_NO_LEVEL = re.compile(r"以上|以下|及以|非(?!全日制)|未(?!毕业|取得|获|授)|不是|没有|无(?!学位|学士)|同等学力|辍学|退学|[?？]")
"""Words by which a cell names a level of schooling that is not simply the one reached."""
_SCHOOLING_CODES = {
    code: level
    for level, codes in (
        ("doctor", "11 12 13"), ("master", "14 15 16"), ("bachelor", "20 21 22 23"), ("college", "30 31 32 33"),
        ("vocational", "40 41 42 43 44 45 46 47 48 49"), ("senior_high", "60 61 62 63"), ("junior_high", "70 71 73"),
        ("primary", "80 81 83"),
    )
    for code in codes.split()
}
_OUTCOMES = (
    (re.compile(r"在读|在校|应届|未毕业"), "studying"), (re.compile(r"肄业"), "incomplete"), (re.compile(r"结业"), "completed"),
    (re.compile(r"毕业"), "graduated"),
)
_PART_TIME = re.compile(r"非全日制|在职|函授|自考|自学考试|成人|成教|网络|电大|开放教育|夜大|业余|远程|脱产班|国家开放")
_FULL_TIME = re.compile(r"全日制|统招|普通全日|普通高校")


def understand_outcome(text: str) -> str | None:
    """How schooling ended: graduated 毕业, completed 结业, incomplete 肄业, studying 在读; only the first satisfies rules."""
    shown = plain(text)
    if shown in ("是", "已毕业"):
        return "graduated"
    return next((outcome for pattern, outcome in _OUTCOMES if pattern.search(shown)), None)


def understand_full_time(text: str) -> bool | None:
    """Whether schooling was 全日制; None when the cell does not say."""
    shown = plain(text)
    if shown in ("否", "不是") or _PART_TIME.search(shown):
        return False
    return True if shown in ("是", "全日") or _FULL_TIME.search(shown) else None


def understand_education(text: str) -> dict[str, Any] | None:
    """Level (GB/T 4658), outcome and 全日制 of a cell such as 全日制本科毕业; None when no single level is meant."""
    shown = re.sub(r"\s", "", plain(text))
    if shown in _SCHOOLING_CODES:
        found: dict[str, Any] = {"education": _SCHOOLING_CODES[shown]}
        if shown[1] != "0":
            kinds = ("graduated", "completed", "incomplete")
            found["education_outcome"] = kinds[(int(shown[1]) - 1) % 3]
        return found
    if _NO_LEVEL.search(shown):
        return None
    levels = {match.lastgroup for match in _SCHOOLING.finditer(shown)}
    if "doctor" in levels:
        levels.discard("master") if "硕士" not in shown else None
    if len(levels) != 1:
        return None
    found = {"education": levels.pop()}
    outcome = understand_outcome(shown)
    if outcome:
        found["education_outcome"] = outcome
    full_time = understand_full_time(shown)
    if full_time is not None:
        found["full_time"] = full_time
    return found


def understand_degree(text: str) -> str | None:
    """none, bachelor, second_bachelor, master or doctor; None when the cell names no degree."""
    shown = plain(text)
    if shown in EMPTY_WORDS or shown.startswith("无"):
        return "none" if shown.startswith("无") else None
    for word, degree in (
        ("博士", "doctor"), ("硕士", "master"), ("第二学士", "second_bachelor"), ("双学士", "second_bachelor"),
        ("第二学位", "second_bachelor"), ("学士", "bachelor"),
    ):
        if word in shown:
            return degree
    return None


_YEARS = re.compile(r"(?:满|约|近)?\s*(\d{1,2}(?:\.\d)?)\s*(?:年|周年)?(?:以上)?")
_ACCOUNT = re.compile(r"\d{8,30}", re.ASCII)


def understand_years(text: str) -> str | None:
    """Years of experience as a decimal numeral (3, 2.5); None when the cell is no number of years."""
    found = _YEARS.fullmatch(plain(text))
    return found[1] if found else None


def understand_account(text: str) -> str | None:
    """A bank account as digits; None when the cell is none."""
    shown = plain(text)
    digits = re.sub(r"[\s\-]", "", shown)
    if is_day_shown(shown):
        return None
    return digits if _ACCOUNT.fullmatch(digits) else None
