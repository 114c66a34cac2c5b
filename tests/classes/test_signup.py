"""Seats, waiting lists and applications, by the services: who gets a seat, who waits, who is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import make_person
from tests.builders.rosters import learner
from tests.classes.test_roster import Desk
from training_app.classes import service, service_decisions, service_running, service_seats, service_signup
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_signup import ClassSeats, ClassSignUp
from training_app.classes.rules import ENROLMENT_LIFE
from training_app.classes.rules_eligibility import Known, Law, Weight, judge
from training_app.classes.rules_signup import SEATED, Offer, Span, span_on
from training_app.classes.service_decisions import accept, decline
from training_app.institutions.models import Institution
from training_app.intake import service as intake
from training_app.kernel.actor import Actor, Role
from training_app.kernel.decision import Basis, Citation
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, RuleViolation
from training_app.notices.models import Notice
from training_app.people.models import Person

TODAY = date(2026, 2, 20)
AT = datetime(2026, 2, 20, 2, 0, tzinfo=UTC)


class Hall:
    """An approved class with a few seats that takes applications, and its institution."""

    def __init__(self, session: Session, capacity: int = 2, closes_on: date = date(2026, 3, 1), **columns: object) -> None:
        self.session = session
        self.record = make_class(session, "approved", capacity=capacity, **columns)
        self.number = self.record.number
        self.office = actor_of(session.get_one(Institution, self.record.institution_id))
        session.add(ClassSignUp(class_id=self.record.id, opens_on=date(2026, 2, 1), closes_on=closes_on))
        session.flush()

    def apply(self, minute: int = 0, person: Person | None = None, **facts: object) -> Person:
        person = person or make_person(self.session, **facts)
        actor = Actor(role=Role.ENGINEER, person_id=person.id)
        done = service_signup.apply_for(
            self.session, actor, self.number, [person.id], TODAY, AT + timedelta(minutes=minute)
        )
        if done.refused:
            raise RuleViolation("test.refused", done.refused[person.id])
        return person

    def retract(self, person: Person) -> int:
        actor = Actor(role=Role.ENGINEER, person_id=person.id)
        return service_signup.retract(self.session, actor, self.number, [person.id], TODAY, AT)

    def key(self, person: Person) -> str:
        return f"{self.number}:{person.number}"

    def accept(self, *people: Person) -> list[str]:
        keys = [self.key(each) for each in people]
        came = accept(self.session, self.office, keys, TODAY, AT)
        return [each.message if isinstance(each, DomainError) else each for each in map(came.__getitem__, keys)]

    def states(self, *people: Person) -> list[str]:
        self.session.flush()
        self.session.expire_all()
        of = dict(
            self.session.execute(
                select(Enrolment.person_id, Enrolment.state).where(Enrolment.class_id == self.record.id)
            ).all()
        )
        return [of[each.id] for each in people]

    @property
    def taken(self) -> int:
        return self.session.get_one(ClassSeats, self.record.id, populate_existing=True).taken


def told(session: Session, kind: str) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.kind == kind)))


def test_the_database_counts_every_seat_whoever_writes(session: Session) -> None:
    record = make_class(session, "approved", capacity=3)
    seats = session.get_one(ClassSeats, record.id)
    people = [make_enrolment(session, record, state=state) for state in ("applied", "accepted", "enrolled", "waiting")]
    session.refresh(seats)
    assert (seats.capacity, seats.taken, seats.left) == (3, 2, 1)
    session.execute(update(Enrolment).where(Enrolment.class_id == record.id).values(state="withdrawn"))
    session.refresh(seats)
    assert seats.taken == 0
    people[0].state = "failed"
    session.flush()
    session.delete(people[1])
    session.flush()
    session.refresh(seats)
    assert seats.taken == 1 and service_seats.wrong_seats(session) == []
    record.capacity = 5
    session.flush()
    session.refresh(seats)
    assert seats.left == 4


@pytest.mark.parametrize("state", SEATED)
def test_no_seat_is_given_twice_even_past_the_services(session: Session, state: str) -> None:
    record = make_class(session, "approved", capacity=2)
    for _ in range(2):
        make_enrolment(session, record)
    with pytest.raises(IntegrityError, match="ck_class_seats_seats"), session.begin_nested():
        make_enrolment(session, record, state=state)
    with pytest.raises(IntegrityError, match="ck_class_seats_seats"), session.begin_nested():
        session.execute(update(TrainingClass).where(TrainingClass.id == record.id).values(capacity=1))


def test_who_applied_first_gets_the_seat_and_the_rest_wait_in_order(session: Session) -> None:
    hall = Hall(session)
    late, first, second, third = (hall.apply(minute) for minute in (9, 1, 2, 3))
    said = hall.accept(late, third, second, first)
    assert hall.states(first, second, third, late) == ["accepted", "accepted", "waiting", "waiting"]
    assert "候补第 2 位" in said[0] and "候补第 1 位" in said[1] and said[2] == said[3] == "已录取。"
    assert hall.taken == 2
    assert hall.retract(second) == 1
    assert hall.states(second, third, late) == ["retracted", "accepted", "waiting"] and hall.taken == 2
    assert len(told(session, "sign_up.received")) == 1  # once a day and class


def test_the_list_moves_by_itself_only_while_one_may_sign_up(session: Session) -> None:
    hall = Hall(session, capacity=1)
    one, two = hall.apply(1), hall.apply(2)
    hall.accept(one, two)
    session.get_one(ClassSignUp, hall.record.id).closes_on = TODAY - timedelta(days=1)
    session.flush()
    hall.retract(one)
    assert hall.states(one, two) == ["retracted", "waiting"] and hall.taken == 0
    assert hall.accept(two) == ["已录取。"]


def test_who_learns_elsewhere_by_now_is_passed_over(session: Session) -> None:
    hall = Hall(session, capacity=1)
    one, two, three = (hall.apply(minute) for minute in (1, 2, 3))
    hall.accept(one, two, three)
    make_enrolment(session, make_class(session, "running", starts_on=date(2026, 6, 1)), two)
    hall.retract(one)
    assert hall.states(two, three) == ["waiting", "accepted"]
    assert "另一个没有结业的同职业同等级班次" in hall.accept(two)[0] and hall.states(two) == ["waiting"]


def test_leaving_and_coming_back_ask_for_a_seat(session: Session) -> None:
    hall = Hall(session, capacity=1)
    one, two = hall.apply(1), hall.apply(2)
    hall.accept(one, two)
    service_running.start(session, hall.office, hall.number, None, datetime(2026, 2, 20, 2, 0, tzinfo=UTC))
    assert hall.states(one, two) == ["enrolled", "waiting"]
    service_running.withdraw(session, hall.office, hall.number, one.number, hall.record.starts_on, "搬家", TODAY, AT)
    assert hall.states(one, two) == ["withdrawn", "enrolled"]  # the class is under way: no step between
    with pytest.raises(Conflict, match="名额已满"):
        service_running.readmit(session, hall.office, hall.number, one.number, "回来了", AT)


@pytest.mark.parametrize("facts", [{"retired_on": date(2026, 1, 1)}])
def test_a_text_refuses_and_nothing_is_kept(session: Session, facts: dict) -> None:
    hall = Hall(session)
    person = make_person(session, **facts)
    with pytest.raises(RuleViolation, match="已退休人员不属于培训对象"):
        hall.apply(person=person)
    assert session.scalar(select(Enrolment.id).where(Enrolment.class_id == hall.record.id)) is None


def test_an_application_elsewhere_binds_nobody_but_an_acceptance_does(session: Session) -> None:
    one, other = Hall(session), Hall(session)
    person = one.apply()
    other.apply(person=person)
    one.accept(person)
    assert "同职业同等级" in other.accept(person)[0]
    third = Hall(session)
    with pytest.raises(RuleViolation, match="同职业同等级"):
        third.apply(person=person)


def test_who_retired_since_applying_gets_no_seat(session: Session) -> None:
    hall = Hall(session, capacity=1)
    first, second, third = (hall.apply(minute) for minute in range(3))
    first.retired_on = hall.record.starts_on
    assert "登记已退休" in hall.accept(first)[0]
    assert len(hall.accept(second, third)) == 2 and hall.states(second, third) == ["accepted", "waiting"]
    third.retired_on = hall.record.starts_on
    hall.retract(second)
    assert hall.states(first, third) == ["applied", "waiting"] and hall.taken == 0


def test_who_is_in_a_class_twice_after_a_merge_does_not_apply_again(session: Session) -> None:
    hall = Hall(session)
    kept, merged = make_person(session), make_person(session)
    make_enrolment(session, hall.record, kept, "retracted")
    make_enrolment(session, hall.record, merged, "enrolled")
    merged.merged_into = kept.id
    with pytest.raises(RuleViolation, match="已经是本班学员"):
        hall.apply(person=kept)


def test_a_cancelled_class_tells_its_applicants_why(session: Session) -> None:
    hall = Hall(session, capacity=1)
    one, two = hall.apply(1), hall.apply(2)
    hall.accept(one)
    service.cancel(session, bureau(), hall.number, None, "场地不能用", TODAY, AT)
    assert hall.states(one, two) == ["declined", "declined"] and hall.taken == 0
    reasons = session.scalars(select(Enrolment.decline_reason).where(Enrolment.class_id == hall.record.id)).all()
    assert reasons == ["班次取消：场地不能用"] * 2
    with pytest.raises(NotFound):
        hall.apply()


def test_declining_wants_a_reason_and_frees_the_seat(session: Session) -> None:
    hall = Hall(session, capacity=1)
    one, two = hall.apply(1), hall.apply(2)
    hall.accept(one, two)
    with pytest.raises(InvalidInput):
        decline(session, hall.office, [hall.key(one)], " ", TODAY, AT)
    decline(session, hall.office, [hall.key(one)], "材料不实", TODAY, AT)
    assert hall.states(one, two) == ["declined", "accepted"]
    again = service_decisions.wait(session, hall.office, [hall.key(one)], TODAY, AT)
    assert isinstance(again[hall.key(one)], Conflict)


def test_an_institution_decides_nothing_of_another(session: Session) -> None:
    hall = Hall(session)
    person = hall.apply()
    stranger = actor_of(make_institution(session))
    for came in (
        accept(session, stranger, [hall.key(person)], TODAY, AT),
        decline(session, stranger, [hall.key(person)], "x", TODAY, AT),
    ):
        assert isinstance(came[hall.key(person)], NotFound)
    assert hall.states(person) == ["applied"]


def test_a_roster_takes_over_who_applied_and_gives_back_what_it_took(session: Session) -> None:
    desk = Desk(session, capacity=3)
    first = desk.stage(*(learner(n) for n in (1, 2, 3)))
    desk.confirm(first)
    held = session.scalars(select(Enrolment).where(Enrolment.class_id == desk.record.id).order_by(Enrolment.id)).all()
    for each, state in zip(held, ("declined", "waiting", "withdrawn"), strict=True):
        each.state, each.batch_id, each.applied_at = state, None, AT
    session.flush()
    second = desk.stage(*(learner(n) for n in (1, 2, 3)))
    assert desk.problems(second) == {2: ["enrolment.declined"], 4: ["enrolment.withdrawn"]}
    desk.confirm(second)
    session.expire_all()
    assert [each.state for each in held] == ["enrolled", "enrolled", "withdrawn"]
    assert session.get_one(ClassSeats, desk.record.id, populate_existing=True).taken == 2
    intake.undo(session, desk.actor, second.number, AT)
    session.expire_all()
    assert [each.state for each in held] == ["declined", "waiting", "withdrawn"]


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (Offer(None, date(2026, 3, 1)), "opens_on"), (Offer(date(2026, 2, 1), None), "closes_on"),
        (Offer(date(2026, 3, 1), date(2026, 2, 1)), "closes_on"), (Offer(date(2026, 2, 1), date(2027, 2, 1)), "closes_on"),
        (Offer(date(2026, 2, 1), date(2026, 3, 1), note="x" * 301), "note"),
        (Offer(date(2026, 2, 1), date(2026, 3, 1), note="\x07"), "note"),
    ],
)  # fmt: skip
def test_what_an_offer_must_say(session: Session, offer: Offer, field: str) -> None:
    record: TrainingClass = make_class(session, "approved")
    office = actor_of(session.get_one(Institution, record.institution_id))
    with pytest.raises(InvalidInput) as refused:
        service_signup.offer(session, office, record.number, offer, TODAY, AT)
    assert field in refused.value.fields


def test_the_days_of_signing_up_belong_to_it_both() -> None:
    first, last = date(2026, 12, 31), date(2027, 1, 2)
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    assert [span_on(first, last, day) for day in days] == [Span.BEFORE, Span.OPEN, Span.OPEN, Span.AFTER]


def test_before_and_after_the_days_nobody_applies(session: Session) -> None:
    hall = Hall(session, closes_on=TODAY - timedelta(days=1))
    with pytest.raises(RuleViolation, match="截止了"):
        hall.apply()


LAW = Law(Citation(Basis.TEXT, "威人社函〔2023〕25号", "三"))


@pytest.mark.parametrize(
    ("known", "name", "weight"),
    [
        (Known(retired=True), "retired", Weight.REFUSES), (Known(past_age=True), "retired", Weight.ASKS),
        (Known(elsewhere=True), "elsewhere", Weight.REFUSES), (Known(studying=True), "graduate", Weight.ASKS),
        (Known(unmet="x"), "prerequisite", Weight.WARNS), (Known(held=True), "held", Weight.WARNS),
        (Known(completed=True), "held", Weight.WARNS), (Known(overlapping=True), "overlap", Weight.WARNS),
    ],
)  # fmt: skip
def test_only_what_a_text_excludes_refuses(known: Known, name: str, weight: Weight) -> None:
    found = judge(known, LAW)
    odd = [each for each in found.checks if each.weight is not Weight.FITS]
    assert [(each.name, each.weight) for each in odd] == [(name, weight)]
    assert found.checks[0] is odd[0] and found.refused == (weight is Weight.REFUSES)
    assert len(found.checks) == 6 and not judge(Known(), LAW).notes


def test_every_state_and_verb_of_an_application_is_decided() -> None:
    allowed = {
        (each.state, each.verb): each.roles for each in ENROLMENT_LIFE.transitions
        if each.verb in ("accept", "wait", "decline", "retract", "apply")
    }  # fmt: skip
    office, applicant = frozenset({Role.TRAINING_INSTITUTION}), frozenset({Role.ENGINEER, Role.EMPLOYER})
    assert allowed == {
        **{(state, "accept"): office for state in ("applied", "waiting")}, ("applied", "wait"): office,
        **{(state, "decline"): office for state in ("applied", "waiting", "accepted")},
        **{(state, "retract"): applicant for state in ("applied", "waiting", "accepted")},
        **{(state, "apply"): applicant for state in ("declined", "retracted")},
    }  # fmt: skip
