"""Acts on many lines: said in numbers first, each line alone, nothing twice, nothing of others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from training_app.accounts.models import User
from training_app.audit.models import AuditEvent
from training_app.classes.models import TrainingClass
from training_app.kernel.actor import Role

APPROVE = "/lists/classes/acts/approve"
HOURS = {"hours": "32", "source": "国家职业标准第 3 页", "remark": "", "confirmed": "1"}


@pytest.fixture
def officer(login_as: Callable[..., FlaskClient]) -> FlaskClient:
    return login_as(Role.BUREAU)


def submitted(session: Session, count: int) -> list[TrainingClass]:
    return [make_class(session, "submitted") for _ in range(count)]


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
    page = officer.post(APPROVE, data={**HOURS, "chosen": numbers}).get_data(as_text=True)
    assert results(page) == {good.number: "done", short.number: "refused", draft.number: "refused"}
    assert "办成 1 行，2 行没有办成" in page and "课表" in page
    session.expire_all()
    assert (good.state, good.required_hours, short.state, draft.state) == ("approved", 3200, "submitted", "draft")
    again = officer.post(APPROVE, data={**HOURS, "chosen": numbers}).get_data(as_text=True)
    assert set(results(again).values()) == {"refused"}
    acts = session.scalar(select(func.count()).where(AuditEvent.action == "class.approve"))
    assert acts == 1


@pytest.mark.parametrize(("count", "said"), [(0, "没有选中任何一行"), (201, "一次最多办理 200 行")])
def test_too_few_and_too_many_are_refused(officer: FlaskClient, count: int, said: str) -> None:
    answer = officer.post(APPROVE, data={"chosen": [f"x{at}" for at in range(count)]}, follow_redirects=True)
    assert said in answer.get_data(as_text=True)


def test_foreign_records_and_foreign_acts_are_not_there(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    own, foreign = make_institution(session), make_class(session, "draft")
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=own.id)
    mine = make_class(session, "draft", institution=own)
    assert school.post(APPROVE, data={**HOURS, "chosen": mine.number}).status_code == 404
    page = school.post("/lists/classes/acts/submit", data={"chosen": [mine.number, foreign.number], "confirmed": "1"})
    assert foreign.number not in page.get_data(as_text=True)
    session.expire_all()
    assert foreign.state == "draft"


def test_accounts_are_disabled_once(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    admin = login_as(Role.SYSTEM_ADMIN)
    login_as(Role.EMPLOYER, institution_id=make_institution(session).id)
    login = session.scalars(select(User.login).order_by(User.id.desc())).first()
    data = {"chosen": [login, "nobody"], "confirmed": "1"}
    assert "1 行全部办成" in admin.post("/lists/accounts/acts/disable", data=data).get_data(as_text=True)
    assert "已经停用" in admin.post("/lists/accounts/acts/disable", data=data).get_data(as_text=True)


def test_strange_numbers_are_no_error(officer: FlaskClient) -> None:
    chosen = ["\x00", "%'_", "a" * 5000, "\u202e", "x"]
    assert officer.post(APPROVE, data={"chosen": chosen}).status_code == 302
