"""The list of persons: in scope, masked, and without an identity number in any address."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import identity_number, make_person
from training_app.kernel.actor import Role

NUMBER = identity_number(777_001)


@pytest.fixture
def person(session: Session):
    person = make_person(session, "丛林峰", number=NUMBER, district_code="371002", employer="天舟公司")
    make_person(session, "外区人", district_code="371082")
    session.commit()
    return person


def test_the_list_shows_masked_numbers(login_as, person) -> None:
    page = login_as(Role.BUREAU).get("/people").get_data(as_text=True)
    assert "丛林峰" in page and "天舟公司" in page and f"{NUMBER[:4]}**********{NUMBER[-4:]}" in page
    assert NUMBER not in page


@pytest.mark.parametrize("typed", ["丛林", "clf", "conglin", NUMBER[-4:], "PERSON"])
def test_search_by_anything_but_the_whole_number_goes_into_the_address(login_as, person, typed: str) -> None:
    browser = login_as(Role.BUREAU)
    typed = person.number if typed == "PERSON" else typed
    answer = browser.post("/people/search", data={"q": f" {typed} "}, follow_redirects=True)
    assert answer.request.path == "/people" and "丛林峰" in answer.get_data(as_text=True)
    assert "外区人" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("typed", [NUMBER, f" {NUMBER[:6]} {NUMBER[6:]}", NUMBER.lower(), f"丛林峰 {NUMBER}"])
def test_the_whole_number_leads_to_its_person_and_into_no_address(login_as, person, typed: str) -> None:
    answer = login_as(Role.BUREAU).post("/people/search", data={"q": typed})
    assert answer.headers["Location"] == f"/people/{person.number}"


def test_a_whole_number_in_an_address_is_not_looked_for(login_as, person) -> None:
    browser = login_as(Role.BUREAU)
    for typed in (NUMBER, f"丛林峰{NUMBER}"):
        answer = browser.get("/people", query_string={"q": typed})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/people?all=1")


def test_an_unknown_number_is_not_repeated(login_as, person) -> None:
    unknown = identity_number(777_002)
    answer = login_as(Role.BUREAU).post("/people/search", data={"q": unknown}, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "没有找到这个证件号码的人员" in page and unknown not in page


def test_others_find_only_their_own(login_as, session, person) -> None:
    own = make_institution(session)
    learner = make_person(session, "本班人", district_code="371082")
    make_enrolment(session, make_class(session, "running", institution=own), learner)
    session.commit()
    institution = login_as(Role.TRAINING_INSTITUTION, institution_id=own.id)
    district = login_as(Role.DISTRICT, district_code="371082")
    for browser, seen in ((institution, ["本班人"]), (district, ["外区人", "本班人"])):
        page = browser.get("/people").get_data(as_text=True)
        assert [name for name in ("丛林峰", "外区人", "本班人") if name in page] == seen
        answer = browser.post("/people/search", data={"q": NUMBER}, follow_redirects=True)
        assert "没有找到这个证件号码的人员" in answer.get_data(as_text=True)
        assert "没有找到" in browser.get(f"/people?q={person.number}").get_data(as_text=True)


def test_an_empty_list_says_what_to_do(login_as, session) -> None:
    own = make_institution(session)
    session.commit()
    page = login_as(Role.TRAINING_INSTITUTION, institution_id=own.id).get("/people").get_data(as_text=True)
    assert "还没有人员" in page and "去导入" in page
