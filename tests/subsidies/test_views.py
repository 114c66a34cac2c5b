"""The pages of payments: search, sums, vouchers, and whose payments nobody else sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.builders.subsidies import make_disbursement
from training_app.classes.models import Enrolment
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role

Login = Callable[..., FlaskClient]
NUMBER = "371002199003070011"


@pytest.fixture
def school(session: Session) -> Institution:
    """A unit with three payments on two vouchers in two districts."""
    school = make_institution(session, "威海蓝湾职业培训学校")
    for district, name, number in (("371002", "丛海明", NUMBER), ("371082", "鞠昕玥", None)):
        record = make_class(session, "completed", institution=school, district_code=district)
        person = make_person(session, name, number=number, born=date(1990, 3, 7) if number else date(1991, 1, 1))
        enrolment = make_enrolment(session, record, person, "completed")
        make_disbursement(session, enrolment, date(2026, 6, 20), 180050, voucher="PZ/2026/31")
        if number:
            make_disbursement(session, enrolment, date(2024, 6, 20), 100, voucher="PZ-2024")
    return school


def page(browser: FlaskClient, address: str, status: int = 200) -> html.HtmlElement:
    answer = browser.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return html.fromstring(answer.get_data(as_text=True))


def rows(tree: html.HtmlElement) -> list[str]:
    return [" ".join(row.text_content().split()) for row in tree.xpath("//tbody/tr")]


def sums(tree: html.HtmlElement) -> list[str]:
    return [node.text for node in tree.xpath("//span[@class='v']")]


def test_the_list_adds_up_what_it_shows(school: Institution, login_as: Login) -> None:
    tree = page(login_as(Role.BUREAU), "/subsidies")
    assert sums(tree) == ["3", "3,602.00", "2"] and len(rows(tree)) == 3
    assert "1,800.50" in rows(tree)[0] and "3710**********0011" in tree.text_content()
    assert NUMBER not in html.tostring(tree, encoding="unicode")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=丛海", 2), ("q=jxy", 1), ("q=PZ-2024", 1), ("q=0011", 2), ("q=蓝湾", 3), ("q=没有这个人", 0), ("q=%25", 0),
        ("level=intermediate", 3), ("level=junior", 0), ("occupation=smart_manufacturing", 3), ("occupation=big_data", 0),
        ("district=371082", 1), ("first=2026-01-01", 2), ("last=2026-01-01", 1), ("first=2024-06-20&last=2024-06-20", 1),
        ("page=99", 3), ("page=x", 3), ("q=%00", 3), ("district=zzz", 0),
    ],
)  # fmt: skip
def test_searching(school: Institution, login_as: Login, query: str, found: int) -> None:
    assert len(rows(page(login_as(Role.BUREAU), f"/subsidies?{query}"))) == found


@pytest.mark.parametrize("query", ["first=gestern", "first=2026-02-01&last=2026-01-01", f"q={'x' * 61}"])
def test_a_search_that_cannot_be_is_explained(school: Institution, login_as: Login, query: str) -> None:
    tree = page(login_as(Role.BUREAU), f"/subsidies?{query}", 422)
    assert tree.xpath("//div[contains(@class, 'err-summary')]")


def test_a_voucher_shows_everything_it_paid(school: Institution, login_as: Login) -> None:
    tree = page(login_as(Role.BUREAU), "/subsidies/PZ/2026/31")
    assert len(rows(tree)) == 2 and "合计 3,601.00 元" in tree.text_content()
    page(login_as(Role.BUREAU), "/subsidies/NOTHING", 404)
    assert login_as(Role.BUREAU).get("/subsidies/%00").status_code in (404, 422)


def test_everybody_sees_the_own_payments_only(session: Session, school: Institution, login_as: Login) -> None:
    unit = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    assert len(rows(page(unit, "/subsidies"))) == 3
    district = login_as(Role.DISTRICT, district_code="371082")
    assert sums(page(district, "/subsidies")) == ["1", "1,800.50", "1"]
    assert len(rows(page(district, "/subsidies/PZ/2026/31"))) == 1
    assert rows(page(district, "/subsidies?district=371002")) == []
    page(district, "/subsidies/PZ-2024", 404)
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert rows(page(stranger, "/subsidies")) == []
    page(stranger, "/subsidies/PZ-2024", 404)
    for role in (Role.ASSESSMENT_BODY, Role.EMPLOYER):
        page(login_as(role, institution_id=school.id), "/subsidies", 403)


def test_a_merged_person_is_one_recipient(session: Session, school: Institution, login_as: Login) -> None:
    person = make_person(session, "于𣲗")
    merged = make_person(session, merged_into=person.id)
    record = make_class(session, "completed", institution=school)
    for each in (person, merged):
        enrolment: Enrolment = make_enrolment(session, record, each, "completed")
        make_disbursement(session, enrolment, date(2026, 6, 20), 100)
    tree = page(login_as(Role.BUREAU), "/subsidies")
    assert sums(tree)[2] == "3"
    assert len(tree.xpath(f"//tbody//a[@href='/people/{person.number}']")) == 2
