"""The second factor in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.people import make_person
from training_app.accounts.models import SecondFactor, User
from training_app.kernel import dates
from training_app.kernel.actor import Role


def newest(session: Session) -> User:
    return session.scalars(select(User).order_by(User.id.desc())).first()


def code(session: Session, user: User, steps: int = 0) -> str:
    return pyotp.TOTP(session.get_one(SecondFactor, user.id).seed or "").at(dates.now() + steps * timedelta(seconds=30))


def enrol(browser: FlaskClient, session: Session, user: User) -> list[str]:
    """Leaves the present step free: the first code is one of the step before."""
    assert browser.post("/account/second-factor/begin").headers["Location"] == "/account/second-factor"
    sent = {"code": code(session, user, -1), "password": PASSWORD}
    page = browser.post("/account/second-factor/confirm", data=sent).get_data(as_text=True)
    return re.findall(r'<li class="id">([A-Z0-9-]+)</li>', page)


def test_a_phone_opens_its_own_app_where_it_cannot_scan_itself(login_as, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    browser.post("/account/second-factor/begin")
    seed = session.get_one(SecondFactor, newest(session).id).seed
    page = browser.get("/account/second-factor").get_data(as_text=True)
    link = re.search(r'href="(otpauth://totp/[^"]+)"', page)
    assert link and f"secret={seed}" in link[1]


def test_enrol_log_out_and_come_back_with_the_code(login_as, app: Flask, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    user = newest(session)
    assert "没有开启" in browser.get("/account").get_data(as_text=True)
    browser.post("/account/second-factor/begin")
    page = browser.get("/account/second-factor").get_data(as_text=True)
    seed = session.get_one(SecondFactor, user.id).seed or ""
    assert "data:image/svg+xml" in page and " ".join(re.findall("....", seed)) in page
    codes = enrol(browser, session, user)
    assert len(codes) == 10
    page = browser.get("/account/second-factor").get_data(as_text=True)
    assert "10 个" in page and seed[:8] not in page and codes[0] not in page
    browser.post("/logout")
    answer = browser.post("/login?next=/account", data={"login": user.login, "password": PASSWORD})
    assert answer.headers["Location"] == "/login/code" and browser.get("/").headers["Location"].startswith("/login")
    assert browser.post("/login/code", data={"code": "abc"}).status_code == 422
    assert browser.post("/login/code", data={"code": code(session, user)}).headers["Location"] == "/account"
    assert browser.get("/account").status_code == 200
    assert browser.get("/login/code").headers["Location"] == "/login"


def test_the_fifth_wrong_code_leads_back_to_the_password(login_as, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    user = newest(session)
    enrol(browser, session, user)
    browser.post("/logout")
    browser.post("/login", data={"login": user.login, "password": PASSWORD})
    assert [browser.post("/login/code", data={"code": "x"}).status_code for _ in range(5)] == [422] * 4 + [302]
    assert "连续错 5 次" in browser.get("/login").get_data(as_text=True)


def test_wrong_confirmation_is_named_beside_its_field(login_as, session: Session) -> None:
    browser = login_as(Role.ENGINEER, person_id=make_person(session, "丛林峰").id)
    assert browser.post("/account/second-factor/confirm", data={"code": "1", "password": PASSWORD}).status_code == 409
    browser.post("/account/second-factor/begin")
    answer = browser.post("/account/second-factor/confirm", data={"code": "1", "password": PASSWORD})
    assert answer.status_code == 422 and 'href="#code"' in answer.get_data(as_text=True)
    assert browser.post("/account/second-factor/off", data={"code": "", "password": ""}).status_code == 422


@pytest.mark.parametrize(("role", "must"), [(Role.BUREAU, True), (Role.ENGINEER, False)])
def test_where_it_is_required_all_but_engineers_enrol_first(
    login_as, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, role: Role, must: bool
) -> None:
    scope = {"person_id": make_person(session, "丛林峰").id} if role is Role.ENGINEER else {}
    browser = login_as(role, **scope)
    monkeypatch.setitem(app.config, "TWO_FACTOR", "required")
    answer = browser.get("/")
    assert (answer.headers.get("Location") == "/account/second-factor") is must
    if must:
        assert "GB/T 22239-2019 8.1.4.1 d" in browser.get("/account/second-factor").get_data(as_text=True)
        enrol(browser, session, newest(session))
        assert browser.get("/").status_code == 200


def test_reveal_asks_for_the_code_of_who_has_one(login_as, session: Session) -> None:
    person = make_person(session, "丛林峰", phone="13906310412", district_code="371002")
    session.commit()
    browser = login_as(Role.BUREAU)
    asked = {"what": "phone", "reason": "核对联系方式", "password": PASSWORD}
    address = f"/people/{person.number}/reveal"
    assert "动态码" not in browser.get(address).get_data(as_text=True)
    enrol(browser, session, newest(session))
    assert "动态码" in browser.get(address).get_data(as_text=True)
    assert browser.post(address, data=asked).status_code == 422
    shown = browser.post(address, data={**asked, "code": code(session, newest(session))})
    assert shown.status_code == 200 and "13906310412" in shown.get_data(as_text=True)


def test_the_security_administrator_resets_it_from_the_page_of_the_account(login_as, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    user = newest(session)
    enrol(browser, session, user)
    system, security = login_as(Role.SYSTEM_ADMIN), login_as(Role.SECURITY_ADMIN)
    address = f"/accounts/{user.login}"
    assert "重置两步验证" not in system.get(address).get_data(as_text=True)
    assert system.post(f"{address}/second-factor").status_code == 403
    assert "重置两步验证" in security.get(address).get_data(as_text=True)
    assert security.post(f"{address}/second-factor").headers["Location"] == address
    assert security.post(f"{address}/second-factor").status_code == 409
    assert browser.get("/").status_code == 302


def test_a_new_password_by_code_does_not_get_around_it(login_as, app: Flask, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    user = newest(session)
    enrol(browser, session, user)
    page = login_as(Role.SYSTEM_ADMIN).post(f"/accounts/{user.login}/password").get_data(as_text=True)
    given = page.split('<p class="say id">')[1].split("<")[0]
    other = app.test_client()
    sent = {"code": given, "step": "account", "password": "Steady-horse-11", "again": "Steady-horse-11"}
    assert other.post("/activate", data=sent).headers["Location"] == "/login/code"
    assert other.get("/").status_code == 302


def test_giving_a_role_wants_password_and_code(login_as, session: Session) -> None:
    make_user(session, "somebody", Role.BUREAU)
    session.commit()
    security = login_as(Role.SECURITY_ADMIN)
    keeper, wanted = newest(session), {"role": "district", "district": "371002"}
    for sent in ({}, {"password": "wrong"}):
        answer = security.post("/accounts/somebody", data={**wanted, **sent})
        assert answer.status_code == 422 and "#password" in answer.get_data(as_text=True)
    assert security.post("/accounts/somebody", data={**wanted, "password": PASSWORD}).status_code == 302
    enrol(security, session, keeper)
    wanted = {"role": "district", "district": "371082", "password": PASSWORD}
    assert security.post("/accounts/somebody", data=wanted).status_code == 422
    assert security.post("/accounts/somebody", data={**wanted, "code": code(session, keeper)}).status_code == 302


def test_a_login_half_open_ends_with_the_old_password(login_as, app: Flask, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    user = newest(session)
    enrol(browser, session, user)
    stranger = app.test_client()
    assert stranger.post("/login", data={"login": user.login, "password": PASSWORD}).headers["Location"] == "/login/code"
    changed = {"old": PASSWORD, "new": "Steady-horse-11", "again": "Steady-horse-11"}
    assert browser.post("/account", data=changed).status_code == 302
    assert stranger.post("/login/code", data={"code": code(session, user)}).headers["Location"] == "/login"
    assert stranger.get("/").status_code == 302
