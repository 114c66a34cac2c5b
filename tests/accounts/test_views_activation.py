"""The activation page in the browser."""

from __future__ import annotations

from datetime import timedelta

from tests.builders.accounts import make_user
from tests.builders.institutions import make_institution
from tests.builders.invitations import make_invitation, make_reset
from training_app.kernel import dates
from training_app.kernel.actor import Role


def test_from_code_to_the_first_page(client, session) -> None:
    school = make_institution(session)
    code = make_invitation(session, school, dates.now())
    session.commit()
    page = client.post("/activate", data={"code": code.lower()}).get_data(as_text=True)
    assert school.name in page and "鞠**" in page and "鞠海波" not in page
    typed = {"code": code, "step": "account", "account": "new", "login": "ju.haibo", "password": "Steady-horse-11"}
    answer = client.post("/activate", data={**typed, "again": "Other-horse-11"})
    assert answer.status_code == 422 and "两次输入的密码不一样" in answer.get_data(as_text=True)
    answer = client.post("/activate", data={**typed, "again": "Steady-horse-11"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/"
    assert school.name in client.get("/").get_data(as_text=True)
    assert client.post("/activate", data={**typed, "again": "Steady-horse-11"}).status_code == 422


def test_a_code_in_the_address_is_not_read(client, session) -> None:
    code = make_invitation(session, make_institution(session), dates.now())
    session.commit()
    assert code not in client.get(f"/activate?code={code}").get_data(as_text=True)


def test_reset_names_the_login_and_sets_the_password(client, session) -> None:
    user = make_user(session, "ju.haibo", Role.BUREAU)
    code = make_reset(session, user.id, dates.now() - timedelta(minutes=1))
    session.commit()
    assert "ju.haibo" in client.post("/activate", data={"code": code}).get_data(as_text=True)
    sent = {"code": code, "step": "account", "password": "Steady-horse-11", "again": "Steady-horse-11"}
    assert client.post("/activate", data=sent).headers["Location"] == "/"
    assert client.get("/").status_code == 200
