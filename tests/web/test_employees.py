"""What an employer sees: its own people, who lacks hours, who holds what; never anybody else's."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_level_certificate
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.web.test_activation import administrator
from training_app.audit.models import AuditEvent
from training_app.hours.models import HourEntry
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import today
from training_app.people.models import Employment, HeldTitle, Person
from training_app.web import queries_employees

DAY = today()
AT = datetime(DAY.year, 1, 5, 2, 0, tzinfo=UTC)


def works_at(session: Session, unit: Institution, name: str, until: date | None = None) -> Person:
    person = make_person(session, name)
    session.add(
        Employment(
            person_id=person.id, institution_id=unit.id, employer_name=unit.name, kind="enterprise", post="工程师",
            valid_from=date(2020, 1, 1), valid_to=until,
        )
    )
    session.flush()
    return person


def credit(session: Session, person: Person, subject: str, hours: int) -> None:
    key = f"{person.number}-{subject}-{hours}"
    session.add(
        HourEntry(
            person_id=person.id, year=DAY.year, subject=subject, hours=hours, occurred_on=date(DAY.year, 1, 4),
            recorded_at=AT, source_kind="opening", source_number=key, rule="hours.opening", basis="text",
            idempotency_key=key,
        )
    )
    session.flush()


@pytest.fixture
def unit(session: Session) -> Institution:
    """An employer with three people (one with everything, one merged into another) and two who are not its own."""
    unit = make_institution(session, "海湾电子公司")
    full, short = works_at(session, unit, "全有人"), works_at(session, unit, "缺时人")
    works_at(session, unit, "离职人", until=date(DAY.year, 1, 1))
    works_at(session, make_institution(session), "别家人")
    twin = works_at(session, unit, "缺时人二")
    twin.merged_into = short.id
    credit(session, full, "professional", 6000)
    credit(session, full, "general", 3000)
    credit(session, short, "professional", 2000)
    credit(session, twin, "professional", 1000)
    make_level_certificate(session, full)
    session.add(
        HeldTitle(
            person_id=full.id, series="engineering", level="engineer", held_from=date(2021, 1, 1), source_kind="opening"
        )
    )
    session.commit()
    return unit


def test_sums_are_of_own_people_and_merged_ones_count_once(session: Session, unit: Institution) -> None:
    actor = Actor(Role.EMPLOYER, institution_id=unit.id)
    tally = queries_employees.tally(session, actor, DAY.year, DAY)
    assert (tally.total, tally.short, tally.enough, tally.certified, tally.titled) == (2, 1, 1, 1, 1)
    found = queries_employees.page_of(session, actor, DAY.year, DAY)
    assert [(each.name, each.balance.professional, each.certificate, each.title) for each in found.items] == [
        ("缺时人", 3000, "", ""), ("全有人", 6000, "junior", "engineer"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("show", "text", "names"),
    [
        ("short", "", ["缺时人"]), ("enough", "", ["全有人"]), ("certified", "", ["全有人"]), ("titled", "", ["全有人"]),
        ("", "缺时", ["缺时人"]), ("", "qsr", ["缺时人"]), ("certified", "缺", []), ("", "37", []),
    ],
)
def test_the_list_is_narrowed(session: Session, unit: Institution, show: str, text: str, names: list[str]) -> None:
    actor = Actor(Role.EMPLOYER, institution_id=unit.id)
    found = queries_employees.page_of(session, actor, DAY.year, DAY, show, text)
    assert [each.name for each in found.items] == names and found.total == len(names)


def test_home_and_list_say_who_lacks_hours(login_as, unit: Institution) -> None:
    browser = login_as(Role.EMPLOYER, institution_id=unit.id)
    home = browser.get("/").get_data(as_text=True)
    assert "本单位 2 人，1 人今年学时没满" in home and "缺时人" in home and "全有人" not in home
    page = browser.get("/employees").get_data(as_text=True)
    assert "全有人" in page and "还差 60.00" in page
    assert "别家人" not in page and "离职人" not in page
    assert "没有符合条件的人员" in browser.get("/employees?name=无此人&page=99&show=x").get_data(as_text=True)


def test_what_the_filter_finds_goes_into_a_workbook(login_as, unit: Institution, session: Session) -> None:
    browser = login_as(Role.EMPLOYER, institution_id=unit.id)
    assert "导出 1 人" in browser.get("/employees?show=short").get_data(as_text=True)
    for query, names in (({"show": "short"}, ["缺时人"]), ({}, ["缺时人", "全有人"]), ({"name": "无此人"}, [])):
        answer = browser.post("/employees/export", data=query)
        assert answer.status_code == 200
        head, *lines = load_workbook(io.BytesIO(answer.data)).active.values
        assert head[1] == "姓名" and [line[1] for line in lines] == names
        if query == {"show": "short"}:
            assert lines[0][2:6] == ("工程师", 0, 30, 60)
    acts = session.scalars(select(AuditEvent).where(AuditEvent.action == "list.export")).all()
    assert [act.detail["lines"] for act in acts] == [1, 2, 0]
    assert login_as(Role.BUREAU).post("/employees/export").status_code == 403


def test_the_administrator_finds_the_codes_where_the_people_are(login_as, unit: Institution, session: Session) -> None:
    plain = login_as(Role.EMPLOYER, institution_id=unit.id)
    browser = administrator(session, login_as, Role.EMPLOYER, unit.id)
    for page in ("/", "/employees"):
        assert "/staff/engineers" in browser.get(page).get_data(as_text=True)
        assert "/staff/engineers" not in plain.get(page).get_data(as_text=True)


def test_an_employer_without_people_is_told_where_they_come_from(login_as, session: Session) -> None:
    lonely = make_institution(session)
    session.commit()
    browser = login_as(Role.EMPLOYER, institution_id=lonely.id)
    assert "还没有登记在本单位的人员" in browser.get("/").get_data(as_text=True)
    assert "还没有登记在本单位的人员" in browser.get("/employees").get_data(as_text=True)


def test_nobody_else_opens_the_list(login_as) -> None:
    assert login_as(Role.BUREAU).get("/employees").status_code == 403
