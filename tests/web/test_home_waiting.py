"""Sign-up, protected lists and honours on the home page: what waits, for whom, and the page where it is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.exports import make_export
from tests.builders.institutions import make_institution
from training_app.kernel.actor import Role
from training_app.kernel.dates import now, today

Login = Callable[..., FlaskClient]


def leads(browser: FlaskClient, kind: str) -> list[str]:
    """Where the tasks of a kind lead; every address is a page the reader may open."""
    page = browser.get("/").get_data(as_text=True)
    found = re.findall(rf">{kind}</td>.*?<a class=\"ttl\" href=\"([^\"]+)\"", page, re.DOTALL)
    addresses = [each.replace("&amp;", "&") for each in found]
    assert all(browser.get(each).status_code == 200 for each in addresses)
    return addresses


def test_applications_to_decide_lead_to_their_class(login_as: Login, session: Session) -> None:
    school = make_institution(session)
    record = make_class(session, "approved", institution=school, starts_on=today() + timedelta(days=3))
    over = make_class(session, "cancelled", institution=school)
    for each in (record, record, over):
        make_enrolment(session, each, state="applied", applied_at=now())
    make_enrolment(session, record, state="waiting", applied_at=now())
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    assert leads(browser, "录取报名的人") == [f"/applications?number={record.number}&state=applied"]
    assert "2 份报名待录取" in browser.get("/").get_data(as_text=True)
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert leads(other, "录取报名的人") == [] and leads(login_as(Role.BUREAU), "录取报名的人") == []


def test_a_protected_list_waits_for_its_second_person_only(login_as: Login, session: Session) -> None:
    school = make_institution(session)
    record = make_class(session, "completed", institution=school)
    made = make_export(session, record)
    session.commit()
    clerk = login_as(Role.BUREAU)
    assert leads(clerk, "同意完整名单") == [f"/exports/{made.number}"]
    assert leads(login_as(Role.TRAINING_INSTITUTION, institution_id=school.id), "同意完整名单") == [f"/exports/{made.number}"]
    clerk.post(f"/exports/{made.number}/agree", data={"password": "Correct-horse-9"})
    assert leads(clerk, "同意完整名单") == [], "agreed"


def test_the_asker_makes_and_fetches(login_as: Login, session: Session) -> None:
    school = make_institution(session)
    record = make_class(session, "completed", institution=school)
    make_enrolment(session, record, state="completed")
    session.commit()
    asker = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    said = {"purpose": "报省人力资源社会保障厅", "password": "Correct-horse-9"}
    address = asker.post(f"/exports/new?kind=province_roster&number={record.number}", data=said).location
    assert leads(asker, "同意完整名单") == [], "never by oneself"
    login_as(Role.BUREAU).post(f"{address}/agree", data={"password": "Correct-horse-9"})
    assert leads(asker, "生成完整名单") == [address]
    asker.post(f"{address}/make")
    assert leads(asker, "下载完整名单") == [address]
    asker.post(f"{address}/file")
    assert leads(asker, "下载完整名单") == []


def test_the_late_board_is_one_click_away(login_as: Login, session: Session) -> None:
    make_class(session, "completed", starts_on=today() - timedelta(days=60))
    session.commit()
    assert 'href="/class-reports">待报省厅的班次' in login_as(Role.BUREAU).get("/").get_data(as_text=True)
