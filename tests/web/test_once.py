"""A form is carried out once, however often and however fast it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import make_institution
from training_app.classes.models import TrainingClass
from training_app.db import db, unit_of_work
from training_app.drafts.models import Submission
from training_app.kernel import dates
from training_app.kernel.actor import Role

TOKEN = "once-token-once-token-1"


def filing(**changes: str) -> dict[str, str]:
    start = dates.today() + timedelta(days=30)
    return {
        "name": "只建一次", "programme": "smart_manufacturing/", "level": "intermediate", "district": "371002",
        "mode": "onsite", "capacity": "40", "starts_on": start.isoformat(),
        "ends_on": (start + timedelta(days=9)).isoformat(), "form_token": TOKEN, **changes,
    }


def classes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TrainingClass)) or 0


def test_the_same_form_again_leads_to_the_first_answer(login_as, session: Session) -> None:
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    first, again = (browser.post("/classes/new", data=filing()) for _ in range(2))
    assert first.status_code == again.status_code == 302 and first.location == again.location
    assert classes(session) == 1
    assert "没有重复办理" in browser.get(again.location).get_data(as_text=True)


def test_other_values_from_the_same_page_are_not_thrown_away(login_as, session: Session) -> None:
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    for name in ("第一期", "第二期"):
        assert browser.post("/classes/new", data=filing(name=name)).status_code == 302
    assert classes(session) == 2


def test_a_refused_form_is_not_used_up(login_as, session: Session) -> None:
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert browser.post("/classes/new", data=filing(name="")).status_code == 422
    assert session.scalar(select(func.count()).select_from(Submission)) == 0
    assert browser.post("/classes/new", data=filing(name="")).status_code == 422
    assert browser.post("/classes/new", data=filing()).status_code == 302


def test_somebody_else_with_the_same_token_is_served(login_as, session: Session) -> None:
    for _ in range(2):
        browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
        assert browser.post("/classes/new", data=filing()).status_code == 302
    assert classes(session) == 2


def test_every_form_of_a_page_carries_a_token_of_its_own(login_as, session: Session) -> None:
    page = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id).get("/classes/new")
    assert page.get_data(as_text=True).count('name="form_token"') == 1


@pytest.mark.long
def test_twenty_at_once_make_one(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        with unit_of_work() as session:
            institution = make_institution(session)
            make_user(session, "zwanzig", Role.TRAINING_INSTITUTION, institution_id=institution.id)
        db.session.remove()
    browser = fresh_app.test_client()
    browser.post("/login", data={"login": "zwanzig", "password": "Correct-horse-9"})
    cookie = browser.get_cookie("training_session")

    def send(_: int) -> tuple[int, str | None]:
        other = fresh_app.test_client()
        other.set_cookie("training_session", cookie.value)
        answer = other.post("/classes/new", data=filing())
        return answer.status_code, answer.location

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(20)))
    assert len(answers) == 1 and answers.pop()[0] == 302
    with fresh_app.app_context():
        assert classes(db.session()) == 1
        db.session.remove()


def test_a_page_that_is_shown_once_is_not_an_error_the_second_time(login_as, session: Session) -> None:
    browser = login_as(Role.SYSTEM_ADMIN)
    data = {"login": "hr-sun", "name": "孙工", "form_token": "n" * 24}
    assert browser.post("/accounts/new", data=data).status_code == 200
    again = browser.post("/accounts/new", data=data)
    assert again.status_code == 302 and again.location == "/accounts/hr-sun"
