"""What is tried with lots, certificate numbers, acts on certificates and claims in `life_level`."""

from __future__ import annotations

from tests.certificates.level_files import workbook
from tests.certificates.life_level import Base, Try
from tests.certificates.life_level_model import STEPS, TO_SEND, Asked, Certificate, Claim, Lot
from training_app.certificates import service_acts, service_claims, service_lots
from training_app.certificates.service_claims import Told
from training_app.certificates.service_lots import Step
from training_app.intake import service as intake
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict

MOST_CLAIMS = 10
WHAT = ("smart_manufacturing", "intermediate")
SCAN = ("证书.pdf", b"%PDF-1.4 x %%EOF")


class LotActs(Base):
    """Lots and the steps outside, and the list of certificate numbers."""

    def _draw(self, actor: Actor) -> Try:
        waiting = self.model.waiting(actor.institution_id or 0) if actor.role is Role.ASSESSMENT_BODY else {}

        def note(lot: object) -> None:
            self.model.lots[lot.number] = Lot(actor.institution_id or 0, waiting)  # type: ignore[attr-defined]

        return Try(lambda: service_lots.draw(self.session, actor, *WHAT, "", self.at), bool(waiting), note)

    def _step(self, actor: Actor) -> Try:
        verb = self.random.choice(("send", "confirm_province", "approve_nation", *STEPS))
        number, lot, own = self._lot(actor)
        states, target = STEPS[verb]
        may = own or (self.is_bureau(actor) and verb != "send")
        day = self.today

        def note(_: object) -> None:
            self.model.lots[number].state = target
            self.model.lots[number].approved_on = day if verb == "approve_nation" else None

        return Try(
            lambda: service_lots.note(self.session, actor, number, verb, Step(day, "文1号", "名单有误"), day, self.at),
            may and lot is not None and lot.state in states and bool(lot.members), note,
        )  # fmt: skip

    def _drop(self, actor: Actor) -> Try:
        number, lot, own = self._lot(actor)
        there = [each for each in self.persons if lot is not None and each.id in lot.members]
        chosen = self.some(there or self.persons, 2)

        def note(_: object) -> None:
            for each in chosen:
                application = self.model.lots[number].members.pop(each.id)
                if self.model.lots[number].state != "drawn":
                    self.model.lots[number].dropped.append(application)

        return Try(
            lambda: service_lots.drop(self.session, actor, number, [each.number for each in chosen], "材料不全", self.at),
            own and lot is not None and lot.state in TO_SEND and all(each in there for each in chosen), note,
        )  # fmt: skip

    def _discard(self, actor: Actor) -> Try:
        number, lot, own = self._lot(actor)

        def note(_: object) -> None:
            self.model.lots[number].state, self.model.lots[number].members = "discarded", {}

        return Try(
            lambda: service_lots.discard(self.session, actor, number, self.at),
            own and lot is not None and lot.state == "drawn", note,
        )  # fmt: skip

    def _number(self, actor: Actor) -> Try:
        """A list of certificate numbers of people of a lot, some of whom may have one already."""
        number, lot, _ = self._lot(actor)
        there = [each for each in self.persons if lot is not None and each.id in lot.members]
        due = [each for each in there if each.id not in self.model.certified(number)]
        chosen = self.some(due if due and self.random.random() < 0.8 else there or self.persons, 4)
        given = {each.id: self.new_number() for each in chosen}
        lines = [self._line(each.id, given[each.id]) for each in chosen]

        def do() -> None:
            answer = intake.import_file(
                self.session, actor, "level_certificates", workbook(*lines), "证书.xlsx", good_rows=False, at=self.at
            )
            if not answer.imported:
                raise Conflict("test.refused", str([p.message for r in answer.reading.rows for p in r.problems]))

        may = (
            self.is_body(actor) and lot is not None and lot.state == "nationally_approved"
            and all(each in due for each in chosen)
        )  # fmt: skip
        return Try(do, may, lambda _: self.model.number(number, given, self.today))

    def _line(self, person: int, number: str) -> dict[str, object]:
        passed = [each for each in self.model.of(person) if each.passed]
        marks, day = (passed[-1].marks or (0, 0), passed[-1].noted_on) if passed else ((8000, 8000), self.today)
        place = [each.id for each in self.persons].index(person)
        return {
            "姓名": self.persons[place].name, "身份证号": self.identities[place], "班次编号": self.record.number, "等级": "中级",
            "职业": "智能制造工程技术人员", "理论成绩": f"{marks[0] / 100:g}", "能力成绩": f"{marks[1] / 100:g}",
            "考核日期": str(day), "证书编号": number, "发证日期": str(self.today),
        }

    def _lot(self, actor: Actor) -> tuple[str, Lot | None, bool]:
        live = [number for number, each in self.model.lots.items() if each.state != "discarded"]
        number = self.random.choice([*live[-4:], *list(self.model.lots)[-1:], "CL2025-9999"])
        lot = self.model.lots.get(number)
        return number, lot, self.is_body(actor) and lot is not None and lot.body == actor.institution_id

    def new_number(self) -> str:
        """A certificate number nobody had."""
        self.serial += 1
        return f"SZ3710{self.serial:08d}"


class CertificateActs(LotActs):
    """Revoking and replacing by two people, and certificates from elsewhere."""

    def _ask(self, actor: Actor) -> Try:
        number, act = self._certificate(), self.random.choice(("revoke", "replace"))
        known, successor = self.model.certificates.get(number), self.new_number()
        terms = {"new_number": successor, "issued_on": str(self.today)}
        waits = any(each.state == "asked" and each.certificate == number for each in self.model.acts.values())
        may = known is not None and known.state == "issued" and not waits
        may = may and (self.is_bureau(actor) or (self.is_body(actor) and known is not None and bool(known.lot)))

        def note(made: object) -> None:
            self.model.acts[made.number] = Asked(  # type: ignore[attr-defined]
                number, act, actor.user_id or 0, successor if act == "replace" else ""
            )

        return Try(
            lambda: service_acts.ask(
                self.session, actor, "level", number, act=act, reason="持证人申请办理", document="来函", terms=terms, at=self.at
            ),
            may, note,
        )  # fmt: skip

    def _agree(self, actor: Actor) -> Try:
        number, asked, other = self._act(actor)
        known = self.model.certificates.get(asked.certificate) if asked else None
        day = self.today

        def note(_: object) -> None:
            assert asked is not None and known is not None
            asked.state = "done"
            known.state, known.successor = ("replaced", asked.successor) if asked.successor else ("revoked", "")
            if asked.successor:
                self.model.certificates[asked.successor] = Certificate(known.person, day, known.lot)

        return Try(
            lambda: service_acts.agree(self.session, actor, number, self.at),
            other and known is not None and known.state == "issued", note,
        )  # fmt: skip

    def _refuse(self, actor: Actor) -> Try:
        number, asked, other = self._act(actor)

        def note(_: object) -> None:
            self.model.acts[number].state = "refused"

        return Try(lambda: service_acts.refuse(self.session, actor, number, "理由不充分，请补充", self.at), other, note)

    def _withdraw_act(self, actor: Actor) -> Try:
        number, asked, _ = self._act(actor)
        own = asked is not None and asked.by == actor.user_id

        def note(_: object) -> None:
            self.model.acts[number].state = "withdrawn"

        return Try(
            lambda: service_acts.withdraw(self.session, actor, number, self.at),
            own and asked is not None and asked.state == "asked", note,
        )  # fmt: skip

    def _certificate(self) -> str:
        return self.random.choice([*self.model.certificates, "SZ0000"][-8:])

    def _act(self, actor: Actor) -> tuple[str, Asked | None, bool]:
        """An act somebody thinks of; whether the actor may be its second person."""
        number = self.random.choice([*self.model.acts, "ZH2025-9999"][-5:])
        asked = self.model.acts.get(number)
        may = asked is not None and asked.state == "asked" and self.is_bureau(actor) and actor.user_id != asked.by
        return number, asked, may

    def _claim(self, actor: Actor) -> Try:
        known = [*self.model.certificates, *(each.number for each in self.model.claims.values())]
        told = self.random.choice(known) if known and self.random.random() < 0.3 else self.new_number()
        held = self.model.certificates.get(told)
        mine = [each for each in self.model.claims.values() if each.person == actor.person_id and each.state == "claimed"]
        # That a number is somebody else's is for the clerk to see; the holder is only told of the own.
        taken = (held is not None and held.person == actor.person_id) or any(each.number == told for each in mine)
        day = self.today

        def note(made: object) -> None:
            self.model.claims[made.number] = Claim(actor.person_id or 0, told, day)  # type: ignore[attr-defined]

        wanted = Told(told, "big_data", "junior", "济南数字评价中心", day, SCAN)
        return Try(
            lambda: service_claims.claim(self.session, actor, wanted, day, self.at),
            actor.role is Role.ENGINEER and not taken and len(mine) < MOST_CLAIMS, note,
        )  # fmt: skip

    def _accept_claim(self, actor: Actor) -> Try:
        number, claim = self._one()
        free = claim is not None and claim.number not in self.model.certificates

        def note(_: object) -> None:
            claim.state = "accepted"  # type: ignore[union-attr]
            self.model.certificates[claim.number] = Certificate(claim.person, claim.issued_on)  # type: ignore[union-attr]

        return Try(
            lambda: service_claims.accept(self.session, actor, number, "网上查询一致", self.at),
            self.is_bureau(actor) and claim is not None and claim.state == "claimed" and free, note,
        )  # fmt: skip

    def _return_claim(self, actor: Actor) -> Try:
        number, claim = self._one()

        def note(_: object) -> None:
            claim.state = "returned"  # type: ignore[union-attr]

        return Try(
            lambda: service_claims.send_back(self.session, actor, number, "查询不到", self.at),
            self.is_bureau(actor) and claim is not None and claim.state == "claimed", note,
        )  # fmt: skip

    def _retract_claim(self, actor: Actor) -> Try:
        number, claim = self._one()

        def note(_: object) -> None:
            claim.state = "retracted"  # type: ignore[union-attr]

        own = claim is not None and claim.state == "claimed" and actor.person_id == claim.person
        return Try(lambda: service_claims.retract(self.session, actor, number, self.at), own, note)

    def _one(self) -> tuple[str, Claim | None]:
        number = self.random.choice([*self.model.claims, "CC2025-99999"][-5:])
        return number, self.model.claims.get(number)
