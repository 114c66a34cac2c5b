"""The life of a class 班次 and what must hold at each step. Hours are hundredths of a 学时, scores of a point.

Source: 威人社函〔2023〕25号 四（一）（二）: filing and review before opening, training, completion assessment 结业考核,
certificate, report within 30 days.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from training_app.classes.rules_signup import JOINING, TURNED_AWAY, UNDECIDED
from training_app.kernel.actor import Role
from training_app.kernel.quantities import parse_hundredths
from training_app.kernel.workflow import Transition, Workflow

_INSTITUTION = frozenset({Role.TRAINING_INSTITUTION})
_BUREAU = frozenset({Role.BUREAU})
_EITHER = _INSTITUTION | _BUREAU
_APPLICANT = frozenset({Role.ENGINEER, Role.EMPLOYER})

LIFE = Workflow(
    "class",
    (
        Transition("draft", "edit", _INSTITUTION, "draft"),
        Transition("returned", "edit", _INSTITUTION, "returned"),
        Transition("draft", "submit", _INSTITUTION, "submitted"),
        Transition("returned", "submit", _INSTITUTION, "submitted"),
        Transition("submitted", "approve", _BUREAU, "approved"),
        Transition("submitted", "return", _BUREAU, "returned"),
        Transition("approved", "start", _INSTITUTION, "running"),
        Transition("approved", "attend", _INSTITUTION, "running"),
        Transition("running", "attend", _INSTITUTION, "running"),
        Transition("approved", "add_session", _INSTITUTION, "approved"),
        Transition("running", "add_session", _INSTITUTION, "running"),
        Transition("approved", "change", _INSTITUTION, "approved"),
        Transition("running", "change", _INSTITUTION, "running"),
        Transition("approved", "withdraw", _INSTITUTION, "approved"),
        Transition("running", "withdraw", _INSTITUTION, "running"),
        Transition("running", "score", _INSTITUTION, "running"),
        Transition("running", "complete", _INSTITUTION, "completed"),
        Transition("completed", "report", _INSTITUTION, "reported"),
        Transition("completed", "reopen", _BUREAU, "running", remark=True),
        Transition("reported", "reopen", _BUREAU, "running", remark=True),
        Transition("draft", "cancel", _INSTITUTION, "cancelled", remark=True),
        Transition("returned", "cancel", _INSTITUTION, "cancelled", remark=True),
        Transition("submitted", "cancel", _INSTITUTION, "cancelled", remark=True),
        Transition("approved", "cancel", _EITHER, "cancelled", remark=True),
        Transition("running", "cancel", _EITHER, "cancelled", remark=True),
    ),
)
"""Every life of a class; verbs that lead to the same state change what hangs on the class, not where it stands."""

ENROLMENT_LIFE = Workflow(
    "enrolment",
    (
        Transition("enrolled", "withdraw", _INSTITUTION, "withdrawn", remark=True),
        Transition("withdrawn", "readmit", _INSTITUTION, "enrolled", remark=True),
        *(Transition(state, "accept", _INSTITUTION, "accepted") for state in UNDECIDED),
        Transition("applied", "wait", _INSTITUTION, "waiting"),
        *(Transition(state, "decline", _INSTITUTION, "declined", remark=True) for state in (*UNDECIDED, "accepted")),
        *(Transition(state, "retract", _APPLICANT, "retracted") for state in (*UNDECIDED, "accepted")),
        *(Transition(state, "apply", _APPLICANT, "applied") for state in TURNED_AWAY),
        *(Transition(state, "enrol", _INSTITUTION, "enrolled") for state in JOINING),
    ),
)
"""Every life of somebody in a class. An application begins as `applied`; a roster or the opening of the class enrols."""

FILED_FIELDS = (
    "name", "occupation", "level", "assessment_body", "district", "venue", "mode", "capacity", "starts_on", "ends_on",
    "plan_reference", "contact", "sessions",
)  # fmt: skip
"""What a reviewer can point at when returning a filing."""

MODES = ("onsite", "online", "mixed")
SESSION_MODES = ("onsite", "online")
KINDS = ("theory", "practice")
MOST_SESSIONS = 400
MOST_REQUIRED_HOURS = 1_000_000
MOST_HOURS_OF_A_SESSION = 2400
HIGHEST_SCORE = 10000


def typed_score(text: str) -> int | None:
    """A score as somebody typed it, in hundredths; None for an empty field. ValueError for what is no score from 0 to 100."""
    if not text.strip():
        return None
    score = parse_hundredths(text.strip())
    if not 0 <= score <= HIGHEST_SCORE:
        raise ValueError(text)
    return score


class AttendanceStatus(StrEnum):
    """How somebody attended a session; only PRESENT and LATE carry hours."""

    PRESENT = "present"
    LATE = "late"
    LEAVE = "leave"
    ABSENT = "absent"

    @property
    def attended(self) -> bool:
        return self in (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One line of the timetable, checked."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    mode: str
    kind: str
    hours: int
    topic: str = ""
    instructor: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one person gets for one session: `person_number`, status and 学时 (None: the session's full hours)."""

    person_number: str
    status: AttendanceStatus
    hours: int | None = None


class Verdict(StrEnum):
    """How a trainee stands at completion. NO_SCORE and SHORT name what is missing."""

    PASS = "pass"
    FAILED_SCORE = "failed_score"
    SHORT = "short"
    NO_SCORE = "no_score"


@dataclass(frozen=True, slots=True)
class CompletionRules:
    """Parameters of completion: share of the required hours, pass mark in hundredths of a point."""

    required_share: Decimal
    pass_mark: int


def hours_needed(required_hours: int, share: Decimal) -> int:
    """The hours a person must have attended, rounded up to the hundredth in favour of the rule."""
    return math.ceil(required_hours * share)


def verdict(attended: int, score: int | None, required_hours: int, rules: CompletionRules) -> Verdict:
    """How a trainee would complete now. Somebody short of hours fails whatever the score."""
    if attended < hours_needed(required_hours, rules.required_share):
        return Verdict.SHORT
    if score is None:
        return Verdict.NO_SCORE
    return Verdict.PASS if score >= rules.pass_mark else Verdict.FAILED_SCORE


def end_state(found: Verdict) -> str:
    """The state of the enrolment a verdict leads to. ValueError for NO_SCORE, which leads nowhere yet."""
    if found is Verdict.NO_SCORE:
        raise ValueError("a trainee with the hours needs a score")
    return "completed" if found is Verdict.PASS else "failed"


def hours_by_day(sessions: Iterable[SessionPlan]) -> dict[date, int]:
    """学时 per day of a timetable."""
    sums: dict[date, int] = {}
    for session in sessions:
        sums[session.held_on] = sums.get(session.held_on, 0) + session.hours
    return sums


def overfull_days(sessions: Iterable[SessionPlan], daily_limit: int) -> list[tuple[date, int]]:
    """Days with more 学时 than the daily limit, in order. A warning the reviewer decides on, never a refusal."""
    return sorted((day, hours) for day, hours in hours_by_day(sessions).items() if hours > daily_limit)


def clashes(sessions: Sequence[SessionPlan]) -> list[tuple[int, int]]:
    """Pairs of lines (from 1) that overlap in time on the same day."""
    timed = sorted(
        (session.held_on, session.starts_at, session.ends_at, line)
        for line, session in enumerate(sessions, start=1)
        if session.starts_at and session.ends_at
    )
    return [
        (min(one[3], other[3]), max(one[3], other[3]))
        for one, other in zip(timed, timed[1:], strict=False)
        if one[0] == other[0] and other[1] < one[2]
    ]


def outside_dates(sessions: Sequence[SessionPlan], starts_on: date, ends_on: date) -> list[int]:
    """Lines (from 1) whose day lies outside the class's dates."""
    return [
        line for line, session in enumerate(sessions, start=1) if not starts_on <= session.held_on <= ends_on
    ]


def pattern(first_day: date, last_day: date, weekdays: frozenset[int], count: int, line: SessionPlan) -> list[SessionPlan]:
    """Up to `count` sessions like `line` on the given weekdays (0 = Monday) from the first to the last day."""
    found = []
    day = first_day
    while day <= last_day and len(found) < count:
        if day.weekday() in weekdays:
            found.append(
                SessionPlan(
                    day, line.starts_at, line.ends_at, line.mode, line.kind, line.hours, line.topic, line.instructor,
                    line.place,
                )
            )
        day += timedelta(days=1)
    return found


@dataclass(frozen=True, slots=True)
class AttendedYear:
    """What one enrolment attended in one year: hours, and the last day with hours."""

    enrolment_id: int
    person_id: int
    person_number: str
    year: int
    hours: int
    last_day: date


def credit_key(class_number: str, person_number: str, year: int, completion: int) -> str:
    """The idempotency key of a class credit; `completion` counts how often the class was completed."""
    return f"class:{class_number}:{person_number}:{year}:{completion}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day and how many days are left (negative: overdue)."""

    last_day: date
    days_left: int


def report_deadline(completed_on: date, days: int, today: date) -> Deadline:
    """The last day to report a completed class to the province: `days` calendar days after completion."""
    last_day = completed_on + timedelta(days=days)
    return Deadline(last_day, (last_day - today).days)


@dataclass(slots=True)
class Outcome:
    """What a completion did, in numbers."""

    completed: int = 0
    failed: int = 0
    withdrawn: int = 0
    hours_entries: int = 0
    hours: int = 0
    by_year: Mapping[int, int] = field(default_factory=dict)
