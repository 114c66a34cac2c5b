"""Strangers at the door: locks that grow, browsers that are known, the alarm; sessions that displace each other."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from training_app.accounts import messages, rules, service, service_tidy
from training_app.accounts.models import KnownDevice, User, UserSession
from training_app.accounts.service import Browser, LoginResult
from training_app.db import db, unit_of_work
from training_app.kernel.actor import Role
from training_app.notices.models import Notice

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session, "bi.xiaotong", Role.BUREAU)


def attempt(session: Session, password: str, at: datetime, device: str = "", address: str = "") -> LoginResult:
    return service.log_in(session, "bi.xiaotong", password, Browser(address or f"10.0.{at.minute}.{at.hour}", device=device), at)


def lock(session: Session, at: datetime) -> None:
    for _ in range(rules.MAX_FAILURES):
        attempt(session, "wrong", at)


def test_each_lock_lasts_twice_as_long_up_to_two_hours_until_somebody_enters(session: Session, user: User) -> None:
    at = AT
    for minutes in (15, 30, 60, 120, 120):
        lock(session, at)
        assert user.locked_until == at + minutes * MINUTE
        assert attempt(session, PASSWORD, at + (minutes - 1) * MINUTE).token is None
        at += minutes * MINUTE
    assert attempt(session, PASSWORD, at).token
    lock(session, at + MINUTE)
    assert user.locked_until == at + 16 * MINUTE


def test_who_has_been_here_before_gets_in_while_strangers_lock_the_account(session: Session, user: User) -> None:
    device = attempt(session, PASSWORD, AT).device
    at = AT + timedelta(days=1)
    lock(session, at)
    assert attempt(session, PASSWORD, at).token is None
    entered = attempt(session, PASSWORD, at, device)
    assert entered.token and entered.device == device
    # The strangers stay locked out.
    assert attempt(session, PASSWORD, at + MINUTE).token is None


def test_a_known_browser_has_five_wrong_passwords_of_its_own(session: Session, user: User) -> None:
    device = attempt(session, PASSWORD, AT).device
    at = AT + timedelta(days=1)
    for _ in range(rules.MAX_FAILURES):
        attempt(session, "wrong", at, device)
    assert user.locked_until and attempt(session, PASSWORD, at + 14 * MINUTE, device).token is None
    assert attempt(session, PASSWORD, at + 15 * MINUTE, device).token


def test_a_known_browser_is_known_to_its_own_user_only_and_not_for_ever(session: Session, user: User) -> None:
    make_user(session, "somebody", Role.BUREAU)
    foreign = service.log_in(session, "somebody", PASSWORD, Browser("10.0.0.1"), AT).device
    own = attempt(session, PASSWORD, AT).device
    lock(session, AT + timedelta(days=1))
    assert attempt(session, PASSWORD, AT + timedelta(days=1), foreign).token is None
    service_tidy.tidy(session, AT + rules.KNOWN_DEVICE + MINUTE)
    assert session.scalar(select(func.count()).select_from(KnownDevice)) == 0
    assert own.encode() not in session.scalars(select(KnownDevice.token_digest)).all()


def test_the_cookie_of_a_known_browser_opens_the_door_of_a_locked_account(
    app: Flask, session: Session, user: User
) -> None:
    session.commit()
    own, stranger = app.test_client(), app.test_client()
    data = {"login": "bi.xiaotong", "password": PASSWORD}
    cookie = next(value for value in own.post("/login", data=data).headers.getlist("Set-Cookie") if value.startswith("device_"))
    assert "HttpOnly" in cookie and "bi.xiaotong" not in cookie
    for _ in range(5):
        stranger.post("/login", data={**data, "password": "wrong"})
    assert stranger.post("/login", data=data).status_code == 422
    own.post("/logout")
    assert own.post("/login", data=data).status_code == 302


def test_two_hundred_failures_in_a_minute_raise_one_alarm(
    session: Session, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(rules.ALARM_PER_MINUTE - 1):
            service.count_failure(session, "", AT, service.Actor(Role.VISITOR))
        assert "login alarm" not in caplog.text
        for address in range(3):
            attempt(session, "wrong", AT, address=f"10.1.0.{address}")
    assert caplog.text.count("login alarm") == 1
    told = session.scalars(select(Notice).where(Notice.kind == "account.alarm")).all()
    assert [(line.mailbox, line.detail) for line in told] == [("role:security_admin", {"attempts": 200})]


@pytest.mark.parametrize(("role", "most"), [(Role.DISTRICT, 1), (Role.EMPLOYER, 3)])
def test_the_oldest_session_ends_for_a_new_one_and_says_so(app: Flask, session: Session, role: Role, most: int) -> None:
    scope: dict[str, object] = {"district_code": "371002"} if role is Role.DISTRICT else {
        "institution_id": make_institution(session).id
    }
    make_user(session, "roamer", role, **scope)
    session.commit()
    browsers = [app.test_client() for _ in range(most + 1)]
    for browser in browsers:
        assert browser.post("/login", data={"login": "roamer", "password": PASSWORD}).status_code == 302
    assert "另外 1 处的登录已经结束" in browsers[-1].get("/").get_data(as_text=True)
    for browser in browsers[1:]:
        assert browser.get("/").status_code == 200
    page = browsers[0].get("/", follow_redirects=True)
    assert page.request.path == "/login" and messages.DISPLACED in page.get_data(as_text=True)
    assert messages.DISPLACED not in browsers[0].get("/", follow_redirects=True).get_data(as_text=True)


def test_a_session_that_idled_out_is_not_said_to_be_displaced(app: Flask, session: Session, user: User) -> None:
    session.commit()
    browser = app.test_client()
    browser.post("/login", data={"login": "bi.xiaotong", "password": PASSWORD})
    session.scalars(select(UserSession)).one().last_seen_at -= timedelta(minutes=16)
    session.commit()
    page = browser.get("/", follow_redirects=True)
    assert page.request.path == "/login" and messages.DISPLACED not in page.get_data(as_text=True)


def test_the_logins_of_the_demo_city_are_used_by_many_at_once(
    app: Flask, session: Session, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    monkeypatch.setitem(app.config, "DEMO", True)
    browsers: list[FlaskClient] = [app.test_client() for _ in range(2)]
    for browser in browsers:
        browser.post("/login", data={"login": "bi.xiaotong", "password": PASSWORD})
    assert [browser.get("/").status_code for browser in browsers] == [200, 200]


@pytest.mark.long
def test_logins_at_the_same_moment_leave_one_session(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as own:
        make_user(own, "bi.xiaotong", Role.BUREAU)
    start = threading.Barrier(10)

    def enter(number: int) -> None:
        with fresh_app.app_context():
            start.wait()
            with unit_of_work() as own:
                assert attempt(own, PASSWORD, AT, address=f"10.0.1.{number}").token
            db.session.remove()

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count()).where(UserSession.ended_at.is_(None))) == 1
