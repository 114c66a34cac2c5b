"""Login, lock-out, throttle, life of sessions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from training_app.accounts import messages, queries, service, service_sessions
from training_app.accounts.models import User, UserSession
from training_app.accounts.service import Browser
from training_app.audit.models import AuditEvent
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
LOGIN = "bi.xiaotong"


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session, LOGIN, Role.BUREAU)


def attempt(
    session: Session, password: str, at: datetime = AT, *, login: str = LOGIN, address: str = "10.0.0.1", device: str = "",
    shared: bool = False,
) -> service.LoginResult:
    return service.log_in(session, login, password, Browser(address, "Firefox Linux", device, shared), at)


def resume(session: Session, token: str | None, at: datetime) -> service.Resumed | None:
    assert token
    return service.resume(session, token, at)


def test_five_wrong_passwords_lock_for_fifteen_minutes(session: Session, user: User) -> None:
    for second in range(5):
        assert attempt(session, "wrong", AT + timedelta(seconds=second)).message == messages.LOGIN_FAILED
    assert attempt(session, PASSWORD, AT + timedelta(minutes=14, seconds=59)).token is None
    assert attempt(session, PASSWORD, AT + timedelta(minutes=15, seconds=5)).token


def test_failures_far_apart_do_not_lock(session: Session, user: User) -> None:
    for hour in range(6):
        attempt(session, "wrong", AT + timedelta(hours=hour))
    assert attempt(session, PASSWORD, AT + timedelta(hours=6)).token


def test_failed_login_and_lock_stand_in_the_trail_without_what_was_typed(session: Session, user: User) -> None:
    for _ in range(5):
        attempt(session, "wrong")
    attempt(session, "x", login="Typed-Password-1")
    session.commit()
    found = session.execute(select(AuditEvent.action, AuditEvent.object_number, AuditEvent.result).order_by(AuditEvent.seq)).all()
    assert [tuple(row) for row in found[-6:]] == [
        *[("account.log_in", LOGIN, "failed")] * 4, ("account.lock", LOGIN, "failed"), ("account.log_in", "", "failed"),
    ]


def test_an_address_has_twenty_attempts_a_minute(session: Session, user: User) -> None:
    for number in range(20):
        assert attempt(session, "x", login=f"nobody{number}").status == 422
    refused = attempt(session, PASSWORD)
    assert (refused.token, refused.status) == (None, 429)
    assert attempt(session, PASSWORD, address="10.0.0.2").token
    assert attempt(session, PASSWORD, AT + timedelta(minutes=1)).token


def test_disabled_unknown_and_wrong_look_the_same(session: Session, user: User) -> None:
    make_user(session, "disabled", Role.BUREAU).disabled_at = AT
    make_user(session, "waiting", Role.BUREAU).password_hash = None
    session.flush()
    answers = {attempt(session, PASSWORD, login=login) for login in ("disabled", "waiting", "nobody")}
    assert answers | {attempt(session, "wrong")} == {service.LoginResult(None, messages.LOGIN_FAILED)}


def test_login_without_a_role_in_force_is_told_so(session: Session) -> None:
    user = service.create_user(session, "leaver", "离职", PASSWORD)
    service.grant(session, user, Role.BUREAU, date(2020, 1, 1)).valid_to = date(2026, 7, 1)
    session.flush()
    assert attempt(session, PASSWORD, login="leaver").message == messages.NO_ROLE


def test_a_role_begins_at_midnight_in_china(session: Session) -> None:
    user = service.create_user(session, "starter", "新人", PASSWORD)
    service.grant(session, user, Role.BUREAU, date(2026, 7, 1))
    assert attempt(session, PASSWORD, datetime(2026, 6, 30, 15, 59, tzinfo=UTC), login="starter").token is None
    assert attempt(session, PASSWORD, datetime(2026, 6, 30, 16, 1, tzinfo=UTC), login="starter").token


@pytest.mark.parametrize(("role", "minutes"), [(Role.BUREAU, 15), (Role.TRAINING_INSTITUTION, 30)])
def test_session_idles_out(session: Session, role: Role, minutes: int) -> None:
    scope = {"institution_id": make_institution(session).id} if role is Role.TRAINING_INSTITUTION else {}
    make_user(session, "idler", role, **scope)
    token = attempt(session, PASSWORD, login="idler").token
    assert resume(session, token, AT + timedelta(minutes=minutes, seconds=-1))
    assert not resume(session, token, AT + timedelta(minutes=minutes))


def test_use_prolongs_a_session_to_eight_hours_and_no_further(session: Session, user: User) -> None:
    token = attempt(session, PASSWORD).token
    at = AT
    while at < AT + timedelta(hours=8) - timedelta(minutes=20):
        at += timedelta(minutes=14)
        assert resume(session, token, at)
        service.touch(session, token, at)
    service.touch(session, token, AT + timedelta(hours=8) - timedelta(minutes=5))
    assert resume(session, token, AT + timedelta(hours=8) - timedelta(seconds=1))
    assert not resume(session, token, AT + timedelta(hours=8))


def test_the_table_does_not_hold_the_cookie(session: Session, user: User) -> None:
    token = attempt(session, PASSWORD).token
    assert token.encode() not in session.scalars(select(UserSession.token_digest)).all()


@pytest.mark.parametrize("how", ["log_out", "disable", "role", "password"])
def test_a_stolen_cookie_dies_at_once(session: Session, user: User, how: str) -> None:
    token = attempt(session, PASSWORD).token
    actor = Actor(Role.BUREAU, user.id, user.display_name)
    if how == "log_out":
        service.log_out(session, actor, token, AT)
    elif how == "disable":
        user.disabled_at = AT
    elif how == "role":
        user.memberships[0].valid_to = date(2026, 7, 1)
    else:
        service.change_password(session, actor, PASSWORD, "Another-horse-10", AT, keep="another token")
    session.flush()
    assert not resume(session, token, AT + timedelta(seconds=1))


def test_change_of_password_keeps_this_session_and_ends_the_others(session: Session, user: User) -> None:
    here, there = attempt(session, PASSWORD, shared=True).token, attempt(session, PASSWORD, shared=True).token
    service.change_password(session, Actor(Role.BUREAU, user.id), PASSWORD, "Another-horse-10", AT, keep=here)
    assert resume(session, here, AT) and not resume(session, there, AT)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong", "Another-horse-10", "old"), (PASSWORD, "short", "new"), (PASSWORD, PASSWORD, "new")],
)
def test_bad_change_of_password_names_the_field(session: Session, user: User, old: str, new: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        service.change_password(session, Actor(Role.BUREAU, user.id), old, new, AT)
    assert list(refused.value.fields) == [field]


def test_own_sessions_are_listed_and_ended_one_by_one(session: Session, user: User) -> None:
    actor = Actor(Role.BUREAU, user.id, user.display_name)
    here, there, third = (attempt(session, PASSWORD, shared=True).token for _ in range(3))
    lines = queries.sessions_of(session, actor, here, AT)
    assert [line.current for line in lines].count(True) == 1 and len(lines) == 3
    key = queries.digest(there).hex()
    assert service_sessions.end_sessions(session, actor, here, key, AT) == 1
    assert not resume(session, there, AT) and resume(session, third, AT)
    assert service_sessions.end_sessions(session, actor, here, "", AT) == 1
    assert not resume(session, third, AT) and resume(session, here, AT)


def test_only_own_other_sessions_can_be_ended(session: Session, user: User) -> None:
    make_user(session, "somebody", Role.BUREAU)
    foreign = attempt(session, PASSWORD, login="somebody").token
    here = attempt(session, PASSWORD).token
    actor = Actor(Role.BUREAU, user.id, user.display_name)
    with pytest.raises(Conflict):
        service_sessions.end_sessions(session, actor, here, queries.digest(foreign).hex(), AT)
    with pytest.raises(InvalidInput):
        service_sessions.end_sessions(session, actor, here, queries.digest(here).hex(), AT)
    with pytest.raises(Conflict):
        service_sessions.end_sessions(session, actor, here, "zz", AT)
    assert resume(session, foreign, AT) and resume(session, here, AT)


def test_nobody_is_two_of_the_three_administrators(session: Session, user: User) -> None:
    service.grant(session, user, Role.AUDITOR, date(2026, 1, 1))
    with pytest.raises(InvalidInput):
        service.grant(session, user, Role.SYSTEM_ADMIN, date(2026, 1, 1))


def test_roles_are_switched_only_to_ones_own(session: Session, user: User) -> None:
    second = service.grant(session, user, Role.AUDITOR, date(2026, 1, 1))
    foreign = make_user(session, "somebody", Role.SYSTEM_ADMIN).memberships[0]
    token = attempt(session, PASSWORD).token
    actor = Actor(Role.BUREAU, user.id, user.display_name)
    service.switch_role(session, actor, token, second.id, AT)
    assert resume(session, token, AT).membership.role == Role.AUDITOR
    with pytest.raises(InvalidInput):
        service.switch_role(session, actor, token, foreign.id, AT)
