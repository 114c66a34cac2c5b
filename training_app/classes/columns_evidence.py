"""Cells in which a roster tells what somebody has reached already: the title held, the level certificate held."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from training_app.classes.columns_programme import OccupationWords
from training_app.intake.columns import is_skill_grade, plain


class Reached(NamedTuple):
    """A level of a title or certificate and since when; `since` None: nobody told."""

    level: str
    since: date | None


_NONE = re.compile(r"(?:无|没有|未|暂无|尚无)")
_TITLES = (
    (re.compile(r"正高|教授级"), "full_senior"), (re.compile(r"副高|高级工程师|高工|^高级(?:职称)?$"), "associate_senior"),
    (re.compile(r"助理工程师|初级工程师|助工|助理级|^初级(?:职称)?$"), "assistant_engineer"),
    (re.compile(r"工程师|^中级(?:职称)?$"), "engineer"), (re.compile(r"技术员|员级"), "technician"),
)
"""初级 alone may be either of the two lower titles: the one that serves the learner better."""
_LEVEL = re.compile(r"(初|中|高)级(?:专业技术等级|工程技术人员|证书|资格|证)*")
_LEVELS = {"初": "junior", "中": "intermediate", "高": "senior"}
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2}))?\s*[月日]?(?:取得|获得|发证|颁发)?")
_FILLING = re.compile(r"专业技术等级|等级|证书|取得|已|[,，;；:：、()（）\s]")


def understand_title(text: str) -> tuple[str | None, bool]:
    """The level of a title of engineering, and whether the cell was understood; (None, True) says that none is held."""
    shown = re.sub(r"[\s()（）]", "", plain(text))
    if not shown or _NONE.match(shown):
        return None, True
    found = next((level for pattern, level in _TITLES if pattern.search(shown)), None)
    return found, found is not None


def understand_certificate(text: str, words: OccupationWords, occupation: str) -> tuple[Reached | None, bool]:
    """The level certificate of that occupation a cell tells of, and whether the cell was understood; (None, True) says that
    none is held: those of other occupations and 职业技能等级 are none."""
    shown = plain(text)
    if not shown or _NONE.match(shown) or is_skill_grade(shown):
        return None, True
    day = _DAY.search(shown)
    rest = _DAY.sub(" ", shown)
    levels = {found[1] for found in _LEVEL.finditer(rest)}
    if len(levels) != 1:
        return None, False
    rest = _FILLING.sub(" ", _LEVEL.sub(" ", rest)).strip()
    if rest:
        said = words.understand(rest)
        if said.rest or said.occupation is None:
            return None, False
        if said.occupation != occupation:
            return None, True
    return Reached(_LEVELS[levels.pop()], _earliest(day) if day else None), True


def earliest_day(text: str | None) -> date | None:
    """The first day a canonical date (2015, 2015-07, 2015-07-01) can mean: the one that serves the learner best."""
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text) if text else None


def _earliest(found: re.Match[str]) -> date | None:
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        return date(year, month, day)
    except ValueError:
        return None
