"""The main job in a browser, by its roles, with a picture of every step: from filing a class to the quarterly form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from tests.browser.visitor import DESK, PHONE, Album, Visitor
from tests.builders.accounts import PASSWORD as CLERK_PASSWORD
from tests.certificates.level_files import workbook as level_workbook
from tests.journeys.conftest import Calendar
from tests.journeys.office import (
    PASSWORD,
    bureau,
    learner,
    logged_in,
    messy_workbook,
    open_account,
    plan_year,
    register,
    staff,
)
from training_app.kernel.actor import Role

PEOPLE = {"丛珊珊": "88", "鞠海": "92.5", "阿迪力·买买提": "60", "邹文静": "59.99", "于𠮷": "75", "姜晓": "100"}
PASSED = [name for name in PEOPLE if name != "邹文静"]


@dataclass(slots=True)
class Story:
    """What the acts hand on to each other."""

    app: Flask
    chromium: Any
    site: str
    calendar: Calendar
    album: Album = field(default_factory=Album)
    number: str = ""
    body: str = ""
    lines: list[dict[str, str]] = field(default_factory=list)
    wrong: list[object] = field(default_factory=list)

    def visitor(self, login: str, size: tuple[int, int] = DESK) -> Visitor:
        password = CLERK_PASSWORD if login == "shiju" else PASSWORD
        return Visitor(self.chromium, self.site, login, password, size=size)

    def leaves(self, visitor: Visitor) -> None:
        self.wrong += visitor.close()


@pytest.mark.long
def test_the_main_job_by_its_roles(fresh_app: Flask, empty_site: str, chromium: Any, calendar: Calendar) -> None:
    story = Story(fresh_app, chromium, empty_site, calendar)
    the_register_is_set_up(story)
    institution_files(story)
    bureau_approves(story)
    roster_comes_in(story)
    class_is_held(story)
    class_is_completed(story)
    assessment_body_reports(story)
    bureau_recognises(story)
    engineer_looks(story)
    bureau_reads_the_form(story)
    assert story.wrong == []
    assert story.album.too_wide == []


def the_register_is_set_up(story: Story) -> None:
    staff(story.app)
    clerk = bureau(story.app)
    school = register(clerk, "威海蓝湾职业培训学校", "training_institution", "institution_catalogue")
    story.body = register(clerk, "山东数智人才评价中心", "assessment_body")
    clerk.open("/programmes/new").form("/programmes/new").fill(
        occupation_key="smart_manufacturing", level="intermediate", document="威人社函〔2026〕2号", valid_from="2026-01-01"
    ).send()
    open_account(story.app, "lanwan", "毕晓彤", Role.TRAINING_INSTITUTION, institution=school)
    open_account(story.app, "pingjia", "于海明", Role.ASSESSMENT_BODY, institution=story.body)


def institution_files(story: Story) -> None:
    clerks = (logged_in(story.app, "lanwan"), logged_in(story.app, "pingjia"), bureau(story.app))
    line = plan_year(*clerks, story.body)
    school = story.visitor("lanwan")
    story.album.take(school, "机构首页")
    school.open("/classes/new")
    school.fill(
        name="智能制造工程技术人员（中级）第 1 期", programme="smart_manufacturing/", level="intermediate",
        assessment_body=story.body, district="371002", venue="世昌大道 288 号 302", mode="onsite", capacity="40",
        starts_on="2026-07-06", ends_on="2026-07-09", contact_name="毕晓彤", contact_phone="0631-5200000",
        plan_line=line,
    )  # fmt: skip
    story.album.take(school, "填报班次")
    school.page.keyboard.press("Enter")
    school.page.wait_for_url("**/timetable")
    story.number = school.path.split("/")[2]
    school.fill(pattern_count="4", pattern_hours="8")
    for day in range(7):
        school.fill(pattern_weekday=str(day))
    school.press("生成")
    assert "还没有保存" in school.text()
    story.album.take(school, "课表")
    school.press("保存课表")
    school.open(f"/classes/{story.number}")
    school.press("提交审核")
    assert "待市局审核" in school.text()
    story.album.take(school, "已提交")
    story.leaves(school)


def bureau_approves(story: Story) -> None:
    story.calendar.turn_to(2026, 6, 4)
    clerk = story.visitor("shiju")
    assert story.number in clerk.text(), "what waits for the bureau stands on its home page"
    story.album.take(clerk, "市局首页")
    clerk.open(f"/classes/{story.number}")
    clerk.fill(required_hours="32")
    clerk.press(f"批准 {story.number}")
    assert clerk.page.locator(".err-summary").is_visible(), "required hours need their source"
    assert clerk.page.input_value("main [name=required_hours]") == "32", "what was typed stays"
    story.album.take(clerk, "审核缺出处")
    clerk.fill(source="威人社备〔2026〕3号 培训方案")
    clerk.press(f"批准 {story.number}")
    assert "已批准" in clerk.text()
    story.album.take(clerk, "已批准")
    story.leaves(clerk)


def roster_comes_in(story: Story) -> None:
    story.calendar.turn_to(2026, 6, 20)
    story.lines = [learner(serial, name) for serial, name in enumerate(PEOPLE, 1)]
    right = story.lines[3]["身份证号码"]
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    messy = [*story.lines[:3], {**story.lines[3], "身份证号码": wrong}, *story.lines[4:]]
    school = story.visitor("lanwan")
    school.open(f"/classes/{story.number}")
    school.follow("导入学员名单")
    school.choose_file("学员名单（最终版2）.xlsx", messy_workbook(messy, "学员信息表"))
    story.album.take(school, "选好名单")
    school.press("上传并核对")
    assert "5 行可以导入，1 行有错误" in school.heading()
    story.album.take(school, "核对结果")
    school.follow("只看错误")
    school.follow("更正")
    school.fill(value=right)
    story.album.take(school, "就地更正")
    school.press("保存身份证号码")
    assert "6 行可以导入" in school.heading()
    school.press("确认导入")
    assert "已导入 6 行" in school.heading()
    story.album.take(school, "已导入")
    school.open(f"/classes/{story.number}?tab=people")
    assert all(name in school.text() for name in PEOPLE)
    assert not any(line["身份证号码"] in school.text() for line in story.lines)
    story.album.take(school, "班次学员")
    story.leaves(school)


def class_is_held(story: Story) -> None:
    story.calendar.turn_to(2026, 7, 6)
    school = story.visitor("lanwan")
    school.open(f"/classes/{story.number}")
    school.press("确认开班")
    story.leaves(school)
    story.calendar.turn_to(2026, 7, 9)
    # Attendance is taken in the classroom, on a telephone.
    school = story.visitor("lanwan", PHONE)
    for held in range(1, 5):
        school.open(f"/classes/{story.number}/sessions/{held}")
        if held == 1:
            story.album.take(school, "考勤")
        school.press("保存 6 人的考勤")
    story.leaves(school)


def class_is_completed(story: Story) -> None:
    school = story.visitor("lanwan")
    school.open(f"/classes/{story.number}")
    school.follow("成绩与结业")
    for name, score in PEOPLE.items():
        school.page.get_by_label(f"{name} 结业考核成绩").fill(score)
    story.album.take(school, "录入成绩")
    school.press("保存成绩")
    school.open(f"/classes/{story.number}/completion")
    school.press(f"确认 {story.number} 结业")
    school.open(f"/classes/{story.number}/completion")
    row = school.page.locator("main tbody tr", has_text="邹文静")
    assert "不" in row.inner_text(), "a hundredth is missing"
    story.album.take(school, "结业结果")
    story.leaves(school)


def assessment_body_reports(story: Story) -> None:
    story.calendar.turn_to(2026, 8, 3)
    results = [
        {
            "姓名": line["姓名"], "身份证号": line["身份证号码"], "班次编号": story.number, "职业": "智能制造工程技术人员",
            "等级": "中级", "理论成绩": 80, "能力成绩": 71.5, "考核日期": "2026-07-20",
        }
        for line in story.lines
    ]  # fmt: skip
    assessor = story.visitor("pingjia")
    assert story.number in assessor.text(), "the home page says which class waits for results"
    story.album.take(assessor, "评价机构首页")
    assessor.open("/intake")
    assessor.follow("等级考核与证书")
    assessor.choose_file("成绩.xlsx", level_workbook(*results))
    assessor.press("上传并核对")
    story.album.take(assessor, "考核结果核对")
    assessor.press("只导入无误的 5 行")
    results_are_confirmed(story, assessor)
    certified = [
        {**result, "证书编号": f"3726{place:06d}", "发证日期": "2026-07-30"}
        for place, result in enumerate(results, 1) if result["姓名"] in PASSED
    ]
    assessor.open("/intake")
    assessor.follow("等级考核与证书")
    assessor.choose_file("证书.xlsx", level_workbook(*certified))
    assessor.press("上传并核对")
    assessor.press("确认导入")
    assessor.open("/certificates/")
    assert all(name in assessor.text() for name in PASSED)
    story.album.take(assessor, "等级证书")
    story.leaves(assessor)


def results_are_confirmed(story: Story, assessor: Visitor) -> None:
    """The results go to the province and the nation, each step noted with its day and document."""
    assessor.open("/certificates/lots/")
    story.album.take(assessor, "待报批")
    assessor.press("建批")
    story.album.take(assessor, "报批批次")
    for verb, button, day in (
        ("send", "登记报省厅", "2026-07-21"), ("confirm_province", "登记省厅确认", "2026-07-24"),
        ("approve_nation", "登记国家审核通过", "2026-07-28"),
    ):  # fmt: skip
        assessor.page.fill(f"#{verb}-happened_on", day)
        assessor.page.fill(f"#{verb}-document", "鲁人社函〔2026〕9号")
        assessor.press(button)
    assert "颁发证书，上传证书编号" in assessor.text()


def bureau_recognises(story: Story) -> None:
    clerk = story.visitor("shiju")
    clerk.open("/titles/")
    for box in clerk.page.locator("main input[name=chosen]").all():
        box.check()
    story.album.take(clerk, "待认定职称")
    clerk.page.locator("form[action*='/acts/'] button[type=submit]:visible, button[formaction*='/acts/']:visible").first.click()
    clerk.page.wait_for_selector(f"button:has-text('认定 {len(PASSED)} 本证书')")
    for box in clerk.page.locator("main input[type=checkbox]:visible").all():
        box.check()
    story.album.take(clerk, "认定之前")
    clerk.press(f"认定 {len(PASSED)} 本证书")
    assert f"{len(PASSED)} 行全部办成" in clerk.page.inner_text("body")
    clerk.open("/titles/records")
    assert all(name in clerk.text() for name in PASSED)
    story.album.take(clerk, "职称记录")
    story.leaves(clerk)


def engineer_looks(story: Story) -> None:
    page = bureau(story.app).open(f"/classes/{story.number}")
    links = page.html.xpath("//a[contains(@href, '/people/P')][contains(., '丛珊珊')]/@href")
    open_account(story.app, "cong", "丛珊珊", Role.ENGINEER, person=links[0].rsplit("/", 1)[-1])
    engineer = story.visitor("cong", PHONE)
    for path, title, expected in (
        ("/me?year=2026", "我的学时", "32"), ("/me/titles", "我的职称", "工程师"), ("/me/certificates", "我的证书", "3726000001"),
    ):  # fmt: skip
        engineer.open(path)
        assert expected in engineer.text()
        assert story.lines[0]["身份证号码"] not in engineer.text()
        story.album.take(engineer, title)
    story.leaves(engineer)


def bureau_reads_the_form(story: Story) -> None:
    story.calendar.turn_to(2026, 9, 28)
    clerk = story.visitor("shiju")
    clerk.open("/reports?quarter=2026Q3")
    story.album.take(clerk, "开展情况表")
    figure = clerk.page.locator("a[data-opens-drawer]:visible", has_text="6").first
    figure.click()
    clerk.page.wait_for_selector("#drawer:visible tbody tr")
    assert all(name in clerk.page.inner_text("#drawer") for name in PEOPLE)
    story.album.take(clerk, "数字背后的名单", DESK)
    with clerk.page.expect_download() as paper:
        clerk.page.locator("a:visible:has-text('导出 PDF')").first.click()
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
    story.leaves(clerk)
