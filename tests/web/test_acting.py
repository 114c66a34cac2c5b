"""A form is carried out in the role it was opened in, or not at all."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from tests.web.test_once import classes, filing
from training_app.accounts import service
from training_app.accounts.models import Membership
from training_app.drafts.models import Draft
from training_app.kernel.actor import Role


def two_roles(app, session: Session):
    """A browser of somebody who files for two schools, logged in for the first; the membership at the second."""
    first, second = (make_institution(session, name=name) for name in ("海滨第一职业培训学校", "海滨第二职业培训学校"))
    user = make_user(session, "two.schools", Role.TRAINING_INSTITUTION, institution_id=first.id)
    other = service.grant(session, user, Role.TRAINING_INSTITUTION, date(2020, 1, 1), institution_id=second.id)
    session.commit()
    browser = app.test_client()
    assert browser.post("/login", data={"login": "two.schools", "password": PASSWORD}).status_code == 302
    return browser, other


def opened_in(browser) -> str:
    """What the form of a new class carries along."""
    return re.search(r'name="acting_as" value="(\d+)"', browser.get("/classes/new").get_data(as_text=True)).group(1)


def test_a_form_opened_for_one_school_is_not_filed_for_another(app, session: Session) -> None:
    browser, other = two_roles(app, session)
    sent = filing(name="第一学校的班", acting_as=opened_in(browser))
    assert browser.post("/account/role", data={"membership": other.id}).status_code == 302
    answer = browser.post("/classes/new", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and classes(session) == 0
    assert "海滨第一职业培训学校" in page and "海滨第二职业培训学校" in page and "第一学校的班" in page
    assert browser.post("/drafts/classes.new", data=sent).status_code == 409
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_it_is_filed_once_the_role_is_back(app, session: Session) -> None:
    browser, other = two_roles(app, session)
    sent, first = filing(acting_as=opened_in(browser)), session.scalar(select(func.min(Membership.id)))
    browser.post("/account/role", data={"membership": other.id})
    # The way back is itself a form that may stand on a page of the role left behind.
    assert browser.post("/account/role", data={"membership": first, "acting_as": first}).status_code == 302
    assert browser.post("/classes/new", data=sent).status_code == 302
    assert classes(session) == 1


def test_a_role_nobody_has_names_nothing(app, session: Session) -> None:
    browser, _ = two_roles(app, session)
    for nonsense in ("999999999", "x", "9" * 400, "\x00"):
        assert browser.post("/classes/new", data=filing(acting_as=nonsense)).status_code == 409
