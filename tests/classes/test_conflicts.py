"""What a timetable collides with in other classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.builders.classes import AT, make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import make_person
from tests.builders.resources import make_trainer, make_venue
from training_app.classes import queries, queries_conflicts, service
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.rules import SessionPlan
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput


def told(session: Session, record: TrainingClass, actor: object = None) -> list[tuple[str, str, int, str]]:
    found = queries_conflicts.of(session, actor or bureau(), record)
    return [(each.kind, each.what, each.sessions, each.number) for each in found]


def taught(record: TrainingClass, instructor: str = "", place: str = "", begins: int = 8, ends: int = 17) -> TrainingClass:
    for held in record.sessions:
        held.instructor, held.place, held.starts_at, held.ends_at = instructor, place, time(begins, 30), time(ends, 30)
    return record


def test_instructor_room_and_trainees_are_found(session: Session) -> None:
    institution = make_institution(session)
    mine = taught(make_class(session, "submitted", institution=institution), "于 海波", "3 楼机房")
    other = taught(make_class(session, "approved", institution=institution, days=2), "于海波", "3楼机房", 13, 16)
    person = make_person(session)
    for record in (mine, other):
        make_enrolment(session, record, person)
    session.flush()
    assert sorted(told(session, mine)) == [
        ("instructor", "于 海波", 2, other.number), ("place", "3 楼机房", 2, other.number), ("trainee", "1", 2, other.number),
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "returned", "completed", "reported", "cancelled"])
def test_classes_that_are_not_held_then_do_not_count(session: Session, state: str) -> None:
    mine = taught(make_class(session, "submitted"), "于海波")
    taught(make_class(session, state), "于海波")
    session.flush()
    assert told(session, mine) == []


def test_other_times_and_other_addresses_do_not_collide(session: Session) -> None:
    mine = taught(make_class(session, "submitted"), "于海波", "301", 8, 11)
    taught(make_class(session, "approved"), "于海波", "302", 11, 17)
    taught(make_class(session, "approved", venue="文化西路 1 号"), "丛珊", "301", 8, 11)
    taught(make_class(session, "approved", starts_on=date(2026, 4, 1)), "于海波", "301", 8, 11)
    session.flush()
    assert told(session, mine) == []


def test_another_institutions_class_is_not_named(session: Session) -> None:
    institution = make_institution(session)
    mine = taught(make_class(session, "submitted", institution=institution), "于海波")
    taught(make_class(session, "running"), "于海波")
    session.flush()
    assert told(session, mine, actor_of(institution)) == [("instructor", "于海波", 4, "")]


def test_the_reviewer_and_the_institution_are_told(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    institution = make_institution(session)
    mine = taught(make_class(session, "submitted", institution=institution), "于海波")
    other = taught(make_class(session, "running"), "于海波")
    draft = taught(make_class(session, "draft", institution=institution), "于海波")
    session.flush()
    page = login_as(Role.BUREAU).get(f"/classes/{mine.number}").text
    assert "需要判断 1 处" in page and other.number in page
    page = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id).get(f"/classes/{draft.number}/timetable").text
    assert "课表有 2 处提示" in page and mine.number in page and other.number not in page


def test_the_registry_tells_namesakes_apart_and_finds_the_same_person_elsewhere(session: Session) -> None:
    here, there = make_institution(session), make_institution(session)
    mine = taught(make_class(session, "submitted", institution=here), "于海波")
    other = taught(make_class(session, "approved", institution=there), "于海波")
    own = make_trainer(session, here, "于海波", document_number="SZ-1")
    session.execute(update(ClassSession).where(ClassSession.class_id == mine.id).values(trainer_id=own.id))
    namesake = make_trainer(session, there, "于海波", document_number="SZ-2")
    session.execute(update(ClassSession).where(ClassSession.class_id == other.id).values(trainer_id=namesake.id))
    assert told(session, mine) == []
    same = make_trainer(session, there, "于海波", document_number="sz-1")
    session.execute(update(ClassSession).where(ClassSession.class_id == other.id).values(trainer_id=same.id))
    assert [(each.kind, each.certain) for each in queries_conflicts.of(session, bureau(), mine)] == [("instructor", True)]


def test_two_institutions_in_one_shared_room_collide(session: Session) -> None:
    here, there = make_institution(session), make_institution(session)
    venue = make_venue(session, there, shared=True, rooms=(("301", 60), ("302", 60)))
    again = make_venue(session, here, address=venue.address)
    mine = taught(make_class(session, "submitted", institution=here, venue="甲处"), place="301")
    other = taught(make_class(session, "approved", institution=there, venue="乙处"), place="高区实训中心 301")
    for room, found in ((venue.rooms[0], ["place"]), (venue.rooms[1], []), (again.rooms[0], ["place"])):
        session.execute(update(ClassSession).where(ClassSession.class_id == mine.id).values(room_id=room.id))
        session.execute(update(ClassSession).where(ClassSession.class_id == other.id).values(room_id=venue.rooms[0].id))
        assert [each.kind for each in queries_conflicts.of(session, bureau(), mine)] == found


def test_a_saved_timetable_is_linked_to_the_registry(session: Session) -> None:
    institution = make_institution(session)
    trainer, venue = make_trainer(session, institution), make_venue(session, institution)
    record = make_class(session, "draft", institution=institution, days=0)
    line = SessionPlan(record.starts_on, time(8, 30), time(11, 30), "onsite", "theory", 400, "", "于 海波", "301")
    stranger = replace(line, starts_at=time(13), ends_at=time(16), instructor="生人", place="操场")
    service.save_timetable(session, actor_of(institution), record.number, None, [line, stranger], AT)
    first, second = queries.sessions_of(session, record.id)
    assert (first.trainer_id, first.instructor, first.room_id, first.place) == (
        trainer.id, "于海波", venue.rooms[0].id, "高区实训中心 301",
    )  # fmt: skip
    assert (second.trainer_id, second.instructor, second.room_id, second.place) == (None, "生人", None, "操场")
    make_trainer(session, institution)
    with pytest.raises(InvalidInput, match="不止一个"):
        service.save_timetable(session, actor_of(institution), record.number, None, [line], AT)
    assert len(queries.sessions_of(session, record.id)) == 2
