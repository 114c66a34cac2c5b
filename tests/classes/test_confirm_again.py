"""Between the check page and the confirmation the world goes on: everything is checked again, and nothing is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, make_institution
from tests.builders.rosters import csv, learner
from training_app.classes.models import Enrolment, TrainingClass
from training_app.intake import service
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person, PersonDocument

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
LogIn = Callable[..., FlaskClient]


class Desk:
    """An institution with a class, and the two clerks who work on its rosters."""

    def __init__(self, session: Session, **columns: object) -> None:
        self.session = session
        self.institution = make_institution(session)
        self.record: TrainingClass = make_class(session, "approved", institution=self.institution, **columns)
        self.clerk = actor_of(self.institution)
        self.colleague = replace(self.clerk, name="同事")

    def stage(self, *serials: int) -> Batch:
        lines = csv([learner(each) for each in serials])
        return service.stage(
            self.session, self.clerk, "roster", lines, "名单.csv", subject_number=self.record.number, at=AT
        )

    def confirm(self, batch: Batch, actor: Actor | None = None, *, good_rows: bool = False) -> service.Answer:
        return service.confirm(self.session, actor or self.clerk, batch.number, good_rows=good_rows, at=AT)

    def headcount(self) -> int:
        statement = select(func.count()).select_from(Enrolment).where(Enrolment.class_id == self.record.id)
        return self.session.scalar(statement) or 0


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.mark.parametrize("state", ["cancelled", "completed", "returned"])
@pytest.mark.parametrize("good_rows", [False, True])
def test_a_class_that_closed_takes_nobody(desk: Desk, state: str, good_rows: bool) -> None:
    batch = desk.stage(1, 2)
    desk.record.state = state
    desk.record.completed_on = date(2026, 3, 1) if state == "completed" else None
    desk.session.flush()
    with pytest.raises(RuleViolation, match=desk.record.number):
        desk.confirm(batch, good_rows=good_rows)
    assert desk.headcount() == 0 and batch.state == "staged"


def test_places_a_colleague_took_are_gone(session: Session) -> None:
    desk = Desk(session, capacity=3)
    mine, theirs = desk.stage(1, 2, 3), desk.stage(4, 5)
    assert desk.confirm(theirs, desk.colleague).imported
    answer = desk.confirm(mine)
    assert not answer.imported and "有了变化" in answer.message and desk.headcount() == 2
    assert desk.confirm(mine, good_rows=True).counts == {"created": 1, "existing": 0, "updated": 0, "held": 2}
    assert desk.headcount() == 3
    assert desk.confirm(mine, good_rows=True).counts["held"] == 2
    assert desk.headcount() == 3


def test_people_a_colleague_enrolled_are_there_already(desk: Desk) -> None:
    mine, theirs = desk.stage(1, 2, 3), desk.stage(2, 3)
    desk.confirm(theirs, desk.colleague)
    assert desk.confirm(mine).counts == {"created": 1, "existing": 2, "updated": 0, "held": 0}
    assert desk.headcount() == 3


def test_somebody_who_retired_meanwhile_is_not_taken(desk: Desk, session: Session) -> None:
    desk.confirm(desk.stage(1))
    other = Desk(session)
    batch = other.stage(1, 2)
    number = learner(1)["identity_number"]
    known = next(each for each in session.scalars(select(PersonDocument)) if each.number == number)
    session.get_one(Person, known.person_id).retired_on = date(2026, 2, 1)
    session.flush()
    assert not other.confirm(batch).imported
    assert other.confirm(batch, good_rows=True).counts == {"created": 1, "existing": 0, "updated": 0, "held": 1}


@pytest.mark.parametrize("role", [Role.ASSESSMENT_BODY, Role.EMPLOYER, Role.AUDITOR, Role.ENGINEER])
def test_somebody_whose_role_was_taken_cannot_confirm(desk: Desk, role: Role) -> None:
    batch = desk.stage(1)
    former = Actor(role=role, institution_id=desk.institution.id)
    with pytest.raises((PermissionDenied, NotFound)):
        desk.confirm(batch, former)
    assert desk.headcount() == 0 and batch.state == "staged"


def test_somebody_who_moved_to_another_institution_cannot_confirm(desk: Desk, session: Session) -> None:
    batch = desk.stage(1)
    with pytest.raises(NotFound):
        desk.confirm(batch, actor_of(make_institution(session)))
    assert desk.headcount() == 0


def test_a_colleague_may_confirm_and_the_second_time_is_the_same(desk: Desk) -> None:
    batch = desk.stage(1, 2)
    first = desk.confirm(batch, desk.colleague)
    assert desk.confirm(batch).counts == first.counts == {"created": 2, "existing": 0, "updated": 0, "held": 0}
    assert desk.headcount() == 2


@pytest.mark.parametrize("act", [service.discard, service.undo])
def test_what_a_colleague_gave_up_or_took_back_is_not_confirmed(
    desk: Desk, act: Callable[[Session, Actor, str, datetime], object]
) -> None:
    batch = desk.stage(1)
    if act is service.undo:
        desk.confirm(batch, desk.colleague)
    act(desk.session, desk.colleague, batch.number, AT)
    with pytest.raises(Conflict):
        desk.confirm(batch)
    assert desk.headcount() == 0


def test_the_rights_are_those_of_the_moment_on_the_page_too(login_as: LogIn, session: Session, desk: Desk) -> None:
    batch = desk.stage(1)
    browser = login_as(Role.DISTRICT, district_code=desk.record.district_code)
    assert browser.post(f"/intake/{batch.number}/confirm").status_code == 403
    session.refresh(batch)
    assert batch.state == "staged" and desk.headcount() == 0
