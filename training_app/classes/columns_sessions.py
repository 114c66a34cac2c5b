"""The sessions of a class as headings and cells of an attendance sheet name them: by number, by day, by half of a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from training_app.intake.columns import plain, understand_day

_DIGITS = "一二三四五六七八九"
_ORDINAL = re.compile(rf"第\s*(\d{{1,3}}|[{_DIGITS}十]{{1,3}})\s*(?:次|课次)(?:课)?|(?<!\d)(\d{{1,3}})\s*次课")
_DATE = re.compile(r"(?<!\d)(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?!\d)(?:\s+0{1,2}:00(?::00)?)?")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?(?!\d)")
_SHORT_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})", re.ASCII)
_HALF = re.compile(r"(上午|早上)|(下午)|(晚上|晚间|夜间)")
_NOISE = re.compile(
    r"\d{1,2}:\d{2}(?:\s*[-~—–至]\s*\d{1,2}:\d{2})?|考勤|出勤|签到|到课|情况|记录|上课|培训|日期|时间|星期[一二三四五六日天]"
    r"|周[一二三四五六日天]|补课|[()\[\]【】〔〕:,、\s]"
)
_NOON, _LUNCH, _EVENING = time(12), time(13), time(17)
# Morning, afternoon, evening: whether a session lies in it altogether.
_IN: tuple[Callable[[time, time], bool], ...] = (
    lambda begins, ends: begins < _NOON and ends <= _LUNCH,
    lambda begins, ends: _NOON <= begins < _EVENING,
    lambda begins, ends: begins >= _EVENING,
)
UNKNOWN, AMBIGUOUS = "session.unknown", "session.ambiguous"


class Held(NamedTuple):
    """A session: its number in the class, the day, the times where the timetable has them, whether it makes up for others."""

    number: int
    held_on: date
    starts_at: time | None
    ends_at: time | None
    is_make_up: bool = False


class Named(NamedTuple):
    """What words say: the session of this number, or that they mean none of the class (UNKNOWN) or several (AMBIGUOUS).
    Neither: they name no session."""

    number: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The sessions of a class, to be found by their names."""

    sessions: Sequence[Held]

    def find(self, text: str, *, epoch_1904: bool = False) -> Named:
        """The session that words name. All of the words must speak of it: 3月2日缺课原因 names none."""
        rest = plain(text)
        rest, ordinal = _taken(_ORDINAL, rest)
        rest, day = _taken(_DATE, rest)
        rest, month_day = (rest, None) if day else _taken(_MONTH_DAY, rest)
        rest, half = _taken(_HALF, rest)
        rest = _NOISE.sub("", rest)
        if rest and not (day or month_day):
            if short := _SHORT_DAY.fullmatch(rest):
                rest, month_day = "", short.groups()
            elif whole := understand_day(rest, epoch_1904=epoch_1904):
                rest, day = "", tuple(whole.split("-"))
        if rest or not (ordinal or day or month_day):
            return Named()
        found = list(self.sessions)
        if ordinal:
            number = _number(next(filter(None, ordinal)))
            found = [each for each in found if each.number == number]
        if day:
            found = [each for each in found if _numbers(each) == tuple(map(int, day))]
        if month_day:
            found = [each for each in found if _numbers(each)[1:] == tuple(map(int, month_day))]
        if half:
            fits = _IN[next(index for index, word in enumerate(half) if word)]
            found = [each for each in found if each.starts_at and each.ends_at and fits(each.starts_at, each.ends_at)]
        return Named(found[0].number) if len(found) == 1 else Named(None, AMBIGUOUS if found else UNKNOWN)

    def day_of(self, number: int) -> date:
        """The day of a session of this timetable."""
        return next(each.held_on for each in self.sessions if each.number == number)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, tuple[str, ...] | None]:
    """A text without the first match of a pattern, and the groups of that."""
    found = pattern.search(text)
    return (text, None) if found is None else (text[: found.start()] + " " + text[found.end() :], found.groups())


def _numbers(held: Held) -> tuple[int, int, int]:
    return held.held_on.year, held.held_on.month, held.held_on.day


def _number(word: str) -> int:
    """A number up to 99 in digits or hanzi; 0 for what is none."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return ((_DIGITS.find(tens) + 1 if tens else 1) * 10 if ten else 0) + (_DIGITS.find(ones) + 1 if ones else 0)
