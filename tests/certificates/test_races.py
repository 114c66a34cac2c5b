"""Two people at the same record at the same moment: certificates, lots, seats, claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import (
    make_application,
    make_assessment,
    make_assessment_session,
    make_claim,
    make_completed,
    make_completion_certificate,
    make_level_certificate,
    make_lot,
)
from tests.builders.classes import make_class
from tests.builders.institutions import make_assessment_body
from tests.builders.people import make_person
from tests.builders.races import at_once
from training_app.audit.models import AuditEvent
from training_app.certificates import (
    queries_acts,
    service_acts,
    service_acts_many,
    service_claims,
    service_lots,
    service_sessions,
)
from training_app.certificates.models import CompletionCertificate, LevelCertificate
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.models_claims import CertificateClaim
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember, LotStep
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.service_lots import Step
from training_app.classes.models import Enrolment
from training_app.db import db, unit_of_work
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation
from training_app.people.models import Person

pytestmark = pytest.mark.long

AT, DAY = datetime(2026, 9, 8, 2, 0, tzinfo=UTC), date(2026, 9, 8)
WHY = {"reason": "结业考核成绩不实", "document": "市局检查意见书", "terms": {}, "at": AT}


def write(app: Flask, make: Callable[[Session], object]) -> object:
    """What is made in a transaction of its own."""
    with app.app_context(), unit_of_work() as session:
        return make(session)


def clerks(session: Session, count: int = 3) -> list[Actor]:
    return [Actor(Role.BUREAU, make_user(session, f"clerk-{place}", Role.BUREAU).id) for place in range(count)]


def count(app: Flask, column: object, *conditions: object) -> int:
    with app.app_context():
        found = db.session.scalar(select(func.count(column)).where(*conditions)) or 0
        db.session.remove()
    return found


def certified(app: Flask, many: int = 1) -> tuple[list[str], list[Actor]]:
    """Numbers of completion certificates, and clerks."""

    def make(session: Session) -> tuple[list[str], list[Actor]]:
        record = make_class(session, "completed")
        made = [make_completion_certificate(session, make_completed(session, training_class=record)) for _ in range(many)]
        return [each.number for each in made], clerks(session)

    return write(app, make)  # type: ignore[return-value]


def asking(actor: Actor, number: str, act: str) -> Callable[[], str]:
    return lambda: service_acts.ask(db.session(), actor, "completion", number, act=act, **WHY).number


def asking_in(session: Session, actor: Actor, number: str) -> str:
    return service_acts.ask(session, actor, "completion", number, act="revoke", **WHY).number


def agreeing(actor: Actor, number: str) -> Callable[[], str]:
    return lambda: service_acts.agree(db.session(), actor, number, AT).state


def conflicts(said: Sequence[object]) -> int:
    return sum(isinstance(each, Conflict) for each in said)


@pytest.mark.parametrize("acts", [("revoke", "revoke"), ("revoke", "replace")])
def test_of_two_that_ask_at_once_one_waits(fresh_app: Flask, acts: tuple[str, str]) -> None:
    (number,), (one, two, _) = certified(fresh_app)
    said = at_once(fresh_app, asking(one, number, acts[0]), asking(two, number, acts[1]))
    assert conflicts(said) == 1 and count(fresh_app, CertificateAct.id) == 1


def test_of_two_that_agree_at_once_one_does_it(fresh_app: Flask) -> None:
    (number,), (one, two, three) = certified(fresh_app)
    asked = write(fresh_app, lambda session: service_acts.ask(session, one, "completion", number, act="replace", **WHY).number)
    said = at_once(fresh_app, agreeing(two, str(asked)), agreeing(three, str(asked)))
    assert conflicts(said) == 1 and "done" in said
    assert count(fresh_app, CompletionCertificate.id) == 2
    assert count(fresh_app, AuditEvent.seq, AuditEvent.action == "completion_certificate.replace") == 1


@pytest.mark.parametrize("other", ["refuse", "withdraw"])
def test_agreed_and_at_once_refused_or_taken_back(fresh_app: Flask, other: str) -> None:
    (number,), (one, two, three) = certified(fresh_app)
    asked = str(write(fresh_app, lambda session: asking_in(session, one, number)))

    def against() -> str:
        if other == "refuse":
            return service_acts.refuse(db.session(), three, asked, "核对后证书无误", AT).state
        return service_acts.withdraw(db.session(), one, asked, AT).state

    said = at_once(fresh_app, agreeing(two, asked), against)
    assert conflicts(said) == 1
    ended = count(fresh_app, CompletionCertificate.id, CompletionCertificate.state == "revoked")
    assert ended == int("done" in said)


def test_many_asked_for_and_decided_by_two_at_once_neither_wait_for_ever_nor_happen_twice(fresh_app: Flask) -> None:
    numbers, (one, two, three) = certified(fresh_app, 4)

    def ask(actor: Actor, order: Sequence[str]) -> Callable[[], int]:
        def run() -> int:
            came = service_acts_many.ask_many(
                db.session(), actor, "completion", order, reason=WHY["reason"], document=WHY["document"], at=AT
            )
            return sum(isinstance(each, CertificateAct) for each in came.values())

        return run

    assert sum(at_once(fresh_app, ask(one, numbers), ask(one, numbers[::-1]))) == 4
    with fresh_app.app_context():
        acts = list(db.session.scalars(select(CertificateAct.number)))
        db.session.remove()

    def decide(actor: Actor, order: Sequence[str]) -> Callable[[], int]:
        def run() -> int:
            session, done = db.session(), 0
            for row in queries_acts.of_numbers(session, actor, order):
                try:
                    with session.begin_nested():
                        service_acts.agree(session, actor, row.record.number, AT)
                    done += 1
                except Conflict:
                    continue
            return done

        return run

    assert sum(at_once(fresh_app, decide(two, acts), decide(three, acts[::-1]))) == 4
    assert count(fresh_app, CompletionCertificate.id, CompletionCertificate.state == "revoked") == 4


def test_of_two_successors_with_one_number_one_is_issued(fresh_app: Flask) -> None:
    def make(session: Session) -> tuple[list[str], list[Actor]]:
        people = clerks(session)
        found = []
        for _ in range(2):
            certificate = make_level_certificate(session, make_person(session))
            terms = {"new_number": "SZ-NEW-1", "issued_on": "2026-09-01"}
            found.append(
                service_acts.ask(
                    session, people[0], "level", certificate.number, act="replace", **{**WHY, "terms": terms}
                ).number
            )
        return found, people

    (first, second), (_, two, three) = write(fresh_app, make)  # type: ignore[misc]
    said = at_once(fresh_app, agreeing(two, first), agreeing(three, second))
    assert conflicts(said) == 1 and "done" in said
    assert count(fresh_app, LevelCertificate.id, LevelCertificate.state == "issued") == 2


class Lot:
    """A lot of two, a class and a certificate each apart, with the clerk of its body."""

    def __init__(self, session: Session, state: str) -> None:
        body: Institution = make_assessment_body(session)
        enrolments = [make_completed(session, assessment_body=body) for _ in range(2)]
        self.lot: ConfirmationLot = make_lot(session, [make_assessment(session, each, body) for each in enrolments], state)
        self.number, self.enrolments = self.lot.number, [each.id for each in enrolments]
        self.clerks = clerks(session)


def enter(enrolment_id: int) -> Callable[[], int]:
    """Enters the certificate of somebody in a lot as a list does."""

    def run() -> int:
        session = db.session()
        enrolment = session.get_one(Enrolment, enrolment_id)
        made = make_level_certificate(session, session.get_one(Person, enrolment.person_id), enrolment=enrolment)
        service_lots.settle_members(session, Actor(Role.BUREAU), [made.lot_member_id], AT)
        return made.id

    return run


def state_of(app: Flask, number: str) -> str:
    with app.app_context():
        found = db.session.scalars(select(ConfirmationLot.state).where(ConfirmationLot.number == number)).one()
        db.session.remove()
    return found


def test_of_two_that_note_the_same_step_one_does(fresh_app: Flask) -> None:
    lot: Lot = write(fresh_app, lambda session: Lot(session, "sent"))  # type: ignore[assignment]

    def noting(actor: Actor, document: str) -> Callable[[], str]:
        step = Step(DAY, document)
        return lambda: service_lots.note(db.session(), actor, lot.number, "confirm_province", step, DAY, AT).state

    said = at_once(fresh_app, noting(lot.clerks[0], "鲁人社函1号"), noting(lot.clerks[1], "鲁人社函2号"))
    assert conflicts(said) == 1 and "province_confirmed" in said
    assert count(fresh_app, LotStep.id, LotStep.verb == "confirm_province") == 1


def test_two_lists_that_enter_the_last_numbers_of_a_lot_close_it(fresh_app: Flask) -> None:
    lot: Lot = write(fresh_app, lambda session: Lot(session, "nationally_approved"))  # type: ignore[assignment]
    at_once(fresh_app, *(enter(each) for each in lot.enrolments))
    assert count(fresh_app, LevelCertificate.id) == 2
    assert state_of(fresh_app, lot.number) == "issued"


def test_revoked_while_the_rest_of_its_lot_is_entered(fresh_app: Flask) -> None:
    lot: Lot = write(fresh_app, lambda session: Lot(session, "nationally_approved"))  # type: ignore[assignment]

    def ask(session: Session) -> str:
        certificate = session.get_one(LevelCertificate, enter(lot.enrolments[0])())
        return service_acts.ask(session, lot.clerks[0], "level", certificate.number, act="revoke", **WHY).number

    asked = str(write(fresh_app, ask))
    said = at_once(fresh_app, agreeing(lot.clerks[1], asked), enter(lot.enrolments[1]))
    assert said[0] == "done" and state_of(fresh_app, lot.number) == "issued"
    assert count(fresh_app, LotMember.id, LotMember.state == "in") == 2
    assert count(fresh_app, LevelCertificate.id, LevelCertificate.state == "issued") == 1


def full_but_one(app: Flask) -> tuple[str, list[str], Actor]:
    """A session with one seat left, two applications that wait for it, and the clerk of the body."""

    def make(session: Session) -> tuple[str, list[str], Actor]:
        body = make_assessment_body(session)
        record = make_class(session, "completed", assessment_body=body)
        first, *others = (
            make_application(session, make_completed(session, training_class=record)) for _ in range(3)
        )
        sitting = make_assessment_session(session, body, first, seats=2)
        user = make_user(session, "assessor", Role.ASSESSMENT_BODY, institution_id=body.id)
        actor = Actor(Role.ASSESSMENT_BODY, user.id, institution_id=body.id)
        return sitting.number, [each.number for each in others], actor

    return write(app, make)  # type: ignore[return-value]


def test_the_last_seat_is_given_once(fresh_app: Flask) -> None:
    number, waiting, actor = full_but_one(fresh_app)

    def seating(application: str) -> Callable[[], int]:
        return lambda: service_sessions.seat(db.session(), actor, number, [application], date(2026, 5, 1), AT)

    said = at_once(fresh_app, *(seating(each) for each in waiting))
    assert sorted(map(str, said))[0] == "1" and sum(isinstance(each, RuleViolation) for each in said) == 1
    assert count(fresh_app, AssessmentSeat.id) == 2


def test_the_last_seat_is_given_once_by_the_database_too(fresh_app: Flask) -> None:
    """Without the lock of the service: the count the triggers keep is the wall."""
    number, waiting, _ = full_but_one(fresh_app)

    def inserting(application: str, place: int) -> Callable[[], object]:
        def run() -> object:
            session = db.session()
            sitting = session.scalars(select(AssessmentSession).where(AssessmentSession.number == number)).one()
            row = make_seat(session, sitting, application, place)
            try:
                with session.begin_nested():
                    session.add(row)
            except IntegrityError as error:
                return error
            return row.seat_no

        return run

    said = at_once(fresh_app, *(inserting(each, place) for place, each in enumerate(waiting, start=2)))
    refused = [each for each in said if isinstance(each, IntegrityError)]
    assert len(refused) == 1 and "ck_assessment_sessions_seats" in str(refused[0])
    assert count(fresh_app, AssessmentSeat.id) == 2


def make_seat(session: Session, sitting: AssessmentSession, application: str, place: int) -> AssessmentSeat:
    from_table = LevelCertificate.metadata.tables["level_applications"]
    row = session.execute(select(from_table.c.id, from_table.c.enrolment_id).where(from_table.c.number == application)).one()
    person_id = session.get_one(Enrolment, row.enrolment_id).person_id
    return AssessmentSeat(session_id=sitting.id, application_id=row.id, person_id=person_id, seat_no=place)


def test_one_number_two_claim_and_both_are_accepted_at_once(fresh_app: Flask) -> None:
    def make(session: Session) -> tuple[list[str], list[Actor]]:
        claims = [make_claim(session, make_person(session), claimed_number="QD-1") for _ in range(2)]
        return [each.number for each in claims], clerks(session)

    numbers, people = write(fresh_app, make)  # type: ignore[misc]

    def accepting(actor: Actor, number: str) -> Callable[[], str]:
        return lambda: service_claims.accept(db.session(), actor, number, "查询一致", AT).number

    said = at_once(fresh_app, *(accepting(*each) for each in zip(people, numbers, strict=False)))
    assert conflicts(said) == 1 and "QD-1" in said
    assert count(fresh_app, CertificateClaim.id, CertificateClaim.state == "claimed") == 1


def test_one_person_claims_one_number_once(fresh_app: Flask) -> None:
    person = int(str(write(fresh_app, lambda session: make_person(session).id)))
    told = service_claims.Told("QD-2", "big_data", "junior", "青岛中心", DAY, ("证书.pdf", b"%PDF-1.4 x %%EOF"))

    def claiming() -> str:
        return service_claims.claim(db.session(), Actor(Role.ENGINEER, name="本人", person_id=person), told, DAY, AT).number

    said = at_once(fresh_app, claiming, claiming)
    assert sum(isinstance(each, InvalidInput) for each in said) == 1 and count(fresh_app, CertificateClaim.id) == 1
