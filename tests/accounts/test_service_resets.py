"""A new password for one of the three administrators takes two people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.notices.test_acts import told
from training_app.accounts import queries_resets, rules, service, service_resets, service_staff, service_users
from training_app.accounts.models import AdministratorReset, Invitation, User
from training_app.accounts.service_redeeming import Applicant, redeem
from training_app.audit.models import AuditEvent
from training_app.db import unit_of_work
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, NotFound, PermissionDenied

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)
NEW = "Another-horse-8"


def keeper(session: Session, login: str, role: Role) -> Actor:
    user = make_user(session, login, role, display_name=f"某{login}")
    session.flush()
    return service.actor_of(user, user.memberships[0], None)


@pytest.fixture
def three(session: Session) -> tuple[Actor, Actor, Actor]:
    """System, security administrator and auditor."""
    return (
        keeper(session, "sys", Role.SYSTEM_ADMIN), keeper(session, "sec", Role.SECURITY_ADMIN),
        keeper(session, "aud", Role.AUDITOR),
    )  # fmt: skip


@pytest.mark.parametrize("forgot", [0, 1, 2])
def test_two_others_give_any_of_the_three_a_new_password(session: Session, three: tuple[Actor, ...], forgot: int) -> None:
    target = session.get_one(User, three[forgot].user_id)
    starter, second = (each for place, each in enumerate(three) if place != forgot)
    reset = service_resets.start(session, starter, target.login.upper(), AT)
    _, made, code = service_resets.agree(session, second, reset.id, AT + timedelta(hours=1))
    assert (reset.started_by, reset.closed_by, reset.agreed) == (starter.user_id, second.user_id, True)
    assert made.expires_at == AT + timedelta(hours=1) + rules.RESET_LIFE
    redeem(session, code, Applicant("", NEW), AT + timedelta(hours=2))
    assert service.log_in(session, target.login, NEW, service.Browser("10.0.0.1"), AT).token
    session.commit()
    acts = session.scalars(select(AuditEvent.action).where(AuditEvent.object_number == target.login).order_by(AuditEvent.seq))
    assert list(acts)[:3] == ["account.start_reset", "account.agree_reset", "account.send_reset"]


def test_nobody_does_both_and_nobody_decides_on_oneself(session: Session, three: tuple[Actor, ...]) -> None:
    system, security, auditor = three
    reset = service_resets.start(session, system, "sec", AT)
    for actor in (system, security):
        with pytest.raises(PermissionDenied):
            service_resets.agree(session, actor, reset.id, AT)
    with pytest.raises(PermissionDenied):
        service_resets.start(session, system, "sys", AT)
    with pytest.raises(PermissionDenied):
        service_resets.start(session, auditor, "sec", AT)
    with pytest.raises(Conflict):
        service_resets.start(session, system, "sec", AT)
    assert session.scalar(select(Invitation.id)) is None and not reset.agreed


def test_one_person_alone_gets_no_code_on_any_way(session: Session, three: tuple[Actor, ...]) -> None:
    system, security, _ = three
    sec = session.get_one(User, security.user_id)
    with pytest.raises(PermissionDenied, match="两位管理员"):
        service_users.reset_password(session, system, "sec", AT)
    with pytest.raises(PermissionDenied, match="两位管理员"):
        service_staff.send_reset(session, system, sec.memberships[0].id, AT)
    # A role that begins tomorrow counts as well.
    later = make_user(session, "later", Role.BUREAU)
    service.grant(session, later, Role.SECURITY_ADMIN, DAY + timedelta(days=1))
    session.flush()
    with pytest.raises(PermissionDenied, match="两位管理员"):
        service_users.reset_password(session, system, "later", AT)


@pytest.mark.parametrize("role", [Role.BUREAU, Role.TRAINING_INSTITUTION])
def test_only_the_three_decide(session: Session, three: tuple[Actor, ...], role: Role) -> None:
    reset = service_resets.start(session, three[0], "sec", AT)
    stranger = Actor(role, user_id=three[2].user_id, administers=True)
    for act in (service_resets.agree, service_resets.end):
        with pytest.raises(NotFound):
            act(session, stranger, reset.id, AT)
    assert queries_resets.waiting(session, stranger, AT) == []


def test_what_was_ended_or_lapsed_is_agreed_to_no_more(session: Session, three: tuple[Actor, ...]) -> None:
    system, security, auditor = three
    first = service_resets.start(session, system, "aud", AT)
    service_resets.end(session, auditor, first.id, AT)  # "I did not ask for it"
    with pytest.raises(NotFound):
        service_resets.agree(session, security, first.id, AT)
    second, late = service_resets.start(session, system, "aud", AT), AT + rules.AGREEMENT_LIFE
    assert [line.may_agree for line in queries_resets.waiting(session, security, AT)] == [True]
    assert queries_resets.waiting(session, security, late) == []
    with pytest.raises(NotFound):
        service_resets.agree(session, security, second.id, late)
    assert service_resets.start(session, security, "aud", late).id != second.id
    assert session.scalars(select(AdministratorReset.agreed)).all() == [False] * 3


def test_an_account_that_is_no_administrators_needs_one_person(session: Session, three: tuple[Actor, ...]) -> None:
    make_user(session, "clerk", Role.BUREAU)
    with pytest.raises(Conflict):
        service_resets.start(session, three[0], "clerk", AT)
    assert service_users.reset_password(session, three[0], "clerk", AT)[2]


def test_all_three_hear_of_it_until_it_is_decided(session: Session, three: tuple[Actor, ...]) -> None:
    reset = service_resets.start(session, three[0], "sec", AT)
    assert [[notice.kind for notice in told(session, actor)] for actor in three] == [["account.reset_started"]] * 3
    service_resets.agree(session, three[2], reset.id, AT)
    session.expire_all()
    assert [notice.settled_at is None for notice in told(session, three[0])] == [False]
    assert "account.password_reset" in [notice.kind for notice in told(session, three[1])]


def test_the_page_leads_through_both_steps(login_as: Callable[..., FlaskClient], session: Session) -> None:
    system, auditor = login_as(Role.SYSTEM_ADMIN), login_as(Role.AUDITOR)
    make_user(session, "sec", Role.SECURITY_ADMIN, display_name="安管")
    session.commit()
    assert "发起重置密码" in system.get("/accounts/sec").get_data(as_text=True)
    started = system.post("/accounts/sec/reset-by-two", follow_redirects=True).get_data(as_text=True)
    assert "1 项管理员密码重置等另一人同意" in started and "您已发起，等另一人" in started and "同意，给出重置码" not in started
    number = session.scalars(select(AdministratorReset.id)).one()
    assert system.post("/administrator-resets/agree", data={"reset": number}).status_code == 403
    asked = auditor.get("/administrator-resets").get_data(as_text=True)
    assert "1 项管理员密码重置等您同意" in asked and "同意，给出重置码" in asked
    slip = auditor.post("/administrator-resets/agree", data={"reset": number}).get_data(as_text=True)
    assert "只显示这一次" in slip and "安管的重置码" in slip
    assert auditor.post("/administrator-resets/agree", data={"reset": number}).status_code == 404



def test_the_command_line_helps_the_last_administrator(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        with unit_of_work() as session:
            keeper(session, "sys", Role.SYSTEM_ADMIN)
            make_user(session, "gone", Role.BUREAU).disabled_at = AT
        answer = fresh_app.test_cli_runner().invoke(args=["accounts", "reset", "SYS"])
        assert answer.exit_code == 0, answer.output
        code = re.search(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}", answer.output)[0]
        with unit_of_work() as session:
            assert redeem(session, code, Applicant("", NEW), dates.now()).login == "sys"
            given = select(AuditEvent.actor_name).where(AuditEvent.action == "account.send_reset")
            assert session.scalars(given).one() == "operator"
        for login in ("gone", "nobody"):
            assert fresh_app.test_cli_runner().invoke(args=["accounts", "reset", login]).exit_code == 1
