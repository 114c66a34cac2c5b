"""The home of each of the three administrators: what waits for that one, and how the register stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from training_app.accounts import service_resets, service_users
from training_app.accounts.models import Invitation, User
from training_app.accounts.service import actor_of
from training_app.jobs.models import Job
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role

SYSTEM, SECURITY, AUDITOR = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR
LogIn = Callable[..., FlaskClient]


def home(browser: FlaskClient) -> str:
    return browser.get("/").get_data(as_text=True)


def someone(session: Session, login: str, role: Role) -> Actor:
    user = make_user(session, login, role, display_name=f"某{login}")
    session.flush()
    return actor_of(user, user.memberships[0], None)


def night(session: Session, kind: str, state: str) -> None:
    at = dates.now()
    session.add(
        Job(
            number=f"J{kind}", kind=kind, title=f"夜间{kind}", state=state, arguments={}, created_at=at, due_at=at,
            finished_at=at, message="有 1 处不符",
        )
    )


@pytest.mark.parametrize("role", [SYSTEM, SECURITY, AUDITOR])
def test_an_orderly_register_asks_for_nothing(login_as: LogIn, role: Role) -> None:
    page = home(login_as(role))
    assert "没有等您办理的事" in page and "会列在这里" in page
    assert 'href="/jobs/"' in page and "管理员密码" in page


def test_a_new_account_waits_for_its_role_and_for_its_owner(login_as: LogIn, session: Session) -> None:
    system, security = login_as(SYSTEM), login_as(SECURITY)
    boss = someone(session, "boss", SYSTEM)
    for login in ("fresh", "late"):
        service_users.create(session, boss, login, f"新人{login}", dates.now())
    late = session.scalars(select(User.id).where(User.login == "late")).one()
    past = {"created_at": dates.now() - timedelta(days=20), "expires_at": dates.now() - timedelta(days=6)}
    session.execute(update(Invitation).where(Invitation.user_id == late).values(**past))
    session.commit()
    page = home(security)
    assert "有 2 件等您办理" in page and page.count("授予角色") >= 2 and 'href="/accounts/fresh"' in page
    page = home(system)
    assert "有 1 件等您办理" in page and "激活码过期，要换一个" in page
    assert 'href="/accounts/fresh"' in page.partition("在等别人的事")[2]
    assert "授予角色" not in page


def test_forgotten_passwords_reach_who_can_help(login_as: LogIn, client: FlaskClient, session: Session) -> None:
    system, security, auditor = (login_as(role) for role in (SYSTEM, SECURITY, AUDITOR))
    make_user(session, "clerk", Role.BUREAU, display_name="市局某人")
    make_user(session, "sec", SECURITY)
    session.commit()
    client.post("/forgot", data={"login": "clerk"})
    assert "市局某人" in home(system) and "市局某人" not in home(security) and "市局某人" not in home(auditor)
    service_resets.start(session, someone(session, "boss", SYSTEM), "sec", dates.now())
    session.commit()
    for browser in (system, security, auditor):
        assert "同意重置管理员密码" in home(browser)


def test_who_started_a_reset_waits_for_the_other(login_as: LogIn, session: Session) -> None:
    system = login_as(SYSTEM)
    make_user(session, "sec", SECURITY)
    session.commit()
    system.post("/accounts/sec/reset-by-two")
    page = home(system)
    assert "没有等您办理的事" in page and "同意重置管理员密码" in page.partition("在等别人的事")[2]


def test_a_bad_night_is_seen_by_who_has_to_look(login_as: LogIn, session: Session) -> None:
    night(session, "hours.verify", "failed")
    night(session, "audit.verify", "failed")
    night(session, "jobs.files", "done")
    session.commit()
    page = home(login_as(SYSTEM))
    assert "有 2 件等您办理" in page and "2 项异常" in page and "夜间jobs.files" not in page.partition("系统状况")[0]
    page = home(login_as(AUDITOR))
    assert "有 1 件等您办理" in page and "夜间audit.verify" in page.partition("系统状况")[0]
    assert "系统状况" not in home(login_as(SECURITY))


def test_failed_jobs_of_users_are_told_by_number_to_the_system_administrator(login_as: LogIn, session: Session) -> None:
    clerk = make_user(session, "clerk", Role.BUREAU)
    session.flush()
    at = dates.now()
    for number, age in (("J7000001", 1), ("J7000002", 30)):
        session.add(
            Job(
                number=number, kind="list.export", title="导出名单", state="failed", arguments={}, created_at=at,
                user_id=clerk.id, membership_id=clerk.memberships[0].id, finished_at=at - timedelta(days=age), message="出错",
            )
        )
    session.commit()
    page = home(login_as(SYSTEM))
    assert "J7000001" in page and "J7000002" not in page
    assert "J7000001" not in home(login_as(SECURITY))


def test_figures_open_the_lists_behind_them(login_as: LogIn, session: Session) -> None:
    make_user(session, "locked", Role.BUREAU).locked_until = dates.now() + timedelta(minutes=9)
    make_user(session, "gone", Role.BUREAU).disabled_at = dates.now()
    session.commit()
    system = login_as(SYSTEM)
    page = home(system)
    assert re.search(r"正在使用的登录</span><span class=\"v\">1<", page)
    assert 'href="/accounts?state=locked"' in page and 'href="/accounts?state=disabled"' in page
    assert "locked" in system.get("/accounts?state=locked").get_data(as_text=True)
    auditor = home(login_as(AUDITOR))
    assert "审计记录" in auditor and "/accounts" not in auditor.replace("/accounts/switch", "")


def test_the_own_acts_are_listed_and_nobody_elses(login_as: LogIn, session: Session) -> None:
    one, other = login_as(SYSTEM), login_as(SYSTEM)
    make_user(session, "clerk", Role.BUREAU)
    session.commit()
    one.post("/accounts/clerk/disable")
    assert "账户 停用" in home(one) and "账户 停用" not in home(other)
