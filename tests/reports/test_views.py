"""The pages of the form: figures that open, papers, the return in the browser, and whose figures nobody else sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.builders.subsidies import make_disbursement
from tests.reports.world import certify, certify_elsewhere, list_programme
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.reports.models import QuarterlyReturn

Q = "2026Q2"
Login = Callable[..., FlaskClient]


@pytest.fixture
def school(session: Session) -> Institution:
    """A unit with classes in two districts, certificates and payments in the second quarter."""
    school = make_institution(session, "威海蓝湾职业培训学校", in_catalogue=True)
    list_programme(session)
    for district in ("371002", "371082"):
        training_class = make_class(
            session, "completed", institution=school, starts_on=date(2026, 4, 6), district_code=district
        )
        for number in range(3):
            enrolment = make_enrolment(session, training_class, state="completed" if number else "failed")
            if number:
                certify(session, enrolment, date(2026, 5, 20))
                make_disbursement(session, enrolment, date(2026, 6, 20), 180050)
    return school


def page(browser: FlaskClient, address: str, status: int = 200) -> html.HtmlElement:
    answer = browser.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return html.fromstring(answer.get_data(as_text=True))


def sheet(tree: html.HtmlElement) -> dict[str, list[str]]:
    """The form on a page: name of the row → its figures as printed."""
    lines = tree.xpath("//table[contains(@class, 'form7')]//tr[td]")
    return {
        line.xpath("string(th)"): ["".join(cell.xpath("(a|span)[1]//text()")) for cell in line.xpath("td")]
        for line in lines
    }


def told(opened: html.HtmlElement) -> str:
    """The figure in the heading of the list behind it, which ends in number and unit."""
    return opened.xpath("string(//h1)").split()[-2]


def test_every_figure_of_the_page_opens_a_list_as_long(session: Session, school: Institution, login_as: Login) -> None:
    make_class(session, "completed", starts_on=date(2026, 4, 6), occupation_key="big_data")
    certify_elsewhere(session, make_person(session), date(2026, 5, 1))
    browser = login_as(Role.BUREAU)
    tree = page(browser, f"/reports?quarter={Q}")
    assert sheet(tree)["智能制造"] == ["2", "6", "7,202.00", "2", "4", "4"]
    links = tree.xpath("//table[contains(@class, 'form7')]//td/a")
    assert len(links) == 24
    for link in links:
        opened = page(browser, link.get("href"))
        lines = opened.xpath("//table[contains(@class, 'people')]/tbody/tr")
        assert told(opened) == link.text
        if "subsidy_paid_fen" not in link.get("href"):
            assert len(lines) == int(link.text)
    (elsewhere,) = tree.xpath("//p[contains(@class, 'sheet-note')]//a")
    assert len(page(browser, elsewhere.get("href")).xpath("//tbody/tr")) == 1


def test_the_drawer_gets_only_the_inside_of_the_list(school: Institution, login_as: Login) -> None:
    browser = login_as(Role.BUREAU)
    answer = browser.get(
        f"/reports/cell?quarter={Q}&column=headcount_trained&row=smart_manufacturing", headers={"HX-Request": "true"}
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "<html" not in text and text.count("<tr>") == 7


def test_page_pdf_and_workbook_say_the_same(school: Institution, login_as: Login) -> None:
    browser = login_as(Role.BUREAU)
    figures = sheet(page(browser, f"/reports?quarter={Q}"))
    paper = browser.get(f"/reports/export.pdf?quarter={Q}")
    assert paper.mimetype == "application/pdf" and "attachment" in paper.headers["Content-Disposition"]
    text = " ".join("".join(p.extract_text() for p in PdfReader(BytesIO(paper.data)).pages).split())
    assert " ".join(figures["智能制造"]) in text and "草" in text
    book = load_workbook(BytesIO(browser.get(f"/reports/export.xlsx?quarter={Q}").data)).worksheets[0]
    lines = {line[0]: line[1:7] for line in book.iter_rows(min_row=4, max_row=7, values_only=True)}
    for name, printed in figures.items():
        assert [f"{value:,.2f}" if place == 2 else str(value) for place, value in enumerate(lines[name])] == printed


def test_readings_of_district_institution_and_year(session: Session, school: Institution, login_as: Login) -> None:
    browser = login_as(Role.BUREAU)
    base = f"/reports?quarter={Q}"
    assert sheet(page(browser, f"{base}&district=371082"))["合计"] == ["1", "3", "3,601.00", "1", "2", "2"]
    assert sheet(page(browser, f"{base}&institution={school.code}"))["合计"][0] == "2"
    assert sheet(page(browser, "/reports?quarter=2026Q3&cumulative=1"))["合计"][1] == "6"
    assert sheet(page(browser, "/reports?quarter=2026Q3"))["合计"][1] == "0"
    district = login_as(Role.DISTRICT, district_code="371082")
    assert sheet(page(district, base))["合计"] == ["1", "3", "3,601.00", "1", "2", "2"]


def test_nobody_reads_figures_outside_the_scope(session: Session, school: Institution, login_as: Login) -> None:
    other = make_institution(session, "文登外区学校", district_code="371003")
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=other.id)
    district = login_as(Role.DISTRICT, district_code="371002")
    assert sheet(page(stranger, f"/reports?quarter={Q}"))["合计"] == ["0", "0", "0.00", "0", "0", "0"]
    cell = "column=headcount_trained&row=total"
    for address in ("?", f"/cell?{cell}&", "/export.pdf?", "/export.xlsx?"):
        for asked in (f"institution={school.code}", "district=371002"):
            page(stranger, f"/reports{address}quarter={Q}&{asked}", 404)
        page(district, f"/reports{address}quarter={Q}&district=371082", 404)
        page(district, f"/reports{address}quarter={Q}&institution={other.code}", 404)
    assert len(page(district, f"/reports/cell?{cell}&quarter={Q}").xpath("//tbody/tr")) == 3
    assert other.name not in page(district, f"/reports?quarter={Q}").text_content()
    for role in (Role.ASSESSMENT_BODY, Role.EMPLOYER):
        page(login_as(role, institution_id=other.id), f"/reports?quarter={Q}", 403)
    page(login_as(Role.ENGINEER, person_id=make_person(session).id), f"/reports?quarter={Q}", 403)
    bureau = login_as(Role.BUREAU)
    page(bureau, f"/reports?quarter={Q}&institution=NOBODY", 404)
    page(bureau, f"/reports?quarter={Q}&district=999999", 404)


@pytest.mark.parametrize("address", [
    "?quarter=2026Q5", "?quarter=abc", "?quarter=2026Q2%00", "?quarter=9999Q1", "/cell?row=nothing",
    "/cell?column=nothing&row=total", "/cell?column=classes_held&row=nothing", "/cell?column=classes_held&row=elsewhere",
    "/cell?column=classes_held&row=total&distinct=1", "/export.docx", "/returns/KB2026Q2-0001", "/returns?quarter=x",
    "/returns/KB%00/cell?column=classes_held&row=total", "?institution=%00", "?district=%00",
])
def test_odd_addresses_get_a_sentence(login_as: Login, session: Session, address: str) -> None:
    answer = login_as(Role.BUREAU).get(f"/reports{address}")
    assert answer.status_code in (404, 422), answer.status_code


def test_odd_pages_show_the_nearest(login_as: Login, school: Institution) -> None:
    browser = login_as(Role.BUREAU)
    for number in ("0", "-1", "99999", "x", "1e9"):
        page(browser, f"/reports/cell?quarter={Q}&column=classes_held&row=total&page={number}")


def drawn(browser: FlaskClient, number: str) -> dict[str, str]:
    """The edition of the draft as its page shows it now."""
    return edition(page(browser, f"/reports/returns/{number}"))


def edition(tree: Any) -> dict[str, str]:
    return {name: tree.xpath(f"//input[@name='{name}']")[0].get("value") for name in ("version", "opened")}


def file_return(browser: FlaskClient, session: Session) -> str:
    """Opens, fills in and submits the second quarter; answers the number."""
    opened = browser.post("/reports/returns", data={"quarter": Q})
    number = opened.headers["Location"].rsplit("/", 1)[1]
    answer = browser.post(f"/reports/returns/{number}", data=drawn(browser, number) | {
        "act": "submit", "prepared_by": "毕晓彤", "phone": "0631-5190000", "measures": "配套。", "practice": "", "issues": "",
    })
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return number


def test_a_return_from_draft_to_acceptance(session: Session, school: Institution, login_as: Login) -> None:
    unit = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    number = file_return(unit, session)
    tree = page(unit, f"/reports/returns/{number}")
    assert "第 1 版，已冻结" in tree.text_content() and sheet(tree)["合计"][1] == "6"
    for link in tree.xpath("//table[contains(@class, 'form7')]//td/a"):
        opened = page(unit, link.get("href"))
        assert told(opened) == link.text
        if "subsidy_paid_fen" not in link.get("href"):
            assert len(opened.xpath("//tbody/tr")) == int(link.text)
    bureau = login_as(Role.BUREAU)
    board = page(bureau, f"/reports/returns?quarter={Q}")
    assert number in board.text_content()
    first, again = (bureau.get(f"/reports/returns/{number}/paper.pdf").data for _ in range(2))
    assert first == again and first.startswith(b"%PDF")
    assert bureau.get(f"/reports/returns/{number}/paper.xlsx").data[:2] == b"PK"
    assert "核对一致" in bureau.get(f"/reports/returns/{number}/check", follow_redirects=True).get_data(as_text=True)
    assert bureau.post(f"/reports/returns/{number}/accept").status_code == 302
    assert bureau.post(f"/reports/returns/{number}/accept").status_code == 409
    assert "市局已接收" in page(unit, f"/reports/returns/{number}").text_content()


def test_a_refused_submission_keeps_what_was_typed(session: Session, school: Institution, login_as: Login) -> None:
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6), occupation_key="big_data")
    unit = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    number = unit.post("/reports/returns", data={"quarter": Q}).headers["Location"].rsplit("/", 1)[1]
    opened = drawn(unit, number)
    wrong = {"act": "submit", "prepared_by": "", "phone": "12", "issues": "缺师资"}
    answer = unit.post(f"/reports/returns/{number}", data=opened | wrong)
    tree = html.fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 422 and tree.get_element_by_id("issues").text.strip() == "缺师资"
    assert "电话只能有数字" in tree.text_content()
    right = {"act": "submit", "prepared_by": "毕", "phone": "0631-5190000"}
    answer = unit.post(f"/reports/returns/{number}", data=opened | right)
    tree = html.fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 422 and tree.get_element_by_id("prepared_by").get("value") == "毕"
    box = tree.get_element_by_id("answer-classes_and_persons.big_data")
    assert box.get("aria-invalid") == "true"
    answers = {"answer-classes_and_persons.big_data": "学员全部退班。"}
    data = edition(tree) | right | answers
    assert unit.post(f"/reports/returns/{number}", data=data).status_code == 302
    assert "学员全部退班。" in page(unit, f"/reports/returns/{number}").text_content()
    assert unit.post(f"/reports/returns/{number}", data=data).status_code == 409


def test_sent_back_corrected_and_discarded(session: Session, school: Institution, login_as: Login) -> None:
    unit, bureau = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id), login_as(Role.BUREAU)
    number = file_return(unit, session)
    refused = bureau.post(f"/reports/returns/{number}/return", data={"remark": " "})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "请写退回的原因" in text
    assert 'href="#remark"' in text and html.fromstring(text).xpath("//details[@open]//textarea[@id='remark']")
    assert bureau.post(f"/reports/returns/{number}/return", data={"remark": "电话打不通"}).status_code == 302
    assert "电话打不通" in page(unit, f"/reports/returns/{number}").text_content()
    moved = unit.post(f"/reports/returns/{number}/correct", data={"remark": ""})
    assert moved.headers["Location"].endswith(f"{number}-2")
    page(bureau, f"/reports/returns/{number}-2", 404)
    assert "草稿，第 2 版" in page(unit, f"/reports/returns/{number}-2").text_content()
    assert unit.post(f"/reports/returns/{number}-2/discard").status_code == 302
    page(unit, f"/reports/returns/{number}-2", 404)


def test_another_unit_reaches_no_return_by_any_address(session: Session, school: Institution, login_as: Login) -> None:
    unit = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    number = file_return(unit, session)
    strangers = [
        login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id),
        login_as(Role.DISTRICT, district_code="371002"),
    ]
    for stranger in strangers:
        for rest in ("", "/check", "/paper.pdf", "/paper.xlsx", "/cell?column=classes_held&row=total"):
            assert stranger.get(f"/reports/returns/{number}{rest}").status_code == 404
        for rest in ("", "/discard", "/accept", "/return", "/correct"):
            answer = stranger.post(f"/reports/returns/{number}{rest}", data={"remark": "x", "act": "submit"})
            assert answer.status_code in (403, 404)
    assert session.scalars(select(QuarterlyReturn.state)).all() == ["submitted"]


def test_the_frozen_page_says_what_came_later(session: Session, school: Institution, login_as: Login) -> None:
    unit = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    number = file_return(unit, session)
    late = make_class(session, "completed", institution=school, starts_on=date(2026, 6, 1))
    make_enrolment(session, late, make_person(session, "鞠昕玥"), "completed")
    tree = page(unit, f"/reports/returns/{number}")
    assert "提交后有 3 处变化" in tree.text_content() and "增加 鞠昕玥" in tree.text_content()
    assert sheet(tree)["合计"][1] == "6" and len(tree.xpath("//td[@class='chg']")) == 3


def test_no_identity_number_stands_on_any_page(session: Session, school: Institution, login_as: Login) -> None:
    browser = login_as(Role.BUREAU)
    text = browser.get(f"/reports/cell?quarter={Q}&column=headcount_trained&row=total").get_data(as_text=True)
    assert not re.search(r"\d{17}[\dX]", text)


def test_two_writers_of_one_draft_see_each_other(session: Session, school: Institution, login_as: Login) -> None:
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6), occupation_key="big_data")
    first, second = (login_as(Role.TRAINING_INSTITUTION, institution_id=school.id) for _ in range(2))
    number = first.post("/reports/returns", data={"quarter": Q}).headers["Location"].rsplit("/", 1)[1]
    url, answer = f"/reports/returns/{number}", "answer-classes_and_persons.big_data"
    opened = drawn(first, number)
    theirs = {"act": "save", "phone": "0631-5190000", "issues": "场地不足", "measures": "配套经费", answer: "全部退班"}
    assert second.post(url, data=opened | theirs).status_code == 302
    mine = {"act": "save", "issues": "师资不足", "practice": "送教上门", answer: "推迟结业"}
    sent = first.post(url, data=opened | mine)
    text = sent.get_data(as_text=True)
    tree = html.fromstring(text)
    assert sent.status_code == 409 and "改过这条记录，您的修改还没有保存" in text and "下面 2 处两人都改了" in text
    kept = {name: tree.get_element_by_id(name) for name in ("issues", "practice", "measures")}
    assert [each.text.strip() for each in kept.values()] == ["师资不足", "送教上门", "配套经费"]
    assert tree.get_element_by_id("phone").get("value") == "0631-5190000"
    assert tree.get_element_by_id(answer).get("value") == "推迟结业"
    fills = {each.get("data-fill-for"): each.get("data-fill") for each in tree.xpath("//button[@data-fill]")}
    assert fills == {"issues": "场地不足", answer: "全部退班"}
    again = mine | edition(tree) | {"measures": "配套经费", "phone": "0631-5190000"}
    assert first.post(url, data=again).status_code == 302
    record = session.scalars(select(QuarterlyReturn).where(QuarterlyReturn.number == number)).one()
    session.refresh(record)
    assert (record.issues, record.practice, record.measures) == ("师资不足", "送教上门", "配套经费")
    refused = first.post(url, data=mine)
    assert refused.status_code == 422 and "没有写明打开的是哪一版" in refused.get_data(as_text=True)


def test_a_new_draft_offers_what_the_last_return_said(session: Session, school: Institution, login_as: Login) -> None:
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    unit = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    file_return(unit, session)
    offers = "//button[@data-fill and @data-fill-for]"
    for browser, offered in ((other, {}), (unit, {"prepared_by": "毕晓彤", "phone": "0631-5190000", "measures": "配套。"})):
        url = browser.post("/reports/returns", data={"quarter": "2026Q3"}).headers["Location"]
        tree = page(browser, url)
        assert {each.get("data-fill-for"): each.get("data-fill") for each in tree.xpath(offers)} == offered
    assert unit.post(url, data=edition(tree) | {"act": "save", "prepared_by": "丛珊"}).status_code == 302
    assert [each.get("data-fill-for") for each in page(unit, url).xpath(offers)] == ["phone", "measures"]
