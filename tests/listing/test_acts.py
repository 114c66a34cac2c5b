"""Acts on many lines: said in numbers first, each line alone, nothing twice, nothing of others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from training_app.accounts.models import User
from training_app.audit.models import AuditEvent
from training_app.classes.models import TrainingClass
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.listing import service_acts
from training_app.listing.models import ActResult

APPROVE = "/lists/classes/acts/approve"
HOURS = {"hours": "32", "source": "国家职业标准第 3 页", "remark": "", "confirmed": "1"}


@pytest.fixture
def officer(login_as: Callable[..., FlaskClient]) -> FlaskClient:
    return login_as(Role.BUREAU)


def submitted(session: Session, count: int) -> list[TrainingClass]:
    return [make_class(session, "submitted") for _ in range(count)]


def done(client: FlaskClient, address: str, data: dict[str, object]) -> str:
    """The page of the results, after the redirect."""
    answer = client.post(address, data=data)
    assert answer.status_code == 302 and "/lists/results/B" in answer.location
    return client.get(answer.location).get_data(as_text=True)


def results(page: str) -> dict[str, str]:
    """What the result says of each number."""
    rows = re.findall(r"<tr><td[^>]*><a[^>]*>([^<]+)</a></td>.*?</tr>", page, re.DOTALL)
    texts = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)
    return {number: "done" if "已办" in text else "refused" for number, text in zip(rows, texts, strict=True)}


def test_what_will_happen_is_said_before_anything_does(officer: FlaskClient, session: Session) -> None:
    classes = submitted(session, 2)
    page = officer.post(APPROVE, data={"chosen": [each.number for each in classes]}).get_data(as_text=True)
    assert "<h1>通过 2 个班次的备案" in page and "规定学时的出处" in page
    assert all(each.number in page for each in classes)
    assert {each.state for each in classes} == {"submitted"}


def test_each_line_stands_or_falls_alone_and_nothing_happens_twice(officer: FlaskClient, session: Session) -> None:
    good, short, draft = make_class(session, "submitted"), make_class(session, "submitted", days=1), make_class(session)
    numbers = [good.number, short.number, draft.number]
    page = done(officer, APPROVE, {**HOURS, "chosen": numbers})
    assert results(page) == {good.number: "done", short.number: "refused", draft.number: "refused"}
    assert "办成 1 行，2 行没有办成" in page and "课表" in page
    session.expire_all()
    assert (good.state, good.required_hours, short.state, draft.state) == ("approved", 3200, "submitted", "draft")
    again = done(officer, APPROVE, {**HOURS, "chosen": numbers})
    assert set(results(again).values()) == {"refused"}
    acts = session.scalar(select(func.count()).where(AuditEvent.action == "class.approve"))
    assert acts == 1


def test_refused_lines_can_be_done_again_from_the_results(officer: FlaskClient, session: Session) -> None:
    good, short = make_class(session, "submitted"), make_class(session, "submitted", days=1)
    page = done(officer, APPROVE, {**HOURS, "chosen": [good.number, short.number]})
    assert "重办没有办成的 1 行" in page and f'action="{APPROVE}"' in page
    assert f'name="chosen" value="{short.number}"' in page and f'name="chosen" value="{good.number}"' not in page
    assert "重办" not in done(officer, APPROVE, {**HOURS, "chosen": make_class(session, "submitted").number})


@pytest.mark.parametrize(("count", "said"), [(0, "没有选中任何一行"), (201, "一次最多办理 200 行")])
def test_too_few_and_too_many_are_refused(officer: FlaskClient, count: int, said: str) -> None:
    answer = officer.post(APPROVE, data={"chosen": [f"x{at}" for at in range(count)]}, follow_redirects=True)
    assert said in answer.get_data(as_text=True)


def test_foreign_records_and_foreign_acts_are_not_there(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    own, foreign = make_institution(session), make_class(session, "draft")
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=own.id)
    mine = make_class(session, "draft", institution=own)
    session.commit()
    assert school.post(APPROVE, data={**HOURS, "chosen": mine.number}).status_code == 404
    data = {"chosen": [mine.number, foreign.number], "confirmed": "1"}
    assert set(results(done(school, "/lists/classes/acts/submit", data))) == {mine.number}
    session.expire_all()
    assert foreign.state == "draft"


def test_accounts_are_disabled_once(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    admin = login_as(Role.SYSTEM_ADMIN)
    login_as(Role.EMPLOYER, institution_id=make_institution(session).id)
    login = session.scalars(select(User.login).order_by(User.id.desc())).first()
    data = {"chosen": [login, "nobody"], "confirmed": "1"}
    assert "1 行全部办成" in done(admin, "/lists/accounts/acts/disable", data)
    assert "已经停用" in done(admin, "/lists/accounts/acts/disable", data)


def test_strange_numbers_are_no_error(officer: FlaskClient) -> None:
    chosen = ["\x00", "%'_", "a" * 5000, "\u202e", "x"]
    assert officer.post(APPROVE, data={"chosen": chosen}).status_code == 302


def test_results_are_reopened_by_their_owner_in_that_role_only(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    officer = login_as(Role.BUREAU)
    record = make_class(session, "submitted", name="海缆探测班")
    data = {**HOURS, "chosen": record.number, "query": "state=submitted&q=%E6%B5%B7%E7%BC%86"}
    address = officer.post(APPROVE, data=data).location
    page = officer.get(address).get_data(as_text=True)
    assert "1 行全部办成" in page and page == officer.get(address).get_data(as_text=True)
    assert "state=submitted" in page and "海缆探测班" in page
    kept = session.scalars(select(ActResult)).one()
    assert "海缆".encode() not in bytes(kept.content_sealed)
    refused = login_as(Role.BUREAU).get(address)
    assert refused.status_code == 404 and record.number not in refused.get_data(as_text=True)


def test_a_second_click_runs_nothing_and_leads_to_the_same_results(officer: FlaskClient, session: Session) -> None:
    record = make_class(session, "submitted")
    data = {**HOURS, "chosen": record.number, "form_token": "t" * 24}
    assert officer.post(APPROVE, data=data).location == officer.post(APPROVE, data=data).location
    assert session.scalar(select(func.count()).select_from(ActResult)) == 1


def test_results_go_after_their_term(officer: FlaskClient, session: Session) -> None:
    record, now = make_class(session, "submitted"), dates.now()
    address = officer.post(APPROVE, data={**HOURS, "chosen": record.number}).location
    assert service_acts.forget_old(session, now + timedelta(days=89)) == 0
    assert service_acts.forget_old(session, now + timedelta(days=91)) == 1
    page = officer.get(address)
    assert page.status_code == 404 and "超过 90 天" in page.get_data(as_text=True)


def test_the_bar_is_there_only_where_a_row_can_be_chosen(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    own = make_institution(session)
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=own.id)
    make_class(session, "running", institution=own, starts_on=dates.today())
    page = school.get("/classes?all=1").get_data(as_text=True)
    assert "class=\"toolbar acts\"" not in page and "data-check-all" not in page
    make_class(session, "draft", institution=own)
    page = school.get("/classes?all=1").get_data(as_text=True)
    assert "class=\"toolbar acts\"" in page and "data-check-all" in page
