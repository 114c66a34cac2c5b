"""Login, account and the administrators' pages in the browser."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from training_app.accounts import service
from training_app.accounts.models import User
from training_app.accounts.views import safe_next
from training_app.audit.models import AuditEvent
from training_app.kernel.actor import Role


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "https:evil", "https://evil.example/", "\\\\evil", "/%0d%0aX: y\r\n",
        "／／evil.example", "javascript:alert(1)", "", None, "evil", "/\t/evil", "///evil", "http:/evil", "/a\\b",
    ],
)
def test_login_goes_on_only_within_this_site(app, target) -> None:
    with app.test_request_context():
        assert safe_next(target) == "/"


def test_login_goes_on_to_the_page_that_was_asked_for(app) -> None:
    with app.test_request_context():
        assert safe_next("/classes?state=submitted") == "/classes?state=submitted"


def test_wrong_password_keeps_the_name_and_tells_how_to_go_on(client, session) -> None:
    make_user(session, "cong.shan", Role.BUREAU)
    session.commit()
    answer = client.post("/login", data={"login": "cong.shan", "password": "Wrong-Horse-999"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'value="cong.shan"' in page and "用户名或密码不对" in page
    assert "Wrong-Horse-999" not in page


def test_logout_kills_the_cookie_even_when_it_was_copied(login_as, app) -> None:
    browser = login_as(Role.BUREAU)
    stolen = app.test_client()
    cookie = browser.get_cookie("training_session")
    assert cookie is not None
    stolen.set_cookie("training_session", cookie.value)
    assert stolen.get("/").status_code == 200
    answer = browser.post("/logout")
    assert answer.status_code == 302 and answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    for other in (browser, stolen):
        assert other.get("/").headers["Location"].startswith("/login")


def test_cookie_changes_at_login(client, session) -> None:
    make_user(session, "cong.shan", Role.BUREAU)
    session.commit()
    client.get("/login")
    before = client.get_cookie("training_session")
    client.post("/login", data={"login": "cong.shan", "password": PASSWORD})
    after = client.get_cookie("training_session")
    assert after is not None and (before is None or before.value != after.value)


def test_temporary_password_leads_to_the_account_page_only(client, session) -> None:
    user = service.create_user(session, "new.user", "新用户", PASSWORD)
    service.grant(session, user, Role.BUREAU, date(2020, 1, 1))
    session.commit()
    client.post("/login", data={"login": "new.user", "password": PASSWORD})
    assert client.get("/").headers["Location"] == "/account"
    assert client.post("/account/sessions/end").headers["Location"] == "/account"
    assert "临时密码" in client.get("/account").get_data(as_text=True)
    answer = client.post("/account", data={"old": PASSWORD, "new": "Another-horse-10", "again": "Another-horse-10"})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_account_page_names_the_wrong_field(login_as) -> None:
    answer = login_as(Role.BUREAU).post("/account", data={"old": "x", "new": "Another-horse-10", "again": "other"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "两次输入的新密码不一样" in page and 'href="#again"' in page


def test_own_sessions_are_shown_and_ended(login_as, app, session) -> None:
    browser = login_as(Role.EMPLOYER, institution_id=make_institution(session).id)
    login = session.scalars(select(User.login).order_by(User.id.desc())).first()
    other = app.test_client()
    other.post("/login", data={"login": login, "password": PASSWORD}, headers={"User-Agent": "Firefox/140 Windows"})
    page = browser.get("/account").get_data(as_text=True)
    assert "Firefox，Windows" in page and "本机" in page
    assert browser.post("/account/sessions/end").status_code == 302
    assert other.get("/").status_code == 302 and browser.get("/").status_code == 200


def test_system_administrator_makes_an_account_and_security_gives_it_a_role(login_as, app) -> None:
    system, security = login_as(Role.SYSTEM_ADMIN), login_as(Role.SECURITY_ADMIN)
    answer = system.post("/accounts/new", data={"login": "Bi.Xiaotong", "name": "毕晓彤"})
    page = answer.get_data(as_text=True)
    assert "毕晓彤的激活码" in page and "还要请安全管理员授予角色" in page and "原来的登录" not in page
    code = page.split('<p class="say id">')[1].split("<")[0]
    assert answer.status_code == 200 and "只显示这一次" in page
    assert system.get("/accounts/bi.xiaotong").status_code == 200
    assert code not in system.get("/accounts/bi.xiaotong").get_data(as_text=True)
    wanted = {"role": "district", "district": "371002", "password": PASSWORD}
    assert security.post("/accounts/bi.xiaotong", data=wanted).status_code == 302
    browser = app.test_client()
    sent = {"code": code, "step": "account", "password": "Steady-horse-11", "again": "Steady-horse-11"}
    assert browser.post("/activate", data=sent).headers["Location"] == "/"
    assert "bi.xiaotong" in security.get("/accounts?q=BI.X").get_data(as_text=True)
    assert "没有符合筛选条件的账户" in security.get("/accounts?q=%00zzz").get_data(as_text=True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"role": "district"}, "要选所属区市"), ({"role": "training_institution"}, "请填写单位全称或统一社会信用代码"),
        ({"role": "bureau", "since": "1.7.2026"}, "2026-07-01 的样子"), ({}, "请选择角色"),
    ],
)
def test_wrong_grant_is_named_beside_its_field(login_as, session, data, sentence) -> None:
    make_user(session, "somebody", Role.BUREAU)
    session.commit()
    answer = login_as(Role.SECURITY_ADMIN).post("/accounts/somebody", data={"password": PASSWORD, **data})
    assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)


def test_the_wrong_administrator_is_told_who_does_it(login_as, session) -> None:
    make_user(session, "somebody", Role.BUREAU)
    session.commit()
    security, system = login_as(Role.SECURITY_ADMIN), login_as(Role.SYSTEM_ADMIN)
    for path in ("disable", "enable", "password"):
        answer = security.post(f"/accounts/somebody/{path}")
        assert answer.status_code == 403 and "系统管理员" in answer.get_data(as_text=True)
        assert system.post(f"/accounts/somebody/{path}").status_code in (200, 302)
    answer = system.post("/accounts/somebody", data={"role": "bureau"})
    assert answer.status_code == 403 and "安全管理员" in answer.get_data(as_text=True)
    assert system.post("/accounts/somebody/withdraw", data={"membership": "x"}).status_code == 403
    assert security.post("/accounts/somebody/withdraw", data={"membership": "x" * 30}).status_code == 404


def test_the_trail_names_an_account_by_its_login_and_not_by_a_name(login_as, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    user = session.scalars(select(User).order_by(User.id.desc())).first()
    held = user.memberships[0].id
    browser.post("/notices/mail", data={"mail": "a@example.com"})
    browser.post("/account/role", data={"membership": held})
    browser.post("/logout")
    session.commit()
    acts = ("account.log_in", "account.set_mail", "account.switch_role", "account.log_out")
    named = session.execute(select(AuditEvent.action, AuditEvent.object_number).where(AuditEvent.action.in_(acts))).all()
    assert {action for action, _ in named} == set(acts) and {number for _, number in named} == {user.login}
