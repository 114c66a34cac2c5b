"""What a filing must say: the fields of a class as an institution fills them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from training_app.classes import labels
from training_app.classes import messages_life as messages
from training_app.classes.rules import MODES, MOST_REQUIRED_HOURS
from training_app.kernel.texts import can_be_kept

MOST_DAYS = 730
MOST_CAPACITY = 20000
MOST_SOURCE = 1000
MOST_TEXT = {
    "name": 100, "venue": 200, "contact_name": 50, "contact_phone": 50,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filing:
    """The fields of a filing, as typed; None where nothing usable was given. `plan_line` names a line of the year plan
    (AP2026-0012/3), empty for none yet."""

    name: str
    occupation_key: str
    direction_key: str
    level: str
    assessment_body: str
    district_code: str
    venue: str
    mode: str
    capacity: int | None
    starts_on: date | None
    ends_on: date | None
    plan_line: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line of a filed year plan: what it is for, how a choice calls it, how the class cites it. `direction_key` None
    covers every direction."""

    id: int
    plan: str
    year: int
    line: int
    occupation_key: str
    direction_key: str | None
    level: str
    body: str
    label: str
    reference: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: occupations by key (each with `directions`), districts, assessment bodies by credit code (id)
    whose qualification covers the dates, lines of the institution's filed plans."""

    occupations: Mapping[str, Any]
    districts: frozenset[str]
    bodies: dict[str, int] = field(default_factory=dict)
    plan_lines: Mapping[str, OfferedLine] = field(default_factory=dict)


def mistakes(filing: Filing, choices: Choices) -> dict[str, str]:
    """Every wrong field with its sentence. The assessment body may be missing from a draft, not be a wrong one."""
    wrong = _wrong_texts(filing) | _wrong_dates(filing)
    occupation = choices.occupations.get(filing.occupation_key)
    if occupation is None:
        wrong["occupation_key"] = messages.OCCUPATION_UNKNOWN
    elif filing.direction_key and filing.direction_key not in {entry.key for entry in occupation.directions}:
        wrong["direction_key"] = messages.DIRECTION_UNKNOWN.format(occupation=occupation.name)
    if filing.level not in labels.LEVELS:
        wrong["level"] = messages.LEVEL_UNKNOWN
    if filing.district_code not in choices.districts:
        wrong["district_code"] = messages.DISTRICT_UNKNOWN
    if filing.mode not in MODES:
        wrong["mode"] = messages.MODE_UNKNOWN
    if filing.capacity is None or not 0 < filing.capacity <= MOST_CAPACITY:
        wrong["capacity"] = messages.CAPACITY.format(most=MOST_CAPACITY)
    dated = "starts_on" not in wrong and "ends_on" not in wrong
    if filing.assessment_body and dated and filing.assessment_body not in choices.bodies:
        wrong["assessment_body"] = messages.BODY_NOT_IN_FORCE.format(starts_on=filing.starts_on, ends_on=filing.ends_on)
    if filing.plan_line:
        line = choices.plan_lines.get(filing.plan_line)
        sentence = wrong_line(line, filing) if line else messages.PLAN_LINE_UNKNOWN
        wrong |= {"plan_line": sentence} if sentence else {}
    return wrong


def wrong_line(line: OfferedLine, filing: Filing) -> str:
    """What keeps a class from being filed under a line of a plan, in one sentence; "" when nothing does."""
    differs = [
        name
        for name, same in (
            ("year", filing.starts_on is None or filing.starts_on.year == line.year),
            ("occupation", filing.occupation_key == line.occupation_key),
            ("direction", line.direction_key in (None, filing.direction_key or None)),
            ("level", filing.level == line.level),
            ("assessment_body", filing.assessment_body in ("", line.body)),
        )
        if not same
    ]
    names = messages.LIST_MARK.join(labels.PLANNED[name] for name in differs)
    return messages.PLAN_LINE_DIFFERS.format(fields=names, label=line.label, year=line.year) if differs else ""


def wrong_required(hours: int | None, source: str) -> dict[str, str]:
    """What is wrong with the hours a class requires (hundredths, None for what is no number) and where they are written."""
    wrong = {}
    if hours is None or not 0 < hours <= MOST_REQUIRED_HOURS:
        wrong["required_hours"] = messages.REQUIRED_HOURS
    if not source.strip():
        wrong["required_hours_source"] = messages.REQUIRED_SOURCE
    elif len(source) > MOST_SOURCE:
        wrong["required_hours_source"] = messages.TEXT_TOO_LONG.format(most=MOST_SOURCE)
    elif not can_be_kept(source):
        wrong["required_hours_source"] = messages.UNPRINTABLE
    return wrong


def columns(filing: Filing, choices: Choices) -> dict[str, object]:
    """The columns of the class a right filing stands for."""
    texts = {name: getattr(filing, name).strip() for name in MOST_TEXT}
    line = choices.plan_lines.get(filing.plan_line)
    return {
        **texts, "occupation_key": filing.occupation_key, "direction_key": filing.direction_key or None,
        "level": filing.level, "assessment_body_id": choices.bodies.get(filing.assessment_body),
        "district_code": filing.district_code, "mode": filing.mode, "capacity": filing.capacity,
        "starts_on": filing.starts_on, "ends_on": filing.ends_on, "plan_line_id": line.id if line else None,
        "plan_reference": line.reference if line else "",
    }  # fmt: skip


def _wrong_texts(filing: Filing) -> dict[str, str]:
    wrong = {
        name: messages.TEXT_TOO_LONG.format(most=most)
        for name, most in MOST_TEXT.items()
        if len(getattr(filing, name)) > most
    }
    wrong |= {name: messages.UNPRINTABLE for name in MOST_TEXT if not getattr(filing, name).isprintable()}
    if not filing.name.strip():
        wrong["name"] = messages.TEXT_MISSING
    return wrong


def _wrong_dates(filing: Filing) -> dict[str, str]:
    wrong = {name: messages.TEXT_MISSING for name in ("starts_on", "ends_on") if getattr(filing, name) is None}
    if filing.starts_on and not 2000 <= filing.starts_on.year <= 2100:
        wrong["starts_on"] = messages.YEAR_FAR
    if filing.starts_on and filing.ends_on and not wrong:
        if filing.ends_on < filing.starts_on:
            wrong["ends_on"] = messages.DATES_REVERSED.format(starts_on=filing.starts_on)
        elif (filing.ends_on - filing.starts_on).days >= MOST_DAYS:
            wrong["ends_on"] = messages.DATES_TOO_LONG.format(days=MOST_DAYS)
    return wrong
