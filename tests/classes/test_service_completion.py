"""Completion: results, hours exactly once, and back again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from training_app.classes import service_completion as completion
from training_app.classes.models import Enrolment
from training_app.classes.rules import Outcome
from training_app.db import unit_of_work
from training_app.hours import queries as hours
from training_app.hours.models import HourEntry
from training_app.kernel import dependents
from training_app.kernel.dependents import Consequence, Dependent
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person
from training_app.subsidies.models import Disbursement

TODAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
LAST = date(2026, 3, 5)
_NUMBERS = select(Person.number).join(Enrolment, Enrolment.person_id == Person.id).order_by(Enrolment.id)


class World:
    """A running class of 4 × 8 学时 from 2026-03-02; two people were always there, the third missed one session."""

    def __init__(self, session: Session, **columns: object) -> None:
        self.session = session
        self.institution = make_institution(session)
        self.actor = actor_of(self.institution)
        self.record = make_class(session, "running", institution=self.institution, **columns)
        self.enrolments = [make_enrolment(session, self.record) for _ in range(3)]
        make_attendance(session, self.record, self.enrolments[:2])
        make_attendance(session, self.record, [self.enrolments[2]], hours=600)
        self.people = [number for (number,) in session.execute(_NUMBERS.where(Enrolment.class_id == self.record.id))]

    def complete(self, *scores: int | None, on: date = LAST, version: int | None = None) -> Outcome:
        given = dict(zip(self.people, scores, strict=False))
        return completion.complete(self.session, self.actor, self.record.number, version, on, given, TODAY, AT)

    def states(self) -> list[tuple[str, int | None]]:
        rows = self.session.execute(
            select(Enrolment.state, Enrolment.hours_attended)
            .where(Enrolment.class_id == self.record.id)
            .order_by(Enrolment.id)
        )
        return [(row[0], row[1]) for row in rows]

    def credits(self) -> list[tuple[int, int]]:
        rows = self.session.execute(
            select(HourEntry.year, HourEntry.hours)
            .where(HourEntry.source_number == self.record.number)
            .order_by(HourEntry.id)
        )
        return [(row[0], row[1]) for row in rows]


def test_completion_judges_everybody_and_credits_everybody(session: Session) -> None:
    world = World(session)
    outcome = world.complete(6000, 5999)
    assert (outcome.completed, outcome.failed, outcome.withdrawn) == (1, 2, 0)
    assert world.states() == [("completed", 3200), ("failed", 3200), ("failed", 2400)]
    assert sorted(world.credits()) == [(2026, 2400), (2026, 3200), (2026, 3200)]
    assert (world.record.state, world.record.completed_on) == ("completed", LAST)
    entry = session.scalars(select(HourEntry).where(HourEntry.source_number == world.record.number)).first()
    assert entry is not None
    assert (entry.subject, entry.occupation_key, entry.basis) == ("professional", "smart_manufacturing", "text")
    assert entry.rule == "hours.subject_of_digital_training 2023-05-24"
    assert entry.occurred_on == LAST


def test_withdrawn_people_keep_their_state_and_their_hours(session: Session) -> None:
    world = World(session)
    world.enrolments[0].state, world.enrolments[0].withdrawn_on = "withdrawn", date(2026, 3, 6)
    session.flush()
    outcome = world.complete(None, 9000)
    assert outcome.withdrawn == 1
    assert world.states()[0] == ("withdrawn", 3200)
    assert len(world.credits()) == 3


def test_hours_are_split_at_new_year_by_the_day_of_the_session(session: Session) -> None:
    institution = make_institution(session)
    record = make_class(session, "running", institution=institution, starts_on=date(2025, 12, 30), days=4)
    enrolment = make_enrolment(session, record, score=8000)
    make_attendance(session, record, [enrolment])
    day = date(2026, 1, 2)
    completion.complete(session, actor_of(institution), record.number, None, day, {}, date(2026, 1, 3), AT)
    rows = session.execute(
        select(HourEntry.year, HourEntry.hours, HourEntry.occurred_on)
        .where(HourEntry.source_number == record.number)
        .order_by(HourEntry.year)
    ).all()
    assert [tuple(row) for row in rows] == [(2025, 1600, date(2025, 12, 31)), (2026, 1600, day)]


def test_a_second_completion_is_refused_and_credits_nothing(session: Session) -> None:
    world = World(session)
    world.complete(8000, 8000)
    before = world.credits()
    with pytest.raises(Conflict):
        world.complete(8000, 8000)
    assert world.credits() == before


def test_taking_back_reverses_once_and_a_new_completion_credits_anew(session: Session) -> None:
    world = World(session)
    world.complete(8000, 5000)
    with pytest.raises(PermissionDenied):
        completion.reopen(session, world.actor, world.record.number, None, "成绩有误", AT)
    with pytest.raises(InvalidInput):
        completion.reopen(session, bureau(), world.record.number, None, " ", AT)
    completion.reopen(session, bureau(), world.record.number, None, "成绩录错", AT)
    session.expire_all()
    assert world.states() == [("enrolled", None)] * 3
    assert sum(hours for _, hours in world.credits()) == 0
    with pytest.raises(Conflict):
        completion.reopen(session, bureau(), world.record.number, None, "再来", AT)
    world.complete(8000, 8000)
    assert sum(hours for _, hours in world.credits()) == 8800
    assert hours.verify(session) == []
    assert len(world.credits()) == 9


def test_what_hangs_on_a_completion_keeps_it(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(session)
    world.complete(8000, 8000)
    monkeypatch.setattr(dependents, "_FINDERS", {})
    dependents.register(
        completion.RECORD_KIND, "test", lambda _, class_id: [Dependent(Consequence.BLOCKS, f"已有 2 笔补贴 {class_id}")]
    )
    with pytest.raises(RuleViolation, match=f"已有 2 笔补贴 {world.record.id}"):
        completion.reopen(session, bureau(), world.record.number, None, "成绩录错", AT)
    assert world.record.state == "completed"


def test_money_paid_keeps_a_completion(session: Session) -> None:
    world = World(session)
    world.complete(8000, 8000)
    session.add(
        Disbursement(
            enrolment_id=world.enrolments[0].id, class_id=world.record.id, person_id=world.enrolments[0].person_id,
            occupation_key="smart_manufacturing", level="intermediate", district_code="371002", amount_fen=100,
            paid_on=TODAY, voucher="V1",
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(RuleViolation, match="1 笔补贴"):
        completion.reopen(session, bureau(), world.record.number, None, "成绩录错", AT)


def test_a_missing_score_is_named(session: Session) -> None:
    world = World(session)
    with pytest.raises(RuleViolation, match="1 名学员学时已满但没有结业考核成绩"):
        world.complete(8000)
    assert world.record.state == "running"


def test_sessions_without_attendance_or_still_ahead_are_named(session: Session) -> None:
    institution = make_institution(session)
    record = make_class(session, "running", institution=institution, days=10)
    make_enrolment(session, record)
    arguments = (session, actor_of(institution), record.number, None)
    with pytest.raises(RuleViolation, match="还有 1 次课没有上"):
        completion.complete(*arguments, TODAY, {}, TODAY, AT)
    with pytest.raises(RuleViolation, match="第 1、2、3"):
        completion.complete(*arguments, date(2026, 3, 11), {}, date(2026, 3, 11), AT)


def test_a_class_without_people_is_not_completed(session: Session) -> None:
    institution = make_institution(session)
    record = make_class(session, "running", institution=institution, days=1)
    leaver = make_enrolment(session, record, state="withdrawn")
    make_attendance(session, record, [leaver])
    with pytest.raises(RuleViolation, match="没有在训学员"):
        completion.complete(session, actor_of(institution), record.number, None, TODAY, {}, TODAY, AT)


@pytest.mark.parametrize("on", [date(2026, 3, 4), date(2026, 3, 11)])
def test_the_day_of_completion_lies_between_the_last_session_and_today(session: Session, on: date) -> None:
    world = World(session)
    with pytest.raises(InvalidInput) as caught:
        world.complete(8000, 8000, on=on)
    assert set(caught.value.fields) == {"completed_on"}


def test_scores_are_saved_for_people_of_the_class_only(session: Session) -> None:
    world, other = World(session), World(session)
    number = world.record.number
    assert completion.save_scores(session, world.actor, number, {world.people[0]: 9950}, AT) == 1
    assert completion.save_scores(session, world.actor, number, {world.people[0]: 9950}, AT) == 0
    with pytest.raises(NotFound):
        completion.save_scores(session, world.actor, number, {other.people[0]: 9000}, AT)
    with pytest.raises(InvalidInput) as caught:
        completion.save_scores(session, world.actor, number, {world.people[1]: 10001}, AT)
    assert set(caught.value.fields) == {world.people[1]}
    assert completion.save_scores(session, world.actor, number, {world.people[0]: None}, AT) == 1


def test_the_report_is_noted_with_its_day(session: Session) -> None:
    world = World(session)
    world.complete(8000, 8000)
    for day in (date(2026, 3, 4), date(2026, 3, 11)):
        with pytest.raises(InvalidInput):
            completion.report(session, world.actor, world.record.number, None, day, TODAY, AT)
    completion.report(session, world.actor, world.record.number, None, TODAY, TODAY, AT)
    assert (world.record.state, world.record.reported_on) == ("reported", TODAY)


@pytest.mark.long
def test_two_completions_at_once_credit_once(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        world = World(session)
        actor, number, people = world.actor, world.record.number, world.people
    barrier, outcomes = Barrier(4), []

    def run() -> None:
        with fresh_app.app_context():
            barrier.wait()
            try:
                with unit_of_work() as own:
                    scores = dict.fromkeys(people, 8000)
                    completion.complete(own, actor, number, None, LAST, scores, TODAY, AT)
                outcomes.append("done")
            except DomainError as error:
                outcomes.append(error.code)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["workflow.wrong_state"] * 3]
    with fresh_app.app_context(), unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(HourEntry)) == 3
        assert hours.verify(session) == []
