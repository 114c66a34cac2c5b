"""The engineer's own pages and the page of a person for staff: what is shown, to whom, and how many queries it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.builders.certificates import (
    make_completed,
    make_completion_certificate,
    make_held_title,
    make_level_certificate,
)
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import bureau, make_institution
from tests.builders.people import make_person
from training_app.classes.models_evaluations import EvaluationGiven
from training_app.classes.models_signup import ClassSignUp
from training_app.hours import service as hours
from training_app.hours.rules import Credit
from training_app.kernel.actor import Role
from training_app.kernel.dates import today
from training_app.people.models import Person

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def credit(session: Session, person: Person, number: int, amount: int, *, year: int, subject: str = "professional") -> None:
    hours.credit(
        session, bureau(),
        [
            Credit(
                person_id=person.id, year=year, subject=subject, hours=amount, occurred_on=date(year, 2, 1),
                source_kind="class", source_number=f"WH{year}-9{number:03d}", basis="text",
                rule="hours.subject_of_digital_training 2023-05-24", idempotency_key=f"test:{person.id}:{year}:{number}",
                evidence="班次考勤",
            )
        ],
        AT,
    )  # fmt: skip


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "丛𬭎")


@pytest.fixture
def browse(login_as: Callable, person: Person) -> Callable[[str], str]:
    """Opens a page as the engineer and gives its text."""
    client = login_as(Role.ENGINEER, person_id=person.id)

    def get(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    return get


def test_the_year_against_what_it_asks_with_its_doubt(session: Session, person: Person, browse: Callable) -> None:
    credit(session, person, 1, 4800, year=today().year)
    credit(session, person, 2, 3000, year=today().year, subject="general")
    page = browse("/me")
    assert "今年还差专业 <em class=\"num\">12</em> 学时" in page
    assert "78.00 / 90" in page and "待核实" in page and "人社部令第25号" in page
    assert f"WH{today().year}-9001" in page and "班次考勤" in page


def test_another_year_and_another_day(session: Session, person: Person, browse: Callable) -> None:
    credit(session, person, 1, 9000, year=2025)
    assert "2025 年还差公需 <em class=\"num\">30</em> 学时" in browse("/me?year=2025")
    before = browse("/me?year=2025&as_of=2026-02-28")
    assert "已入账 0.00" in before and "截至 2026-02-28" in before


@pytest.mark.parametrize(
    ("query", "sentence"), [("year=abc", "四位数字"), ("year=1900", "四位数字"), ("as_of=yesterday", "2026-07-01 的样子")]
)
def test_what_cannot_be_read_is_said(browse: Callable, query: str, sentence: str) -> None:
    assert sentence in browse(f"/me?{query}", 422)


def test_reversals_stay_in_the_list(session: Session, person: Person, browse: Callable) -> None:
    credit(session, person, 1, 1600, year=2025)
    hours.reverse_source(session, bureau(), "class", "WH2025-9001", "机构更正签到", AT)
    page = browse("/me?year=2025")
    assert "−16.00" in page and "冲正：" in page and "机构更正签到" in page and "已入账 0.00" in page


def test_hours_of_a_merged_person_are_the_survivors(session: Session, person: Person, browse: Callable) -> None:
    survivor = make_person(session, "丛宏")
    credit(session, person, 1, 1600, year=2025)
    credit(session, survivor, 2, 800, year=2025)
    person.merged_into = survivor.id
    session.flush()
    assert "已入账 24.00" in browse("/me?year=2025")


def test_the_open_title_names_what_the_bureau_still_confirms(session: Session, person: Person, browse: Callable) -> None:
    make_level_certificate(session, person, "junior")
    part = browse("/me/standing")
    assert "现在可以提请认定" in part and "助理工程师" in part and "申报评审范围" in part
    assert "威人社函〔2023〕25号 五（二）" in part
    page = browse("/me/titles")
    assert "证书认定 → 助理工程师" in page and page.count('class="rcard"') == 11


def test_the_best_of_several_certificates_counts(session: Session, person: Person, browse: Callable) -> None:
    make_level_certificate(session, person, "junior")
    make_level_certificate(session, person, "intermediate")
    make_level_certificate(session, person, "senior")
    assert "证书认定 → 工程师" in browse("/me/titles")


def test_a_title_held_already_closes_the_route(session: Session, person: Person, browse: Callable) -> None:
    make_level_certificate(session, person, "junior")
    make_held_title(session, person, "assistant_engineer")
    page = browse("/me/titles?route=certificate_recognition")
    assert "现在可以提请认定" not in page and "现在不行" in page
    assert "助理工程师（工程技术系列），2020-01-01 取得" in page


def test_without_certificates_it_says_what_would_help(browse: Callable) -> None:
    page = browse("/me/titles?route=certificate_recognition")
    assert "证书等级：初级" in page
    assert "下一步：助理工程师" in browse("/me/standing")
    assert "还没有证书" in browse("/me/certificates") and "还没有入账的学时" in browse("/me")


def test_an_unknown_route_is_not_found(browse: Callable) -> None:
    browse("/me/titles?route=magic", 404)


def test_own_certificates_and_classes_and_nobody_elses(session: Session, person: Person, browse: Callable) -> None:
    own = make_completion_certificate(session, make_completed(session, person))
    foreign = make_completion_certificate(session, make_completed(session))
    page = browse("/me/certificates")
    assert own.number in page and foreign.number not in page and "智能制造（中级）测试班" in page
    browse(f"/me/certificates/{foreign.number}.pdf", 404)


def test_the_own_certificate_as_pdf(session: Session, person: Person, login_as: Callable) -> None:
    own = make_completion_certificate(session, make_completed(session, person))
    answer = login_as(Role.ENGINEER, person_id=person.id).get(f"/me/certificates/{own.number}.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_revoked_certificate_is_not_printed(session: Session, person: Person, browse: Callable) -> None:
    own = make_completion_certificate(session, make_completed(session, person), state="revoked")
    assert "已撤销，不能再打印" in browse(f"/me/certificates/{own.number}.pdf", 409)


@pytest.mark.parametrize("address", ["/me", "/me/titles", "/me/certificates", "/me/standing"])
def test_the_pages_are_the_engineers_alone(login_as: Callable, address: str) -> None:
    assert login_as(Role.BUREAU).get(address).status_code == 403


def test_the_hour_page_takes_few_queries(session: Session, person: Person, browse: Callable) -> None:
    credit(session, person, 1, 1600, year=today().year)
    asked: list[str] = []
    connection = session.connection()

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE")):
            asked.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        browse("/me")
    finally:
        event.remove(connection, "before_cursor_execute", note)
    assert len(asked) <= 7, "\n".join(asked)


def test_staff_see_a_person_masked_and_only_their_part(session: Session, login_as: Callable) -> None:
    person = make_person(session, "毕佩云", number="371002199003070011")
    ours, theirs = make_institution(session), make_institution(session)
    own = make_enrolment(session, make_class(session, "completed", institution=ours, name="甲班"), person, "completed")
    make_enrolment(session, make_class(session, "completed", institution=theirs, name="乙班"), person, "completed")
    certificate = make_completion_certificate(session, own)
    make_held_title(session, person, "engineer")
    address = f"/people/{person.number}"
    bureau_page = login_as(Role.BUREAU).get(address).get_data(as_text=True)
    assert "甲班" in bureau_page and "乙班" in bureau_page and "工程师" in bureau_page and "年学时" in bureau_page
    assert "3710**********0011" in bureau_page and "371002199003070011" not in bureau_page
    institution_page = login_as(Role.TRAINING_INSTITUTION, institution_id=ours.id).get(address).get_data(as_text=True)
    assert "甲班" in institution_page and certificate.number in institution_page
    assert "乙班" not in institution_page and "工程技术系列" not in institution_page and "年学时" not in institution_page


def test_a_foreign_person_is_not_found(session: Session, login_as: Callable) -> None:
    person = make_person(session, district_code="371082")
    make_enrolment(session, make_class(session, "completed"), person, "completed")
    foreign = make_institution(session)
    assert login_as(Role.TRAINING_INSTITUTION, institution_id=foreign.id).get(f"/people/{person.number}").status_code == 404
    assert login_as(Role.DISTRICT, district_code="371083").get(f"/people/{person.number}").status_code == 404
    assert login_as(Role.BUREAU).get("/people/P99999999").status_code == 404


def test_a_district_sees_the_whole_of_its_own_people(session: Session, login_as: Callable) -> None:
    person = make_person(session, district_code="371082")
    page = login_as(Role.DISTRICT, district_code="371082").get(f"/people/{person.number}").get_data(as_text=True)
    assert "年学时" in page


def test_the_home_asks_for_an_evaluation_while_it_is_open(browse: Callable, session: Session, person: Person) -> None:
    record = make_class(session, "completed", starts_on=today() - timedelta(days=9), name="数据治理提高班")
    enrolment = make_enrolment(session, record, person, "completed")
    session.commit()
    page = browse("/me/standing")
    assert "1 个班次等您评价教学" in page and f"/me/classes/{record.number}/evaluation" in page
    given = EvaluationGiven(enrolment_id=enrolment.id)
    session.add(given)
    session.commit()
    assert "等您评价教学" not in browse("/me/standing")
    session.delete(given)
    record.completed_on = today() - timedelta(days=200)
    session.commit()
    assert "等您评价教学" not in browse("/me/standing")


@pytest.mark.parametrize(("general", "professional", "offered"), [(0, 9000, False), (3000, 3000, True), (0, 1000, True)])
def test_a_class_is_offered_only_where_its_hours_are_missing(
    browse: Callable, session: Session, person: Person, general: int, professional: int, offered: bool
) -> None:
    record = make_class(session, "approved", starts_on=today() + timedelta(days=3), days=1, name="数据治理提高班")
    session.add(ClassSignUp(class_id=record.id, opens_on=today(), closes_on=today() + timedelta(days=2)))
    for number, (subject, amount) in enumerate((("general", general), ("professional", professional)), start=1):
        if amount:
            credit(session, person, number, amount, year=today().year, subject=subject)
    session.commit()
    assert ("数据治理提高班" in browse("/me/standing")) is offered
