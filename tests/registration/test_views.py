"""Registration in the browser: from the login page to the first login as the organisation's administrator."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable
from dataclasses import asdict

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.builders.registrations import PDF, PNG, facts, make_registration
from tests.journeys.browser import Browser, Page
from training_app.audit.models import AuditEvent
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.registration.models import Registration, RegistrationDocument

LogIn = Callable[..., FlaskClient]
PASSWORD = "Hai-Feng-2026-xyz"


def send(page: Page, files: dict[str, tuple[str, bytes]], **typed: str) -> Page:
    """Sends the application's form with the fields and files given."""
    form = page.form("提交")
    form.fill(**typed)
    data: MultiDict[str, object] = MultiDict(form.fields)
    for name, (file, content) in files.items():
        data.add(name, (io.BytesIO(content), file))
    return page.browser.post(form.action, data, at=page.path)


def typed(**changed: str) -> dict[str, str]:
    return asdict(facts(**changed))


BOTH = {"licence": ("营业执照.pdf", PDF), "listing": ("名录.png", PNG)}


def code_on(page: Page) -> str:
    found = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){4}", page.text)
    assert found, page.text
    return found[0]


@pytest.fixture
def stranger(app: Flask, session: Session) -> Browser:
    return Browser(app, app.test_client())


@pytest.fixture
def clerk(app: Flask, login_as: LogIn) -> Browser:
    return Browser(app, login_as(Role.BUREAU))


def test_from_the_login_page_to_the_first_login(app: Flask, session: Session, stranger: Browser, clerk: Browser) -> None:
    page = stranger.open("/login").follow("单位注册").follow("培训机构")
    sent = typed(name="威海云凡职业培训学校")
    page = send(page, BOTH, **sent)
    assert "等市局核对" in page.text
    number, code = re.search(r"Z\d{4}-\d{4}", page.text)[0], code_on(page)
    assert code not in stranger.open("/register/status").text, "shown once"

    assert "1 家单位申请注册等您核对" in clerk.open("/").text
    assert "威海云凡职业培训学校 申请注册为培训机构" in clerk.open("/notices").text
    review = clerk.open("/registrations").follow(number)
    assert sent["code"] in review.text and "这个代码没有登记过" in review.text
    form = review.form("确认退回").fill(**{"return-fields": ["name"], "return-remark": "名称与证照不一致"})
    assert "已退回" in form.send("确认退回").text

    other = Browser(app, app.test_client())
    found = other.open("/register/status").form("查询").fill(number=number, code=code.lower().replace("-", " ")).send("查询")
    assert "等您补正" in found.text and "名称与证照不一致" in found.text
    page = found.follow("补正申请")
    assert "云凡" in page.html.xpath("string(//input[@name='name']/@value)") and "已收到 营业执照.pdf" in page.text
    page = send(page, {}, name="威海云帆职业培训学校")
    assert "等市局核对" in page.text

    review = clerk.open(f"/registrations/{number}")
    assert "补正了 1 处" in review.text and "威海云凡" in review.text
    done = review.form("通过").send("通过")
    assert "已通过" in done.text

    page = other.open("/register/status").form("设置管理员账户").send("设置管理员账户")
    login = f"guanli.{secrets.token_hex(3)}"
    home = page.form("激活并登录").fill(login=login, password=PASSWORD, again=PASSWORD).send("激活并登录")
    assert "威海云帆职业培训学校" in home.text
    assert "管理员账户已建立" in clerk.open(f"/registrations/{number}").text
    again = Browser(app, app.test_client()).log_in(login, PASSWORD)
    assert "威海云帆职业培训学校" in again.text


def test_wrong_things_are_said_beside_and_kept(stranger: Browser, session: Session) -> None:
    page = stranger.open("/register?kind=training_institution")
    files = {"licence": ("执照.pdf", PDF), "listing": ("名录.exe", b"MZ\x90")}
    page = send(page, files, **typed(phone="打我", code="123"))
    assert page.status == 422
    assert "统一社会信用代码应为 18 位" in page.text and "“名录.exe”不是 PDF" in page.text and "区号" in page.text
    assert page.html.xpath("string(//input[@name='address']/@value)") == typed()["address"]
    assert "已收到 执照.pdf" in page.text
    page = send(page, {"listing": ("名录.png", PNG)}, **typed())
    assert "等市局核对" in page.text
    record = session.scalars(select(Registration)).one()
    assert sorted(each.kind for each in record.documents) == ["licence", "listing"]


def test_documents_are_saved_never_shown(session: Session, clerk: Browser, login_as: LogIn) -> None:
    record, _ = make_registration(session)
    number = record.documents[0].file.number
    session.commit()
    answer = clerk.open(f"/registrations/{record.number}/documents/{number}").response
    assert answer.get_data() == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    own, foreign = login_as(Role.DISTRICT, district_code="371002"), login_as(Role.DISTRICT, district_code="371082")
    assert own.get(f"/registrations/{record.number}/documents/{number}").status_code == 200
    assert foreign.get(f"/registrations/{record.number}/documents/{number}").status_code == 404
    other, _ = make_registration(session)
    session.commit()
    assert clerk.open(f"/registrations/{other.number}/documents/{number}").status == 404


def test_a_district_sees_its_own_without_the_whole_phone(session: Session, login_as: LogIn) -> None:
    record, _ = make_registration(session, phone="13806310000")
    session.commit()
    page = login_as(Role.DISTRICT, district_code="371002").get(f"/registrations/{record.number}").get_data(as_text=True)
    assert "13806310000" not in page and "1380****" in page
    assert "确认退回" not in page and "通过并登记" not in page
    answer = login_as(Role.DISTRICT, district_code="371002").post(
        f"/registrations/{record.number}/refuse", data={"refuse-remark": "x", "refuse-version": "1"}
    )
    assert answer.status_code == 403


def test_the_second_reviewer_reads_who_decided(session: Session, clerk: Browser, app: Flask, login_as: LogIn) -> None:
    record, _ = make_registration(session)
    session.commit()
    second = Browser(app, login_as(Role.BUREAU))
    form = second.open(f"/registrations/{record.number}").form("确认不予通过").fill(**{"refuse-remark": "材料不实"})
    assert "已通过" in clerk.open(f"/registrations/{record.number}").form("通过").send("通过").text
    late = form.send("确认不予通过")
    assert late.status == 409 and "测试用户" in late.text and "已通过" in late.text


def test_a_reason_is_asked_for(session: Session, clerk: Browser) -> None:
    record, _ = make_registration(session)
    session.commit()
    for words in ("确认退回", "确认不予通过"):
        page = clerk.open(f"/registrations/{record.number}").form(words).send(words)
        assert page.status == 422 and "申请单位会看到这段话" in page.text
    assert session.get_one(Registration, record.id).state == "submitted"


def test_a_wrong_receipt_tells_nothing(session: Session, stranger: Browser) -> None:
    record, receipt = make_registration(session)
    session.commit()
    answers = set()
    for number, code in ((receipt.number, "AAAA-AAAA-AAAA-AAAA-AAAA"), ("Z2026-9999", receipt.code)):
        page = stranger.open("/register/status").form("查询").fill(number=number, code=code).send("查询")
        answers.add((page.status, re.sub(r"Z2026-\d{4}|[A-Z2-9]{4}(-[A-Z2-9]{4}){4}", "", page.text)))
        assert record.name not in page.text
    assert len(answers) == 1 and answers.pop()[0] == 422
    assert stranger.open("/register/correct").path.startswith("/register/status")
    assert stranger.client.post("/register/status", data={"activate": "1"}).headers["Location"] == "/register/status"


def test_too_many_forms_from_one_address(stranger: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    at = dates.now()  # all within one minute, however slow the machine
    monkeypatch.setattr(dates, "now", lambda: at)
    for _ in range(20):
        stranger.client.post("/register/status", data={"number": "Z2026-0001", "code": "x"})
    answer = stranger.client.post("/register/status", data={"number": "Z2026-0001", "code": "x"})
    assert answer.status_code == 429 and "太频繁" in answer.get_data(as_text=True)
    assert stranger.client.post("/register?kind=employer", data={}).status_code == 429
    elsewhere = stranger.client.post("/register?kind=employer", data={}, environ_base={"REMOTE_ADDR": "198.51.100.9"})
    assert elsewhere.status_code == 422


def test_a_program_falls_into_the_trap(stranger: Browser, session: Session) -> None:
    page = stranger.open("/register?kind=employer")
    said = {name: value for name, value in typed().items() if name != "basis"}
    answer = send(page, {"licence": ("a.png", PNG)}, **said, homepage="http://x")
    assert answer.status == 422 and "不该填" in answer.text
    assert session.scalar(select(func.count()).select_from(Registration)) == 0
    assert session.scalar(select(func.count()).select_from(RegistrationDocument)) == 0


def test_nothing_personal_reaches_the_trail(stranger: Browser, session: Session) -> None:
    send(stranger.open("/register?kind=training_institution"), BOTH, **typed(phone="13806310000"))
    session.commit()
    row = session.scalars(select(AuditEvent).where(AuditEvent.action == "registration.submit")).one()
    assert row.object_number.startswith("Z") and row.actor_role == "visitor"
    assert not re.search("苏禾|林远航|1380631", f"{row.detail}{row.remark}{row.actor_name}")


@pytest.mark.parametrize("value", ["", "字" * 5000, "张\x00三", "<script>alert(1)</script>", "=cmd|'/c calc'!A0", "\u202eabc",
                                   "9" * 400, "\r\nX-Evil: 1"])  # fmt: skip
def test_hostile_values_in_every_public_field(stranger: Browser, session: Session, value: str) -> None:
    page = stranger.open("/register?kind=assessment_body")
    form = page.form("提交")
    for place, name in enumerate(sorted(form.names)):
        data: MultiDict[str, object] = MultiDict({**form.fields.to_dict(), **typed(), name: value})
        where = {"environ_base": {"REMOTE_ADDR": f"198.51.100.{place}"}}
        answer = stranger.client.post(form.action, data=data, **where)
        assert answer.status_code == 422, (name, value)
        assert b"<script>alert" not in answer.get_data()
        sent = stranger.client.post("/register/status", data={"number": value, "code": value, name: value}, **where)
        assert sent.status_code in (302, 422)
    for name in ("licence", "listing"):
        data = MultiDict({**form.fields.to_dict(), **typed(), name: (io.BytesIO(PDF), f"{value}.pdf")})
        assert stranger.client.post(form.action, data=data).status_code in (400, 422)
