"""What must come of the acts between the end of a class and its level certificates, kept by hand: the second account of
`life_level`. It repeats no code of the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

FIRST = date(2025, 12, 30)
DAYS, HOURS, PEOPLE, LEAD = 4, 800, 6, 3
PASSED_AT = 6000
OPEN = ("applied", "accepted")
TO_SEND = ("drawn", "province_returned", "nationally_returned")
STEPS = {
    "send": (TO_SEND, "sent"), "confirm_province": (("sent",), "province_confirmed"),
    "return_province": (("sent",), "province_returned"), "approve_nation": (("province_confirmed",), "nationally_approved"),
    "return_nation": (("province_confirmed",), "nationally_returned"),
}  # fmt: skip
"""威人社函〔2023〕25号 四（三）: a step of a lot, the states it may be taken in, the state it leads to."""
Marks = tuple[int, int]


@dataclass
class Application:
    """One attempt of a person; `marks` None and state absent: nobody came."""

    person: int
    day: date
    attempt: int
    failed_on: date | None
    state: str = "applied"
    session: str = ""
    marks: Marks | None = None
    noted_on: date | None = None
    """The day the session was held that ended it."""

    @property
    def passed(self) -> bool:
        return self.marks is not None and min(self.marks) >= PASSED_AT

    @property
    def failed(self) -> bool:
        return self.state == "absent" or (self.state == "assessed" and not self.passed)


@dataclass
class Sitting:
    """An assessment session of a body; `slot` are its hours of the day."""

    body: int
    held_on: date
    apply_until: date
    slot: tuple[int, int]
    seats: int
    state: str = "planned"


@dataclass
class Lot:
    """Applications by person in a lot, and those that were dropped after it had gone out."""

    body: int
    members: dict[int, str]
    state: str = "drawn"
    approved_on: date | None = None
    dropped: list[str] = field(default_factory=list)


@dataclass
class Certificate:
    """A level certificate; `lot` "" for one from elsewhere."""

    person: int
    issued_on: date
    lot: str = ""
    state: str = "issued"
    successor: str = ""


@dataclass
class Asked:
    """An act on a certificate that somebody asked for."""

    certificate: str
    act: str
    by: int
    successor: str
    state: str = "asked"


@dataclass
class Claim:
    """A certificate from elsewhere as its holder told it."""

    person: int
    number: str
    issued_on: date
    state: str = "claimed"


@dataclass
class Model:
    """What must stand in the register, by number; persons by id."""

    state: str = "running"
    completed_on: date | None = None
    people: dict[int, str] = field(default_factory=dict)
    attended: dict[int, int] = field(default_factory=dict)
    scores: dict[int, int] = field(default_factory=dict)
    papers: set[int] = field(default_factory=set)
    applications: dict[str, Application] = field(default_factory=dict)
    sittings: dict[str, Sitting] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    acts: dict[str, Asked] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        return self.state in ("completed", "reported")

    def of(self, person: int) -> list[Application]:
        """The attempts of a person, the first before."""
        return [each for each in self.applications.values() if each.person == person]

    def seated(self, sitting: str) -> dict[str, Application]:
        """Who has a seat there."""
        return {number: each for number, each in self.applications.items() if each.session == sitting}

    def left(self, sitting: str) -> int:
        return self.sittings[sitting].seats - len(self.seated(sitting))

    def may_apply(self, person: int) -> bool:
        """Completed, with the paper, nothing open and nothing passed."""
        own = self.of(person)
        return (
            self.over and person in self.papers and not any(each.state in OPEN or each.passed for each in own)
            and not any(each.person == person and each.lot and each.state == "issued" for each in self.certificates.values())
        )  # fmt: skip

    def apply(self, number: str, person: int, day: date) -> None:
        """One more attempt, after all that were failed or missed."""
        failed = sorted(each.noted_on for each in self.of(person) if each.failed and each.noted_on)
        self.applications[number] = Application(person, day, len(failed) + 1, failed[-1] if failed else None)

    def clashes(self, application: str, sitting: str) -> bool:
        """Whether the person sits somewhere else (or here already) at that time."""
        wanted, person = self.sittings[sitting], self.applications[application].person
        for each in self.of(person):
            other = self.sittings.get(each.session)
            if other is not None and other.state != "cancelled" and other.held_on == wanted.held_on:
                if other.slot[0] < wanted.slot[1] and other.slot[1] > wanted.slot[0]:
                    return True
        return False

    def may_mark(self, application: str, sitting: str) -> bool:
        """A seat there, no result yet, completed before that day, no other result of that day."""
        each, held = self.applications[application], self.sittings[sitting].held_on
        return (
            each.session == sitting and each.state == "accepted" and self.people[each.person] == "completed" and self.over
            and self.completed_on is not None and self.completed_on <= held
            and not any(one.marks and one.noted_on == held for one in self.of(each.person))
        )  # fmt: skip

    def settle(self) -> None:
        """A session is recorded exactly while it has seats and each has a result."""
        for number, sitting in self.sittings.items():
            if sitting.state != "cancelled":
                seats = self.seated(number).values()
                sitting.state = "recorded" if seats and all(each.noted_on for each in seats) else "planned"

    def may_unmark(self, application: str) -> bool:
        """Neither went out in a lot nor was followed by a re-sit."""
        each = self.applications[application]
        in_lot = any(application in (*lot.members.values(), *lot.dropped) for lot in self.lots.values())
        resat = any(
            one.failed_on == each.noted_on and one.state not in ("retracted", "returned")
            for one in self.of(each.person) if one.failed_on
        )  # fmt: skip
        return each.noted_on is not None and not in_lot and not resat

    def waiting(self, body: int) -> dict[int, str]:
        """Passed results by person that are in no lot, of a body."""
        inside = {person for lot in self.lots.values() for person in lot.members}
        return {
            each.person: number for number, each in self.applications.items()
            if each.passed and each.person not in inside and self.sittings[each.session].body == body
        }  # fmt: skip

    def certified(self, lot: str) -> set[int]:
        """Who of a lot has a certificate, whatever became of it."""
        return {each.person for each in self.certificates.values() if each.lot == lot}

    def number(self, lot: str, given: dict[int, str], day: date) -> None:
        """Certificates by person; a lot in which everybody has one is issued."""
        self.certificates.update({number: Certificate(person, day, lot) for person, number in given.items()})
        if self.certified(lot) >= set(self.lots[lot].members):
            self.lots[lot].state = "issued"

    def complete(self, day: date) -> None:
        """Who has the hours and 60 points passes. An application of somebody who did not pass this time is over."""
        for person, state in self.people.items():
            if state == "enrolled":
                passed = self.attended[person] >= DAYS * HOURS and self.scores.get(person, 0) >= PASSED_AT
                self.people[person] = "completed" if passed else "failed"
        self.state, self.completed_on = "completed", day
        self.papers = {person for person, state in self.people.items() if state == "completed"}
        self.lapse()

    def lapse(self) -> None:
        """Open applications of people who did not complete come back, their seats are free."""
        for each in self.applications.values():
            if each.state in OPEN and self.people[each.person] != "completed":
                each.state, each.session = "returned", ""
        self.settle()

    def reopen(self) -> None:
        """Nobody has completed any more; applications wait for the next completion."""
        self.state, self.completed_on, self.papers = "running", None, set()
        for person, state in self.people.items():
            self.people[person] = "enrolled" if state in ("completed", "failed") else state

    @property
    def credited(self) -> dict[tuple[int, int], int]:
        """Hours in the bank by person and year: of a completed class everything that was attended (half of it before New Year, as
    half of the lessons), else nothing."""
        found: dict[tuple[int, int], int] = {}
        for person, hours in self.attended.items() if self.over else ():
            found |= {(person, year): hours // 2 for year in (2025, 2026)}
        return {key: hours for key, hours in found.items() if hours}
