"""Applications: who may apply, with which declaration, and who decides."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.certificates import make_assessment, make_completed, make_completion_certificate
from tests.builders.institutions import actor_of, make_assessment_body
from tests.builders.people import make_person
from training_app.certificates import queries_applications as queries
from training_app.certificates import service_applications as service
from training_app.certificates.models_applications import LevelApplication
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
SCAN = ("承诺书.pdf", b"%PDF-1.4 x %%EOF")


class World:
    """A completed class with two people who have their completion certificates, and the parties around it."""

    def __init__(self, session: Session) -> None:
        self.session, self.body = session, make_assessment_body(session)
        self.first = make_completed(session, make_person(session, "丛海明"), assessment_body=self.body)
        self.record = session.get_one(TrainingClass, self.first.class_id)
        self.second = make_completed(session, training_class=self.record)
        for each in (self.first, self.second):
            make_completion_certificate(session, each)
        self.school = actor_of(session.get_one(Institution, self.record.institution_id))
        self.assessor = actor_of(self.body, Role.ASSESSMENT_BODY)

    def engineer(self, enrolment: Enrolment) -> Actor:
        return Actor(Role.ENGINEER, name="本人", person_id=enrolment.person_id)

    def apply(self, enrolment: Enrolment | None = None) -> LevelApplication:
        return service.apply(self.session, self.engineer(enrolment or self.first), self.record.number, True, AT)

    def number_of(self, enrolment: Enrolment) -> str:
        return self.session.get_one(Person, enrolment.person_id).number


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_the_person_applies_with_the_declaration_of_the_day(session: Session, world: World) -> None:
    record = world.apply()
    text = service.declaration(date(2026, 6, 1))
    assert (record.state, record.declared_on_paper, record.body_id) == ("applied", False, world.body.id)
    assert (record.declaration_version, bytes(record.declaration_digest)) == (text.version, text.digest)
    assert record.prerequisite in ("met", "not_met", "unknown") and record.asked
    with pytest.raises(Conflict, match=record.number):
        world.apply()


def test_without_the_tick_nothing_is_applied_for(session: Session, world: World) -> None:
    with pytest.raises(InvalidInput, match="勾选"):
        service.apply(session, world.engineer(world.first), world.record.number, False, AT)
    assert not session.scalars(select(LevelApplication)).all()


def test_only_who_completed_with_a_certificate_applies(session: Session, world: World) -> None:
    third = make_completed(session, training_class=world.record)
    with pytest.raises(RuleViolation, match="培训合格证书"):
        world.apply(third)
    with pytest.raises(NotFound):
        service.apply(session, Actor(Role.ENGINEER, person_id=make_person(session).id), world.record.number, True, AT)
    make_assessment(session, world.second, world.body)
    with pytest.raises(RuleViolation):
        world.apply(world.second)
    with pytest.raises(PermissionDenied):
        service.apply(session, world.school, world.record.number, True, AT)


def test_the_institution_applies_on_signed_paper(session: Session, world: World) -> None:
    numbers = [world.number_of(each) for each in (world.first, world.second)]
    with pytest.raises(InvalidInput) as caught:
        service.apply_on_paper(session, world.school, world.record.number, [], None, AT)
    assert set(caught.value.fields) == {"chosen", "file"}
    assert service.apply_on_paper(session, world.school, world.record.number, numbers, SCAN, AT) == 2
    assert all(each.declared_on_paper and each.paper_file_id for each in session.scalars(select(LevelApplication)))
    with pytest.raises(Conflict, match="2 人不能申报"):
        service.apply_on_paper(session, world.school, world.record.number, numbers, SCAN, AT)


def test_the_body_accepts_and_returns_with_reasons(session: Session, world: World) -> None:
    record = world.apply()
    with pytest.raises(InvalidInput, match="退回的原因"):
        service.decide(session, world.assessor, record.number, "return", " ", AT)
    service.decide(session, world.assessor, record.number, "return", "学历证书不清楚", AT)
    again = world.apply()
    again.prerequisite = "not_met"
    session.flush()
    with pytest.raises(InvalidInput, match="申报条件"):
        service.decide(session, world.assessor, again.number, "accept", "", AT)
    assert service.decide(session, world.assessor, again.number, "accept", "核对了工作年限证明", AT).state == "accepted"
    with pytest.raises(Conflict):
        service.retract(session, world.engineer(world.first), again.number, AT)


def test_another_body_and_another_person_find_nothing(session: Session, world: World) -> None:
    record = world.apply()
    with pytest.raises(NotFound):
        service.decide(session, actor_of(make_assessment_body(session), Role.ASSESSMENT_BODY), record.number, "accept", "", AT)
    with pytest.raises(NotFound):
        service.retract(session, world.engineer(world.second), record.number, AT)
    with pytest.raises(PermissionDenied):
        service.decide(session, world.school, record.number, "accept", "", AT)
    assert service.retract(session, world.engineer(world.first), record.number, AT).state == "retracted"
    assert world.apply().state == "applied", "who retracted may apply anew"


def test_the_database_holds_one_open_application(session: Session, world: World) -> None:
    record = world.apply()
    kept = {column.name: getattr(record, column.name) for column in LevelApplication.__table__.columns if column.name != "id"}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(LevelApplication.__table__.insert().values({**kept, "number": "LA2026-X"}))


def test_through_the_pages(session: Session, world: World, login_as: Callable[..., FlaskClient]) -> None:
    session.commit()
    me = login_as(Role.ENGINEER, person_id=world.first.person_id)
    address = f"/me/assessments/{world.record.number}"
    assert "告知承诺书" in me.get("/me/assessments").get_data(as_text=True)
    wrong = me.post(address, data={})
    assert wrong.status_code == 422 and "请阅读告知承诺书并勾选" in wrong.get_data(as_text=True)
    assert me.post(address, data={"declared": "1"}).status_code == 302
    assert "待受理" in me.get("/me/assessments").get_data(as_text=True)
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=world.record.institution_id)
    page = f"/certificates/applications/{world.record.number}"
    assert "1 人还可以申报等级考核" in school.get(page).get_data(as_text=True)
    refused = school.post(page, data={"chosen": world.number_of(world.second)})
    assert refused.status_code == 422 and "扫描件" in refused.get_data(as_text=True)
    sent = {"chosen": world.number_of(world.second), "file": (io.BytesIO(SCAN[1]), SCAN[0])}
    assert school.post(page, data=sent, content_type="multipart/form-data").status_code == 302
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    assert "2 人申报等级考核" in body.get("/").get_data(as_text=True)
    numbers = [each.number for each in session.scalars(select(LevelApplication))]
    for number in numbers:
        assert number in body.get("/certificates/applications/").get_data(as_text=True)
    done = body.post(
        "/lists/level_applications/acts/accept_level", data={"chosen": numbers, "remark": "已核对原件", "confirmed": "1"}
    )
    assert done.status_code == 302
    assert {each.state for each in session.scalars(select(LevelApplication))} == {"accepted"}
    assert queries.waiting_count(session, world.assessor) == 0
