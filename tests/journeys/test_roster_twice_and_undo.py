"""Uploading the same roster twice changes nothing; taking a batch back takes back exactly that batch."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.builders.accounts import make_user
from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.journeys.browser import Browser, Page
from tests.journeys.conftest import Calendar
from tests.journeys.office import learner, messy_workbook, snapshot
from training_app.db import unit_of_work
from training_app.kernel.actor import Role

REGISTER = ("persons", "person_documents", "person_names", "employments", "educations", "enrolments", "held_titles")
NAMES = ["丛珊珊", "鞠海", "阿迪力·买买提", "邹文静", "于𠮷", "姜晓", "戚俊峰", "滕立强"]


@pytest.fixture
def number(city: Flask, calendar: Calendar) -> str:
    """An approved class of the school `lanwan` with a neighbour in another class."""
    calendar.turn_to(2026, 6, 20)
    with city.app_context(), unit_of_work() as session:
        school = make_institution(session, "威海蓝湾职业培训学校")
        record = make_class(session, "approved", institution=school, starts_on=date(2026, 7, 6))
        make_user(session, "lanwan", Role.TRAINING_INSTITUTION, institution_id=school.id)
        return record.number


@pytest.fixture
def school(city: Flask, number: str) -> Browser:
    browser = Browser(city)
    browser.log_in("lanwan")
    return browser


def lines_of(names: list[str], first: int = 1) -> list[dict[str, str]]:
    return [learner(serial, name) for serial, name in enumerate(names, first)]


def upload(school: Browser, number: str, lines: list[dict[str, str]], title: str = "学员名单") -> Page:
    form = school.open(f"/intake/roster/new?class={number}").form("上传并核对")
    page = form.send(upload=(f"{title}.xlsx", messy_workbook(lines, title)))
    assert page.status == 200, page.text
    return page


def confirm(page: Page) -> Page:
    page = page.form("/confirm").send()
    assert page.status == 200, page.text
    return page


def test_the_same_roster_again_changes_nothing(city: Flask, school: Browser, number: str) -> None:
    lines = lines_of(NAMES)
    confirm(upload(school, number, lines))
    after_first = snapshot(city, *REGISTER)
    assert after_first["enrolments"][0] == len(NAMES)
    again = upload(school, number, lines)
    assert "已有8人" in again.text.replace(" ", "")
    confirm(again)
    assert snapshot(city, *REGISTER) == after_first
    other_order = upload(school, number, lines[::-1], "学员名单（改）")
    confirm(other_order)
    assert snapshot(city, *REGISTER) == after_first


def test_confirming_twice_and_going_back_is_one_import(city: Flask, school: Browser, number: str) -> None:
    page = upload(school, number, lines_of(NAMES))
    form = page.form("/confirm")
    form.send()
    after = snapshot(city, *REGISTER, "intake_changes")
    assert form.send().status == 200
    assert snapshot(city, *REGISTER, "intake_changes") == after


def test_undo_takes_back_exactly_the_batch(city: Flask, school: Browser, number: str) -> None:
    empty = snapshot(city, *REGISTER)
    first = confirm(upload(school, number, lines_of(NAMES[:3]))).path
    after_first = snapshot(city, *REGISTER)
    changed = lines_of(NAMES[:3])
    changed[0]["单位"] = "威海天舟智能装备（新址）有限公司"
    second = confirm(upload(school, number, [*changed, *lines_of(NAMES[3:], 50)], "补充名单"))
    assert snapshot(city, *REGISTER)["enrolments"][0] == len(NAMES)
    asked = school.open(f"{second.path}/undo").form("/undo")
    undone = asked.send()
    assert undone.status == 200
    assert snapshot(city, *REGISTER) == after_first
    school.open(f"{first}/undo").form("/undo").send()
    assert snapshot(city, *REGISTER) == empty
    # Sent once more from a page that was left open, it does nothing.
    assert asked.send().status == 200
    assert snapshot(city, *REGISTER) == empty


def test_first_batch_undone_leaves_what_the_second_brought(city: Flask, school: Browser, number: str) -> None:
    first = confirm(upload(school, number, lines_of(NAMES[:3]))).path
    confirm(upload(school, number, lines_of(NAMES[:5]), "全部名单"))
    school.open(f"{first}/undo").form("/undo").send()
    page = school.open(f"/classes/{number}").text
    assert [name in page for name in NAMES[:5]] == [False, False, False, True, True]
    assert snapshot(city, *REGISTER)["persons"][0] == 2


def test_a_batch_with_attendance_on_it_is_not_taken_back(city: Flask, school: Browser, number: str, calendar: Calendar) -> None:
    batch = confirm(upload(school, number, lines_of(NAMES))).path
    calendar.turn_to(2026, 7, 6)
    school = Browser(city)
    school.log_in("lanwan")
    school.open(f"/classes/{number}").form("/start").send()
    school.open(f"/classes/{number}/sessions/1").form("/sessions/1").send()
    before = snapshot(city, *REGISTER, "attendances")
    page = school.open(f"{batch}/undo")
    assert not page.has_form("/undo") and "考勤" in page.text
    assert snapshot(city, *REGISTER, "attendances") == before
