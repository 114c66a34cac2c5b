"""What the people of a story do at their computers, page by page: accounts, institutions, a class and its list."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date

from flask import Flask
from openpyxl import Workbook
from sqlalchemy import text

from tests.builders.accounts import make_user
from tests.builders.institutions import credit_code
from tests.builders.people import identity_number
from tests.journeys.browser import Browser, Page
from training_app.db import db, unit_of_work
from training_app.kernel.actor import Role

PASSWORD = "Sea-breeze-at-7"
_serial = itertools.count(5001)


def staff(app: Flask) -> None:
    """The first administrators and a clerk of the bureau."""
    with app.app_context(), unit_of_work() as session:
        make_user(session, "xitong", Role.SYSTEM_ADMIN, display_name="谭永康")
        make_user(session, "anquan", Role.SECURITY_ADMIN, display_name="史雅琳")
        make_user(session, "shiju", Role.BUREAU, display_name="丛珊")


def logged_in(app: Flask, login: str, password: str = PASSWORD) -> Browser:
    """A browser with this person's login."""
    browser = Browser(app)
    page = browser.log_in(login, password)
    assert page.status == 200, page.text
    assert page.path != "/login", page.text
    return browser


def bureau(app: Flask) -> Browser:
    """The bureau's clerk."""
    return logged_in(app, "shiju", "Correct-horse-9")


def open_account(app: Flask, login: str, name: str, role: Role, *, institution: str = "", person: str = "") -> None:
    """One administrator opens the account, the other grants the role, and the owner sets a password with a code."""
    administrator = logged_in(app, "xitong", "Correct-horse-9")
    told = administrator.open("/accounts/new").form("/accounts/new").fill(login=login, name=name).send()
    code = told.html.xpath('//p[@class="say id"]')[0].text_content().strip()
    security = logged_in(app, "anquan", "Correct-horse-9")
    form = security.open(f"/accounts/{login}").form("授予")
    granted = form.fill(role=role, institution=institution, person=person, since="2026-01-01", password="Correct-horse-9").send()
    assert "已授予" in granted.text or login in granted.text
    assert granted.status == 200, granted.text
    own = Browser(app)
    assert own.log_in(login, code).path == "/login", "the code is no password"
    page = own.open("/activate").form("/activate").fill(code=code).send()
    page.form("/activate").fill(password=PASSWORD, again=PASSWORD).send()
    assert own.open("/").status == 200


def register(clerk: Browser, name: str, *qualifications: str, since: str = "2026-01-01") -> str:
    """Registers an institution with qualifications; its credit code."""
    code = credit_code(next(_serial))
    form = clerk.open("/institutions/new").form("/institutions/new")
    nature = next(value for value in form.choices["unit_nature"] if value)
    page = form.fill(code=code, name=name, unit_nature=nature, district_code="371002").send()
    assert (page.status, page.path) == (200, f"/institutions/{code}"), page.text
    for kind in qualifications:
        form = clerk.open(f"/institutions/{code}/qualifications/new").form("qualifications/new")
        page = form.fill(kind=kind, document="威人社函〔2026〕1号", valid_from=since).send()
        assert (page.status, page.path) == (200, f"/institutions/{code}?tab=qualifications"), page.text
    return code


def file_class(school: Browser, body: str, first: date, last: date, **fields: str) -> str:
    """Files a class as a draft; its number."""
    form = school.open("/classes/new").form("/classes/new")
    values = {
        "name": "智能制造工程技术人员（中级）第 1 期", "programme": "smart_manufacturing/", "level": "intermediate",
        "assessment_body": body, "district": "371002", "venue": "世昌大道 288 号", "mode": "onsite", "capacity": "40",
        "starts_on": first.isoformat(), "ends_on": last.isoformat(), "contact_name": "毕晓彤",
        "contact_phone": "0631-5200000", **fields,
    }  # fmt: skip
    page = form.fill(**values).send()
    assert page.status == 200, page.text
    found = re.search(r"/classes/([A-Z]{2}\d{4}-\d{4})/timetable", page.path)
    assert found, page.text
    return found[1]


def plan_year(school: Browser, body: Browser, clerk: Browser, code: str, year: int = 2026) -> str:
    """The institution writes its year plan with one line, the assessment body `code` confirms it, the bureau files it; the
    line as the form of a class names it."""
    form = school.open("/plans/new").form("/plans/new")
    page = form.fill(year=str(year), content="按国家职业标准和培训大纲编制。").send()
    number = page.path.removeprefix("/plans/")
    form = school.open(f"/plans/{number}/lines/new").form("/lines/new")
    page = form.fill(
        programme="smart_manufacturing/", level="intermediate", body=code, classes="2", headcount="80", first_month="3",
        last_month="11", assessment_plan="结业后一个月内，理论机考、实操现场考核",
    ).send()
    assert page.form("/ask").send().status == 200
    page = body.open(f"/plans/{number}").form("/answer").send("确认勾选的项目")
    assert "评价机构已确认" in page.text, page.text
    assert school.open(f"/plans/{number}").form("/submit").send().status == 200
    page = clerk.open(f"/plans/{number}").form("/file").fill(filing_number="威人社备〔2026〕3号").send()
    assert "已备案" in page.text, page.text
    return f"{number}/1"


def set_timetable(school: Browser, number: str, count: int, hours: str = "8") -> Page:
    """Makes the timetable by the pattern on every day of the week and saves it."""
    page = school.open(f"/classes/{number}/timetable")
    form = page.form("保存课表").fill(pattern_count=str(count), pattern_hours=hours, pattern_weekday=list("0123456"))
    page = form.send("生成")
    assert "还没有保存" in page.text
    page = page.form("保存课表").send("保存课表")
    assert page.status == 200, page.text
    return page


def learner(serial: int, name: str) -> dict[str, str]:
    """A line of a roster with right values."""
    number = identity_number(700_000 + serial)
    return {
        "姓名": name, "性别": "男" if int(number[16]) % 2 else "女", "身份证号码": number, "手机": f"139{serial:08d}",
        "学历": "本科", "单位": "威海天舟智能装备股份有限公司",
    }  # fmt: skip


def messy_workbook(lines: Sequence[Mapping[str, str]], title: str) -> bytes:
    """A roster as institutions send it: a title over everything, an instruction, blank lines, a second heading line in
    the middle, spaces in names, numbers with full-width signs, and a signature."""
    book = Workbook()
    sheet = book.active
    headings = list(lines[0])
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings) + 1)
    sheet.append(["填表说明：身份证号码请用文本格式填写"])
    sheet.append([])
    sheet.append(["序号", *headings])
    for count, line in enumerate(lines, 1):
        if count == 4:
            sheet.append([])
        values = dict(line)
        if count % 3 == 1 and len(values["姓名"]) == 2:
            values["姓名"] = "　".join(values["姓名"])
        if count % 3 == 2:
            values["身份证号码"] = values["身份证号码"].translate(_FULL_WIDTH) + " "
        sheet.append([count, *(values[heading] for heading in headings)])
    sheet.append(["合计", f"{len(lines)}人"])
    sheet.append(["制表人：毕晓彤", "", "", "负责人（签字）："])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def snapshot(app: Flask, *tables: str) -> dict[str, tuple[int, str]]:
    """How many rows each table has and a digest of all of them, to see that nothing changed."""
    with app.app_context():
        session = db.session()
        answer = {}
        for table in tables:
            row = session.execute(
                text(f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t")
            ).one()
            answer[table] = (row[0], row[1])
        db.session.remove()
    return answer
