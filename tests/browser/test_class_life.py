"""The life of one class in a browser, with a picture of every step: planned, filed, returned, approved, signed up for, held,
completed, reported, assessed, confirmed, certified, verified by a stranger; by an institution, an assessment body, two clerks
of the bureau, a district, an employer and an engineer with a telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time
from typing import Any

import pypdf
import pytest
from flask import Flask

from tests.browser.visitor import DESK, PHONE, Album, Visitor
from tests.builders.accounts import PASSWORD as CLERK_PASSWORD
from tests.certificates.level_files import workbook as level_workbook
from tests.journeys import test_class_life as journey
from tests.journeys.conftest import Calendar
from tests.journeys.office import PASSWORD
from training_app.classes import service_scanning
from training_app.classes.models import TrainingClass
from training_app.db import db
from training_app.kernel import dates

_CLERKS = ("shiju", "shiju2", "huancui")


@dataclass(slots=True)
class Story:
    """What the acts hand on to each other; `city` is who is there and what is known of them."""

    city: journey.Story
    chromium: Any
    site: str
    album: Album = field(default_factory=lambda: Album("life"))
    wrong: list[object] = field(default_factory=list)
    came: set[str] = field(default_factory=set)

    def visitor(self, login: str = "", size: tuple[int, int] = DESK) -> Visitor:
        self.came.add(login)
        return Visitor(self.chromium, self.site, login, CLERK_PASSWORD if login in _CLERKS else PASSWORD, size=size)

    def leaves(self, visitor: Visitor) -> None:
        self.wrong += visitor.close()

    def turn_to(self, month: int, day: int, hour: time | None = None) -> None:
        self.city.calendar.turn_to(2026, month, day, *(() if hour is None else (hour,)))


def send(visitor: Visitor, ending: str, words: str = "", **values: str) -> None:
    """Fills in the form that leads to an address with this ending, opening the fold it lies in, and presses its button."""
    form = visitor.page.locator(f"main form[action$='{ending}']").first
    form.evaluate("form => { const fold = form.closest('details'); if (fold) { fold.open = true; } }")
    for name, value in values.items():
        control = form.locator(f"[name='{name}']:visible").first
        if control.get_attribute("type") in ("radio", "checkbox"):
            form.locator(f"[name='{name}'][value='{value}']").first.check()
        elif control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    with visitor.page.expect_navigation():
        form.locator(f"button[type=submit]:visible:has-text('{words}')").first.click()


@pytest.mark.long
def test_from_the_year_plan_to_a_verified_certificate(
    fresh_app: Flask, empty_site: str, chromium: Any, calendar: Calendar
) -> None:
    story = Story(journey.Story(fresh_app, calendar), chromium, empty_site)
    journey.everybody_comes(story.city)
    the_year_is_planned(story)
    the_class_is_filed_returned_and_approved(story)
    people_sign_up(story)
    the_class_is_held(story)
    the_class_is_completed_and_reported(story)
    results_go_their_way(story)
    a_stranger_verifies(story)
    two_clerks_revoke_a_certificate(story)
    the_district_sees_it_all(story)
    assert len(story.came - {""}) == 7
    assert story.wrong == []
    assert story.album.too_wide == []


def the_year_is_planned(story: Story) -> None:
    school = story.visitor("haiyun")
    school.open("/plans/new")
    school.fill(year="2026", content="按国家职业标准和培训大纲编制。")
    school.press("保存草稿")
    plan = school.path.split("/")[2]
    school.open(f"/plans/{plan}/lines/new")
    school.fill(
        programme="smart_manufacturing/", level="intermediate", body=story.city.body, classes="2", headcount="80",
        first_month="3", last_month="11", assessment_plan="结业后一个月内，理论机考、实操现场考核",
    )  # fmt: skip
    school.press("保存项目")
    send(school, "/ask")
    body = story.visitor("pingjia")
    body.open(f"/plans/{plan}")
    story.album.take(body, "评价机构确认考核计划")
    send(body, "/answer", "确认勾选的项目")
    story.leaves(body)
    school.open(f"/plans/{plan}")
    send(school, "/submit")
    story.leaves(school)
    clerk = story.visitor("shiju")
    clerk.open(f"/plans/{plan}")
    send(clerk, "/file", filing_number="威人社备〔2026〕3号")
    assert "已备案" in clerk.text()
    story.album.take(clerk, "年度方案已备案")
    story.leaves(clerk)
    story.city.line = f"{plan}/1"


def the_class_is_filed_returned_and_approved(story: Story) -> None:
    school, clerk = story.visitor("haiyun"), story.visitor("shiju")
    school.open("/classes/new")
    school.fill(
        name="智能制造工程技术人员（中级）第 1 期", programme="smart_manufacturing/", level="intermediate",
        assessment_body=story.city.body, district="371002", venue="世昌大道 288 号", mode="onsite", capacity="3",
        starts_on="2026-07-06", ends_on="2026-07-07", contact_name="毕晓彤", contact_phone="0631-5200000",
        plan_line=story.city.line,
    )  # fmt: skip
    school.page.keyboard.press("Enter")
    school.page.wait_for_url("**/timetable")
    number = story.city.number = school.path.split("/")[2]
    school.fill(pattern_count="2", pattern_hours="8")
    for day in range(7):
        school.fill(pattern_weekday=str(day))
    school.press("生成")
    school.press("保存课表")
    school.open(f"/classes/{number}")
    send(school, "/submit")
    clerk.open(f"/classes/{number}")
    send(clerk, "/return", fields="venue", **{"reason-venue": "请写明教室"})
    assert "已退回" in clerk.text()
    story.album.take(clerk, "退回写明一项")
    school.open(f"/classes/{number}")
    school.follow("修改备案")
    assert "请写明教室" in school.text()
    story.album.take(school, "按退回意见修改")
    school.fill(venue="世昌大道 288 号 302 教室")
    school.press("保存")
    school.open(f"/classes/{number}")
    send(school, "/submit")
    clerk.open(f"/classes/{number}")
    assert "退回后改了 1 处" in clerk.text()
    story.album.take(clerk, "重新提交的改动")
    send(clerk, "/approve", required_hours="16", source="国家职业标准 第 3 页")
    assert "已批准" in clerk.text()
    story.leaves(school)
    story.leaves(clerk)


def people_sign_up(story: Story) -> None:
    story.turn_to(6, 10)
    city = story.city
    school, stranger = story.visitor("haiyun"), story.visitor()
    school.open(f"/classes/{city.number}/sign-up")
    school.fill(opens_on="2026-06-10", closes_on="2026-06-30")
    with school.page.expect_navigation():
        school.page.keyboard.press("Enter")
    stranger.open(f"/directory/classes/{city.number}")
    assert "还剩 3 个" in stranger.text()
    story.album.take(stranger, "公开目录里的班次")
    engineer = story.visitor("cong", PHONE)
    engineer.open(f"/me/classes/{city.number}")
    story.album.take(engineer, "工程师看条件", PHONE)
    send(engineer, "/apply")
    story.leaves(engineer)
    desk = story.visitor("tianzhou")
    desk.open(f"/employees/classes/{city.number}")
    for name in journey.WORKERS:
        desk.page.check(f"main [name=person][value='{city.persons[name]}']")
    story.album.take(desk, "单位为职工报名")
    send(desk, "/apply", "为选中的人报名")
    story.leaves(desk)
    school.open(f"/applications?number={city.number}")
    for box in school.page.locator("main input[name=chosen]").all():
        box.check()
    story.album.take(school, "待录取的报名")
    school.press("录取")
    if school.page.locator("button:visible:has-text('录取 3')").count():
        school.press("录取 3")
    assert "3 行全部办成" in school.page.inner_text("body")
    stranger.open(f"/directory/classes/{city.number}")
    assert "名额已满" in stranger.text()
    story.leaves(stranger)
    story.leaves(school)


def the_class_is_held(story: Story) -> None:
    story.turn_to(7, 6, time(8, 20))
    city = story.city
    school = story.visitor("haiyun")
    school.open(f"/classes/{city.number}")
    school.press("确认开班")
    school.open(f"/classes/{city.number}/sessions/1/code")
    story.album.take(school, "教室里的签到码", DESK)
    story.leaves(school)
    with city.app.app_context():
        record = db.session().query(TrainingClass).filter_by(number=city.number).one()
        token = service_scanning.code_for(record, 1, "in", dates.now())
    # The telephone reads the code first and logs in afterwards.
    engineer = story.visitor("", PHONE)
    engineer.open(f"/check-in/{token}")
    engineer.page.fill("#login", "cong")
    engineer.page.fill("#password", PASSWORD)
    engineer.press("登录")
    story.came.add("cong")
    engineer.open("/me/check-in")
    story.album.take(engineer, "确认签到", PHONE)
    send(engineer, "/me/check-in")
    assert "第 1 次课已签到" in engineer.text()
    story.leaves(engineer)
    story.turn_to(7, 7, time(18, 0))
    school = story.visitor("haiyun")
    for held in (1, 2):
        school.open(f"/classes/{city.number}/sessions/{held}")
        if held == 1:
            story.album.take(school, "考勤里有扫码的人")
        send(school, f"/sessions/{held}")
    story.leaves(school)


def the_class_is_completed_and_reported(story: Story) -> None:
    city = story.city
    school = story.visitor("haiyun")
    school.open(f"/classes/{city.number}/completion")
    for box in school.page.locator("main input[name^='score-']").all():
        box.fill("88")
    school.press("保存成绩")
    school.open(f"/classes/{city.number}/completion")
    send(school, "/completion")
    school.open(f"/classes/{city.number}/completion")
    story.album.take(school, "结业")
    with school.page.expect_download() as paper:
        school.page.locator("a:visible:has-text('打印全班培训合格证书')").first.click()
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(paper.value.path()).pages)
    city.papers["completion"] = re.findall(r"PX2026-\d{6}-[0-9A-Z]{4}", text)[0]
    story.leaves(school)
    story.turn_to(7, 20)
    school = story.visitor("haiyun")
    school.open(f"/classes/{city.number}")
    assert "17 天" in school.text()
    send(school, "/report", reported_on="2026-07-20")
    story.album.take(school, "已报省厅")
    story.leaves(school)


def results_go_their_way(story: Story) -> None:
    story.turn_to(8, 3)
    city = story.city
    body = story.visitor("pingjia")
    results = [
        {
            "姓名": name, "身份证号": city.numbers[name], "班次编号": city.number, "职业": "智能制造工程技术人员",
            "等级": "中级", "理论成绩": 80, "能力成绩": 71.5, "考核日期": "2026-07-25",
        }
        for name in city.persons
    ]  # fmt: skip
    upload(body, "成绩.xlsx", level_workbook(*results))
    body.open("/certificates/lots/")
    body.press("建批")
    lot = body.path
    step(body, "send", "2026-07-26")
    story.album.take(body, "已报省厅的批次")
    clerk = story.visitor("shiju")
    clerk.open(lot)
    step(clerk, "confirm_province", "2026-07-28")
    story.album.take(clerk, "登记省厅确认")
    story.leaves(clerk)
    body.open(lot)
    step(body, "approve_nation", "2026-07-30")
    for place, result in enumerate(results, 1):
        result |= {"证书编号": f"3726{place:06d}", "发证日期": "2026-07-31"}
    upload(body, "证书.xlsx", level_workbook(*results))
    story.leaves(body)
    engineer = story.visitor("cong", PHONE)
    engineer.open("/me/certificates")
    assert "3726000001" in engineer.text()
    story.album.take(engineer, "我的证书", PHONE)
    story.leaves(engineer)
    city.papers["level"] = "3726000001"


def a_stranger_verifies(story: Story) -> None:
    stranger = story.visitor("", PHONE)
    for name, good in ((journey.ENGINEER, True), ("丛海雁", False)):
        stranger.open("/verify")
        stranger.fill(number=story.city.papers["level"], name=name)
        send(stranger, "/verify")
        assert ("没有查到" in stranger.text()) is not good
        assert ("有效" in stranger.text()) is good
        assert journey.ENGINEER not in stranger.text()
        story.album.take(stranger, "查到证书" if good else "姓名不符", PHONE)
    story.leaves(stranger)


def two_clerks_revoke_a_certificate(story: Story) -> None:
    first, second = story.visitor("shiju"), story.visitor("shiju2")
    first.open(f"/certificates/completion/{story.city.papers['completion'].rsplit('-', 1)[0]}")
    first.follow("申请撤销或换发")
    first.page.check("main [name=act][value=revoke]")
    first.fill(reason="不是本班学员，发错了", document="培训机构说明")
    first.press("提交，等第二人核对")
    assert not first.page.locator("form[action$='/agree']").count(), "nobody agrees to what he asked for himself"
    second.open(first.path)
    story.album.take(second, "第二人核对撤销")
    send(second, "/agree")
    assert "已撤销" in second.text()
    story.leaves(first)
    story.leaves(second)


def the_district_sees_it_all(story: Story) -> None:
    district = story.visitor("huancui")
    district.open(f"/classes/{story.city.number}")
    assert "3 人合格" in district.text()
    assert not any(number in district.page.content() for number in story.city.numbers.values())
    story.album.take(district, "区市看全程")
    story.leaves(district)


def upload(body: Visitor, name: str, data: bytes) -> None:
    """A list of results read, checked and taken in."""
    body.open("/intake")
    body.follow("等级考核与证书")
    body.choose_file(name, data)
    body.press("上传并核对")
    body.press("确认导入")


def step(visitor: Visitor, verb: str, day: str) -> None:
    """A step of a lot with its day and document."""
    send(visitor, f"/steps/{verb}", **{f"{verb}-happened_on": day, f"{verb}-document": "鲁人社函〔2026〕9号"})
