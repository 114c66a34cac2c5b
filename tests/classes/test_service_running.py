"""Attendance, make-up sessions and people who leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import make_person
from training_app.classes import queries, queries_people
from training_app.classes import service_running as running
from training_app.classes.models import Attendance
from training_app.classes.rules import AttendanceStatus, Mark, SessionPlan
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation

TODAY = date(2026, 3, 4)
AT = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
PRESENT, LATE, LEAVE, ABSENT = AttendanceStatus


class World:
    """An approved class of four days from 2026-03-02 with two people."""

    def __init__(self, session: Session, state: str = "approved") -> None:
        self.institution = make_institution(session)
        self.record = make_class(session, state, institution=self.institution)
        self.people = [make_person(session) for _ in range(2)]
        self.enrolments = [make_enrolment(session, self.record, person) for person in self.people]
        self.actor = actor_of(self.institution)


def saved(session: Session) -> dict[tuple[int, int], tuple[str, int]]:
    rows = session.execute(
        select(Attendance.session_id, Attendance.enrolment_id, Attendance.status, Attendance.hours)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def test_the_first_attendance_opens_the_class(session: Session) -> None:
    world = World(session)
    one, other = (person.number for person in world.people)
    result = running.record_attendance(
        session, world.actor, world.record.number, 1, [Mark(one, PRESENT), Mark(other, LATE, 600)], TODAY, AT
    )
    assert (result.changed, result.opened, world.record.state) == (2, True, "running")
    held = world.record.sessions[0].id
    assert saved(session) == {
        (held, world.enrolments[0].id): ("present", 800), (held, world.enrolments[1].id): ("late", 600),
    }  # fmt: skip


def test_saving_the_same_again_changes_nothing(session: Session) -> None:
    world = World(session)
    marks = [Mark(person.number, PRESENT) for person in world.people]
    running.record_attendance(session, world.actor, world.record.number, 1, marks, TODAY, AT)
    assert running.record_attendance(session, world.actor, world.record.number, 1, marks, TODAY, AT).changed == 0
    marks[0] = Mark(world.people[0].number, ABSENT)
    assert running.record_attendance(session, world.actor, world.record.number, 1, marks, TODAY, AT).changed == 1


def test_a_coming_session_has_no_attendance_yet(session: Session) -> None:
    world = World(session)
    marks = [Mark(world.people[0].number, PRESENT)]
    with pytest.raises(RuleViolation, match="2026-03-05"):
        running.record_attendance(session, world.actor, world.record.number, 4, marks, TODAY, AT)
    running.record_attendance(session, world.actor, world.record.number, 3, marks, TODAY, AT)


@pytest.mark.parametrize(
    ("status", "hours"), [(PRESENT, 801), (PRESENT, -1), (LATE, 900), (LEAVE, 100), (ABSENT, 1)]
)
def test_impossible_hours_name_the_person(session: Session, status: AttendanceStatus, hours: int) -> None:
    world = World(session)
    with pytest.raises(InvalidInput) as caught:
        running.record_attendance(
            session, world.actor, world.record.number, 1, [Mark(world.people[0].number, status, hours)], TODAY, AT
        )
    assert set(caught.value.fields) == {world.people[0].number}
    assert not saved(session)


def test_people_of_other_classes_and_unknown_sessions_are_refused(session: Session) -> None:
    world, other = World(session), World(session)
    number = world.record.number
    for marks in ([Mark(other.people[0].number, PRESENT)], [Mark(world.people[0].number, PRESENT)] * 2):
        with pytest.raises(NotFound):
            running.record_attendance(session, world.actor, number, 1, marks, TODAY, AT)
    with pytest.raises(NotFound):
        running.record_attendance(session, world.actor, number, 9, [], TODAY, AT)
    with pytest.raises(NotFound):
        running.record_attendance(session, other.actor, number, 1, [Mark(world.people[0].number, PRESENT)], TODAY, AT)
    with pytest.raises(PermissionDenied):
        running.record_attendance(session, bureau(), number, 1, [Mark(world.people[0].number, PRESENT)], TODAY, AT)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "completed", "reported", "cancelled"])
def test_attendance_only_while_the_class_is_under_way(session: Session, state: str) -> None:
    world = World(session, state)
    with pytest.raises(Conflict):
        running.record_attendance(
            session, world.actor, world.record.number, 1, [Mark(world.people[0].number, PRESENT)], TODAY, AT
        )


def test_who_left_is_not_expected_afterwards_but_was_before(session: Session) -> None:
    world = World(session)
    number, person = world.record.number, world.people[0].number
    with pytest.raises(InvalidInput):
        running.withdraw(session, world.actor, number, person, date(2026, 3, 3), "", TODAY, AT)
    with pytest.raises(InvalidInput):
        running.withdraw(session, world.actor, number, person, date(2026, 3, 5), "离职", TODAY, AT)
    enrolment = running.withdraw(session, world.actor, number, person, date(2026, 3, 3), "离职", TODAY, AT)
    assert (enrolment.state, enrolment.withdrawn_on) == ("withdrawn", date(2026, 3, 3))
    running.record_attendance(session, world.actor, number, 1, [Mark(person, PRESENT)], TODAY, AT)
    with pytest.raises(NotFound):
        running.record_attendance(session, world.actor, number, 2, [Mark(person, PRESENT)], TODAY, AT)
    with pytest.raises(Conflict):
        running.withdraw(session, world.actor, number, person, date(2026, 3, 3), "再来", TODAY, AT)


def test_somebody_comes_back_only_to_a_free_seat(session: Session) -> None:
    world = World(session)
    number, person = world.record.number, world.people[0].number
    running.withdraw(session, world.actor, number, person, date(2026, 3, 2), "误操作", TODAY, AT)
    world.record.capacity = 1
    with pytest.raises(Conflict, match="已满"):
        running.readmit(session, world.actor, number, person, "恢复", AT)
    world.record.capacity = 2
    assert running.readmit(session, world.actor, number, person, "恢复", AT).state == "enrolled"


def test_a_make_up_session_stays_within_the_days_that_were_filed_and_plans_no_hours(session: Session) -> None:
    world = World(session, "running")
    last, planned = world.record.ends_on, queries.facts(session, world.actor, world.record.number).planned_hours
    plan = SessionPlan(last, time(18), time(21), "onsite", "practice", 400)
    version = world.record.version
    held = running.add_session(session, world.actor, world.record.number, version, plan, AT)
    assert (held.number, held.is_make_up, world.record.ends_on) == (5, True, last)
    facts = queries.facts(session, world.actor, world.record.number)
    assert (facts.planned_hours, facts.make_up_hours, facts.hours_of("onsite")) == (planned, 400, planned)
    with pytest.raises(InvalidInput, match="先申请变更结束日期"):
        late = SessionPlan(last + timedelta(days=1), None, None, "onsite", "practice", 400)
        running.add_session(session, world.actor, world.record.number, None, late, AT)
    with pytest.raises(Conflict):
        running.add_session(session, world.actor, world.record.number, version, plan, AT)
    early = SessionPlan(world.record.starts_on - timedelta(days=1), None, None, "onsite", "practice", 400)
    with pytest.raises(InvalidInput):
        running.add_session(session, world.actor, world.record.number, None, early, AT)


def test_a_make_up_session_gives_no_more_than_is_missing(session: Session) -> None:
    world = World(session, "running")
    number, (short, full) = world.record.number, [person.number for person in world.people[:2]]
    for day in range(1, 5):
        marks = [Mark(short, LATE, 500) if day == 1 else Mark(short, PRESENT), Mark(full, PRESENT)]
        running.record_attendance(session, world.actor, number, day, marks, world.record.ends_on, AT)
    world.record.ends_on = day = world.record.ends_on + timedelta(days=1)
    for place in range(2):
        held = running.add_session(
            session, world.actor, number, None, SessionPlan(day, None, None, "onsite", "practice", 200), AT
        )
        assert held.number == 5 + place
        with pytest.raises(InvalidInput) as refused:
            running.record_attendance(session, world.actor, number, held.number, [Mark(full, PRESENT, 100)], day, AT)
        assert "还缺 0" in refused.value.fields[full]
        both = [Mark(short, PRESENT), Mark(full, PRESENT)]
        running.record_attendance(session, world.actor, number, held.number, both, day, AT)
        got = {row.person_number: row.hours for row in queries_people.grid(session, held)}
        # Three hours were missing: the first make-up of two gives two, the second one.
        assert got[short] == (200, 100)[place]
        assert got[full] == 0
