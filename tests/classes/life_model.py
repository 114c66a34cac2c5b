"""What must come of the acts on a class, kept by hand: the second account of `life`. It repeats no code of the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST = date(2025, 12, 30)
SESSIONS, HOURS, CAPACITY, PEOPLE = 4, 800, 4, 6
OPENS, CLOSES = FIRST - timedelta(days=1), FIRST + timedelta(days=3)
SEATED = ("accepted", "enrolled", "completed", "failed")


@dataclass
class Model:
    """What must stand in the register: persons by id, hours by person and session, scores and credits by person."""

    state: str = "draft"
    line: list[int] = field(default_factory=list)
    people: dict[int, str] = field(default_factory=dict)
    attended: dict[tuple[int, int], int] = field(default_factory=dict)
    scores: dict[int, int] = field(default_factory=dict)
    certified: set[int] = field(default_factory=set)
    credited: dict[tuple[int, int], int] = field(default_factory=dict)

    def hours(self, person: int) -> int:
        return sum(hours for (each, _), hours in self.attended.items() if each == person)

    @property
    def free(self) -> int:
        return CAPACITY - sum(state in SEATED for state in self.people.values())

    def seat(self, person: int) -> None:
        """A seat, or the end of the line."""
        learning = "enrolled" if self.state == "running" else "accepted"
        self.people[person] = learning if self.free else "waiting"

    def cancel(self) -> None:
        """Trainees leave, applicants are turned away."""
        ended = {"enrolled": "withdrawn", **dict.fromkeys(("applied", "waiting", "accepted"), "declined")}
        self.people = {person: ended.get(state, state) for person, state in self.people.items()}

    def move_up(self, day: date) -> None:
        """While people may sign up, whoever applied first of those who wait takes a seat that is free."""
        waiting = [person for person in self.line if self.people[person] == "waiting"]
        if OPENS <= day <= CLOSES and self.state in ("approved", "running"):
            for person in waiting[: self.free]:
                self.seat(person)

    def open(self) -> None:
        """Everybody who was accepted is in training once the class runs."""
        self.people = {person: "enrolled" if state == "accepted" else state for person, state in self.people.items()}

    def complete(self) -> None:
        """Who has all hours and 60 points passes; everybody is credited what was attended, in the year of each session."""
        for person, state in self.people.items():
            if state == "enrolled":
                passed = self.hours(person) >= SESSIONS * HOURS and self.scores.get(person, 0) >= 6000
                self.people[person] = "completed" if passed else "failed"
            elif state in ("applied", "waiting"):
                self.people[person] = "declined"
        for (person, number), hours in self.attended.items():
            year = (FIRST + timedelta(days=number - 1)).year
            self.credited[person, year] = self.credited.get((person, year), 0) + hours
        self.credited = {key: hours for key, hours in self.credited.items() if hours}
        self.certified = {person for person, state in self.people.items() if state == "completed"}

    def reopen(self) -> None:
        """Nothing of the completion is left but that it was."""
        self.people = {
            person: "enrolled" if state in ("completed", "failed") else state for person, state in self.people.items()
        }
        self.credited, self.certified = {}, set()
