"""The page of a person: its tabs, its first line, what waits and with whom, and what a part of it never shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.builders.certificates import make_completion_certificate, make_held_title, make_level_certificate
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.certificates.queries import CertificateRow
from training_app.kernel.actor import Role
from training_app.kernel.dates import today
from training_app.people.models import HeldTitle
from training_app.web.pages.person import PART, WHOLE
from training_app.web.person_story import TrainingRow, story, waits

DAY = date(2026, 9, 28)


def training(number: str, state: str = "enrolled", ends_on: date = date(2026, 10, 9), **changed: object) -> TrainingRow:
    return TrainingRow(**{
        "class_number": number, "class_name": f"{number} 班", "class_state": "running", "institution": "甲校",
        "contact": "毕晓彤", "phone": "0631-5190000", "occupation": "大数据", "level": "junior",
        "starts_on": date(2026, 9, 1), "ends_on": ends_on, "state": state, "hours": None, "score": None, "ended_on": None,
        **changed,
    })  # type: ignore[arg-type]  # fmt: skip


def paper(number: str, issued_on: date, kind: str = "level") -> CertificateRow:
    return CertificateRow(kind, number, "丛", "P1", "大数据", "", "junior", "评价中心", "", issued_on, "issued", "elsewhere")


# ---- what waits -----------------------------------------------------------------------------------------------------


def test_what_has_no_deadline_stands_before_the_nearest() -> None:
    rows = [training("B", ends_on=date(2026, 10, 20)), training("A")]
    found = waits(DAY, rows, [paper("C1", date(2026, 9, 8))], recognisable="C1", level="assistant_engineer", missing=1200)
    assert [(each.kind, each.holder, each.due) for each in found] == [
        ("title", "bureau", None), ("class", "institution", date(2026, 10, 9)),
        ("class", "institution", date(2026, 10, 20)), ("hours", "person", date(2026, 12, 31)),
    ]
    assert (found[0].subject, found[0].since) == ("assistant_engineer", date(2026, 9, 8))
    assert (found[1].unit, found[1].contact, found[1].phone) == ("甲校", "毕晓彤", "0631-5190000")


@pytest.mark.parametrize("changed", [{"state": "completed"}, {"state": "withdrawn"}, {"class_state": "cancelled"}])
def test_what_is_over_waits_for_nobody(changed: dict[str, str]) -> None:
    assert waits(DAY, [training("A", **changed)], [paper("C1", DAY)]) == []  # type: ignore[arg-type]


# ---- what has happened ----------------------------------------------------------------------------------------------


def test_the_story_puts_all_sources_into_one_order_and_ends_today() -> None:
    rows = [training("A", "completed", ended_on=date(2026, 9, 9)), training("B", starts_on=DAY + timedelta(days=1))]
    title = HeldTitle(series="engineering", level="engineer", held_from=date(2026, 9, 20), source_kind="manual", source_number="")
    found = story(DAY, rows, [paper("C1", date(2026, 9, 15))], [title])
    assert [(each.kind, each.day.day) for each in found] == [("title", 20), ("level", 15), ("passed", 9), ("class", 1)]


# ---- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def learner(session: Session):
    person = make_person(session, "毕佩云", district_code="371002", employer="天舟公司")
    school = make_institution(session, "甲校")
    make_enrolment(session, make_class(session, "running", institution=school, name="在训班", starts_on=today()), person)
    done = make_enrolment(session, make_class(session, "completed", institution=school, name="结业班"), person, "completed")
    make_completion_certificate(session, done)
    make_level_certificate(session, person, issued_on=date(2026, 5, 1))
    session.commit()
    return person, school


@pytest.mark.parametrize("tab", WHOLE)
def test_every_tab_is_an_address_of_its_own(login_as, learner, tab: str) -> None:
    page = login_as(Role.BUREAU).get(f"/people/{learner[0].number}?tab={tab}").get_data(as_text=True)
    assert 'class="nav-link active"' in page and page.count('aria-current="page"') >= 1
    assert "今年还差" in page and "有效证书 2 本，在训 1 个班" in page
    expected = {"overview": "基本情况", "hours": "年入账明细", "certificates": "专业技术等级证书", "titles": "已有职称",
                "classes": "结业班", "timeline": "结业合格：结业班"}  # fmt: skip
    assert expected[tab] in page


def test_who_sees_a_part_gets_no_tab_of_the_rest(login_as, session: Session, learner) -> None:
    person, school = learner
    make_held_title(session, person, "engineer")
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    for tab in WHOLE:
        page = browser.get(f"/people/{person.number}?tab={tab}").get_data(as_text=True)
        assert "您可以查看的：有效证书 1 本" in page
        assert "年学时" not in page and "工程技术系列" not in page and "入账" not in page
        assert ("tab=hours" in page, "tab=titles" in page, "tab=timeline" in page) == (False, False, True)
    assert set(PART) < set(WHOLE)


def test_what_waits_says_with_whom_and_until_when(login_as, session: Session, learner) -> None:
    person, school = learner
    bureau = login_as(Role.BUREAU).get(f"/people/{person.number}").get_data(as_text=True)
    assert "还没有完的事" in bureau and "在训：在训班" in bureau and "本人，12-31" in bureau
    own = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id).get(f"/people/{person.number}").get_data(as_text=True)
    assert "在训：在训班" in own and "还有 3 天" in own and "0631-5190000" in own and "本人，12-31" not in own


@pytest.mark.parametrize("query", ["tab=hours&year=20x6", "tab=hours&as_of=morgen", "tab=titles&route=nowhere"])
def test_what_cannot_be_read_is_said(login_as, learner, query: str) -> None:
    answer = login_as(Role.BUREAU).get(f"/people/{learner[0].number}?{query}")
    assert answer.status_code == (404 if "route" in query else 422)
    assert login_as(Role.BUREAU).get(f"/people/{learner[0].number}?tab=nothing").status_code == 200
