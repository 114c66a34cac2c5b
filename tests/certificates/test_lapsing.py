"""A class that is completed anew ends the applications of people who did not complete this time; while it is open nobody of it
is seated, and nothing held before its new completion is marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_application, make_assessment_session
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_assessment_body
from training_app.audit.models import AuditEvent
from training_app.certificates import queries_sessions, service_completing, service_sessions, service_sessions_marks
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.service_sessions_marks import Line
from training_app.classes import service_completion
from training_app.classes.models import Enrolment
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict
from training_app.notices.models import Notice

AT = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
TODAY, HELD = date(2026, 5, 1), date(2026, 5, 9)
GOOD = {"theory": "80", "ability": "80"}


class World:
    """A completed class of two whose applications were accepted and who have seats of one session."""

    def __init__(self, session: Session) -> None:
        self.session, self.body = session, make_assessment_body(session)
        self.assessor = actor_of(self.body, Role.ASSESSMENT_BODY)
        self.record = make_class(session, "running", assessment_body=self.body)
        self.school = actor_of(session.get_one(Institution, self.record.institution_id))
        self.people: list[Enrolment] = [make_enrolment(session, self.record, score=9000) for _ in range(2)]
        make_attendance(session, self.record, self.people)
        self.complete()
        self.applications = [make_application(session, each) for each in self.people]
        for each in self.people:
            make_user(session, f"e{each.id}", Role.ENGINEER, person_id=each.person_id)
        self.held = make_assessment_session(session, self.body, *self.applications, held_on=HELD)

    def complete(self, day: date = TODAY) -> None:
        service_completing.complete(self.session, self.school, self.record.number, None, day, day, AT)

    def reopen(self, actor: Actor | None = None) -> None:
        service_completion.reopen(self.session, actor or bureau(), self.record.number, None, "成绩录错", AT)

    def states(self) -> Sequence[str]:
        self.session.expire_all()
        return [each.state for each in self.applications]

    def taken(self) -> int:
        return self.session.get_one(AssessmentSession, self.held.id, populate_existing=True).taken


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_who_fails_the_second_time_has_the_application_back_and_no_seat(session: Session, world: World) -> None:
    world.reopen()
    assert world.states() == ["accepted", "accepted"] and world.taken() == 2, "kept while the class is open"
    world.people[0].score = 5000
    world.complete()
    assert world.states() == ["returned", "accepted"] and world.taken() == 1
    assert "没有培训合格" in world.applications[0].remark
    assert session.scalars(select(AssessmentSeat.application_id)).all() == [world.applications[1].id]
    told = session.scalars(select(Notice).where(Notice.kind == "level.lapsed")).all()
    assert len(told) == 1
    session.commit()
    assert session.scalar(select(AuditEvent.detail).where(AuditEvent.action == "level_application.lapse"))["count"] == 1


def test_a_class_cancelled_after_it_was_opened_again_ends_them_all(session: Session, world: World) -> None:
    world.reopen()
    service_completing.cancel(session, world.school, world.record.number, None, "不再举办", TODAY, AT)
    assert world.states() == ["returned", "returned"] and world.taken() == 0
    assert all("班次已取消" in each.remark for each in world.applications)


def test_nobody_of_an_open_class_is_seated(session: Session, world: World) -> None:
    number = world.applications[0].number
    service_sessions.release(session, world.assessor, world.held.number, [number], "本人请假", AT)
    world.reopen()
    assert queries_sessions.waiting_for(session, world.held) == []
    with pytest.raises(Conflict, match="撤回结业"):
        service_sessions.seat(session, world.assessor, world.held.number, [number], TODAY, AT)
    world.complete()
    assert service_sessions.seat(session, world.assessor, world.held.number, [number], TODAY, AT) == 1


def test_marks_of_a_day_before_the_new_completion_are_refused(session: Session, world: World) -> None:
    world.reopen()
    world.complete(date(2026, 5, 10))
    lines = {world.applications[0].number: Line(GOOD, frozenset())}
    with pytest.raises(Conflict, match="考核之后才结业（2026-05-10）"):
        service_sessions_marks.save(session, world.assessor, world.held.number, lines, date(2026, 5, 11), AT)


def test_releasing_the_last_open_seat_leaves_a_recorded_session(session: Session, world: World) -> None:
    first, second = (each.number for each in world.applications)
    service_sessions_marks.save(session, world.assessor, world.held.number, {first: Line(GOOD, frozenset())}, HELD, AT)
    assert session.get_one(AssessmentSession, world.held.id).state == "planned"
    service_sessions.release(session, world.assessor, world.held.number, [second], "本人请假", AT)
    session.expire_all()
    assert session.get_one(AssessmentSession, world.held.id).state == "recorded"
