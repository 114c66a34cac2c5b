"""The page of an institution: its tabs and first line for each reader, what waits and with whom, what nobody else is told."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_level_certificate
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import make_person
from tests.builders.resources import make_trainer, make_venue
from tests.listing.test_statements import counted
from training_app.accounts.models import Membership
from training_app.institutions.models import Institution, QualificationKind
from training_app.kernel.actor import Role
from training_app.kernel.dates import today
from training_app.people.models import Employment, Person
from training_app.web import queries_institution

EMPLOYER, BODY, SCHOOL = Role.EMPLOYER, Role.ASSESSMENT_BODY, Role.TRAINING_INSTITUTION


def page_of(browser: FlaskClient, unit: Institution, tab: str = "", **query: str) -> str:
    answer = browser.get(f"/institutions/{unit.code}", query_string={"tab": tab, **query} if tab else query)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def tabs_of(page: str) -> dict[str, str]:
    """Key of every tab on offer → the number on it."""
    links = html.fromstring(page).xpath("//nav[@aria-label='机构内容']//a")
    keys = [parse_qs(urlsplit(link.get("href")).query).get("tab", ["overview"])[0] for link in links]
    return {key: "".join(link.xpath(".//span[@class='c']/text()")) for key, link in zip(keys, links, strict=True)}


def current_tab(page: str) -> str:
    (found,) = html.fromstring(page).xpath("//nav[@aria-label='机构内容']//a[@aria-current='page']/text()")
    return found


def employer(session: Session, name: str = "海纳用人单位") -> Institution:
    return make_institution(session, name, kind=QualificationKind.EMPLOYER)


def works_at(session: Session, unit: Institution, name: str, valid_to: date | None = None, **columns: object) -> Person:
    person = make_person(session, name, **columns)  # type: ignore[arg-type]
    session.add(
        Employment(
            person_id=person.id, institution_id=unit.id, employer_name=unit.name, valid_from=date(2021, 3, 1),
            valid_to=valid_to,
        )
    )  # fmt: skip
    session.flush()
    return person


def make_administrators(session: Session, unit: Institution) -> None:
    """Everybody who acts for the unit so far also administers its accounts."""
    session.execute(update(Membership).where(Membership.institution_id == unit.id).values(administers=True))
    session.commit()


# ---- which tabs, for whom -------------------------------------------------------------------------------------------


def test_tabs_of_a_training_institution_by_reader(login_as, session: Session) -> None:
    own = make_institution(session, "环翠测试学校")
    make_class(session, "running", institution=own, number="WH2026-7401")
    make_class(session, "draft", institution=own, number="WH2026-7402")
    session.commit()
    bureau = tabs_of(page_of(login_as(Role.BUREAU), own))
    assert bureau == {
        "overview": "", "qualifications": "1", "resources": "0", "classes": "2", "returns": "0", "accounts": "0",
        "inspections": "0", "timeline": "",
    }  # fmt: skip
    # A district sees what was submitted, no return, no account, no trail.
    district = page_of(login_as(Role.DISTRICT, district_code="371002"), own)
    assert tabs_of(district) == {
        "overview": "", "qualifications": "1", "resources": "0", "classes": "1", "inspections": "0",
    }  # fmt: skip
    assert "使用中的账户" not in district
    clerk = login_as(SCHOOL, institution_id=own.id)
    assert tabs_of(page_of(clerk, own)) == {
        "overview": "", "qualifications": "1", "resources": "0", "classes": "2", "returns": "0", "inspections": "0",
    }  # fmt: skip
    make_administrators(session, own)
    head = tabs_of(page_of(clerk, own))
    assert head["accounts"] == "1" and "timeline" not in head


def test_trainers_and_venues_for_bureau_district_and_the_institution_itself(login_as, session: Session) -> None:
    own, other = make_institution(session), make_institution(session)
    make_trainer(session, own, "丛过期", document_to=date(2024, 6, 1))
    make_trainer(session, own, "毕在用")
    make_trainer(session, other, "别家人")
    make_venue(session, own, "孙家疃实训中心", (("301", 60), ("302", 40)))
    make_venue(session, own, "荣成教学点", district_code="371082")
    make_venue(session, other, "别家共用楼", shared=True)
    session.commit()
    readers = {
        "4": (login_as(Role.BUREAU), login_as(SCHOOL, institution_id=own.id)),
        "3": [login_as(Role.DISTRICT, district_code="371002")],
    }  # fmt: skip
    for count, browsers in readers.items():
        for browser in browsers:
            page = page_of(browser, own, "resources")
            assert tabs_of(page)["resources"] == count and current_tab(page) == "师资与场地"
            assert "证书已过期" in page and "2024-06-01" in page and "301 60 座、302 40 座" in page and "别家" not in page
            assert ("荣成教学点" in page) == (count == "4")  # a district keeps to the venues in it
            assert f"/resources/trainers?institution={own.code}" in page
    assert "resources" not in tabs_of(page_of(login_as(Role.BUREAU), make_assessment_body(session)))


def test_tabs_of_an_assessment_body_and_an_employer(login_as, session: Session) -> None:
    body, unit = make_assessment_body(session), employer(session)
    worker = works_at(session, unit, "丛在册")
    make_level_certificate(session, worker, issuer_id=body.id)
    works_at(session, unit, "毕离职", valid_to=date(2022, 1, 1))
    session.commit()
    bureau = login_as(Role.BUREAU)
    assert tabs_of(page_of(bureau, body)) == {
        "overview": "", "qualifications": "1", "certificates": "1", "results": "0", "accounts": "0", "inspections": "0",
        "timeline": "",
    }  # fmt: skip
    assert tabs_of(page_of(login_as(BODY, institution_id=body.id), body))["certificates"] == "1"
    assert tabs_of(page_of(bureau, unit)) == {
        "overview": "", "qualifications": "1", "people": "1", "accounts": "0", "timeline": "",
    }  # fmt: skip
    assert tabs_of(page_of(login_as(EMPLOYER, institution_id=unit.id), unit)) == {
        "overview": "", "qualifications": "1", "people": "1",
    }  # fmt: skip


@pytest.mark.parametrize("tab", ["timeline", "accounts", "returns", "people", "none", "../show", "_parts"])
def test_a_tab_that_is_not_offered_is_the_overview(login_as, session: Session, tab: str) -> None:
    own = make_institution(session)
    session.commit()
    page = page_of(login_as(Role.DISTRICT, district_code="371002"), own, tab)
    assert current_tab(page) == "概况" and "信用代码" in page


@pytest.mark.parametrize("tab", ["", "classes", "people", "accounts", "timeline"])
def test_a_foreign_institution_is_not_there_on_any_tab(login_as, session: Session, tab: str) -> None:
    foreign, own = make_institution(session, district_code="371082"), make_institution(session)
    session.commit()
    for browser in (login_as(SCHOOL, institution_id=own.id), login_as(Role.DISTRICT, district_code="371002")):
        assert browser.get(f"/institutions/{foreign.code}?tab={tab}").status_code == 404
    assert login_as(Role.ENGINEER, person_id=make_person(session).id).get(f"/institutions/{own.code}").status_code == 403


# ---- what stands on them --------------------------------------------------------------------------------------------


def test_everybody_employed_opens_from_the_figure(login_as, session: Session) -> None:
    unit = employer(session)
    near, far = works_at(session, unit, "丛近区"), works_at(session, unit, "毕远区", district_code="371082")
    make_level_certificate(session, near, "senior")
    session.commit()
    bureau = login_as(Role.BUREAU)
    overview = page_of(bureau, unit)
    assert "在册 2 人" in overview
    ((link,),) = [html.fromstring(overview).xpath("//li[contains(@class, 'stat')][contains(., '在册人员')]//a/@href")]
    listed = bureau.get(link).get_data(as_text=True)
    assert f'href="/people/{near.number}"' in listed and f'href="/people/{far.number}"' in listed and "高级" in listed
    # A district opens its own people only.
    district = page_of(login_as(Role.DISTRICT, district_code="371002"), unit, "people")
    assert tabs_of(district)["people"] == "1" and "丛近区" in district and "毕远区" not in district
    # The employer opens their accounts, not the record.
    mine = page_of(login_as(EMPLOYER, institution_id=unit.id), unit, "people")
    assert f'href="/people/{near.number}/account"' in mine and f'href="/people/{near.number}"' not in mine


def test_a_training_institution_is_told_how_many_work_there_but_not_who(login_as, session: Session) -> None:
    own = make_institution(session)
    works_at(session, own, "丛教务")
    session.commit()
    page = page_of(login_as(SCHOOL, institution_id=own.id), own, "people")
    assert current_tab(page) == "概况" and "丛教务" not in page
    assert html.fromstring(page).xpath("//li[contains(@class, 'is-plain')][contains(., '在册人员')]")


def test_results_wait_with_the_body(login_as, session: Session) -> None:
    body, other = make_assessment_body(session), make_assessment_body(session)
    for number, assessed_by in (("WH2026-7411", body), ("WH2026-7412", body), ("WH2026-7413", other)):
        record = make_class(session, "reported", number=number, assessment_body=assessed_by)
        record.completed_on = today() - timedelta(days=9)
        make_enrolment(session, record, state="completed")
    session.commit()
    bureau, own = login_as(Role.BUREAU), login_as(BODY, institution_id=body.id)
    page = page_of(bureau, body)
    assert "2 人待录结果" in page and "录入考核结果：2 人，2 个班次" in page and "9 天" in page
    assert f"<dt>现在在</dt><dd>{body.name}</dd>" in page
    listed = page_of(bureau, body, "results")
    assert "WH2026-7411" in listed and "WH2026-7412" in listed and "WH2026-7413" not in listed
    assert "<dt>现在在</dt><dd>我</dd>" in page_of(own, body) and "WH2026-7413" not in page_of(own, body, "results")


def test_a_returned_class_waits_with_the_institution_and_a_filing_with_the_bureau(login_as, session: Session) -> None:
    own = make_institution(session, "环翠测试学校")
    make_class(session, "returned", institution=own, number="WH2026-7431", starts_on=today() + timedelta(days=5))
    make_user(session, "school-head", SCHOOL, institution_id=own.id)
    session.commit()
    bureau = login_as(Role.BUREAU)
    page = page_of(bureau, own)
    assert "打开 WH2026-7431" in page and "剩 5 天" in page and "<dt>现在在</dt><dd>环翠测试学校</dd>" in page
    assert "<dt>现在在</dt><dd>我</dd>" in page_of(login_as(SCHOOL, institution_id=own.id), own)
    make_class(session, "submitted", institution=own, number="WH2026-7432", starts_on=today() + timedelta(days=30))
    session.commit()
    # What the reader does stands first, though the other is due earlier.
    page = page_of(bureau, own)
    assert "打开 WH2026-7432" in page and "<dt>现在在</dt><dd>我</dd>" in page and "补正班次" in page


def test_a_unit_without_an_account_waits_for_the_bureau(login_as, session: Session) -> None:
    unit = employer(session)
    session.commit()
    bureau = login_as(Role.BUREAU)
    invite = f'href="/institutions/{unit.code}/administrator">邀请管理员</a>'
    assert f"邀请管理员：{unit.name}" in page_of(bureau, unit) and invite in page_of(bureau, unit)
    make_user(session, "unit-head", EMPLOYER, institution_id=unit.id, display_name="连秀梅")
    make_administrators(session, unit)
    make_user(session, "unit-clerk", EMPLOYER, institution_id=unit.id, display_name="唐晓明")
    session.commit()
    assert invite not in page_of(bureau, unit)
    accounts = page_of(bureau, unit, "accounts")
    assert "使用中的账户 2 个，其中管理员 1 个" in accounts and "连秀梅" in accounts and "唐晓明" not in accounts


def test_open_classes_are_listed_apart_and_turned(login_as, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    own = make_institution(session)
    for at, state in enumerate(("running", "reported", "running", "reported")):
        make_class(session, state, institution=own, number=f"WH2026-742{at}")
    session.commit()
    bureau = login_as(Role.BUREAU)

    def listed(**query: str) -> list[str]:
        page = html.fromstring(page_of(bureau, own, "classes", **query))
        return sorted(href.rpartition("-")[2] for href in page.xpath("//tbody//a/@href"))

    assert listed() == ["7420", "7421", "7422", "7423"] and listed(show="open") == ["7420", "7422"]
    monkeypatch.setattr(queries_institution, "PER_PAGE", 3)
    assert len(listed()) == 3 and len(listed(page="2")) == 1 and set(listed()).isdisjoint(listed(page="2"))
    assert listed(page="99") == listed(page="2") and len(listed(page="-1")) == 3


@pytest.mark.parametrize("tab", ["", "qualifications", "resources", "classes", "certificates", "results", "people", "accounts"])
def test_more_lines_cost_no_more_statements(login_as, session: Session, tab: str) -> None:
    body = make_assessment_body(session)
    unit = make_institution(session)
    bureau = login_as(Role.BUREAU)

    def add(count: int) -> None:
        for _ in range(count):
            record = make_class(session, "reported", institution=unit, assessment_body=body)
            make_enrolment(session, record, state="completed")
            make_level_certificate(session, works_at(session, unit, "丛多"), issuer_id=unit.id)
            other = make_class(session, "reported", assessment_body=unit)
            make_enrolment(session, other, state="completed")
            make_user(session, f"more-{other.number}", SCHOOL, institution_id=unit.id)
            make_trainer(session, unit)
            make_venue(session, unit, f"教学点{other.number}")
        make_administrators(session, unit)

    asked = []
    for count in (2, 6):
        add(count)
        page_of(bureau, unit, tab)
        session.expire_all()
        with counted() as statements:
            page_of(bureau, unit, tab)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 25
