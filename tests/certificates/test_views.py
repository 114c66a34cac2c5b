"""The pages of certificates: what each role finds, filters, and PDFs of one and of a class."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from tests.builders.certificates import make_assessment, make_completion_certificate, make_level_certificate
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import make_person
from training_app.kernel.actor import Role
from training_app.people.models import Person


def text_of(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined]


def test_filters_narrow_the_list(session: Session, login_as: Callable) -> None:
    one = make_level_certificate(session, make_person(session, "丛海明"), "junior", number="SZ-AAA")
    other = make_level_certificate(
        session, make_person(session, "鞠思雨", number="371002199003070011"), "senior", number="SZ-BBB",
        occupation_key="blockchain", issued_on=date(2026, 8, 1), state="revoked",
    )  # fmt: skip
    client = login_as(Role.BUREAU)
    for query, found in (
        ("", {one, other}), ("q=丛海", {one}), ("q=jsy", {other}), ("q=aaa", {one}), ("q=0011", {other}),
        ("level=senior", {other}), ("occupation=big_data", {one}), ("state=revoked", {other}), ("first=2026-07-01", {other}),
        ("last=2026-07-01", {one}), ("origin=our_class", set()), ("q=丛海&level=senior", set()),
    ):  # fmt: skip
        page = text_of(client.get(f"/certificates/?{query}"))
        assert {each for each in (one, other) if each.number in page} == found, query


@pytest.mark.parametrize("query", ["first=yesterday", "first=2026-02-01&last=2026-01-01", f"q={'长' * 61}"])
def test_a_wrong_filter_is_said(login_as: Callable, query: str) -> None:
    answer = login_as(Role.BUREAU).get(f"/certificates/?{query}")
    assert answer.status_code == 422 and "需要更正" in text_of(answer)


def test_an_empty_list_says_what_to_do(login_as: Callable) -> None:
    client = login_as(Role.BUREAU)
    assert "评价机构" in text_of(client.get("/certificates/"))
    assert "由培训机构在班次页颁发" in text_of(client.get("/certificates/?kind=completion"))


def test_the_page_of_a_level_certificate(session: Session, login_as: Callable) -> None:
    body = make_assessment_body(session)
    record = make_class(session, "completed", assessment_body=body)
    enrolment = make_enrolment(session, record, make_person(session, "丛海明", number="371002199003070011"), "completed")
    make_assessment(session, enrolment, body, theory=8250)
    person = session.get_one(Person, enrolment.person_id)
    old = make_level_certificate(session, person, enrolment=enrolment, number="SZ/2026.1", state="replaced")
    new = make_level_certificate(session, person, enrolment=enrolment, number="SZ2026-2")
    old.replaced_by = new.id
    session.flush()
    page = text_of(login_as(Role.ASSESSMENT_BODY, institution_id=body.id).get("/certificates/level/SZ/2026.1"))
    assert "82.5 分" in page and "已换发" in page and "SZ2026-2" in page and "3710**********0011" in page
    assert "371002199003070011" not in page


def test_each_role_finds_its_own(session: Session, login_as: Callable) -> None:
    ours, body = make_institution(session), make_assessment_body(session)
    record = make_class(session, "completed", institution=ours, assessment_body=body, district_code="371082")
    enrolment = make_enrolment(session, record, make_person(session, district_code="371083"), "completed")
    completion = make_completion_certificate(session, enrolment)
    level = make_level_certificate(session, make_person(session), enrolment=enrolment)
    away = make_level_certificate(session, make_person(session, district_code="371083"))
    every = {completion.number, level.number, away.number}
    for role, scope, sees in (
        (Role.BUREAU, {}, every),
        (Role.TRAINING_INSTITUTION, {"institution_id": ours.id}, {completion.number, level.number}),
        (Role.TRAINING_INSTITUTION, {"institution_id": make_institution(session).id}, set()),
        (Role.ASSESSMENT_BODY, {"institution_id": body.id}, {completion.number, level.number}),
        (Role.ASSESSMENT_BODY, {"institution_id": make_assessment_body(session).id}, set()),
        (Role.DISTRICT, {"district_code": "371082"}, {completion.number, level.number}),
        (Role.DISTRICT, {"district_code": "371083"}, {away.number}),
        (Role.DISTRICT, {"district_code": "371002"}, set()),
    ):  # fmt: skip
        client = login_as(role, **scope)
        lists = text_of(client.get("/certificates/")) + text_of(client.get("/certificates/?kind=completion"))
        assert {number for number in every if number in lists} == sees, (role, scope)
        for number, address in (
            (completion.number, f"completion/{completion.number}"), (completion.number, f"completion/{completion.number}.pdf"),
            (completion.number, f"classes/{record.number}.pdf"), (level.number, f"level/{level.number}"),
            (away.number, f"level/{away.number}"),
        ):  # fmt: skip
            expected = 200 if number in sees else 404
            assert client.get(f"/certificates/{address}").status_code == expected, (role, scope, address)


def test_a_whole_class_as_pdf_in_the_order_of_names(session: Session, login_as: Callable) -> None:
    record = make_class(session, "completed")
    for name in ("鞠思雨", "毕文立", "丛海明"):
        make_completion_certificate(
            session, make_enrolment(session, record, make_person(session, name), "completed")
        )
    gone = make_enrolment(session, record, make_person(session, "邹立晓"), "completed")
    make_completion_certificate(session, gone, state="revoked")
    answer = login_as(Role.BUREAU).get(f"/certificates/classes/{record.number}.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    assert [next(name for name in ("鞠思雨", "毕文立", "丛海明", "邹立晓") if name in page) for page in pages] == [
        "毕文立", "丛海明", "鞠思雨"
    ]  # fmt: skip


def test_a_class_without_certificates_says_so(session: Session, login_as: Callable) -> None:
    record = make_class(session, "running")
    answer = login_as(Role.BUREAU).get(f"/certificates/classes/{record.number}.pdf")
    assert answer.status_code == 404 and "还没有有效的培训合格证书" in text_of(answer)


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_others_may_not_open_the_list(session: Session, login_as: Callable, role: Role) -> None:
    scope = {"person_id": make_person(session).id} if role is Role.ENGINEER else {}
    assert login_as(role, **scope).get("/certificates/").status_code == 403
