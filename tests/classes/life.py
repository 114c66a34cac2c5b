"""A class that random people do random things to, and a model of what must have come of it, kept apart from the program.

Every attempt is either refused and changes nothing, or is a step the law of `STEPS` knows and leaves exactly what the model
says: states, people, hours in the bank, certificates. The model repeats no code of the register: it is the second account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import make_person
from tests.builders.plans import put_under_plan
from tests.classes.life_model import CAPACITY, CLOSES, FIRST, HOURS, OPENS, PEOPLE, SESSIONS, Model
from training_app.certificates import service as certificates
from training_app.classes import service, service_completion, service_decisions, service_running, service_signup
from training_app.classes.models import TrainingClass
from training_app.classes.models_signup import ClassSignUp
from training_app.classes.rules import AttendanceStatus, Mark
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, DomainError
from training_app.people.models import Person
from training_app.reports import service_province

INSTITUTION, BUREAU, ENGINEER = {Role.TRAINING_INSTITUTION}, {Role.BUREAU}, {Role.ENGINEER}
STEPS: dict[tuple[str, str], tuple[set[Role], str]] = {
    ("draft", "submit"): (INSTITUTION, "submitted"), ("returned", "submit"): (INSTITUTION, "submitted"),
    ("submitted", "send_back"): (BUREAU, "returned"), ("submitted", "approve"): (BUREAU, "approved"),
    ("approved", "start"): (INSTITUTION, "running"),
    ("approved", "attend"): (INSTITUTION, "running"), ("running", "attend"): (INSTITUTION, "running"),
    ("approved", "withdraw"): (INSTITUTION, "approved"), ("running", "withdraw"): (INSTITUTION, "running"),
    ("approved", "readmit"): (INSTITUTION, "approved"), ("running", "readmit"): (INSTITUTION, "running"),
    ("running", "score"): (INSTITUTION, "running"),
    ("running", "complete"): (INSTITUTION, "completed"), ("completed", "report"): (INSTITUTION, "reported"),
    ("completed", "reopen"): (BUREAU, "running"), ("reported", "reopen"): (BUREAU, "running"),
    **{(state, verb): (ENGINEER, state) for state in ("approved", "running") for verb in ("apply", "retract")},
    **{(state, verb): (INSTITUTION, state) for state in ("approved", "running") for verb in ("accept", "decline")},
    **{(state, "cancel"): (INSTITUTION, "cancelled") for state in ("draft", "returned", "submitted")},
    **{(state, "cancel"): (INSTITUTION | BUREAU, "cancelled") for state in ("approved", "running")},
}  # fmt: skip
"""威人社函〔2023〕25号 四（一）（二）, as somebody who reads it would write it down: state and act, who may, what follows."""
VERBS = tuple(dict.fromkeys(verb for _, verb in STEPS))
_WEIGHTS = {"attend": 7, "complete": 3, "apply": 3, "accept": 3, "cancel": 0.04, "send_back": 0.3, "reopen": 0.4, "withdraw": 0.2}
"""How often an act is tried beside the others: a class that is cancelled at once tells nothing of its end."""
SNAPSHOT = {
    "class": "SELECT state, completed_on, reported_on, required_hours FROM training_classes WHERE id = :id",
    "people": "SELECT person_id, state, score, hours_attended FROM enrolments WHERE class_id = :id ORDER BY person_id",
    "attended": "SELECT e.person_id, s.number, a.status, a.hours FROM attendances a JOIN enrolments e ON e.id = a.enrolment_id "
    "JOIN class_sessions s ON s.id = a.session_id WHERE e.class_id = :id ORDER BY 1, 2",
    "credited": "SELECT person_id, year, sum(hours) FROM hour_entries WHERE source_kind = 'class' AND source_number = :number "
    "GROUP BY person_id, year HAVING sum(hours) <> 0 ORDER BY 1, 2",
    "seats": "SELECT taken FROM class_seats WHERE class_id = :id",
    "certified": "SELECT c.person_id FROM completion_certificates c JOIN enrolments e ON e.id = c.enrolment_id "
    "WHERE e.class_id = :id AND c.state = 'issued' ORDER BY 1",
}


class Walk:
    """Random acts on one class after the other; `done` counts what succeeded, by act, `tried` the attempts."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.random, self.tried, self.done = session, Random(seed), 0, Counter[str]()
        self.institution = make_institution(session)
        other, body = make_institution(session), make_assessment_body(session)
        self.actors = [
            Actor(role=Role.TRAINING_INSTITUTION, name="经办人", institution_id=self.institution.id),
            Actor(role=Role.BUREAU, name="审核人"),
            Actor(role=Role.TRAINING_INSTITUTION, name="别的机构", institution_id=other.id),
            Actor(role=Role.ASSESSMENT_BODY, name="评价机构", institution_id=body.id),
            Actor(role=Role.DISTRICT, name="区市", district_code="371002"),
            Actor(role=Role.EMPLOYER, name="单位", institution_id=other.id),
            Actor(role=Role.ENGINEER, name="学员", person_id=1),
        ]
        self.trail: list[str] = []
        self.begin()

    def begin(self) -> None:
        """A new class with people on its list."""
        self.record: TrainingClass = make_class(
            self.session, institution=self.institution, starts_on=FIRST, days=SESSIONS, hours_a_day=HOURS,
            capacity=CAPACITY,
        )  # fmt: skip
        put_under_plan(self.session, self.record)
        self.persons: list[Person] = [make_person(self.session) for _ in range(PEOPLE)]
        self.model = Model()
        self.session.add(ClassSignUp(class_id=self.record.id, opens_on=OPENS, closes_on=CLOSES))
        for person in self.persons[:2]:
            make_enrolment(self.session, self.record, person)
            self.model.people[person.id] = "enrolled"
        self.trail = [self.record.number]

    def attempt(self) -> None:
        """One act by somebody. AssertionError when it did what nobody may, or left anything but what the model says."""
        self.tried += 1
        verb, actor = self._choose()
        day = FIRST + timedelta(days=self.random.choice([-1, 1, 3, 4, 5, 6]))
        roles, target = STEPS.get((self.model.state, verb), (set(), ""))
        may = actor.role in roles and actor.institution_id in (None, self.institution.id)
        before = self.snapshot()
        try:
            with self.session.begin_nested():
                note = self.act(verb)(actor, day, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
                self.session.flush()
        except DomainError as refused:
            self.session.expire_all()
            self.trail.append(f"{actor.name} {verb} {day}: {refused.code}")
            assert self.snapshot() == before, self.story(f"{verb} was refused and changed something")
            return
        self.trail.append(f"{actor.name} {verb} {day}: done")
        assert may, self.story(f"{actor.name} did {verb} in {self.model.state}")
        self.done[verb] += 1
        note()
        self.model.state = target
        self.compare()
        if target == "cancelled" or (target == "reported" and self.random.random() < 0.6):
            self.begin()

    def _choose(self) -> tuple[str, Actor]:
        """Half of the time anybody tries anything; else somebody tries what the state of the class knows."""
        known = [verb for state, verb in STEPS if state == self.model.state]
        verbs = known if known and self.random.random() < 0.5 else VERBS
        verb = self.random.choices(verbs, [_WEIGHTS.get(each, 1) for each in verbs])[0]
        if verb in ("apply", "retract"):  # services that are only ever asked for somebody's own person
            return verb, next(actor for actor in self.actors if actor.role is Role.ENGINEER)
        return verb, self.random.choice(self.actors[: 2 if self.random.random() < 0.7 else None])

    def act(self, verb: str) -> Callable[[Actor, date, datetime], Callable[[], None]]:
        """What is to be tried; it answers how the model changes when it succeeds."""
        return getattr(self, f"_{verb}")

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything of the class as it stands in the tables."""
        values = {"id": self.record.id, "number": self.record.number}
        return {name: [tuple(row) for row in self.session.execute(text(sql), values)] for name, sql in SNAPSHOT.items()}

    def compare(self) -> None:
        """The tables say what the model says."""
        found, model = self.snapshot(), self.model
        assert found["class"][0][0] == model.state, self.story("state")
        assert {row[0]: row[1] for row in found["people"]} == model.people, self.story("people")
        assert {row[0]: row[2] for row in found["people"] if row[2] is not None} == model.scores, self.story("scores")
        assert {(row[0], row[1]): row[3] for row in found["attended"]} == model.attended, self.story("attendance")
        assert {(row[0], row[1]): int(row[2]) for row in found["credited"]} == model.credited, self.story("hour bank")
        assert {row[0] for row in found["certified"]} == model.certified, self.story("certificates")
        assert model.free >= 0, self.story("seats")
        assert not found["seats"] or found["seats"][0][0] == CAPACITY - model.free, self.story("seats")

    def story(self, what: str) -> str:
        """What went before, for whoever has to mend it."""
        return "\n".join((what, *self.trail[-25:], str(self.snapshot()), str(self.model)))

    def _submit(self, actor: Actor, _: date, at: datetime) -> Callable[[], None]:
        service.submit(self.session, actor, self.record.number, None, at)
        return lambda: None

    def _send_back(self, actor: Actor, _: date, at: datetime) -> Callable[[], None]:
        service.send_back(self.session, actor, self.record.number, None, "请补正", {"venue": ""}, at)
        return lambda: None

    def _approve(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        service.approve(self.session, actor, self.record.number, None, SESSIONS * HOURS, "标准第 3 页", "", day, at)
        return lambda: None

    def _cancel(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        service.cancel(self.session, actor, self.record.number, None, "人数不足", day, at)
        return self.model.cancel

    def _start(self, actor: Actor, _: date, at: datetime) -> Callable[[], None]:
        service_running.start(self.session, actor, self.record.number, None, at)
        return self.model.open

    def _attend(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        number = self.random.randint(1, SESSIONS)
        wanted = self.random.choices(list(AttendanceStatus), (30, 2, 1, 1), k=len(self.model.people))
        marks = dict(zip(self.model.people, wanted, strict=True))
        numbers = {person.id: person.number for person in self.persons}
        given = [Mark(numbers[person], status, None) for person, status in marks.items() if self._is_in(person)]
        service_running.record_attendance(self.session, actor, self.record.number, number, given, day, at)
        noted = {
            (person, number): HOURS if status in ("present", "late") else 0
            for person, status in marks.items() if self._is_in(person)
        }  # fmt: skip
        return lambda: (self.model.attended.update(noted), self.model.open())[1]

    def _score(self, actor: Actor, _: date, at: datetime) -> Callable[[], None]:
        scores = {person: self.random.choice((9000, 6000, 5999)) for person in self.persons if self._is_in(person.id)}
        given = {person.number: score for person, score in scores.items()}
        service_completion.save_scores(self.session, actor, self.record.number, given, at)
        return lambda: self.model.scores.update({person.id: score for person, score in scores.items()})

    def _complete(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        service_completion.complete(self.session, actor, self.record.number, None, day, {}, day, at)
        certificates.issue_for_class(self.session, actor, self.record.id, day, at)
        return self.model.complete

    def _report(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        service_province.note(self.session, actor, self.record.number, None, day, "", day, at)
        return lambda: None

    def _reopen(self, actor: Actor, _: date, at: datetime) -> Callable[[], None]:
        service_completion.reopen(self.session, actor, self.record.number, None, "成绩录错", at)
        certificates.revoke_for_class(self.session, actor, self.record.id, "成绩录错", at)
        return self.model.reopen

    def _withdraw(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        person = self.random.choice(self.persons)
        service_running.withdraw(
            self.session, actor, self.record.number, person.number, max(day, FIRST), "调离", max(day, FIRST), at
        )
        return lambda: (self.model.people.update({person.id: "withdrawn"}), self.model.move_up(max(day, FIRST)))[1]

    def _readmit(self, actor: Actor, _: date, at: datetime) -> Callable[[], None]:
        person = self.random.choice(self.persons)
        service_running.readmit(self.session, actor, self.record.number, person.number, "回来上课", at)
        return lambda: self.model.people.update({person.id: "enrolled"})

    def _apply(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        person = self.random.choice(self.persons).id
        answer = service_signup.apply_for(self.session, actor, self.record.number, [person], day, at)
        if answer.refused:
            raise Conflict("test.refused", answer.refused[person])

        def note() -> None:
            self.model.people[person] = "applied"
            self.model.line = [*(each for each in self.model.line if each != person), person]

        return note

    def _retract(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        person = self.random.choice(self.persons).id
        service_signup.retract(self.session, actor, self.record.number, [person], day, at)
        return lambda: (self.model.people.update({person: "retracted"}), self.model.move_up(day))[0]

    def _accept(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        person = self.random.choice(self.persons)
        key = f"{self.record.number}:{person.number}"
        self._decided(service_decisions.accept(self.session, actor, [key], day, at))
        return lambda: self.model.seat(person.id)

    def _decline(self, actor: Actor, day: date, at: datetime) -> Callable[[], None]:
        person = self.random.choice(self.persons)
        key = f"{self.record.number}:{person.number}"
        self._decided(service_decisions.decline(self.session, actor, [key], "不符合条件", day, at))
        return lambda: (self.model.people.update({person.id: "declined"}), self.model.move_up(day))[0]

    @staticmethod
    def _decided(came: Mapping[str, object]) -> None:
        for answer in came.values():
            if isinstance(answer, DomainError):
                raise answer

    def _is_in(self, person: int) -> bool:
        return self.model.people.get(person) == "enrolled"
