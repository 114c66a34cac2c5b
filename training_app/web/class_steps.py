"""The steps of a class from its plan to its completion: where each stands, with whom it waits, until when, and why it was
returned. Pure; `web/class_story` puts all steps in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from training_app.classes.models import TrainingClass
from training_app.classes.models_signup import ClassSeats, ClassSignUp
from training_app.classes.queries_evaluations import Results
from training_app.classes.queries_inspections import Line
from training_app.classes.queries_people import SessionRow
from training_app.classes.queries_plans import PlannedClass
from training_app.classes.rules import Deadline
from training_app.classes.rules_attendance import UNDECIDED, last_entry_day
from training_app.web import labels_story as words
from training_app.web.queries_class_story import Setback, Tally

# Parties, as the page names them.
INSTITUTION, BODY, BUREAU, PROVINCE, NATION, TRAINEES = "institution", "body", "bureau", "province", "nation", "trainees"
_FILING = {"draft": INSTITUTION, "returned": INSTITUTION, "submitted": BUREAU}
OVER = ("completed", "reported")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a class. `counts` are the people on its list by state, `since` the day it came into its state,
    `entry_days` how long attendance may be entered, `short` how many would fail for want of hours (None: not asked)."""

    record: TrainingClass
    today: date
    since: date | None
    counts: Mapping[str, int]
    planned: PlannedClass | None
    offer: ClassSignUp | None
    seats: ClassSeats | None
    timetable: Sequence[SessionRow]
    tallies: Sequence[Tally]
    setbacks: Sequence[Setback]
    deadline: Deadline | None
    inspections: Sequence[Line]
    evaluation: Results | None
    entry_days: Callable[[date], int]
    sees: frozenset[str]
    short: int | None = None

    def number(self, kind: str, *states: str) -> int:
        """How many of a kind stand in these states, in any where none is named."""
        return sum(each.count for each in self.of(kind, *states))

    def of(self, kind: str, *states: str) -> list[Tally]:
        """The tallies of a kind in these states."""
        return [each for each in self.tallies if each.kind == kind and (not states or each.state in states)]

    def since_of(self, kind: str, *states: str) -> date | None:
        """The oldest day among them."""
        return min((each.since for each in self.of(kind, *states) if each.since), default=None)

    def back(self, kind: str) -> list[Setback]:
        """What was returned or refused of a kind, the latest first."""
        return [each for each in self.setbacks if each.kind == kind]

    def listed(self, *states: str) -> int:
        """How many people of the list stand in these states."""
        return sum(self.counts.get(state, 0) for state in states)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the life: `sign` and `state` in a word, `lines` what there is to say, `where` the party whose turn it is
    ("" for nobody), `since` when it began to wait, `due` its last day; `setbacks` what was returned, latest first."""

    key: str
    sign: str
    state: str
    lines: Sequence[str] = ()
    where: str = ""
    since: date | None = None
    due: date | None = None
    setbacks: Sequence[Setback] = field(default=())

    @property
    def label(self) -> str:
        """What the step is called."""
        return words.STEPS[self.key]

    @property
    def is_ahead(self) -> bool:
        """Whether the class has not come to it and there is nothing to say of it."""
        return self.state == words.NOT_YET and not self.lines and not self.setbacks


def plan(known: Known) -> Step:
    """The line of the year plan."""
    if known.planned is None:
        text = known.record.plan_reference
        return Step("plan", "", words.AS_WRITTEN if text else words.NONE, (text,) if text else ())
    sign = {"filed": "ok", "superseded": "ok", "returned": "back", "submitted": "wait"}.get(known.planned.plan.state, "")
    lines = [known.record.plan_reference]
    if known.planned.exceeds:
        lines.append(words.EXCEEDED)
    return Step("plan", sign, words.PLAN[known.planned.plan.state], lines)


def filing(known: Known) -> Step:
    """Filing and review before opening."""
    record, back = known.record, known.back("filing")
    sign, state = words.FILING.get(record.state, words.FILING["approved"])
    if record.state == "cancelled" and record.reviewed_at is None:
        sign, state = words.FILING["cancelled"]
    waits = record.state in _FILING
    lines = [words.RETURNED_TIMES.format(count=len(back))] if back else []
    if record.first_reviewed_by and record.state == "submitted":
        lines.append(words.FIRST_APPROVED)
    return Step(
        "filing", sign, state, lines, _FILING.get(record.state, ""), known.since if waits else None,
        record.starts_on if waits else None, back,
    )  # fmt: skip


def changes(known: Known) -> Step | None:
    """Requests to change what was approved; None without any."""
    if not known.of("change"):
        return None
    asked = known.number("change", "asked")
    lines = [form.format(count=count) for state, form in words.CHANGES.items() if (count := known.number("change", state))]
    sign, state = ("wait", words.TO_ANSWER) if asked else ("ok", words.ANSWERED)
    due = known.record.starts_on if asked and known.record.state == "approved" else None
    return Step(
        "changes", sign, state, lines, BUREAU if asked else "", known.since_of("change", "asked"), due, known.back("change")
    )


def sign_up(known: Known) -> Step | None:
    """Signing up and its seats."""
    undecided, waiting = known.number("application", "applied"), known.number("application", "waiting")
    if known.offer is None and not known.of("application"):
        return Step("sign_up", "", words.NO_SIGN_UP)
    lines = []
    if known.offer is not None:
        lines.append(words.SPAN.format(first=known.offer.opens_on, last=known.offer.closes_on))
    if known.seats is not None:
        lines.append(words.SEATS.format(taken=known.seats.taken, capacity=known.seats.capacity))
    if undecided:
        lines.append(words.UNDECIDED.format(count=undecided))
    if waiting:
        lines.append(words.WAITING.format(count=waiting))
    over = known.offer is None or known.offer.closes_on < known.today
    begun = known.offer is not None and known.offer.opens_on <= known.today
    sign, state = ("wait", words.TO_DECIDE) if undecided else ("lock", words.CLOSED) if over else (
        ("new", words.OPEN) if begun else ("", words.NOT_BEGUN)
    )  # fmt: skip
    due = known.record.starts_on if undecided else known.offer.closes_on if known.offer and not over else None
    return Step(
        "sign_up", sign, state, lines, INSTITUTION if undecided else "", known.since_of("application", "applied"), due,
        known.back("application"),
    )  # fmt: skip


def people(known: Known) -> Step:
    """The list of people."""
    record = known.record
    there = known.listed("accepted", "enrolled", "completed", "failed")
    lines = [words.HEADCOUNT.format(count=there, capacity=record.capacity)] if there else []
    if gone := known.listed("withdrawn"):
        lines.append(words.GONE.format(count=gone))
    if record.state == "approved" and not known.listed("enrolled"):
        return Step("people", "wait", words.NO_ROSTER, lines, INSTITUTION, known.since, record.starts_on)
    return Step("people", "ok" if there else "", words.LISTED if there else words.NOT_YET, lines)


def attendance(known: Known) -> Step:
    """Timetable and attendance."""
    record, total = known.record, len(known.timetable)
    done = sum(1 for row in known.timetable if row.recorded)
    lines = [words.SESSIONS.format(done=done, total=total)] if done or record.state == "running" else []
    missing = [row.session for row in known.timetable if not row.recorded and row.session.held_on < known.today]
    if record.state != "running" or not missing:
        if record.state in OVER:
            return Step("attendance", "ok", words.ENTERED, lines)
        coming = min((row.session.held_on for row in known.timetable if row.session.held_on >= known.today), default=None)
        if coming is not None and record.state in ("approved", "running"):
            lines.append(words.NEXT_SESSION.format(day=coming))
        begun = record.state == "running"
        state = words.ON_TIME if begun else words.NOT_OPENED if lines else words.NOT_YET
        return Step("attendance", "new" if begun else "", state, lines)
    reopened = max((each.until for each in known.of("reopened") if each.until), default=None)
    ends = [last_entry_day(held.held_on, reopened, known.entry_days(held.held_on)) for held in missing]
    locked = sum(1 for day in ends if day < known.today)
    lines.append(words.MISSING.format(count=len(missing)))
    if locked:
        lines.append(words.LOCKED.format(count=locked))
    due = min((day for day in ends if day >= known.today), default=None)
    return Step("attendance", "wait", words.TO_ENTER, lines, INSTITUTION, missing[0].held_on, due)


def corrections(known: Known) -> Step | None:
    """Requests to change locked attendance; None without any."""
    if not known.of("correction"):
        return None
    asked = known.number("correction", "asked")
    lines = [
        form.format(count=count) for state, form in words.CORRECTIONS.items() if (count := known.number("correction", state))
    ]
    sign, state = ("wait", words.TO_ANSWER) if asked else ("ok", words.ANSWERED)
    return Step(
        "corrections", sign, state, lines, BUREAU if asked else "", known.since_of("correction", "asked"), None,
        known.back("correction"),
    )  # fmt: skip


def findings(known: Known) -> Step | None:
    """Improbable attendance; None without any."""
    if not known.of("finding"):
        return None
    open_ = sum(known.number("finding", state) for state in UNDECIDED)
    lines = [form.format(count=count) for state, form in words.FINDINGS.items() if (count := known.number("finding", state))]
    sign, state = ("wait", words.TO_LOOK) if open_ else ("ok", words.LOOKED)
    return Step(
        "findings", sign, state, lines, BUREAU if open_ else "", known.since_of("finding", "open"), None,
        known.back("finding"),
    )  # fmt: skip


def completion(known: Known) -> Step:
    """Completion and who is short of hours."""
    record = known.record
    if record.state in OVER:
        lines = [words.PASSED.format(passed=known.listed("completed"), failed=known.listed("failed"))]
        if record.completed_on:
            lines.append(words.COMPLETED_ON.format(day=record.completed_on))
        return Step("completion", "ok", words.COMPLETED, lines, setbacks=known.back("completion"))
    lines = [words.SHORT.format(count=known.short)] if known.short else []
    if record.state == "running" and record.ends_on < known.today:
        return Step(
            "completion", "wait", words.TO_COMPLETE, lines, INSTITUTION, record.ends_on + timedelta(days=1), None,
            known.back("completion"),
        )  # fmt: skip
    if record.state == "running":
        lines.append(words.ENDS_ON.format(day=record.ends_on))
    return Step("completion", "", words.IN_TRAINING if lines else words.NOT_YET, lines, setbacks=known.back("completion"))
