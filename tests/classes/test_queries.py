"""Scope of the lists."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_assessment_body, make_institution
from tests.builders.people import make_person
from training_app.classes import queries, queries_people
from training_app.classes.queries import Filters
from training_app.kernel.actor import Actor, Role
from training_app.kernel.lists import Asked


def numbers(session: Session, actor: Actor, **filters: str) -> set[str]:
    return {row.record.number for row in queries.page_of(session, actor, Filters(**filters), Asked("-starts_on")).items}


def test_everybody_sees_the_own_classes_only(session: Session) -> None:
    one, other = make_institution(session), make_institution(session)
    body = make_assessment_body(session)
    draft = make_class(session, "draft", institution=one, assessment_body=body)
    running = make_class(session, "running", institution=one, assessment_body=body)
    foreign = make_class(session, "running", institution=other, district_code="371082")
    everything = {draft.number, running.number, foreign.number}
    assert numbers(session, bureau()) >= everything
    assert numbers(session, actor_of(one)) == {draft.number, running.number}
    assert numbers(session, actor_of(body, Role.ASSESSMENT_BODY)) == {running.number}
    assert numbers(session, Actor(Role.DISTRICT, district_code="371082")) & everything == {foreign.number}
    for role in (Role.ENGINEER, Role.EMPLOYER, Role.AUDITOR, Role.SYSTEM_ADMIN):
        assert numbers(session, Actor(role, institution_id=one.id, person_id=1)) == set()


def test_filters_narrow_and_find(session: Session) -> None:
    one = make_institution(session, "威海蓝湾培训学校")
    running = make_class(session, "running", institution=one, name="区块链 100% 班", occupation_key="blockchain")
    make_class(session, "draft", institution=one)
    actor = actor_of(one)
    for filters in (
        {"state": "running"}, {"occupation": "blockchain"}, {"text": running.number[-4:]}, {"text": "100%"},
    ):  # fmt: skip
        assert numbers(session, actor, **filters) == {running.number}, filters
    assert len(numbers(session, actor, text="whlw")) == 2
    assert numbers(session, actor, text="_") == set()


def test_hours_fixed_at_completion_stand_without_attendance(session: Session) -> None:
    record = make_class(session, "completed", origin="opening")
    make_enrolment(session, record, state="completed", hours_attended=3200)
    assert [row.attended for row in queries_people.standing(session, record.id)] == [3200]
    assert [row.hours for row in queries_people.trainees(session, record.id, 1).items] == [3200]


def test_the_list_shows_masked_numbers_and_finds_by_initials(session: Session) -> None:
    record = make_class(session, "running")
    make_enrolment(session, record, make_person(session, "丛珊", number="371002199003070317"[:17] + "4"))
    make_enrolment(session, record, make_person(session, "毕明轩"))
    page = queries_people.trainees(session, record.id, 1, "cs")
    (only,) = page.items
    assert (only.masked_number, page.total) == ("3710**********0314", 1)
    assert [row.person_number for row in queries_people.trainees(session, record.id, 1, "0314").items] == [
        only.person_number
    ]
    assert queries_people.counts(session, record.id) == {"enrolled": 2}
