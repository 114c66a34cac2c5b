"""The life of one class by clicks: planned, filed, signed up for, held, completed, reported, assessed, confirmed, certified,
verified by a stranger; by an institution, an assessment body, two clerks of the bureau, a district, an employer and an
engineer."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import date, time

import pypdf
from flask import Flask

from tests.builders.accounts import make_user
from tests.builders.people import identity_number, make_person
from tests.certificates.level_files import workbook as level_workbook
from tests.journeys.browser import Browser, Page
from tests.journeys.conftest import Calendar
from tests.journeys.office import bureau, file_class, logged_in, open_account, plan_year, register, set_timetable, staff
from training_app.classes import service_scanning
from training_app.classes.models import TrainingClass
from training_app.db import db, unit_of_work
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.people.models import Employment

SCHOOL, BODY, EMPLOYER = "威海海韵职业培训学校", "山东海韵评价中心", "威海天舟智能装备股份有限公司"
WORKERS = ("鞠海明", "阿迪力·买买提")
ENGINEER = "丛海燕"
PASSWORD = "Correct-horse-9"


@dataclass(slots=True)
class Story:
    """What the acts hand on to each other."""

    app: Flask
    calendar: Calendar
    school: str = ""
    body: str = ""
    employer: str = ""
    number: str = ""
    line: str = ""
    persons: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    owner: str = ""


def test_from_the_year_plan_to_a_verified_certificate(city: Flask, calendar: Calendar) -> None:
    story = Story(city, calendar)
    everybody_comes(story)
    the_year_is_planned(story)
    the_class_is_filed_returned_and_approved(story)
    people_sign_up(story)
    the_class_is_held(story)
    the_class_is_completed_and_reported(story)
    results_go_their_way(story)
    a_stranger_verifies(story)
    two_clerks_revoke_a_certificate(story)
    the_district_sees_it_all(story)


def everybody_comes(story: Story) -> None:
    staff(story.app)
    clerk = bureau(story.app)
    story.school = register(clerk, SCHOOL, "training_institution")
    story.body = register(clerk, BODY, "assessment_body")
    story.employer = register(clerk, EMPLOYER, "employer")
    with story.app.app_context(), unit_of_work() as session:
        make_user(session, "shiju2", Role.BUREAU, display_name="于波")
        make_user(session, "huancui", Role.DISTRICT, display_name="宋佳", district_code="371002")
        unit = session.query(Institution).filter_by(code=story.employer).one()
        for serial, name in enumerate((ENGINEER, *WORKERS)):
            number = identity_number(880_000 + serial)
            person = make_person(session, name, number=number)
            story.persons[name], story.numbers[name] = person.number, number
            session.add(Employment(
                person_id=person.id, institution_id=unit.id, employer_name=EMPLOYER, valid_from=date(2020, 1, 1)
            ))  # fmt: skip
    open_account(story.app, "haiyun", "毕晓彤", Role.TRAINING_INSTITUTION, institution=story.school)
    open_account(story.app, "pingjia", "于海明", Role.ASSESSMENT_BODY, institution=story.body)
    open_account(story.app, "tianzhou", "姜敏", Role.EMPLOYER, institution=story.employer)
    open_account(story.app, "cong", ENGINEER, Role.ENGINEER, person=story.persons[ENGINEER])


def the_year_is_planned(story: Story) -> None:
    school, body = logged_in(story.app, "haiyun"), logged_in(story.app, "pingjia")
    story.line = plan_year(school, body, bureau(story.app), story.body)


def the_class_is_filed_returned_and_approved(story: Story) -> None:
    school = logged_in(story.app, "haiyun")
    story.number = file_class(
        school, story.body, date(2026, 7, 6), date(2026, 7, 7), plan_line=story.line, capacity="3"
    )
    set_timetable(school, story.number, 2)
    assert school.open(f"/classes/{story.number}").form("/submit").send().status == 200
    clerk = bureau(story.app)
    form = clerk.open(f"/classes/{story.number}").form("/return")
    assert "已退回" in form.fill(**{"fields": ["venue"], "reason-venue": "请写明教室"}).send().text
    page = school.open(f"/classes/{story.number}").follow("修改备案")
    assert "请写明教室" in page.text
    page = page.form("/edit").fill(venue="世昌大道 288 号 302 教室").send()
    assert page.form("/submit").send().status == 200
    page = clerk.open(f"/classes/{story.number}")
    assert "退回后改了 1 处" in page.text
    page = page.form("/approve").fill(required_hours="16", source="国家职业标准 第 3 页").send()
    assert "已批准" in page.text


def people_sign_up(story: Story) -> None:
    story.calendar.turn_to(2026, 6, 10)
    school = logged_in(story.app, "haiyun")
    form = school.open(f"/classes/{story.number}/sign-up").form("/sign-up")
    assert form.fill(opens_on="2026-06-10", closes_on="2026-06-30").send().status == 200
    assert "还剩 3 个" in Browser(story.app).open(f"/directory/classes/{story.number}").text
    engineer = logged_in(story.app, "cong")
    page = engineer.open(f"/me/classes/{story.number}").form("/apply").send()
    assert page.status == 200
    desk = logged_in(story.app, "tianzhou")
    workers = [story.persons[name] for name in WORKERS]
    page = desk.open(f"/employees/classes/{story.number}").form("/apply").fill(person=workers).send()
    assert page.status == 200
    page = school.open(f"/applications?number={story.number}")
    form = page.form("录取")
    page = form.fill(chosen=form.choices["chosen"]).send("录取")
    if page.has_form("录取"):
        page = page.form("录取").send()
    assert "3 行全部办成" in page.text, page.text
    assert "名额已满" in Browser(story.app).open(f"/directory/classes/{story.number}").text


def the_class_is_held(story: Story) -> None:
    story.calendar.turn_to(2026, 7, 6, time(8, 20))
    school = logged_in(story.app, "haiyun")
    assert school.open(f"/classes/{story.number}").form("/start").send().status == 200
    engineer = logged_in(story.app, "cong")
    with story.app.app_context():
        record = db.session().query(TrainingClass).filter_by(number=story.number).one()
        token = service_scanning.code_for(record, 1, "in", dates.now())
    engineer.open(f"/check-in/{token}")
    page = engineer.open("/me/check-in").form("/me/check-in").send()
    assert page.status == 200
    assert "第 1 次课已签到" in page.text
    story.calendar.turn_to(2026, 7, 7, time(18, 0))
    school = logged_in(story.app, "haiyun")
    for held in (1, 2):
        assert school.open(f"/classes/{story.number}/sessions/{held}").form(f"/sessions/{held}").send().status == 200


def the_class_is_completed_and_reported(story: Story) -> None:
    school = logged_in(story.app, "haiyun")
    page = school.open(f"/classes/{story.number}/completion")
    scores = {entry.get("name"): "88" for entry in page.html.xpath("//input[starts-with(@name, 'score-')]")}
    assert len(scores) == 3
    page.form("保存成绩").fill(**scores).send()
    page = school.open(f"/classes/{story.number}/completion").form("/completion").send()
    assert page.status == 200, page.text
    paper = _pdf_text(school.open(school.open(f"/classes/{story.number}/completion").link("打印全班培训合格证书")))
    story.papers["completion"] = re.findall(r"PX2026-\d{6}-[0-9A-Z]{4}", paper)[0]
    story.calendar.turn_to(2026, 7, 20)
    school = logged_in(story.app, "haiyun")
    assert "还剩 17 天" in school.open(f"/classes/{story.number}").text
    page = school.open(f"/classes/{story.number}").form("/report").fill(reported_on="2026-07-20").send()
    assert page.status == 200, page.text


def results_go_their_way(story: Story) -> None:
    story.calendar.turn_to(2026, 8, 3)
    body = logged_in(story.app, "pingjia")
    results = [
        {
            "姓名": name, "身份证号": story.numbers[name], "班次编号": story.number, "职业": "智能制造工程技术人员",
            "等级": "中级", "理论成绩": 80, "能力成绩": 71.5, "考核日期": "2026-07-25",
        }
        for name in story.persons
    ]  # fmt: skip
    page = body.open("/intake").follow("等级考核与证书").form("上传并核对")
    page = page.send(upload=("成绩.xlsx", level_workbook(*results))).form("确认导入").send()
    assert page.status == 200
    page = body.open("/certificates/lots/").form("建批").send()
    page = page.form("/steps/send").fill(**{"send-happened_on": "2026-07-26", "send-document": "鲁数评〔2026〕7号"}).send()
    lot = page.path
    page = bureau(story.app).open(lot).form("/steps/confirm_province")
    page = page.fill(**{"confirm_province-happened_on": "2026-07-28", "confirm_province-document": "鲁人社函〔2026〕9号"}).send()
    page = body.open(lot).form("/steps/approve_nation")
    page.fill(**{"approve_nation-happened_on": "2026-07-30", "approve_nation-document": "知更办函〔2026〕3号"}).send()
    for place, result in enumerate(results, 1):
        result |= {"证书编号": f"3726{place:06d}", "发证日期": "2026-07-31"}
    page = body.open("/intake").follow("等级考核与证书").form("上传并核对")
    page = page.send(upload=("证书.xlsx", level_workbook(*results))).form("确认导入").send()
    assert page.status == 200, page.text
    own = logged_in(story.app, "cong").open("/me/certificates").text
    assert "3726000001" in own
    story.papers["level"] = "3726000001"


def a_stranger_verifies(story: Story) -> None:
    stranger, story.owner = Browser(story.app), _owner(story, story.papers["completion"])
    for number in story.papers.values():
        name = ENGINEER if number == story.papers["level"] else story.owner
        page = stranger.open("/verify").form("/verify").fill(number=number, name=name).send()
        assert "有效" in page.text, page.text
        assert name not in page.html.text_content().replace(f'value="{name}"', ""), "the name stays masked"
        page = stranger.open("/verify").form("/verify").fill(number=number, name="丛海雁").send()
        assert "没有查到" in page.text


def two_clerks_revoke_a_certificate(story: Story) -> None:
    first, second = bureau(story.app), logged_in(story.app, "shiju2", PASSWORD)
    number = story.papers["completion"].rsplit("-", 1)[0]
    page = first.open(f"/certificates/completion/{number}").follow("申请撤销或换发").form("提交，等第二人核对")
    page = page.fill(act="revoke", reason="不是本班学员，发错了", document="培训机构说明").send()
    assert page.status == 200, page.text
    act = page.path
    assert not first.open(act).has_form("/agree"), "nobody agrees to what he asked for himself"
    assert second.open(act).form("/agree").send().status == 200
    page = Browser(story.app).open("/verify").form("/verify").fill(number=story.papers["completion"], name=story.owner).send()
    assert "已撤销" in page.text


def the_district_sees_it_all(story: Story) -> None:
    district = logged_in(story.app, "huancui", PASSWORD)
    page = district.open(f"/classes/{story.number}")
    assert page.status == 200
    assert "3 人合格" in page.text
    assert not any(number in page.text for number in story.numbers.values())
    for address in (f"/classes/{story.number}/rounds", "/class-reports", "/plans", "/applications"):
        assert district.open(address).status == 200, address


def _owner(story: Story, number: str) -> str:
    """Whose certificate a number is: the paper says it, and the story looks at it as the institution does."""
    page = logged_in(story.app, "haiyun").open(f"/certificates/?q={number.rsplit('-', 1)[0]}&kind=completion")
    return next(name for name in story.persons if name in page.text)


def _pdf_text(page: Page) -> str:
    assert page.status == 200, page.text if page.tree is not None else page.status
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.response.data)).pages)
