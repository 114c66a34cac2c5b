"""The gate: nobody passes without a login and a permission, and every refusal stands in the trail."""

from __future__ import annotations

from sqlalchemy import select

from training_app.audit.models import AuditEvent
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
