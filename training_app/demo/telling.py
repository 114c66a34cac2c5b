"""A class of the plan and what became of it while the demo city is told."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.crypto.blind_index import blind_index_many
from training_app.demo import workbooks
from training_app.demo.founding import Cast
from training_app.demo.humans import Human
from training_app.demo.plan import ClassPlan
from training_app.demo.units import ASSESSORS, TRAINERS
from training_app.intake import service as intake
from training_app.kernel import identity
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.people.models import NUMBER_COLUMN, PersonDocument

EMPTY_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"
"""A scan of nothing."""
SATURDAY = 5
Step = tuple[datetime, Callable[[Session], None]]
"""Something that happens at an instant."""
Steps = Iterator[Step]


@dataclass(slots=True)
class Telling:
    """A class with its number and, by the readable numbers of persons, the places of its people in the list of humans:
    all of its roster, who left, who completed; scores and level certificates of those who have them. `line_of` answers the
    line of the year plan a class is filed under; `assessment` is the number of the session of its assessment, `absent` who did
    not come to it."""

    plan: ClassPlan
    cast: Cast
    humans: Sequence[Human]
    chance: random.Random
    line_of: Callable[[ClassPlan], str]
    number: str = ""
    class_id: int = 0
    people: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    completed: list[str] = field(default_factory=list)
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    assessed_on: date | None = None
    unaccepted: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    assessment: str = ""
    lot: str = ""
    approved_on: date | None = None
    certificates: dict[str, str] = field(default_factory=dict)

    @property
    def trainer(self) -> Actor:
        """The user of the institution that holds the class."""
        return self.cast.of_unit[TRAINERS[self.plan.trainer].code]

    @property
    def assessor(self) -> Actor:
        """The user of the assessment body of the class."""
        return self.cast.of_unit[ASSESSORS[self.plan.assessor].code]

    @property
    def title(self) -> str:
        """The name of the class as its institution writes it."""
        occupation, level = workbooks.OCCUPATIONS[self.plan.occupation], workbooks.LEVELS[self.plan.level]
        return f"2026年{occupation}（{level}）培训班第{self.plan.serial}期"

    def human(self, person: str) -> Human:
        """The human behind the number of a person on the list."""
        return self.humans[self.people[person]]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of the demo city's clock."""
    return datetime.combine(day, time(hour, minute), CHINA)


def office(day: date) -> date:
    """The day, or the Monday after it: authorities do not work at the weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def bring_in(
    session: Session, actor: Actor, key: str, data: bytes, name: str, now: datetime, subject: str | None = None
) -> None:
    """A list read, checked and brought into the register as by an upload. RuntimeError when a line of it is refused: then
    the story contradicts the rules, and one of them must be put right."""
    answer = intake.import_file(session, actor, key, data, name, subject_number=subject, at=now)
    if not answer.imported:
        raise RuntimeError(f"the demo list {name} was refused: {answer.message}")


def persons_of(session: Session, people: Sequence[Human]) -> dict[int, int]:
    """Ids of the registered persons by their place among the humans."""
    canonical = [identity.canonical(human.kind, human.number) for human in people]
    places = dict(zip(blind_index_many(NUMBER_COLUMN, canonical), range(len(people)), strict=True))
    asked = PersonDocument.number_index.in_(list(places))
    rows = session.execute(select(PersonDocument.number_index, PersonDocument.person_id).where(asked))
    return {places[bytes(index)]: person_id for index, person_id in rows}
