"""The toolbar of a list: kept filters, chosen columns, workbooks; everybody the own ones."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.builders.people import identity_number
from training_app.audit.models import AuditEvent
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.listing.models import SavedFilter

QUERY = "state=running&district=371002"


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session)


@pytest.fixture
def browser(login_as: Callable[..., FlaskClient], school: Institution) -> FlaskClient:
    return login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)


def save(browser: FlaskClient, name: str, **more: str) -> str:
    sent = {"name": name, "query": QUERY, **more}
    return browser.post("/lists/classes/filters", data=sent, follow_redirects=True).get_data(as_text=True)


def test_a_filter_is_kept_and_offered_again(browser: FlaskClient, session: Session) -> None:
    assert "已保存常用筛选“我区在训”" in save(browser, "  我区在训 ")
    saved = session.scalars(select(SavedFilter)).one()
    assert saved.query == {"state": "running", "district": "371002"}
    assert 'href="/classes?state=running&amp;district=371002">我区在训' in browser.get("/classes?all=1").get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", QUERY, "起个名字"), ("a" * 41, QUERY, "起个名字"), ("x", "", "没有设任何筛选"),
        ("x", "foo=1&page=2", "没有设任何筛选"),
        ("x", "q=370602199003070412", "完整的证件号码"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    browser: FlaskClient, session: Session, name: str, query: str, said: str
) -> None:
    assert said in save(browser, name, query=query)
    assert session.scalars(select(SavedFilter)).all() == []


def test_a_name_is_used_once(browser: FlaskClient) -> None:
    save(browser, "在训")
    assert "您已有叫“在训”的筛选" in save(browser, "在训")


def test_the_default_opens_a_bare_list_and_can_be_left(browser: FlaskClient, session: Session) -> None:
    save(browser, "在训", opens="1")
    answer = browser.get("/classes")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/classes?state=running&district=371002")
    assert browser.get("/classes?all=1").status_code == 200
    item = session.scalars(select(SavedFilter.id)).one()
    browser.post(f"/lists/classes/filters/{item}", data={"do": "open_all"})
    assert browser.get("/classes").status_code == 200
    browser.post(f"/lists/classes/filters/{item}", data={"do": "open"})
    browser.post(f"/lists/classes/filters/{item}", data={"do": "delete"})
    assert browser.get("/classes").status_code == 200


def test_a_shared_filter_is_for_colleagues_only(
    browser: FlaskClient, session: Session, school: Institution, login_as: Callable[..., FlaskClient]
) -> None:
    save(browser, "共用的", shared="1")
    save(browser, "自己的")
    item = session.scalars(select(SavedFilter.id).where(SavedFilter.shared)).one()
    colleague = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    seen = colleague.get("/classes?all=1").get_data(as_text=True)
    assert "共用的" in seen and "自己的" not in seen
    refused = colleague.post(f"/lists/classes/filters/{item}", data={"do": "delete"}, follow_redirects=True)
    assert "只有保存它的人能改" in refused.get_data(as_text=True)
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert "共用的" not in stranger.get("/classes?all=1").get_data(as_text=True)
    assert stranger.post(f"/lists/classes/filters/{item}", data={"do": "open"}).status_code == 404
    assert session.get(SavedFilter, item) is not None


def heads(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", head).strip() for head in re.findall(r"<th.*?</th>", page)]


def test_columns_are_chosen_per_list(browser: FlaskClient, session: Session, school: Institution) -> None:
    make_class(session, "running", institution=school)
    chosen = browser.post("/lists/classes/columns", data={"column": ["level", "nonsense"]}, follow_redirects=True)
    assert heads(chosen.get_data(as_text=True)) == ["全选本页", "编号", "班次", "等级", "状态"]
    back = browser.post("/lists/classes/columns", data={"reset": "1"}, follow_redirects=True).get_data(as_text=True)
    assert "培训机构" in heads(back) and "等级" not in heads(back)


def test_heads_turn_the_order_round(browser: FlaskClient, session: Session, school: Institution) -> None:
    for capacity, name in ((5, "甲"), (6, "乙")):
        make_class(session, "running", institution=school, capacity=capacity, name=name)
    page = browser.get("/classes?sort=-name").get_data(as_text=True)
    assert 'aria-sort="descending"><a class="sort" href="/classes?sort=name"' in page
    found = re.findall(r'data-label="班次">(.)<', page)
    assert found == sorted(found, reverse=True) and len(found) == 2


def workbook(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_holds_what_the_filter_finds_in_the_columns_chosen(
    browser: FlaskClient, session: Session, school: Institution
) -> None:
    shown = make_class(session, "running", institution=school, name="=HYPERLINK(\"x\")")
    make_class(session, "draft", institution=school)
    make_class(session, "running")
    answer = browser.post("/lists/classes/export", data={"query": QUERY})
    assert answer.mimetype.endswith("spreadsheetml.sheet") and "xlsx" in answer.headers["Content-Disposition"]
    lines = workbook(answer.data)
    assert [line[:2] for line in lines] == [["编号", "班次"], [shown.number, "=HYPERLINK(\"x\")"]]
    assert "期限" not in lines[0] and "计划人数" in lines[0]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "list.export")).one()
    assert (event.object_number, event.detail["lines"]) == ("classes", 1)
    assert event.detail["filter"] == {"state": "running", "district": "371002"}


def test_the_trail_keeps_no_search_text(browser: FlaskClient, session: Session) -> None:
    browser.post("/lists/classes/export", data={"query": "q=丛林峰"})
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "list.export")).one()
    assert event.detail["filter"] == {"searched": True}


@pytest.mark.parametrize("address", ["/lists/people/export", "/lists/nothing/export", "/lists/people/columns"])
def test_a_list_of_others_is_not_there(
    login_as: Callable[..., FlaskClient], school: Institution, address: str
) -> None:
    assert login_as(Role.EMPLOYER, institution_id=school.id).post(address).status_code == 404


def test_an_empty_list_says_whether_the_filter_is_to_blame(browser: FlaskClient) -> None:
    assert "还没有班次" in browser.get("/classes").get_data(as_text=True)
    filtered = browser.get("/classes?q=nothing").get_data(as_text=True)
    assert "没有符合筛选条件的班次" in filtered and 'href="/classes?all=1">清除筛选' in filtered


def test_a_whole_identity_number_does_not_stay_in_the_address_of_a_list(login_as) -> None:
    number = identity_number(7)
    browser = login_as(Role.BUREAU)
    answer = browser.get("/certificates/", query_string={"q": f"{number[:6]} {number[6:]}", "kind": "completion"})
    assert answer.status_code == 302 and answer.location == f"/certificates/?kind=completion&q={number[-4:]}"
    page = browser.get(answer.location)
    assert page.status_code == 200 and "已改用后四位查找" in page.get_data(as_text=True)
    # The number of a certificate may be as long.
    assert browser.get("/certificates/", query_string={"q": "123456789012345678"}).status_code == 200
