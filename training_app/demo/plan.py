"""The sixty classes of the demo city, drawn up before anything is written: who trains whom, when, and how it ends."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from training_app.demo.units import TRAINERS

TODAY = date(2026, 11, 21)
"""The day the demo city has reached. Nothing in it happened later, whatever day it is loaded."""
HOURS_A_DAY = 800

PERSONS = 3000
ELSEWHERE = 60
"""Persons who were trained outside the city and only hold a certificate."""

_HOLIDAYS = ((date(2026, 2, 14), date(2026, 2, 24)), (date(2026, 5, 1), date(2026, 5, 5)), (date(2026, 10, 1), date(2026, 10, 8)))
PROGRAMMES = (
    ("smart_manufacturing", "equipment_application", "junior"), ("big_data", "processing", "junior"),
    ("smart_manufacturing", "production_control", "intermediate"), ("blockchain", "", "junior"),
    ("industrial_internet", "design", "junior"), ("big_data", "analysis", "intermediate"),
    ("smart_manufacturing", "intelligent_maintenance", "senior"), ("artificial_intelligence", "vision", "junior"),
    ("big_data", "management", "senior"), ("internet_of_things", "embedded", "junior"),
    ("integrated_circuit", "", "junior"), ("digital_management", "", "intermediate"),
)  # fmt: skip
_DIRECTIONS_OF_OWN = {10: ("integrated_circuit", "", "junior"), 3: ("industrial_internet", "design", "junior")}
VENUES = {
    "371002": "世昌大道实训楼", "371003": "天福山路实训中心", "371082": "成山大道产教融合楼", "371083": "青山路数字产业园",
    "371071": "文化西路创新创业基地", "371072": "齐鲁大道工业互联网园区", "371073": "江苏东路碳纤维产业园",
    "3710NH": "现代路蓝创园",
}  # fmt: skip
SMALL = 5
"""Who holds a class for which more people apply than fit into its laboratory."""
LAST = (
    ("completed", 4), ("reported", 0), ("completed", 10), ("running", 0), ("running", 9), ("running", 2), ("running", 7),
    ("enrolled", 1), ("awaiting", 0), ("awaiting", 10), ("submitted", 3), ("submitted", 8), ("returned", 0), ("returned", 6),
    ("draft", 11), ("awaiting", SMALL),
)  # fmt: skip
"""How the classes of the fourth quarter stand today and who holds them; `enrolled` is approved with a roster, `awaiting`
without. The first institution has one of every kind that waits for something."""


@dataclass(slots=True)
class ClassPlan:
    """One class: `trainer` and `assessor` count through the units, `end` is where it stands on `TODAY`, `people` are
    places in the list of humans, `days` those of its sessions, `HOURS_A_DAY` each."""

    serial: int
    trainer: int
    assessor: int
    occupation: str
    direction: str
    level: str
    district: str
    venue: str
    mode: str
    days: list[date]
    end: str
    returned_once: bool
    headcount: int
    people: list[int] = field(default_factory=list)
    newcomers: int = 0

    @property
    def filed_on(self) -> date:
        """The day the institution began its filing."""
        usual = self.days[0] - timedelta(days=(45 if self.end == "awaiting" else 30) + self.serial % 5)
        return min(usual, TODAY - timedelta(days=5 + self.serial % 3))

    @property
    def capacity(self) -> int:
        """The places of the class, a few more than its people."""
        if self.end == "awaiting" and self.trainer == SMALL:
            return 12
        return -(-max(self.headcount, 40) // 10) * 10 + 10

    @property
    def completed_on(self) -> date | None:
        """The day of completion, None when it has not come."""
        return self.days[-1] + timedelta(days=1 + self.serial % 3) if self.end in ("completed", "reported") else None

    @property
    def has_roster(self) -> bool:
        """Whether people are on its list."""
        return self.end in ("completed", "reported", "running", "enrolled")


def class_plans(seed: int = 2026) -> list[ClassPlan]:
    """The sixty classes in the order of their first day, with their people."""
    chance = random.Random(seed)
    plans = [
        _plan(chance, serial, *start)
        for serial, start in enumerate(sorted(_starts(chance)), start=1)
    ]
    _invite(chance, plans)
    return plans


def _starts(chance: random.Random) -> list[tuple[date, str, int]]:
    """First days, how the classes end, and who holds them (-1: in turn): fourteen, fifteen and fifteen in the first
    quarters, sixteen in the last. The first class of the second and the last of the third quarter were cancelled; one of
    the third is completed and not yet reported."""
    found: list[tuple[date, str, int]] = []
    for first, count, spread in ((date(2026, 1, 5), 14, 62), (date(2026, 3, 25), 15, 66), (date(2026, 6, 22), 15, 72)):
        days = sorted(chance.randrange(spread) for _ in range(count))
        ends = ["reported"] * count
        if first.month == 3:
            ends[0] = "cancelled"
        if first.month == 6:
            ends[-1], ends[-3] = "cancelled", "completed"
        found += [(first + timedelta(days=day), end, -1) for day, end in zip(days, ends, strict=True)]
    firsts = {"completed": -48, "reported": -52, "running": -12, "enrolled": 10, "awaiting": 14, "submitted": 28}
    for number, (end, trainer) in enumerate(LAST):
        found.append((TODAY + timedelta(days=firsts.get(end, 33) + number % 4), end, trainer))
    return found


def _plan(chance: random.Random, serial: int, first: date, end: str, trainer: int) -> ClassPlan:
    if trainer < 0:
        trainer = (serial * 5 + serial // 12) % len(TRAINERS)
    occupation, direction, level = PROGRAMMES[min(chance.randrange(12), chance.randrange(12))]
    if trainer in _DIRECTIONS_OF_OWN and chance.random() < 0.6:
        occupation, direction, level = _DIRECTIONS_OF_OWN[trainer]
    home = TRAINERS[trainer].district
    district = home if home and chance.random() < 0.85 else chance.choice(sorted(VENUES))
    count = {"junior": 8, "intermediate": 9, "senior": 10}[level]
    return ClassPlan(
        serial, trainer, chance.randrange(3), occupation, direction, level, district, VENUES[district],
        chance.choice(("onsite", "onsite", "mixed")), _days(first, count, weekends=end != "running" and chance.random() < 0.3),
        end, returned_once=end == "returned" or serial % 9 == 4, headcount=chance.randrange(38, 79),
    )  # fmt: skip


def _days(first: date, count: int, *, weekends: bool) -> list[date]:
    """`count` days of teaching from `first`: weekends, or workdays two of three; holidays are free."""
    days: list[date] = []
    day = first
    while len(days) < count:
        free = any(begins <= day <= ends for begins, ends in _HOLIDAYS)
        fits = day.weekday() >= 5 if weekends else day.weekday() in (0, 1, 3, 4)
        if fits and not free:
            days.append(day)
        day += timedelta(days=1)
    return days


def _invite(chance: random.Random, plans: list[ClassPlan]) -> None:
    """Gives every class with a roster its people: newcomers, and one in twenty-five who was trained before by somebody
    else or for something else. All persons are used up exactly."""
    open_classes = [plan for plan in plans if plan.has_roster]
    left = PERSONS - ELSEWHERE
    wanted = sum(plan.headcount for plan in open_classes)
    given = 0
    for number, plan in enumerate(open_classes, start=1):
        upto = left * sum(each.headcount for each in open_classes[:number]) // wanted
        plan.people = list(range(given, upto))
        plan.newcomers = len(plan.people)
        given = upto
    for number, plan in enumerate(open_classes[8:], start=8):
        programme = (plan.occupation, plan.level)
        before = [p for p in open_classes[: number - 6] if (p.occupation, p.level) != programme and p.end == "reported"]
        if before:
            earlier = chance.choice(before)
            again = chance.sample(earlier.people[: earlier.newcomers], max(1, plan.headcount // 25))
            plan.people += [each for each in again if each not in plan.people]
        plan.headcount = len(plan.people)
