"""A class at its end, and everything random people try with it until its level certificates; beside it a model of what must
have come of it, kept apart from the program.

Every attempt is foretold by the second account: what is lawful must be done and leave exactly what the account says, what is
not must be refused with words and change nothing. Nothing of the register's code is used to say which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import identity_number, make_person
from tests.certificates.life_level_model import DAYS, FIRST, HOURS, PEOPLE, Model
from training_app.classes.models import TrainingClass
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import DomainError
from training_app.people.models import Person

ROUND, IDEAS = 260, 40
"""Attempts on one class before the next, and how many ideas somebody has before trying one."""
SNAPSHOT = {
    "class": "SELECT state, completed_on FROM training_classes WHERE id = :class",
    "people": "SELECT person_id, state, score FROM enrolments WHERE class_id = :class ORDER BY 1",
    "papers": "SELECT c.person_id FROM completion_certificates c JOIN enrolments e ON e.id = c.enrolment_id "
    "WHERE e.class_id = :class AND c.state = 'issued' ORDER BY 1",
    "credited": "SELECT person_id, year, sum(hours) FROM hour_entries WHERE source_kind = 'class' AND source_number = :number "
    "GROUP BY person_id, year HAVING sum(hours) <> 0 ORDER BY 1, 2",
    "applications": "SELECT a.number, e.person_id, a.state, a.attempt, a.failed_on, coalesce(h.number, ''), s.noted_at IS NULL "
    "FROM level_applications a JOIN enrolments e ON e.id = a.enrolment_id "
    "LEFT JOIN assessment_seats s ON s.application_id = a.id LEFT JOIN assessment_sessions h ON h.id = s.session_id "
    "WHERE e.class_id = :class ORDER BY 1",
    "results": "SELECT a.number, r.theory_score, r.ability_score, r.passed, r.assessed_on FROM level_assessments r "
    "JOIN enrolments e ON e.id = r.enrolment_id LEFT JOIN level_applications a ON a.id = r.application_id "
    "WHERE e.class_id = :class ORDER BY 1",
    "sittings": "SELECT number, state, seats, taken FROM assessment_sessions WHERE body_id = ANY(:bodies) ORDER BY 1",
    "lots": "SELECT number, state FROM confirmation_lots WHERE body_id = ANY(:bodies) ORDER BY 1",
    "members": "SELECT l.number, e.person_id, m.state, a.number FROM lot_members m "
    "JOIN confirmation_lots l ON l.id = m.lot_id JOIN enrolments e ON e.id = m.enrolment_id "
    "JOIN level_assessments r ON r.id = m.assessment_id JOIN level_applications a ON a.id = r.application_id "
    "WHERE e.class_id = :class ORDER BY 1, 2, 4",
    "certificates": "SELECT k.number, k.person_id, k.state, coalesce(n.number, ''), coalesce(l.number, '') "
    "FROM level_certificates k LEFT JOIN level_certificates n ON n.id = k.replaced_by "
    "LEFT JOIN lot_members m ON m.id = k.lot_member_id LEFT JOIN confirmation_lots l ON l.id = m.lot_id "
    "WHERE k.person_id = ANY(:persons) ORDER BY 1",
    "acts": "SELECT number, state FROM certificate_acts WHERE certificate_number IN "
    "(SELECT number FROM level_certificates WHERE person_id = ANY(:persons)) ORDER BY 1",
    "claims": "SELECT number, person_id, state FROM certificate_claims WHERE person_id = ANY(:persons) ORDER BY 1",
}
BROKEN = {
    "a certificate of the class without the whole chain": "SELECT k.number FROM level_certificates k "
    "JOIN enrolments e ON e.id = k.enrolment_id LEFT JOIN lot_members m ON m.id = k.lot_member_id AND m.state = 'in' "
    "LEFT JOIN level_assessments r ON r.id = m.assessment_id AND r.passed "
    "LEFT JOIN level_applications a ON a.id = r.application_id AND a.state = 'assessed' AND a.decided_at IS NOT NULL "
    "LEFT JOIN confirmation_lots l ON l.id = m.lot_id AND l.national_on <= k.issued_on "
    "WHERE e.class_id = :class AND (a.id IS NULL OR l.id IS NULL OR e.state <> 'completed')",
    "more seats than there are, or miscounted": "SELECT h.number FROM assessment_sessions h WHERE h.body_id = ANY(:bodies) "
    "AND (h.taken > h.seats OR h.taken <> (SELECT count(*) FROM assessment_seats s WHERE s.session_id = h.id))",
    "somebody in two lots": "SELECT m.enrolment_id FROM lot_members m JOIN enrolments e ON e.id = m.enrolment_id "
    "WHERE e.class_id = :class AND m.state = 'in' GROUP BY 1 HAVING count(*) > 1",
    "two certificates of one result": "SELECT k.lot_member_id FROM level_certificates k JOIN enrolments e "
    "ON e.id = k.enrolment_id WHERE e.class_id = :class AND k.state = 'issued' GROUP BY 1 HAVING count(*) > 1",
}
"""What must never be found, whatever went before: asked of the tables alone, without the second account."""
_DIGEST = text("SELECT " + ", ".join(f"(SELECT md5(string_agg(t::text, '/')) FROM ({sql}) AS t)" for sql in SNAPSHOT.values()))
_ANY_BROKEN = text("SELECT " + ", ".join(f"EXISTS ({sql})" for sql in BROKEN.values()))


@dataclass
class Try:
    """An attempt: what is called, whether it is lawful, and how the account changes by what the call answered."""

    do: Callable[[], Any]
    lawful: bool
    note: Callable[[Any], object] = lambda _: None


class Base:
    """The class, its people, who may try, the clock of the walk and the comparison."""

    verbs: dict[str, float]

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.random, self.tried, self.done = session, Random(seed), 0, Counter[str]()
        self.refused, self.serial, self.stuck = Counter[str](), 0, False
        self.clerks = [self._actor(Role.BUREAU), self._actor(Role.BUREAU)]
        self.begin()

    def _actor(self, role: Role, institution_id: int | None = None) -> Actor:
        self.serial += 1
        name = f"{role.value}{self.serial}"
        return Actor(role, make_user(self.session, name, role, institution_id=institution_id).id, name, institution_id)

    def begin(self) -> None:
        """A new class, with institutions of its own, whose lessons are over; the last of its people missed half of them."""
        self.institution, other = make_institution(self.session), make_institution(self.session)
        self.body, self.other_body = make_assessment_body(self.session), make_assessment_body(self.session)
        self.mine = self._actor(Role.TRAINING_INSTITUTION, self.institution.id)
        self.assessor = self._actor(Role.ASSESSMENT_BODY, self.body.id)
        self.strangers = [
            self._actor(Role.TRAINING_INSTITUTION, other.id), self._actor(Role.ASSESSMENT_BODY, self.other_body.id),
            Actor(Role.DISTRICT, name="区市", district_code="371002"), Actor(Role.EMPLOYER, name="单位", institution_id=other.id),
        ]  # fmt: skip
        self.record: TrainingClass = make_class(
            self.session, "running", institution=self.institution, assessment_body=self.body, starts_on=FIRST, days=DAYS,
            hours_a_day=HOURS,
        )  # fmt: skip
        self.identities = [identity_number(700_000 + self.serial + place) for place in range(PEOPLE)]
        self.serial += PEOPLE
        self.persons: list[Person] = [make_person(self.session, number=number) for number in self.identities]
        self.engineers = [Actor(Role.ENGINEER, name=f"本人{each.id}", person_id=each.id) for each in self.persons]
        enrolments = [make_enrolment(self.session, self.record, each) for each in self.persons]
        make_attendance(self.session, self.record, enrolments[:-1])
        make_attendance(self.session, self.record, enrolments[-1:], hours=HOURS // 2)
        self.model, self.today = Model(), FIRST + timedelta(days=DAYS)
        self.model.people = {each.id: "enrolled" for each in self.persons}
        self.model.attended = {each.id: DAYS * HOURS for each in self.persons}
        self.model.attended[self.persons[-1].id] //= 2
        self.trail, self.left = [self.record.number], ROUND
        bodies, persons = [self.body.id, self.other_body.id], [each.id for each in self.persons]
        self.values = {"class": self.record.id, "number": self.record.number, "bodies": bodies, "persons": persons}
        self.stands = self.digest()

    @property
    def at(self) -> datetime:
        """The instant of the attempt."""
        return datetime.combine(self.today, time(10), CHINA)

    def attempt(self) -> None:
        """One act by somebody. AssertionError when it is not what the account foretold."""
        self.tried, self.left = self.tried + 1, self.left - 1
        if self.stuck or self.random.random() < 0.08:
            self.today, self.stuck = self.later(self.random.randint(1, 2)), False
        verb, actor, wanted = self._choose()
        try:
            with self.session.begin_nested():
                came = wanted.do()
                self.session.flush()
        except DomainError as refused:
            self.session.expire_all()
            self.trail.append(f"{self.today} {actor.name} {verb}: {refused.code}")
            assert not wanted.lawful, self.story(f"{verb} is lawful and was refused: {refused.message}")
            assert self.digest() == self.stands, self.story(f"{verb} was refused and changed something")
            self.refused[verb] += 1
            return
        self.trail.append(f"{self.today} {actor.name} {verb}: done")
        assert wanted.lawful, self.story(f"{actor.name} did {verb}, which nobody may now")
        self.done[verb] += 1
        wanted.note(came)
        self.compare()
        self.stands = self.digest()
        if self.model.state == "cancelled" or self.left <= 0:
            self.begin()

    def _choose(self) -> tuple[str, Actor, Try]:
        """A third of the time anybody tries anything; else, of some dozen ideas, one that the account allows and that has been
        done least so far. Where none is allowed a day passes."""
        everybody = [self.mine, self.assessor, *self.clerks]
        ideas: list[tuple[str, Actor, Try]] = []
        for _ in range(IDEAS):
            verb = self.random.choices(list(self.verbs), list(self.verbs.values()))[0]
            stranger = self.random.random() < 0.15
            actor = self.random.choice([*self.strangers, *self.engineers] if stranger else [*everybody, *self.engineers[:2]])
            ideas.append((verb, actor, getattr(self, f"_{verb}")(actor)))
            if len(ideas) == 1 and self.random.random() < 0.3:
                return ideas[0]
        lawful = [idea for idea in ideas if idea[2].lawful]
        self.stuck = not lawful
        return min(lawful, key=lambda idea: self.done[idea[0]] / self.verbs[idea[0]], default=ideas[0])

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything of the class and its people as it stands in the tables."""
        return {name: [tuple(row) for row in self.session.execute(text(sql), self.values)] for name, sql in SNAPSHOT.items()}

    def digest(self) -> tuple[Any, ...]:
        """The same in short."""
        return tuple(self.session.execute(_DIGEST, self.values).one())

    def compare(self) -> None:
        """The tables say what the account says, and nothing that must never be."""
        found, m = self.snapshot(), self.model
        expected: dict[str, list[tuple[Any, ...]]] = {
            "class": [(m.state, m.completed_on)],
            "people": [(person, state, m.scores.get(person)) for person, state in m.people.items()],
            "papers": [(person,) for person in m.papers],
            "credited": [(*key, hours) for key, hours in m.credited.items()],
            "applications": [
                (number, a.person, a.state, a.attempt, a.failed_on, a.session, a.noted_on is None)
                for number, a in m.applications.items()
            ],
            "results": [(number, *a.marks, a.passed, a.noted_on) for number, a in m.applications.items() if a.marks],
            "sittings": [
                (number, s.state, s.seats, len(m.seated(number)) if s.state != "cancelled" else 0)
                for number, s in m.sittings.items()
            ],
            "lots": [(number, lot.state) for number, lot in m.lots.items()],
            "members": [
                (number, person, state, application) for number, lot in m.lots.items()
                for person, application, state in (
                    *((person, each, "in") for person, each in lot.members.items()),
                    *((m.applications[each].person, each, "dropped") for each in lot.dropped),
                )
            ],
            "certificates": [(number, k.person, k.state, k.successor, k.lot) for number, k in m.certificates.items()],
            "acts": [(number, asked.state) for number, asked in m.acts.items()],
            "claims": [(number, claim.person, claim.state) for number, claim in m.claims.items()],
        }  # fmt: skip
        for name, rows in expected.items():
            assert Counter(found[name]) == Counter(rows), self.story(f"{name}: {found[name]} instead of {rows}")
        for what, broken in zip(BROKEN, self.session.execute(_ANY_BROKEN, self.values).one(), strict=True):
            assert not broken, self.story(what)

    def story(self, what: str) -> str:
        """What went before, for whoever has to mend it."""
        return "\n".join((what, *self.trail[-25:], str(self.model)))

    def some(self, numbers: Any, most: int = 1) -> list[Any]:
        """Some of these, none where there are none."""
        there = list(numbers)
        return self.random.sample(there, min(len(there), self.random.randint(1, most)))

    def is_body(self, actor: Actor) -> bool:
        return actor is self.assessor

    def is_bureau(self, actor: Actor) -> bool:
        return actor in self.clerks

    def later(self, days: int) -> date:
        return self.today + timedelta(days=days)
