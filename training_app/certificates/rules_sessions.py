"""The life of an assessment session, what a marks sheet says, and when a re-sit is open. Pure.

Source: 威人社函〔2023〕25号 四（三）. Lead days, re-sits and what is sat again are policy data (`levels.*`), none of it
documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from training_app.kernel.actor import Role
from training_app.kernel.quantities import parse_hundredths
from training_app.kernel.texts import can_be_kept
from training_app.kernel.workflow import Transition, Workflow
from training_app.policies.pack import Pack

RECORD_KIND = "assessment_session"
_BODY = frozenset({Role.ASSESSMENT_BODY})
LIFE = Workflow(
    RECORD_KIND,
    (
        Transition("planned", "change", _BODY, "planned"),
        Transition("planned", "seat", _BODY, "planned"),
        Transition("planned", "release", _BODY, "planned", remark=True),
        Transition("planned", "mark", _BODY, "planned"),
        Transition("planned", "unmark", _BODY, "planned", remark=True),
        Transition("recorded", "unmark", _BODY, "planned", remark=True),
        Transition("planned", "cancel", _BODY, "cancelled", remark=True),
    ),
)
"""`recorded` follows by itself once everybody who has a seat has a result or is noted as absent."""
STATES = ("planned", "recorded", "cancelled")
MOST_SEATS, MOST_PLACE, MOST_NOTE, MOST_REASON = 2_000, 100, 200, 300
MOST_DAYS_AHEAD = 730
HIGHEST = 100_00
THEORY, ABILITY, BOTH = "theory", "ability", "both"
PARTS = (THEORY, ABILITY)


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as it is typed. `direction` empty: any; with a stroke in it: one of another occupation. None stands for what was
    not given or could not be read."""

    occupation: str
    direction: str
    level: str
    held_on: date | None
    starts_at: time | None
    ends_at: time | None
    place: str
    seats: int | None
    apply_until: date | None
    note: str = ""


def defects(plan: Plan, today: date, lead_days: int, taken: int = 0) -> dict[str, str]:
    """What is wrong with a session, field → key of the sentence."""
    found: dict[str, str] = {}
    for name in ("occupation", "level", "held_on", "starts_at", "ends_at", "place", "seats", "apply_until"):
        value = getattr(plan, name)
        if value is None or (isinstance(value, str) and not value.strip()):
            found[name] = f"{name}.missing"
    if "/" in plan.direction:
        found["direction"] = "direction.other"
    if plan.held_on and plan.held_on < today:
        found["held_on"] = "held_on.past"
    elif plan.held_on and plan.held_on > today + timedelta(days=MOST_DAYS_AHEAD):
        found["held_on"] = "held_on.far"
    if plan.starts_at and plan.ends_at and plan.ends_at <= plan.starts_at:
        found["ends_at"] = "ends_at.early"
    if plan.seats is not None and not 0 < plan.seats <= MOST_SEATS:
        found["seats"] = "seats.range"
    elif plan.seats is not None and plan.seats < taken:
        found["seats"] = "seats.taken"
    known = plan.held_on if "held_on" not in found else None
    if known and plan.apply_until and plan.apply_until > known - timedelta(days=lead_days):
        found["apply_until"] = "apply_until.late"
    for name, most in (("place", MOST_PLACE), ("note", MOST_NOTE)):
        if len(getattr(plan, name)) > most:
            found[name] = f"{name}.long"
        elif not can_be_kept(getattr(plan, name)):
            found[name] = f"{name}.unseen"
    return found


@dataclass(frozen=True, slots=True)
class Marks:
    """The result of one person in hundredths. An absent part has no mark; of a part that was not sat (a re-sit of the other)
    `carried` holds the mark of the attempt before."""

    theory: int
    ability: int
    absent: str = ""

    @property
    def came(self) -> bool:
        """Whether the person came to anything."""
        return self.absent != BOTH


def read_marks(typed: Mapping[str, str], absent: frozenset[str], part: str, carried: Mapping[str, int]) -> Marks | str | None:
    """What a line of the marks sheet says: marks, the key of the sentence that says what is wrong, or None for a line that
    says nothing yet. `part`: what is sat; `carried`: marks of a part that is not."""
    sat = PARTS if part == BOTH else (part,)
    if not absent and not any(typed.get(name, "").strip() for name in sat):
        return None
    marks = dict(carried)
    for name in sat:
        text = typed.get(name, "").strip()
        if name in absent:
            if text:
                return f"{name}.absent"
            marks[name] = 0
        elif not text:
            return f"{name}.missing"
        else:
            try:
                marks[name] = parse_hundredths(text)
            except ValueError:
                return f"{name}.invalid"
            if not 0 <= marks[name] <= HIGHEST:
                return f"{name}.invalid"
    missed = [name for name in sat if name in absent]
    return Marks(marks[THEORY], marks[ABILITY], BOTH if len(missed) == len(sat) else "".join(missed))


@dataclass(frozen=True, slots=True)
class ResitRules:
    """What policy says about re-sits: at most `most` of them, declared within `window_days` of the failed attempt (0: no
    limit), of the failed part only or of both."""

    most: int
    window_days: int
    failed_part_only: bool

    @classmethod
    def on(cls, day: date, pack: Pack) -> ResitRules:
        """The rules in force on a day. PolicyNotInForce when there are none."""
        return cls(
            int(pack.parameter("levels.resits_most").on(day).value),
            int(pack.parameter("levels.resit_window_days").on(day).value),
            bool(pack.parameter("levels.resit_failed_part_only").on(day).value),
        )

    def last_day(self, failed_on: date) -> date | None:
        """The last day to declare a re-sit, None when there is none."""
        return failed_on + timedelta(days=self.window_days) if self.window_days else None

    def refusal(self, attempts: int, failed_on: date, day: date) -> str:
        """Why nobody with so many attempts, the last of them on `failed_on`, may re-sit on a day; "" when they may."""
        if self.most and attempts > self.most:
            return "resit.most"
        last = self.last_day(failed_on)
        return "resit.late" if last is not None and day > last else ""

    def part(self, theory: int | None, ability: int | None, mark: int) -> str:
        """What has to be sat again after marks in hundredths (None: nobody came)."""
        if not self.failed_part_only or theory is None or ability is None:
            return BOTH
        if theory >= mark > ability:
            return ABILITY
        return THEORY if ability >= mark > theory else BOTH
