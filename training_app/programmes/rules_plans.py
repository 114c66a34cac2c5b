"""The life of a year plan 年度培训方案, what its lines must say, and how two versions differ.

Source: 威人社函〔2023〕25号 四（一）. No text gives a term for filing; that a class needs a filed line is a reading of it
(parameter `plans.required_for_classes`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow

_INSTITUTION = frozenset({Role.TRAINING_INSTITUTION})
_BUREAU = frozenset({Role.BUREAU})
_BODY = frozenset({Role.ASSESSMENT_BODY})

LIFE = Workflow(
    "plan",
    (
        *(
            Transition(state, verb, _INSTITUTION, target)
            for state in ("draft", "returned")
            for verb, target in (("edit", state), ("ask", state), ("submit", "submitted"))
        ),
        *(
            transition
            for state in ("draft", "returned", "submitted")
            for transition in (
                Transition(state, "answer", _BODY, state), Transition(state, "discard", _INSTITUTION, "discarded"),
            )
        ),
        Transition("submitted", "return", _BUREAU, "returned"),
        Transition("submitted", "file", _BUREAU, "filed"),
        Transition("filed", "amend", _INSTITUTION, "filed"),
        Transition("filed", "send_to_province", _INSTITUTION | _BUREAU, "filed"),
    ),
)
"""`amend` leaves the filed version as it is and begins the next; filing that one makes this one superseded."""

RECORD_KIND = "plan"
OPEN_STATES = ("draft", "submitted", "returned")
TEXT_ITEM = "text"
MOST_LINES = 200
MOST_CLASSES = 500
MOST_HEADCOUNT = 100_000
MOST_TEXT = {"content": 5_000, "filed_with": 100, "filing_number": 100, "province_document": 200, "assessment_plan": 500,
             "hours_source": 200}  # fmt: skip
MOST_HOURS = 1_000_000
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line as typed; None or "" where nothing usable was given. `body` is a credit code. `hours` (hundredths, of each class)
    may be left out: None when nothing was typed, 0 for what is no number."""

    occupation_key: str
    direction_key: str
    level: str
    body: str
    classes: int | None
    headcount: int | None
    first_month: int | None
    last_month: int | None
    assessment_plan: str
    hours: int | None = None
    hours_source: str = ""


@dataclass(frozen=True, slots=True)
class LineWords:
    """A stored line as people read it: by `line`, what it is for (`subject`) and its other values by field."""

    line: int
    subject: str
    values: dict[str, str]

    @property
    def edition(self) -> str:
        """A mark of everything the line says, by which a page drawn before a change is told."""
        return hashlib.sha256(repr((self.subject, sorted(self.values.items()))).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Compared:
    """A line in two versions; `kind` is same, changed, added or removed, `changes` are (field, old, new)."""

    kind: str
    line: int
    subject: str
    changes: list[tuple[str, str, str]]


def item_of_line(line: int) -> str:
    """What a reviewer's point about a line names."""
    return f"line/{line}"


def compare(before: Iterable[LineWords], after: Iterable[LineWords]) -> list[Compared]:
    """Two versions line by line, in the order of the lines."""
    old, new = ({each.line: each for each in version} for version in (before, after))
    found = []
    for line in sorted(old.keys() | new.keys()):
        if line not in new:
            found.append(Compared("removed", line, old[line].subject, _fields({}, old[line].values, removed=True)))
        elif line not in old:
            found.append(Compared("added", line, new[line].subject, _fields({}, new[line].values)))
        else:
            changes = _fields(old[line].values, new[line].values)
            found.append(Compared("changed" if changes else "same", line, new[line].subject, changes))
    return found


def _fields(before: dict[str, str], after: dict[str, str], *, removed: bool = False) -> list[tuple[str, str, str]]:
    if removed:
        return [(name, value, "") for name, value in after.items()]
    return [(name, before.get(name, ""), value) for name, value in after.items() if before.get(name, "") != value]


def first_day(year: int, months: Sequence[int]) -> date | None:
    """The day by which the plan has to be filed if its first class is to begin as planned; None without lines."""
    return date(year, min(months), 1) if months else None


def province_day(filed_on: date, days: int) -> date:
    """The last day on which the plan should have gone to the province."""
    return filed_on + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Use:
    """How far a line is used: classes and places it plans, and those approved so far."""

    planned_classes: int
    planned_headcount: int
    used_classes: int
    used_headcount: int

    def exceeded_by(self, classes: int, headcount: int) -> bool:
        """Whether so many more would be more than planned."""
        return (
            self.used_classes + classes > self.planned_classes or self.used_headcount + headcount > self.planned_headcount
        )
