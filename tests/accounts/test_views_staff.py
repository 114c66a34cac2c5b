"""The pages of an administrator, and what a running session sees when its owner is moved (M4)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from training_app.accounts import service, views_staff
from training_app.accounts.models import ResetRequest, User
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role

CODE = re.compile(r'<p class="say id">([A-Z2-9-]{24})</p>')


@pytest.fixture
def school(session):
    return make_institution(session)


@pytest.fixture
def boss(session, login_as, school):
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    session.scalars(select(User).order_by(User.id.desc())).first().memberships[0].administers = True
    session.commit()
    return browser


def enter(app, login: str, password: str = PASSWORD):
    browser = app.test_client()
    assert browser.post("/login", data={"login": login, "password": password}).status_code == 302
    return browser


def test_from_invitation_to_leaving(boss, app, school) -> None:
    assert boss.post("/staff/invite", data={"name": " "}).status_code == 422
    code = CODE.search(boss.post("/staff/invite", data={"name": "慈思远"}).get_data(as_text=True))[1]
    assert "慈思远" in boss.get("/staff").get_data(as_text=True) and code not in boss.get("/staff").get_data(as_text=True)
    colleague = app.test_client()
    sent = {"step": "account", "account": "new", "login": "ci", "password": "Steady-horse-11", "again": "Steady-horse-11"}
    assert colleague.post("/activate", data={"code": code, **sent}).headers["Location"] == "/"
    assert "本单位账户由 1 位管理员管理" in colleague.get("/staff").get_data(as_text=True)
    assert colleague.get("/staff/invite").status_code == 404
    held = re.findall(r'name="membership" value="(\d+)"', boss.get("/staff").get_data(as_text=True))[0]
    assert boss.post("/staff/withdraw", data={"membership": held}).headers["Location"] == "/staff"
    assert colleague.get("/").headers["Location"].startswith("/login")


def test_hand_over_asks_for_one_successor(boss) -> None:
    assert boss.post("/staff/hand-over", data={"afterwards": "stay"}).status_code == 422
    page = boss.post("/staff/hand-over", data={"afterwards": "stay", "name": "接任人"}).get_data(as_text=True)
    assert CODE.search(page)


def test_the_bureau_invites_the_first_administrator(login_as, app, school) -> None:
    clerk = login_as(Role.BUREAU)
    address = f"/institutions/{school.code}/administrator"
    assert "还没有管理员" in clerk.get(address).get_data(as_text=True)
    page = clerk.post(address, data={"role": "training_institution", "name": "于淑华"}).get_data(as_text=True)
    sent = {"step": "account", "account": "new", "login": "yu", "password": "Steady-horse-11", "again": "Steady-horse-11"}
    browser = app.test_client()
    browser.post("/activate", data={"code": CODE.search(page)[1], **sent})
    assert browser.get("/staff/invite").status_code == 200
    assert "管理员 1 人" in clerk.get(address).get_data(as_text=True)
    assert clerk.post(address, data={"role": "bureau", "name": "于淑华"}).status_code == 422
    assert "荣成" in clerk.get("/staff").get_data(as_text=True)
    assert CODE.search(clerk.post("/staff/invite?district=371002", data={"name": "隋晓东"}).get_data(as_text=True))
    assert clerk.get("/staff/invite?district=999999").status_code == 404


def test_forgot_answers_the_same_for_everybody(client, session, boss, school) -> None:
    make_user(session, "forgetful", Role.TRAINING_INSTITUTION, institution_id=school.id)
    session.commit()
    known, unknown = (client.post("/forgot", data={"login": login}) for login in ("forgetful", "nobody"))
    assert (known.status_code, known.get_data()) == (unknown.status_code, unknown.get_data())
    assert len(session.scalars(select(ResetRequest)).all()) == 1
    page = boss.get("/staff").get_data(as_text=True)
    assert "1 人忘记了密码" in page
    held = session.scalars(select(User).where(User.login == "forgetful")).one().memberships[0].id
    assert CODE.search(boss.post("/staff/reset", data={"membership": held}).get_data(as_text=True))
    assert "忘记了密码" not in boss.get("/staff").get_data(as_text=True)


@pytest.mark.parametrize("how", ["disabled", "withdrawn", "moved", "password"])
def test_a_running_session_ends_or_moves_on_the_next_request(app, session, school, how) -> None:
    other = make_institution(session)
    user = make_user(session, "mover", Role.TRAINING_INSTITUTION, institution_id=school.id)
    session.commit()
    browser = enter(app, "mover")
    assert school.name in browser.get("/").get_data(as_text=True)
    held = user.memberships[0]
    if how == "disabled":
        user.disabled_at = dates.now()
    elif how == "withdrawn":
        held.valid_to = dates.today()
    elif how == "moved":
        held.valid_to = dates.today()
        service.grant(session, user, Role.TRAINING_INSTITUTION, date(2020, 1, 1), institution_id=other.id)
    else:
        service.change_password(session, Actor(Role.TRAINING_INSTITUTION, user.id), PASSWORD, "Another-horse-10", dates.now())
    session.commit()
    answer = browser.get("/")
    assert answer.headers["Location"].startswith("/login")
    if how == "moved":
        page = enter(app, "mover").get("/").get_data(as_text=True)
        assert other.name in page and school.name not in page


def test_the_time_of_an_answer_does_not_tell_who_exists(client, session, school, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(session, "forgetful", Role.TRAINING_INSTITUTION, institution_id=school.id)
    session.commit()
    rests: list[tuple[float, int]] = []

    def rest(seconds: float) -> None:
        # Whatever there is to do is done by now, so that nothing of it comes after the rest.
        rests.append((seconds, session.scalar(select(func.count()).select_from(ResetRequest)) or 0))

    monkeypatch.setattr(views_staff.time, "sleep", rest)
    monkeypatch.setattr(views_staff, "FORGOT_SECONDS", 60.0)
    for login in ("nobody", "forgetful"):
        assert client.post("/forgot", data={"login": login}).status_code == 200
    assert [waiting for _, waiting in rests] == [0, 1] and all(30 < seconds < 60 for seconds, _ in rests)
