"""The search over everything: each role its own records, numbers lead straight to them, whole numbers stay out of addresses."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import identity_number, make_person
from tests.builders.registrations import make_registration
from training_app.kernel.actor import Role
from training_app.people.models import PersonName
from training_app.web.palette import letters

NUMBER = identity_number(778_001)


@pytest.fixture
def world(session: Session) -> dict:
    """A class with one trainee at one institution, and somebody elsewhere."""
    institution = make_institution(session)
    person = make_person(session, "丛林峰", number=NUMBER, district_code="371002", employer="天舟公司")
    klass = make_class(session, "running", institution=institution)
    make_enrolment(session, klass, person)
    other = make_person(session, "丛外人", district_code="371082")
    session.commit()
    return {"institution": institution, "person": person, "class": klass, "other": other}


def page(browser, text: str) -> str:
    return browser.post("/search", data={"q": text}, follow_redirects=True).get_data(as_text=True)


@pytest.mark.parametrize("typed", ["丛林", "clf", "conglinf", NUMBER[-4:]])
def test_people_are_found_by_name_pinyin_and_last_four(login_as, world, typed: str) -> None:
    found = page(login_as(Role.BUREAU), typed)
    assert "丛林峰" in found and "天舟公司" in found and NUMBER not in found


def test_an_application_that_waits_is_found_by_number_and_name(login_as, session: Session) -> None:
    waiting, _ = make_registration(session, name="威海走查精密学校")
    session.commit()
    bureau, elsewhere = login_as(Role.BUREAU), login_as(Role.DISTRICT, district_code="371083")
    assert waiting.district_code != "371083"
    for text in (waiting.number, waiting.number[:-1], "走查精密"):
        found = page(bureau, text)
        assert "威海走查精密学校" in found and f"/registrations/{waiting.number}" in found, text
        assert f"/registrations/{waiting.number}" not in page(elsewhere, text)


def test_a_former_name_finds_the_person(login_as, world, session: Session) -> None:
    session.add(PersonName(person_id=world["person"].id, name="曾用名氏"))
    session.commit()
    assert "丛林峰" in page(login_as(Role.BUREAU), "曾用名")


def test_who_was_merged_is_found_as_the_surviving_person(login_as, world, session: Session) -> None:
    world["other"].merged_into = world["person"].id
    session.commit()
    assert "丛外人" not in page(login_as(Role.BUREAU), "丛")


def test_a_number_typed_whole_leads_to_its_record(login_as, world) -> None:
    browser = login_as(Role.BUREAU)
    for number, address in (
        (world["person"].number, f"/people/{world['person'].number}"),
        (world["class"].number.lower(), f"/classes/{world['class'].number}"),
        (world["institution"].code, f"/institutions/{world['institution'].code}"),
        (NUMBER, f"/people/{world['person'].number}"),
        (f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f"/people/{world['person'].number}"),
        (f"丛林峰 {NUMBER} 13800001111", f"/people/{world['person'].number}"),
    ):
        answer = browser.post("/search", data={"q": number}, follow_redirects=True)
        assert answer.request.path == address
        assert NUMBER not in "".join(step.headers["Location"] for step in answer.history)


def test_a_whole_number_in_an_address_is_not_looked_for(login_as, world) -> None:
    browser = login_as(Role.BUREAU)
    for typed in (NUMBER, f"丛林峰 {NUMBER}"):
        answer = browser.get("/search", query_string={"q": typed})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/search")


def test_an_unknown_whole_number_is_not_repeated(login_as, world) -> None:
    unknown = identity_number(778_002)
    answer = login_as(Role.BUREAU).post("/search", data={"q": unknown}, follow_redirects=True)
    assert answer.request.path == "/search" and "没有找到这个证件号码" in answer.get_data(as_text=True)
    assert unknown not in answer.get_data(as_text=True)


def test_everybody_finds_the_own_records_only(login_as, world) -> None:
    own = page(login_as(Role.TRAINING_INSTITUTION, institution_id=world["institution"].id), "丛")
    assert "丛林峰" in own and "丛外人" not in own
    district = page(login_as(Role.DISTRICT, district_code="371082"), "丛")
    assert "丛外人" in district and "丛林峰" not in district
    foreign = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(world_session(world)).id)
    assert "丛林峰" not in page(foreign, "丛林") and "没有找到" in page(foreign, world["class"].number)
    assert foreign.post("/search", data={"q": NUMBER}).headers["Location"] == "/search"


def world_session(world: dict) -> Session:
    return Session.object_session(world["person"])  # type: ignore[return-value]


def test_more_than_eight_are_counted_and_lead_to_the_list(login_as, session: Session) -> None:
    for position in range(11):
        make_person(session, f"欧阳测{'甲乙丙丁戊己庚辛壬癸子'[position]}")
    session.commit()
    found = page(login_as(Role.BUREAU), "欧阳测")
    assert "全部 11 条" in found and found.count('<td data-label="名称"') == 8
    assert "/people?q=%E6%AC%A7%E9%98%B3%E6%B5%8B" in found


def test_the_palette_gets_hits_as_entries(login_as, world) -> None:
    browser = login_as(Role.BUREAU)
    hits = browser.post("/search/hits", data={"q": "clf"}).get_data(as_text=True)
    assert 'role="option"' in hits and "丛林峰" in hits and "<html" not in hits
    assert "丛林峰" not in browser.post("/search/hits", data={"q": "c"}).get_data(as_text=True)
    whole = browser.post("/search/hits", data={"q": NUMBER}).get_data(as_text=True)
    assert world["person"].number in whole and NUMBER not in whole


def test_the_palette_offers_what_the_role_may_do(login_as, world) -> None:
    institution = login_as(Role.TRAINING_INSTITUTION, institution_id=world["institution"].id).get("/").get_data(as_text=True)
    bureau = login_as(Role.BUREAU).get("/").get_data(as_text=True)
    assert "新建班次" in institution and "待审核的班次" not in institution
    assert "待审核的班次" in bureau and "新建班次" not in bureau


def test_an_engineer_has_no_search_but_a_palette(login_as, world) -> None:
    browser = login_as(Role.ENGINEER, person_id=world["person"].id)
    own = browser.get("/me").get_data(as_text=True)
    assert 'id="palette"' in own and "global-search" not in own and "hx-post" not in own
    assert browser.get("/search").status_code == 403


def test_single_keys_stay_off_once_switched_off(login_as) -> None:
    browser = login_as(Role.BUREAU)
    assert "data-keys" not in browser.get("/").get_data(as_text=True).partition("<head>")[0]
    browser.set_cookie("keys", "off")
    assert 'data-keys="off"' in browser.get("/").get_data(as_text=True).partition("<head>")[0]


def test_labels_are_found_by_pinyin_and_initials() -> None:
    assert letters("班次") == "banci bc"
