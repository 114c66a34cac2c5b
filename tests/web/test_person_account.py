"""An engineer who forgot the password gets a new one from those around them, who are told, and from nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.notices.test_acts import told
from tests.web.test_activation import administrator
from training_app.accounts import service
from training_app.accounts.models import Invitation, ResetRequest, User
from training_app.audit.models import AuditEvent
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.notices.rules import sentence
from training_app.people.models import Employment, Person

CODE = re.compile(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}")


class World(NamedTuple):
    person: Person
    user: User
    school: Institution
    factory: Institution

    @property
    def address(self) -> str:
        return f"/people/{self.person.number}/account"

    def unit(self, role: Role) -> Institution:
        return self.factory if role is Role.EMPLOYER else self.school


@pytest.fixture
def world(session: Session) -> World:
    """Somebody with an account, on the list of a class, employed."""
    person, school, factory = make_person(session, "王伟"), make_institution(session), make_institution(session)
    make_enrolment(session, make_class(session, "running", institution=school), person)
    session.add(
        Employment(person_id=person.id, employer_name=factory.name, institution_id=factory.id, valid_from=date(2024, 1, 1))
    )
    user = make_user(session, "wangwei", Role.ENGINEER, person_id=person.id, display_name="王伟")
    session.commit()
    return World(person, user, school, factory)


@pytest.mark.parametrize("role", [Role.TRAINING_INSTITUTION, Role.EMPLOYER])
def test_who_is_around_gives_a_code_once(
    role: Role, world: World, session: Session, login_as: Callable[..., FlaskClient], app: Flask
) -> None:
    browser = administrator(session, login_as, role, world.unit(role).id)
    assert "确认，给出重置码" in browser.get(world.address).get_data(as_text=True)
    slip = browser.post(world.address).get_data(as_text=True)
    (code,) = set(CODE.findall(slip.partition('class="say id"')[2].partition("</p>")[0]))
    sent = {"code": code, "step": "account", "password": "Steady-horse-11", "again": "Steady-horse-11"}
    engineer = app.test_client()
    assert engineer.post("/activate", data=sent).status_code == 302
    assert engineer.get("/", follow_redirects=True).status_code == 200
    reader = service.actor_of(world.user, world.user.memberships[0], None)
    words = [sentence(notice.kind, notice.detail) for notice in told(session, reader)]
    assert f"{world.unit(role).name}给了一个重置码，可以给您的账户设新密码。不是您要求的，请马上联系市局。" in words
    acts = session.scalars(select(AuditEvent.actor_role).where(AuditEvent.action == "account.send_reset")).all()
    assert acts == [role]


@pytest.mark.parametrize("role", [Role.TRAINING_INSTITUTION, Role.EMPLOYER])
def test_strangers_find_nobody_and_plain_colleagues_may_not(
    role: Role, world: World, session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    stranger = administrator(session, login_as, role, make_institution(session).id)
    assert {stranger.get(world.address).status_code, stranger.post(world.address).status_code} == {404}
    plain = login_as(role, institution_id=world.unit(role).id)
    assert "由本单位的账户管理员办理" in plain.get(world.address).get_data(as_text=True)
    assert plain.post(world.address).status_code == 403
    assert session.scalar(select(Invitation.id)) is None


def test_who_only_applied_and_who_left_are_out_of_reach(
    world: World, session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    other = make_institution(session)
    make_enrolment(session, make_class(session, "running", institution=other), world.person, "withdrawn")
    session.scalars(select(Employment)).one().valid_to = date(2026, 1, 1)
    session.commit()
    applied = administrator(session, login_as, Role.TRAINING_INSTITUTION, other.id)
    assert "确认，给出重置码" not in applied.get(world.address).get_data(as_text=True)
    assert applied.post(world.address).status_code == 404
    former = administrator(session, login_as, Role.EMPLOYER, world.factory.id)
    assert former.post(world.address).status_code == 404


def test_a_district_sees_and_gives_nothing(world: World, login_as: Callable[..., FlaskClient]) -> None:
    browser = login_as(Role.DISTRICT, district_code=world.person.district_code)
    assert "王伟的账户" in browser.get(world.address).get_data(as_text=True)
    assert browser.post(world.address).status_code == 404


def test_an_account_with_another_role_is_not_opened_by_it(
    world: World, session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    service.grant(session, world.user, Role.BUREAU, date(2026, 1, 1))
    browser = administrator(session, login_as, Role.EMPLOYER, world.factory.id)
    answer = browser.post(world.address)
    assert answer.status_code == 403 and "别的单位或本人的角色" in answer.get_data(as_text=True)


def test_nobody_without_an_account_gets_a_code(world: World, session: Session, login_as: Callable[..., FlaskClient]) -> None:
    world.user.memberships[0].valid_to = date(2026, 1, 1)
    browser = administrator(session, login_as, Role.EMPLOYER, world.factory.id)
    assert "还没有账户" in browser.get(world.address).get_data(as_text=True)
    assert browser.post(world.address).status_code == 404


def test_those_responsible_are_told_once_of_a_forgotten_password(
    world: World, session: Session, login_as: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    boss = administrator(session, login_as, Role.EMPLOYER, world.factory.id)
    user = session.scalars(select(User).order_by(User.id.desc())).first()
    reader = service.actor_of(user, user.memberships[0], None)
    for login in ("wangwei", "WangWei", "nobody"):
        assert "已记下" in client.post("/forgot", data={"login": login}).get_data(as_text=True)
    assert [notice.kind for notice in told(session, reader)] == ["account.reset_asked"]
    assert told(session, Actor(Role.BUREAU)) == []
    staff = boss.get("/staff").get_data(as_text=True)
    assert "1 人忘记了密码" in staff and f'href="{world.address}"' in staff
    boss.post(world.address)
    session.expire_all()
    assert [notice.settled_at is None for notice in told(session, reader)] == [False]
    assert "忘记了密码" not in boss.get("/staff").get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "scope", "readers"),
    [
        (Role.ENGINEER, True, [Role.BUREAU]),  # an employer without an administrator
        (Role.BUREAU, False, [Role.SYSTEM_ADMIN]),
        (Role.AUDITOR, False, [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN]),
    ],
)
def test_where_there_is_no_administrator_near_others_are_told(
    role: Role, scope: bool, readers: list[Role], session: Session, client: FlaskClient
) -> None:
    held = {"person_id": make_person(session).id} if scope else {}
    make_user(session, "forgetful", role, **held)
    session.commit()
    client.post("/forgot", data={"login": "forgetful"})
    everybody = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.BUREAU)
    assert [each for each in everybody if told(session, Actor(each))] == [each for each in everybody if each in readers]


def test_a_request_that_was_closed_waits_for_nobody(
    session: Session, client: FlaskClient, login_as: Callable[..., FlaskClient]
) -> None:
    system = login_as(Role.SYSTEM_ADMIN)
    make_user(session, "forgetful", Role.BUREAU)
    session.commit()
    client.post("/forgot", data={"login": "forgetful"})
    request = session.scalars(select(ResetRequest)).one()
    system.post("/staff/requests/dismiss", data={"request": request.id})
    session.expire_all()
    assert [notice.settled_at is None for notice in told(session, Actor(Role.SYSTEM_ADMIN))] == [False]
