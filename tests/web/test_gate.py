"""The gate: nobody passes without a login and a permission, and every refusal stands in the trail."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from training_app.accounts.models import UserSession
from training_app.audit.models import AuditEvent
from training_app.kernel import dates
from training_app.kernel.actor import Role


def test_a_visitor_is_sent_to_the_login_and_back(client) -> None:
    answer = client.get("/classes?state=submitted")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login?next=/classes?state%3Dsubmitted"


def test_a_posting_visitor_is_not_sent_back_to_the_act(client) -> None:
    assert client.post("/programmes/1/end").headers["Location"] == "/login"


def test_a_refusal_names_no_secret_and_is_recorded(login_as, session) -> None:
    answer = login_as(Role.BUREAU).get("/audit/")
    assert answer.status_code == 403 and "您没有权限打开这一页" in answer.get_data(as_text=True)
    session.commit()
    last = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    assert (last.action, last.object_number, last.result) == ("web.refused", "audit.index", "denied")


def test_an_unknown_address_is_not_found_for_everybody(client, login_as) -> None:
    assert client.get("/no-such-page").status_code == 404
    assert login_as(Role.BUREAU).get("/no-such-page").status_code == 404


@pytest.mark.parametrize("address", ["/resources/trainers/%00", "/class-changes/CR2026-0001%00", "/certificates/sessions/%00"])
def test_an_address_with_a_zero_byte_is_none(login_as, address: str) -> None:
    browser = login_as(Role.BUREAU)
    assert browser.get(address).status_code == 404 and browser.post(address).status_code in (404, 405)


def test_a_form_that_came_after_the_end_of_the_session_says_so_and_leads_back(login_as, session) -> None:
    browser = login_as(Role.BUREAU)
    session.execute(update(UserSession).values(ended_at=dates.now()))
    session.commit()
    answer = browser.post("/institutions/new", data={"name": "x"}, headers={"Referer": "http://localhost/institutions/new?a=1"})
    assert answer.headers["Location"] == "/login?next=/institutions/new?a%3D1"
    assert "刚才提交的内容没有办理" in browser.get(answer.headers["Location"]).get_data(as_text=True)


def test_a_page_elsewhere_is_no_way_back(login_as, session) -> None:
    browser = login_as(Role.BUREAU)
    session.execute(update(UserSession).values(ended_at=dates.now()))
    session.commit()
    nowhere = "http://elsewhere.example/institutions/new", "http://[broken", "http:", "//localhost@elsewhere.example/x", "\xff"
    for referrer in nowhere:
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = "over"
        answer = browser.post("/institutions/new", headers={"Referer": referrer})
        assert answer.headers["Location"] == "/login"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Origin": "http://localhost"}, 302),
        ({}, 302),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "http://elsewhere.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "http://[broken"}, 400),
    ],
)
def test_no_act_is_taken_from_a_page_of_another_site(login_as, sent: dict[str, str], status: int) -> None:
    browser = login_as(Role.BUREAU)
    assert browser.post("/notices/read", headers=sent).status_code == status
    assert browser.get("/notices", headers=sent).status_code == 200
