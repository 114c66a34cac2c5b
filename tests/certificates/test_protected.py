"""Lists with whole numbers of an assessment session and of a lot: what is in them, and whose work they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import (
    make_application,
    make_assessment,
    make_assessment_session,
    make_completed,
    make_lot,
)
from tests.builders.classes import make_class
from tests.builders.institutions import make_assessment_body
from tests.builders.people import make_person
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.certificates.models_sessions import AssessmentSession
from training_app.certificates.protected_admission import ADMISSION
from training_app.certificates.protected_lots import LOT_MEMBERS
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound, PermissionDenied, RuleViolation
from training_app.listing import service_protected as service
from training_app.people.models import Person, PersonDocument

AT = datetime(2026, 5, 7, 2, 0, tzinfo=UTC)
DAY = date(2026, 5, 7)
PASSWORD = "Correct-horse-9"


class World:
    """Two people of a class who are in a session and in a lot of its body; the second was merged into somebody."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.body: Institution = make_assessment_body(session)
        self.record: TrainingClass = make_class(session, "completed", assessment_body=self.body)
        self.people = [make_person(session, name) for name in ("丛海明", "鞠思雨")]
        self.survivor: Person = make_person(session, "鞠思雨")
        self.enrolments: list[Enrolment] = [
            make_completed(session, person, training_class=self.record) for person in self.people
        ]
        applications = [make_application(session, each) for each in self.enrolments]
        self.sitting: AssessmentSession = make_assessment_session(session, self.body, *applications)
        self.lot: ConfirmationLot = make_lot(session, [make_assessment(session, each, self.body) for each in self.enrolments])
        self.people[1].merged_into = self.survivor.id
        session.flush()
        self.clerk = self.actor(Role.BUREAU)
        self.assessor = self.actor(Role.ASSESSMENT_BODY, self.body)

    def actor(self, role: Role, unit: Institution | None = None) -> Actor:
        scope = {"institution_id": unit.id} if unit else {}
        return Actor(role, make_user(self.session, f"{role}-{unit.code if unit else 'city'}", role, **scope).id, **scope)

    def numbers(self) -> list[str]:
        wanted = select(PersonDocument).where(PersonDocument.person_id.in_([self.people[0].id, self.survivor.id]))
        return [each.number for each in self.session.scalars(wanted.order_by(PersonDocument.person_id))]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_everybody_with_a_seat_stands_in_the_admission_list(world: World) -> None:
    content = ADMISSION.content(world.session, world.assessor, world.sitting.number, DAY)
    seats, facts = content.tables
    assert [(line[0], line[1], line[2], line[3]) for line in seats.rows] == [
        (1, "丛海明", "居民身份证", world.numbers()[0]), (2, "鞠思雨", "居民身份证", world.numbers()[1]),
    ]  # fmt: skip
    assert dict(facts.rows)["职业"] == "智能制造工程技术人员"
    assert dict(facts.rows)["应考人数"] == "2" and dict(facts.rows)["时间"] == "09:00–11:30"
    assert content.person_ids == {each.id for each in world.people}
    assert content.pdf is not None
    printed = PdfReader(BytesIO(content.pdf)).pages[0].extract_text()
    assert all(number in printed for number in world.numbers())


def test_who_was_taken_out_of_a_lot_does_not_stand_in_its_list(world: World) -> None:
    lines = list(LOT_MEMBERS.content(world.session, world.assessor, world.lot.number, DAY).tables[0].rows)
    assert [(line[1], line[3]) for line in lines] == list(zip(("丛海明", "鞠思雨"), world.numbers(), strict=True))
    assert [float(mark) for mark in lines[0][10:12]] == [80, 75]
    first = world.session.scalars(select(LotMember).where(LotMember.enrolment_id == world.enrolments[0].id)).one()
    first.state, first.drop_reason = "dropped", "省平台信息不一致"
    world.session.flush()
    left = LOT_MEMBERS.content(world.session, world.clerk, world.lot.number, DAY)
    assert [line[1] for line in left.tables[0].rows] == ["鞠思雨"] and left.person_ids == {world.people[1].id}


@pytest.mark.parametrize("key", ["admission", "lot_members"])
def test_it_is_the_work_of_the_body_and_the_bureau(world: World, key: str) -> None:
    number = world.sitting.number if key == "admission" else world.lot.number
    school = world.actor(Role.TRAINING_INSTITUTION, world.session.get_one(Institution, world.record.institution_id))
    with pytest.raises(PermissionDenied, match="不能申请"):
        service.ask(world.session, school, key, number, "考核入场核对身份", AT)
    other = world.actor(Role.ASSESSMENT_BODY, make_assessment_body(world.session))
    with pytest.raises(NotFound):
        service.ask(world.session, other, key, number, "考核入场核对身份", AT)
    made = service.ask(world.session, world.assessor, key, number, "考核入场核对身份", AT)
    assert made.institution_id == world.body.id
    with pytest.raises(PermissionDenied):
        service.agree(world.session, world.assessor, made.number, AT)
    with pytest.raises(NotFound):
        service.agree(world.session, other, made.number, AT)
    service.agree(world.session, world.clerk, made.number, AT)
    assert service.make(world.session, world.assessor, made.number, AT)[0].lines == 2


def test_a_body_does_not_ask_for_the_roster_of_a_class(world: World) -> None:
    with pytest.raises(PermissionDenied):
        service.ask(world.session, world.assessor, "province_roster", world.record.number, "考核入场核对身份", AT)


def test_where_nobody_is_nothing_is_asked_for(world: World) -> None:
    empty = make_assessment_session(world.session, world.body)
    with pytest.raises(RuleViolation, match="没有准考名单"):
        service.ask(world.session, world.assessor, "admission", empty.number, "考核入场核对身份", AT)
    world.session.execute(LotMember.__table__.delete())
    with pytest.raises(RuleViolation, match="没有名单"):
        service.ask(world.session, world.assessor, "lot_members", world.lot.number, "报省厅确认结果", AT)


def test_on_the_pages(world: World, login_as: Callable[..., FlaskClient]) -> None:
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    for page, key, number in (
        (f"/certificates/sessions/{world.sitting.number}", "admission", world.sitting.number),
        (f"/certificates/lots/{world.lot.number}", "lot_members", world.lot.number),
    ):
        ask = f"/exports/new?kind={key}&number={number}"
        assert ask.replace("&", "&amp;") in body.get(page).get_data(as_text=True)
        assert "申请完整名单" in body.get(ask).get_data(as_text=True)
        made = body.post(ask, data={"purpose": "考核入场核对身份证件", "password": PASSWORD})
        assert made.status_code == 302
        shown = login_as(Role.BUREAU).get(made.location).get_data(as_text=True)
        assert number in shown and "核对用途后同意" in shown
