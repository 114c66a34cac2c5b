"""What differs between two times a filing was handed in. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PARTS = {"occupation": "programme", "direction": "programme", "contact": "contact_name"}
"""The field of `queries_changes.spoken` in which a field a reviewer points at is worded, where it is not its own."""
TIMETABLE = "sessions"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, what it said before and what it says now; of the timetable one line, "" where it was not there."""

    field: str
    before: str
    now: str


def differences(
    before: Mapping[str, str], now: Mapping[str, str], lines_before: Sequence[str], lines_now: Sequence[str]
) -> list[Difference]:
    """Fields first, in the order of the form, then the lines of the timetable that went or came."""
    found = [Difference(name, before.get(name, ""), now[name]) for name in now if before.get(name, "") != now[name]]
    found += [Difference(TIMETABLE, line, "") for line in lines_before if line not in lines_now]
    found += [Difference(TIMETABLE, "", line) for line in lines_now if line not in lines_before]
    return found


def is_answered(point: str, found: Sequence[Difference]) -> bool:
    """Whether anything was changed of what a reviewer pointed at."""
    name = PARTS.get(point, point)
    return any(each.field in (name, point) or (point == "contact" and each.field == "contact_phone") for each in found)
