"""The ledger: entered once, reversed once, never changed; statements as of a past day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.institutions import bureau
from tests.builders.people import make_person
from training_app.hours import queries, service
from training_app.hours.models import HourEntry
from training_app.hours.rules import Amounts, Credit
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound
from training_app.people.models import Person

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def line(person: Person, **changes: object) -> Credit:
    credit = Credit(
        person_id=person.id, year=2026, subject="professional", hours=3200, occurred_on=date(2026, 3, 5),
        source_kind="class", source_number="WH2026-0147", rule="hours.subject_of_digital_training 2023-05-24",
        basis="text", idempotency_key=f"class:WH2026-0147:{person.number}:2026:1",
    )  # fmt: skip
    return replace(credit, **changes)  # type: ignore[arg-type]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(HourEntry)) or 0


def test_the_same_fact_is_entered_once(session: Session) -> None:
    person = make_person(session)
    assert service.credit(session, bureau(), [line(person)], AT) == 1
    assert service.credit(session, bureau(), [line(person)], AT) == 0
    assert service.credit(session, bureau(), [], AT) == 0
    assert count(session) == 1


def test_a_key_never_stands_for_two_facts(session: Session) -> None:
    person = make_person(session)
    service.credit(session, bureau(), [line(person)], AT)
    with pytest.raises(Conflict, match="WH2026-0147"):
        service.credit(session, bureau(), [line(person, hours=3300)], AT)
    with pytest.raises(InvalidInput):
        service.credit(session, bureau(), [line(person, hours=0)], AT)


def test_a_source_is_reversed_once(session: Session) -> None:
    people = [make_person(session) for _ in range(3)]
    service.credit(session, bureau(), [line(person) for person in people], AT)
    assert service.reverse_source(session, bureau(), "class", "WH2026-0147", "撤回", AT) == 3
    assert service.reverse_source(session, bureau(), "class", "WH2026-0147", "撤回", AT) == 0
    assert queries.balances(session, [person.id for person in people], 2026) == {
        person.id: Amounts(0, 0) for person in people
    }
    assert queries.verify(session) == []


@pytest.mark.parametrize("statement", ["UPDATE hour_entries SET hours = 1", "DELETE FROM hour_entries"])
def test_the_database_refuses_to_change_the_ledger(session: Session, statement: str) -> None:
    service.credit(session, bureau(), [line(make_person(session))], AT)
    with pytest.raises(IntegrityError, match="append-only"), session.begin_nested():
        session.execute(text(statement))
    assert count(session) == 1


def test_a_statement_of_a_past_day_knows_nothing_later(session: Session) -> None:
    person = make_person(session)
    service.credit(session, bureau(), [line(person)], AT)
    service.reverse_source(session, bureau(), "class", "WH2026-0147", "成绩录错", AT + timedelta(days=5))
    before, after = (
        queries.statement(session, bureau(), person.number, 2026, TODAY + timedelta(days=days)) for days in (4, 5)
    )
    assert (before.balance.professional, len(before.entries), before.entries[0].is_reversed) == (3200, 1, False)
    assert (after.balance.professional, len(after.entries), after.entries[0].is_reversed) == (0, 2, True)
    assert after.entries[1].reverses == after.entries[0].number
    none = queries.statement(session, bureau(), person.number, 2026, TODAY - timedelta(days=1))
    assert none.entries == ()


def test_the_day_of_a_statement_ends_at_midnight_in_china(session: Session) -> None:
    person = make_person(session)
    service.credit(session, bureau(), [line(person)], datetime(2026, 3, 10, 16, 0, tzinfo=UTC))
    assert queries.statement(session, bureau(), person.number, 2026, date(2026, 3, 10)).balance.total == 0
    assert queries.statement(session, bureau(), person.number, 2026, date(2026, 3, 11)).balance.total == 3200


def test_what_a_year_asks_and_what_is_missing(session: Session) -> None:
    person = make_person(session)
    service.credit(session, bureau(), [line(person)], AT)
    found = queries.statement(session, bureau(), person.number, 2026, TODAY)
    assert (found.required.total, found.required.professional, found.required.general) == (9000, 6000, 3000)
    assert found.required.unverified
    assert found.missing == {"total": 5800, "professional": 2800, "general": 3000}
    assert queries.statement(session, bureau(), person.number, 2001, TODAY).required.total is None


def test_merged_people_are_read_as_one(session: Session) -> None:
    survivor, double = make_person(session), make_person(session)
    service.credit(session, bureau(), [line(survivor), line(double)], AT)
    double.merged_into = survivor.id
    session.flush()
    found = queries.statement(session, bureau(), double.number, 2026, TODAY)
    assert (found.person_number, found.balance.total) == (survivor.number, 6400)
    assert queries.balances(session, [survivor.id], 2026)[survivor.id].total == 6400
    assert queries.years_of(session, survivor.id) == [(2026, Amounts(6400, 0))]


def test_everybody_reads_within_the_scope(session: Session) -> None:
    person, other = make_person(session, district_code="371082"), make_person(session)
    for actor in (Actor(Role.DISTRICT, district_code="371082"), Actor(Role.ENGINEER, person_id=person.id)):
        assert queries.statement(session, actor, person.number, 2026, TODAY).person_number == person.number
        with pytest.raises(NotFound):
            queries.statement(session, actor, other.number, 2026, TODAY)
    for actor in (Actor(Role.TRAINING_INSTITUTION, institution_id=1), Actor(Role.SYSTEM_ADMIN)):
        with pytest.raises(NotFound):
            queries.statement(session, actor, person.number, 2026, TODAY)
    with pytest.raises(NotFound):
        queries.statement(session, bureau(), "P99999999", 2026, TODAY)


def test_the_check_finds_what_is_planted(session: Session) -> None:
    person = make_person(session)
    service.credit(session, bureau(), [line(person), line(person, idempotency_key="again")], AT)
    assert [defect.code for defect in queries.verify(session)] == ["hours.double"]
    entry = session.scalars(select(HourEntry).order_by(HourEntry.id)).first()
    assert entry is not None
    session.add(
        HourEntry(
            person_id=person.id, year=2026, subject="general", hours=-100, occurred_on=TODAY, recorded_at=AT,
            source_kind="class", source_number="WH2026-0147", rule="", basis="", idempotency_key="x", reverses=entry.id,
        )
    )  # fmt: skip
    session.flush()
    assert {defect.code for defect in queries.verify(session)} == {"hours.reversal", "hours.negative"}
