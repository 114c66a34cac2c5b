"""What is tried with the class, applications and assessment sessions in `life_level`."""

from __future__ import annotations

from datetime import time, timedelta

from tests.certificates.life_level import Base, Try
from tests.certificates.life_level_model import LEAD, Sitting
from training_app.certificates import service as certificates
from training_app.certificates import service_applications as applications
from training_app.certificates import service_completing
from training_app.certificates import service_sessions as sessions
from training_app.certificates import service_sessions_marks as marks
from training_app.certificates.rules_sessions import Plan
from training_app.certificates.service_sessions_marks import Line
from training_app.classes import service_completion, service_running
from training_app.kernel.actor import Actor, Role

NOBODY = "LA2025-999999"
SLOTS = ((9, 11), (10, 12), (14, 16))
MARKS = ((8000, 7550), (6000, 6000), (5999, 9000), (7000, 0))


class ClassActs(Base):
    """Completing, taking back, leaving."""

    def _score(self, actor: Actor) -> Try:
        given = {each: self.random.choice((9000, 6000, 6000, 5999)) for each in self.persons}
        given = {each: score for each, score in given.items() if self.model.people[each.id] == "enrolled"}
        lawful = actor is self.mine and self.model.state == "running"
        return Try(
            lambda: service_completion.save_scores(
                self.session, actor, self.record.number, {each.number: score for each, score in given.items()}, self.at
            ),
            lawful, lambda _: self.model.scores.update({each.id: score for each, score in given.items()}),
        )  # fmt: skip

    def _complete(self, actor: Actor) -> Try:
        there = [person for person, state in self.model.people.items() if state == "enrolled"]
        lacks = [each for each in there if each not in self.model.scores and each != self.persons[-1].id]
        day = self.today
        return Try(
            lambda: service_completing.complete(self.session, actor, self.record.number, None, day, day, self.at),
            actor is self.mine and self.model.state == "running" and bool(there) and not lacks,
            lambda _: self.model.complete(day),
        )

    def _reopen(self, actor: Actor) -> Try:
        def do() -> None:
            service_completion.reopen(self.session, actor, self.record.number, None, "成绩录错", self.at)
            certificates.revoke_for_class(self.session, actor, self.record.id, "成绩录错", self.at)

        hangs = any(each.marks for each in self.model.applications.values())
        return Try(do, self.is_bureau(actor) and self.model.over and not hangs, lambda _: self.model.reopen())

    def _withdraw(self, actor: Actor) -> Try:
        person, day = self.random.choice(self.persons), self.today
        return Try(
            lambda: service_running.withdraw(
                self.session, actor, self.record.number, person.number, day, "调离", day, self.at
            ),
            actor is self.mine and self.model.state == "running" and self.model.people[person.id] == "enrolled",
            lambda _: self.model.people.update({person.id: "withdrawn"}),
        )  # fmt: skip


    def _cancel_class(self, actor: Actor) -> Try:
        def note(_: object) -> None:
            self.model.state = "cancelled"
            enrolled = [person for person, state in self.model.people.items() if state == "enrolled"]
            self.model.people |= dict.fromkeys(enrolled, "withdrawn")
            self.model.lapse()

        return Try(
            lambda: service_completing.cancel(
                self.session, actor, self.record.number, None, "人数不足", self.today, self.at
            ),
            (actor is self.mine or self.is_bureau(actor)) and self.model.state == "running", note,
        )  # fmt: skip


class ApplicationActs(Base):
    """Applying, accepting, returning, taking back."""

    def _apply(self, actor: Actor) -> Try:
        if actor.role is not Role.ENGINEER and self.random.random() < 0.8:
            actor = self.random.choice(self.engineers)
        person = actor.person_id or 0
        day = self.today
        return Try(
            lambda: applications.apply(self.session, actor, self.record.number, True, self.at),
            actor.role is Role.ENGINEER and self.model.may_apply(person),
            lambda made: self.model.apply(made.number, person, day),
        )

    def _apply_on_paper(self, actor: Actor) -> Try:
        person, day = self.random.choice(self.persons), self.today

        def note(_: object) -> None:
            number = max(row[0] for row in self.snapshot()["applications"])
            self.model.apply(number, person.id, day)

        return Try(
            lambda: applications.apply_on_paper(
                self.session, actor, self.record.number, [person.number], ("承诺书.pdf", b"%PDF-1.4 x %%EOF"), self.at
            ),
            actor is self.mine and self.model.may_apply(person.id), note,
        )  # fmt: skip

    def _accept(self, actor: Actor) -> Try:
        return self._decide(actor, "accept", "accepted")

    def _send_back(self, actor: Actor) -> Try:
        return self._decide(actor, "return", "returned")

    def _decide(self, actor: Actor, verb: str, target: str) -> Try:
        number = self._application()
        known = self.model.applications.get(number)

        def note(_: object) -> None:
            self.model.applications[number].state = target

        return Try(
            lambda: applications.decide(self.session, actor, number, verb, "材料核对过", self.at),
            self.is_body(actor) and known is not None and known.state == "applied", note,
        )  # fmt: skip

    def _retract(self, actor: Actor) -> Try:
        number = self._application()
        known = self.model.applications.get(number)
        may = known is not None and (actor is self.mine or actor.person_id == known.person)

        def note(_: object) -> None:
            self.model.applications[number].state = "retracted"

        return Try(
            lambda: applications.retract(self.session, actor, number, self.at),
            may and known is not None and known.state in ("applied", "returned"), note,
        )  # fmt: skip

    def _application(self) -> str:
        return self.random.choice([*self.model.applications, NOBODY][-8:])


class SessionActs(Base):
    """Sessions, their seats and marks."""

    def _open(self, actor: Actor) -> Try:
        held_on, slot, most = self.later(self.random.randint(LEAD - 1, 6)), self.random.choice(SLOTS), self.random.randint(0, 4)
        until = held_on - timedelta(days=self.random.randint(LEAD - 1, LEAD + 1))
        right = (held_on - until).days >= LEAD and most > 0
        plan = self._plan(Sitting(0, held_on, until, slot, most))
        body = actor.institution_id or 0

        def note(made: object) -> None:
            self.model.sittings[made.number] = Sitting(body, held_on, until, slot, most)  # type: ignore[attr-defined]

        return Try(
            lambda: sessions.open_session(self.session, actor, plan, self.today, self.at),
            actor.role is Role.ASSESSMENT_BODY and right, note,
        )  # fmt: skip

    @staticmethod
    def _plan(known: Sitting) -> Plan:
        begins, ends = (time(hour) for hour in known.slot)
        return Plan(
            "smart_manufacturing", "", "intermediate", known.held_on, begins, ends, "考点", known.seats, known.apply_until
        )

    def _change(self, actor: Actor) -> Try:
        number, known, may = self._sitting(actor)
        most = self.random.randint(1, 4)
        if known is None:
            known, may = Sitting(0, self.later(LEAD), self.today, SLOTS[0], 1), False
        plan = self._plan(Sitting(0, known.held_on, known.apply_until, known.slot, most))
        may = may and known.state == "planned" and known.held_on >= self.today and most >= len(self.model.seated(number))

        def note(_: object) -> None:
            known.seats = most

        return Try(lambda: sessions.change(self.session, actor, number, plan, self.today, self.at), may, note)

    def _cancel(self, actor: Actor) -> Try:
        number, known, may = self._sitting(actor)
        there = self.model.seated(number)
        may = may and known is not None and known.state == "planned" and not any(each.noted_on for each in there.values())

        def note(_: object) -> None:
            self.model.sittings[number].state = "cancelled"
            for each in there.values():
                each.session = ""

        return Try(lambda: sessions.cancel(self.session, actor, number, "考点停电", self.at), may, note)

    def _seat(self, actor: Actor) -> Try:
        number, known, may = self._sitting(actor)
        chosen = self.some([*self.model.applications][-8:], 3) if self.random.random() < 0.9 else [NOBODY]
        if self.random.random() < 0.6:
            chosen = [each for each in chosen if each in self.model.applications and self._waits(each)]
        may = (
            may and known is not None and known.state == "planned" and known.held_on >= self.today and bool(chosen)
            and known.body == self.body.id and all(each in self.model.applications and self._waits(each) for each in chosen)
            and all(self.model.applications[each].day <= known.apply_until for each in chosen)
            and len(chosen) <= self.model.left(number) and not any(self.model.clashes(each, number) for each in chosen)
        )  # fmt: skip

        def note(_: object) -> None:
            for each in chosen:
                self.model.applications[each].session = number

        return Try(lambda: sessions.seat(self.session, actor, number, chosen, self.today, self.at), may, note)

    def _waits(self, number: str) -> bool:
        each = self.model.applications[number]
        return each.state == "accepted" and not each.session and self.model.people[each.person] == "completed"

    def _release(self, actor: Actor) -> Try:
        number, known, may = self._sitting(actor)
        chosen = self.some(self.model.seated(number) or self.model.applications, 2)
        there = self.model.seated(number)
        may = (
            may and known is not None and known.state == "planned" and bool(chosen)
            and all(each in there and there[each].noted_on is None for each in chosen)
        )  # fmt: skip

        def note(_: object) -> None:
            for each in chosen:
                self.model.applications[each].session = ""
            self.model.settle()

        return Try(lambda: sessions.release(self.session, actor, number, chosen, "本人请假", self.at), may, note)

    def _mark(self, actor: Actor) -> Try:
        number, known, may = self._sitting(actor)
        there = [name for name, each in self.model.seated(number).items() if each.state == "accepted"]
        chosen = self.some(there if self.random.random() < 0.9 else self.model.applications, 3)
        given = {each: None if self.random.random() < 0.2 else self.random.choice(MARKS) for each in chosen}
        lines = {
            each: Line(dict.fromkeys(("theory", "ability"), ""), frozenset(("theory", "ability"))) if value is None
            else Line({"theory": f"{value[0] / 100:g}", "ability": f"{value[1] / 100:g}"}, frozenset())
            for each, value in given.items()
        }  # fmt: skip
        may = (
            may and known is not None and known.state == "planned" and known.held_on <= self.today and bool(chosen)
            and all(self.model.may_mark(each, number) for each in chosen)
        )  # fmt: skip

        def note(_: object) -> None:
            for each, value in given.items():
                application = self.model.applications[each]
                application.marks, application.noted_on = value, self.model.sittings[number].held_on
                application.state = "absent" if value is None else "assessed"
            self.model.settle()

        return Try(lambda: marks.save(self.session, actor, number, lines, self.today, self.at), may, note)

    def _unmark(self, actor: Actor) -> Try:
        number, known, may = self._sitting(actor)
        application = next(iter(self.some(self.model.seated(number) or [NOBODY])))
        each = self.model.applications.get(application)
        may = (
            may and known is not None and known.state in ("planned", "recorded") and each is not None
            and each.session == number and self.model.may_unmark(application)
        )  # fmt: skip

        def note(_: object) -> None:
            each.marks, each.noted_on, each.state = None, None, "accepted"  # type: ignore[union-attr]
            self.model.settle()

        return Try(lambda: marks.take_back(self.session, actor, number, application, "录错一位", self.at), may, note)

    def _sitting(self, actor: Actor) -> tuple[str, Sitting | None, bool]:
        """A session somebody thinks of, mostly one that is not cancelled; whether it is the actor's."""
        live = [number for number, each in self.model.sittings.items() if each.state != "cancelled"]
        number = self.random.choice([*live[-5:], *list(self.model.sittings)[-1:], "AS2025-9999"])
        known = self.model.sittings.get(number)
        may = known is not None and actor.role is Role.ASSESSMENT_BODY and actor.institution_id == known.body
        return number, known, may


