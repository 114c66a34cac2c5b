"""The pages of recognition: the list, one certificate, what is refused on the page, the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_held_title, make_level_certificate
from tests.builders.people import make_person
from training_app.kernel.actor import Role
from training_app.kernel.dates import today
from training_app.titles.models import TitleRecord
from training_app.titles.rules_recognition import CONFIRMABLE


@pytest.fixture
def officer(login_as: Callable) -> FlaskClient:
    return login_as(Role.BUREAU)


def form(*numbers: str, **changes: object) -> dict[str, object]:
    return {
        "certificate": list(numbers), "series": "engineering", "specialty": "", "recognised_on": today().isoformat(),
        "confirmed": list(CONFIRMABLE), **changes,
    }  # fmt: skip


MANY = "/lists/titles_waiting/acts/recognise"


def many(*numbers: str, **changes: object) -> dict[str, object]:
    return {
        "chosen": list(numbers), "series": "engineering", "specialty": "", "recognised_on": today().isoformat(),
        "confirmed": "1", **dict.fromkeys(CONFIRMABLE, "1"), **changes,
    }  # fmt: skip


def records(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TitleRecord)) or 0


def test_from_the_list_to_the_record(session: Session, officer: FlaskClient) -> None:
    certificate = make_level_certificate(session, make_person(session, "慈海云"), "intermediate")
    page = officer.get("/titles/").get_data(as_text=True)
    assert "有 1 本证书可以认定职称" in page and certificate.number in page and "待核对 4 项" in page
    answer = officer.post("/titles/recognise", data=form(certificate.number))
    assert answer.status_code == 302
    record = officer.get(answer.headers["Location"]).get_data(as_text=True)
    assert "慈海云：工程师" in record and "威人社函〔2023〕25号 五（二）" in record and certificate.number in record
    assert "不在职称评审诚信档案限制期内" in record
    assert "没有等待认定的证书" in officer.get("/titles/").get_data(as_text=True)
    assert "慈海云" in officer.get("/titles/records?q=chy").get_data(as_text=True)


def test_one_certificate_shows_every_condition_with_its_quote(session: Session, officer: FlaskClient) -> None:
    certificate = make_level_certificate(session, make_person(session))
    page = officer.get(f"/titles/certificates/{certificate.number}").get_data(as_text=True)
    assert "以考代评的职称系列(专业)除外" in page and "待核实" in page and "认定为助理工程师" in page


def test_a_senior_certificate_offers_no_recognition(session: Session, officer: FlaskClient) -> None:
    certificate = make_level_certificate(session, make_person(session), "senior")
    page = officer.get(f"/titles/certificates/{certificate.number}").get_data(as_text=True)
    assert "重要参考" in page and 'action="/titles/recognise"' not in page


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"confirmed": []}, 409, "还有 4 项没有核对"),
        ({"series": "accounting"}, 409, "以考代评"),
        ({"recognised_on": "soon"}, 422, "2026-07-01"),
        ({"recognised_on": "2020-01-01"}, 409, "2020-01-01"),
        ({"recognised_on": "2099-01-01"}, 422, "认定日期应在"),
        ({"specialty": "业" * 41}, 422, "最多 40 个字"),
        ({"series": "magic"}, 422, "没有这个职称系列"),
        ({"confirmed": ["person.retired"]}, 422, "刷新页面"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    session: Session, officer: FlaskClient, changes: dict, status: int, sentence: str
) -> None:
    certificate = make_level_certificate(session, make_person(session))
    answer = officer.post("/titles/recognise", data={**form(certificate.number, specialty="大数据"), **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == status, page
    assert sentence in page
    assert ("大数据" in page) or "specialty" in changes
    assert records(session) == 0


def test_what_is_not_confirmed_is_said_beside_the_boxes(session: Session, officer: FlaskClient) -> None:
    certificate = make_level_certificate(session, make_person(session))
    page = officer.post("/titles/recognise", data=form(certificate.number, confirmed=[])).get_data(as_text=True)
    assert 'href="#confirmed-0"' in page and 'id="confirmed-error"' in page


def test_the_record_leads_to_those_still_waiting(session: Session, officer: FlaskClient) -> None:
    first, second = (make_level_certificate(session, make_person(session)) for _ in range(2))
    address = officer.post("/titles/recognise", data=form(first.number)).headers["Location"]
    assert "继续认定，还有 1 本" in officer.get(address).get_data(as_text=True)
    officer.post("/titles/recognise", data=form(second.number))
    assert "继续认定" not in officer.get(address).get_data(as_text=True)


def test_several_are_answered_one_by_one(session: Session, officer: FlaskClient) -> None:
    person = make_person(session, "丛海明")
    make_held_title(session, person, "engineer")
    held = make_level_certificate(session, person)
    good = make_level_certificate(session, make_person(session, "鞠思雨"))
    page = officer.post(MANY, data=many(good.number, held.number), follow_redirects=True).get_data(as_text=True)
    assert "办成 1 行，1 行没有办成" in page and "丛海明（证书" in page and "不能认定" in page
    assert records(session) == 1
    again = officer.post(MANY, data=many(good.number, held.number), follow_redirects=True).get_data(as_text=True)
    assert "2 行没有办成" in again and "没有重复认定" in again and records(session) == 1


def test_two_certificates_of_one_person_bring_the_higher_title(session: Session, officer: FlaskClient) -> None:
    person = make_person(session, "鞠思雨")
    low, high = make_level_certificate(session, person), make_level_certificate(session, person, "intermediate")
    page = officer.post(MANY, data=many(low.number, high.number), follow_redirects=True).get_data(as_text=True)
    assert "办成 1 行，1 行没有办成" in page
    assert session.scalars(select(TitleRecord.level)).all() == ["engineer"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"recognised_on": "soon"}, "2026-07-01"), ({"recognised_on": ""}, "请填写"), ({"series": "magic"}, "没有这个职称系列"),
        ({"specialty": "业" * 41}, "最多 40 个字"),
    ],
)
def test_wrong_answers_for_many_are_said_beside_what_was_typed(
    session: Session, officer: FlaskClient, changes: dict, sentence: str
) -> None:
    certificate = make_level_certificate(session, make_person(session))
    answer = officer.post(MANY, data=many(certificate.number, **changes))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in page and certificate.number in page and "checked" in page
    assert records(session) == 0


def test_before_many_are_recognised_the_page_says_what_each_brings(session: Session, officer: FlaskClient) -> None:
    certificate = make_level_certificate(session, make_person(session), "intermediate")
    page = officer.post(MANY, data={"chosen": certificate.number}).get_data(as_text=True)
    assert "认定 1 本证书对应的职称" in page and "认定为工程师，待核对 4 项" in page and today().isoformat() in page
    assert records(session) == 0


def test_recognising_twice_is_a_conflict(session: Session, officer: FlaskClient) -> None:
    certificate = make_level_certificate(session, make_person(session))
    officer.post("/titles/recognise", data=form(certificate.number))
    answer = officer.post("/titles/recognise", data=form(certificate.number))
    assert answer.status_code == 409 and "没有重复认定" in answer.get_data(as_text=True)
    assert records(session) == 1


def test_unknown_numbers_are_not_found(officer: FlaskClient) -> None:
    assert officer.post("/titles/recognise", data=form("SZ-none")).status_code == 404
    assert officer.get("/titles/certificates/SZ-none").status_code == 404
    assert officer.get("/titles/TR2026-999999").status_code == 404
    assert officer.get("/titles/?page=99999999999999999999&q=%00").status_code == 200


def test_a_district_looks_at_its_own_and_does_not_recognise(session: Session, login_as: Callable, officer: FlaskClient) -> None:
    own = make_level_certificate(session, make_person(session, district_code="371082"))
    foreign = make_level_certificate(session, make_person(session, district_code="371002"))
    record = officer.post("/titles/recognise", data=form(foreign.number)).headers["Location"]
    district = login_as(Role.DISTRICT, district_code="371082")
    page = district.get("/titles/").get_data(as_text=True)
    assert own.number in page and foreign.number not in page and "认定勾选的人员" not in page
    assert district.get(f"/titles/certificates/{foreign.number}").status_code == 404
    assert district.get(record).status_code == 404
    assert district.post("/titles/recognise", data=form(own.number)).status_code == 403
    assert district.post(MANY, data=many(own.number)).status_code == 404


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.AUDITOR])
def test_others_see_no_titles(session: Session, login_as: Callable, role: Role) -> None:
    scope = {"person_id": make_person(session).id} if role is Role.ENGINEER else {}
    assert login_as(role, **scope).get("/titles/").status_code == 403
