"""Reading a timetable as typed or pasted: lines of text in, checked sessions or sentences out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, time

from training_app.classes import messages_life as messages
from training_app.classes.labels import (
    DAY_FORM,
    SESSION_COLUMNS,
    SPAN_FORM,
    TIME_FORM,
    WORDS_OF_KIND,
    WORDS_OF_MODE,
)
from training_app.classes.rules import KINDS, MOST_HOURS_OF_A_SESSION, SESSION_MODES, SessionPlan, clashes
from training_app.kernel.quantities import format_hundredths, parse_hundredths

MOST_TEXT = 100
_DAY = re.compile(DAY_FORM, re.ASCII)
_TIME = re.compile(TIME_FORM, re.ASCII)
_SPAN = re.compile(SPAN_FORM)


@dataclass(frozen=True, slots=True)
class TypedSession:
    """One line of the timetable form, as typed."""

    held_on: str = ""
    starts_at: str = ""
    ends_at: str = ""
    mode: str = "onsite"
    kind: str = "theory"
    hours: str = ""
    topic: str = ""
    instructor: str = ""
    place: str = ""

    @property
    def blank(self) -> bool:
        """True for a line nobody filled in; the two choices have a value from the start."""
        return not any((self.held_on, self.starts_at, self.ends_at, self.hours, self.topic, self.instructor, self.place))


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a line (from 1) of the form, at which field."""

    line: int
    field: str
    sentence: str


def typed(plan: SessionPlan) -> TypedSession:
    """The line of the form that stands for a stored session."""
    return TypedSession(
        plan.held_on.isoformat(), f"{plan.starts_at:%H:%M}" if plan.starts_at else "",
        f"{plan.ends_at:%H:%M}" if plan.ends_at else "", plan.mode, plan.kind,
        format_hundredths(plan.hours).rstrip("0").rstrip("."), plan.topic, plan.instructor, plan.place,
    )  # fmt: skip


def parse_day(text: str) -> date | None:
    """The day written as 2026-03-02, 2026/3/2, 2026.3.2 or 2026年3月2日; None for anything else."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """The time written as 8:30 or 08:30; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def read(
    lines: Sequence[TypedSession], starts_on: date | None = None, ends_on: date | None = None
) -> tuple[list[SessionPlan], list[Mistake]]:
    """The sessions of the lines in order of time, and every mistake found. Lines nobody filled in are left out."""
    plans: list[SessionPlan] = []
    numbers: list[int] = []
    mistakes: list[Mistake] = []
    for number, line in enumerate(lines, start=1):
        if line.blank:
            continue
        plan, wrong = _read_line(number, line)
        mistakes.extend(wrong)
        if plan is None:
            continue
        if starts_on and ends_on and not starts_on <= plan.held_on <= ends_on:
            mistakes.append(_mistake(number, "held_on", "outside", plan.held_on, starts_on=starts_on, ends_on=ends_on))
        plans.append(plan)
        numbers.append(number)
    for one, other in clashes(plans):
        sentence = messages.SESSION["clash"].format(line=numbers[other - 1], other=numbers[one - 1])
        mistakes.append(Mistake(numbers[other - 1], "starts_at", sentence))
    plans.sort(key=lambda plan: (plan.held_on, plan.starts_at or time()))
    return plans, mistakes


def pasted(text: str) -> list[TypedSession]:
    """Lines copied from a spreadsheet (columns by tabs: 日期 时间 方式 类型 学时 内容 教师 地点) as lines of the form.

    A heading line is passed over; the time may stand in one column (08:30-11:30) or in two.
    """
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells) or cells[0] == SESSION_COLUMNS["held_on"]:
            continue
        day, *rest = cells
        span = _SPAN.split(rest.pop(0)) if rest else []
        if len(span) == 1 and rest and parse_time(rest[0]):
            span.append(rest.pop(0))
        start, end = (*span, "", "")[:2]
        mode, kind, hours, topic, instructor, place = (*rest, "", "", "", "", "", "")[:6]
        found.append(
            TypedSession(
                _iso(day), start, end, WORDS_OF_MODE.get(mode, mode) or "onsite",
                WORDS_OF_KIND.get(kind, kind) or "theory", hours, topic, instructor, place,
            )
        )  # fmt: skip
    return found


def as_pasted(lines: Sequence[TypedSession]) -> str:
    """Lines as `pasted` reads them, for whoever wants to carry them to another form; blank ones left out."""
    return "\n".join(
        "\t".join(
            (
                line.held_on, "-".join(filter(None, (line.starts_at, line.ends_at))), _word(WORDS_OF_MODE, line.mode),
                _word(WORDS_OF_KIND, line.kind), line.hours, line.topic, line.instructor, line.place,
            )
        )
        for line in lines
        if not line.blank
    )  # fmt: skip


def _word(words: Mapping[str, str], value: str) -> str:
    return next((word for word, meant in words.items() if meant == value), value)


def _iso(day: str) -> str:
    found = parse_day(day)
    return found.isoformat() if found else day


def _read_line(number: int, line: TypedSession) -> tuple[SessionPlan | None, list[Mistake]]:
    stripped = replace(line, **{item.name: getattr(line, item.name).strip() for item in fields(line)})
    mistakes = _wrong_times(number, stripped)
    day = parse_day(stripped.held_on)
    if day is None:
        mistakes.insert(0, _mistake(number, "held_on", "day" if stripped.held_on else "empty", stripped.held_on))
    if stripped.mode not in SESSION_MODES:
        mistakes.append(_mistake(number, "mode", "mode", stripped.mode))
    if stripped.kind not in KINDS:
        mistakes.append(_mistake(number, "kind", "kind", stripped.kind))
    try:
        hours = parse_hundredths(stripped.hours)
    except ValueError:
        hours = 0
    if not 0 < hours <= MOST_HOURS_OF_A_SESSION:
        mistakes.append(_mistake(number, "hours", "hours" if stripped.hours else "empty", stripped.hours))
    mistakes.extend(
        _mistake(number, name, "long", most=MOST_TEXT)
        for name in ("topic", "instructor", "place")
        if len(getattr(stripped, name)) > MOST_TEXT
    )
    mistakes.extend(
        _mistake(number, name, "unprintable")
        for name in ("topic", "instructor", "place")
        if not getattr(stripped, name).isprintable()
    )
    if mistakes or day is None:
        return None, mistakes
    plan = SessionPlan(
        day, parse_time(stripped.starts_at), parse_time(stripped.ends_at), stripped.mode, stripped.kind, hours,
        stripped.topic, stripped.instructor, stripped.place,
    )  # fmt: skip
    return plan, []


def _wrong_times(number: int, line: TypedSession) -> list[Mistake]:
    mistakes = [
        _mistake(number, name, "time", getattr(line, name))
        for name in ("starts_at", "ends_at")
        if getattr(line, name) and parse_time(getattr(line, name)) is None
    ]
    start, end = parse_time(line.starts_at), parse_time(line.ends_at)
    if not mistakes and ((start is None) != (end is None) or (start and end and end <= start)):
        mistakes.append(_mistake(number, "ends_at", "times"))
    return mistakes


def _mistake(number: int, name: str, code: str, value: object = "", **facts: object) -> Mistake:
    sentence = messages.SESSION[code].format(line=number, field=SESSION_COLUMNS[name], value=value, **facts)
    return Mistake(number, name, sentence)
