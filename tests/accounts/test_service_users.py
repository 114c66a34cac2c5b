"""Accounts are made by one administrator and get their roles from another."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.accounts import messages, rules, service, service_users
from training_app.accounts.service import Browser
from training_app.accounts.service_redeeming import Applicant, redeem
from training_app.accounts.service_users import Grant
from training_app.audit.models import AuditEvent
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)


@pytest.fixture
def system(session: Session) -> Actor:
    return Actor(Role.SYSTEM_ADMIN, make_user(session, "system", Role.SYSTEM_ADMIN).id, "系统")


@pytest.fixture
def security(session: Session) -> Actor:
    return Actor(Role.SECURITY_ADMIN, make_user(session, "security", Role.SECURITY_ADMIN).id, "安全")


def log_in(session: Session, login: str, password: str) -> service.LoginResult:
    return service.log_in(session, login, password, Browser("10.0.0.1"), AT)


def test_a_new_account_logs_in_once_its_owner_set_a_password_and_it_has_a_role(
    session: Session, system: Actor, security: Actor
) -> None:
    user, made, code = service_users.create(session, system, "New.User", "新用户", AT)
    assert made.expires_at == AT + rules.INVITATION_LIFE and user.password_hash is None
    assert log_in(session, "new.user", code).token is None
    redeem(session, code, Applicant("", "Steady-horse-11"), AT)
    assert log_in(session, "new.user", "Steady-horse-11").message == messages.NO_ROLE
    service_users.grant(session, security, "new.user", Grant("bureau", DAY), AT)
    assert log_in(session, "new.user", "Steady-horse-11").token


@pytest.mark.parametrize("login", ["x", "with space", "system"])
def test_bad_or_taken_login_is_refused_on_its_field(session: Session, system: Actor, login: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        service_users.create(session, system, login, "某", AT)
    assert list(refused.value.fields) == ["login"]


def test_each_administrator_keeps_to_the_own_half(session: Session, system: Actor, security: Actor) -> None:
    make_user(session, "somebody", Role.BUREAU)
    for act in (
        lambda: service_users.create(session, security, "newbie", "某", AT),
        lambda: service_users.disable(session, security, "somebody", AT),
        lambda: service_users.enable(session, security, "somebody", AT),
        lambda: service_users.reset_password(session, security, "somebody", AT),
        lambda: service_users.grant(session, system, "somebody", Grant("bureau", DAY), AT),
        lambda: service_users.withdraw(session, system, "somebody", 1, DAY, AT),
        lambda: service_users.disable(session, system, "system", AT),
        lambda: service_users.grant(session, security, "security", Grant("bureau", DAY), AT),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    ("grant", "field"),
    [
        (Grant("owner", DAY), "role"), (Grant("visitor", DAY), "role"), (Grant("", DAY), "role"),
        (Grant("training_institution", DAY), "institution"),
        (Grant("training_institution", DAY, institution="52371000MJ0000000X"), "institution"),
        (Grant("district", DAY), "district"), (Grant("district", DAY, district_code="999999"), "district"),
        (Grant("engineer", DAY), "person"), (Grant("engineer", DAY, person_number="P99999999"), "person"),
    ],
)
def test_a_role_needs_what_it_is_for(session: Session, security: Actor, grant: Grant, field: str) -> None:
    make_user(session, "somebody", Role.BUREAU)
    with pytest.raises(InvalidInput) as refused:
        service_users.grant(session, security, "somebody", grant, AT)
    assert list(refused.value.fields) == [field]


def test_roles_of_every_scope_are_granted_once(session: Session, security: Actor) -> None:
    make_user(session, "somebody", Role.BUREAU)
    institution, person = make_institution(session), make_person(session)
    for grant in (
        Grant("training_institution", DAY, institution=f" {institution.code.lower()}"),
        Grant("district", DAY, district_code="371002"), Grant("engineer", DAY, person_number=person.number),
    ):
        service_users.grant(session, security, "somebody", grant, AT)
        with pytest.raises(Conflict):
            service_users.grant(session, security, "somebody", grant, AT)


def test_an_institution_is_found_by_its_full_name_where_only_one_has_it(session: Session, security: Actor) -> None:
    make_user(session, "somebody", Role.BUREAU)
    school = make_institution(session, "环翠授权学校")
    wanted = Grant("training_institution", DAY, institution=" 环翠授权学校 ")
    assert service_users.grant(session, security, "somebody", wanted, AT).institution_id == school.id
    session.commit()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "account.grant")).one()
    assert event.detail["institution"] == school.code
    make_institution(session, "环翠授权学校")
    with pytest.raises(InvalidInput, match="有几家机构都叫"):
        service_users.grant(session, security, "somebody", Grant("employer", DAY, institution="环翠授权学校"), AT)


def test_withdrawing_a_role_ends_its_sessions(session: Session, security: Actor) -> None:
    user = make_user(session, "somebody", Role.BUREAU)
    token = log_in(session, "somebody", PASSWORD).token
    foreign = make_user(session, "other", Role.BUREAU).memberships[0]
    with pytest.raises(NotFound):
        service_users.withdraw(session, security, "somebody", foreign.id, DAY, AT)
    service_users.withdraw(session, security, "somebody", user.memberships[0].id, DAY, AT)
    assert service.resume(session, token, AT) is None
    assert log_in(session, "somebody", PASSWORD).token is None


def test_disable_reset_and_enable(session: Session, system: Actor) -> None:
    user = make_user(session, "somebody", Role.BUREAU)
    token = log_in(session, "somebody", PASSWORD).token
    assert service_users.disable(session, system, "somebody", AT) == 1
    assert service.resume(session, token, AT) is None and log_in(session, "somebody", PASSWORD).token is None
    service_users.enable(session, system, "somebody", AT)
    assert log_in(session, "somebody", PASSWORD).token
    _, made, code = service_users.reset_password(session, system, "somebody", AT)
    assert made.expires_at == AT + rules.RESET_LIFE and log_in(session, "somebody", PASSWORD).token
    redeem(session, code, Applicant("", "Steady-horse-11"), AT)
    assert log_in(session, "somebody", PASSWORD).token is None
    assert log_in(session, "somebody", "Steady-horse-11").token and user.failures == 0


def test_unknown_account_is_not_found(session: Session, system: Actor) -> None:
    with pytest.raises(NotFound):
        service_users.disable(session, system, "nobody", AT)
