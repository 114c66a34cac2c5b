"""Hostile and careless input through the real addresses: a clear answer, never a fault, nothing half stored."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.builders.classes import make_class, make_enrolment
from tests.builders.estates import make_estate
from tests.builders.institutions import make_assessment_body, make_institution
from tests.journeys.browser import Browser, Form, Page
from training_app.audit.models import AuditEvent
from training_app.classes.models import TrainingClass
from training_app.classes.rules import LIFE
from training_app.intake.models import Batch
from training_app.kernel.actor import Role
from training_app.people.models import Person

LogIn = Callable[..., FlaskClient]
# Words that the address builder of the framework takes for itself.
RESERVED = ("endpoint", "self", "values", "_method", "_scheme", "_external", "_anchor")


@pytest.mark.parametrize("name", RESERVED)
def test_an_address_with_the_frameworks_own_words_is_answered(session: Session, login_as: LogIn, name: str) -> None:
    school, body = make_institution(session), make_assessment_body(session)
    for _ in range(60):
        make_class(session, institution=school, assessment_body=body, days=0)
    clerk = login_as(Role.BUREAU)
    cell = "/reports/cell?column=classes_held&row=total&quarter=2026Q1"
    for address in ("/classes?", "/classes?state=draft&", f"{cell}&", "/intake?", "/titles/?", "/certificates/?"):
        for value in ("", "javascript", "1"):
            answer = clerk.get(f"{address}{name}={quote(value)}&_external=1")
            assert answer.status_code == 200, address
            assert "javascript:" not in answer.get_data(as_text=True)


def test_who_may_not_open_a_person_gets_no_link_to_one(session: Session, login_as: LogIn) -> None:
    body = make_assessment_body(session)
    record = make_class(session, "running", assessment_body=body)
    person = make_enrolment(session, record).person_id
    number = session.get_one(Person, person).number
    seen = login_as(Role.ASSESSMENT_BODY, institution_id=body.id).get(f"/classes/{record.number}")
    assert f"/people/{number}" not in seen.get_data(as_text=True)
    own = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    page = own.get(f"/classes/{record.number}").get_data(as_text=True)
    assert f"/people/{number}" in page
    assert own.get(f"/people/{number}").status_code == 200


HOSTILE = (
    "", "   ", "字" * 10_000, "张\x00三", "😀🎉", "9" * 30, "-5", "1e308", "NaN", "0001-01-01", "9999-12-31", "2026-02-31",
    "31.02.2026", "٣٤", "<script>alert(1)</script>", "=cmd|'/c calc'!A0", "\u202eabc", "\r\nX-Evil: 1", "½", "../../etc/passwd",
)  # fmt: skip
# Sentences of the frameworks that no user should ever read.
ENGLISH = re.compile(r"Not a valid|This field|Invalid |Field must|is required|Traceback|psycopg|sqlalchemy")
# Forms that would end the walk, or the account that walks.
_ENDING = re.compile(r"/logout|/account/role|/(?:disable|enable|password|withdraw)$")
WALKERS = (
    Role.BUREAU, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY, Role.DISTRICT, Role.ENGINEER, Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN, Role.AUDITOR,
)  # fmt: skip


def shape_of(address: str) -> str:
    """The address without the numbers of records."""
    return re.sub(r"[A-Z]+\d[\w-]*|\d{3,}\w*|u[0-9a-f]{10}", "N", address.partition("?")[0])


def pages_of(browser: Browser, most: int = 2) -> Iterator[Page]:
    """Pages within reach, a few of every kind."""
    waiting, seen = ["/"], {}
    while waiting:
        address = waiting.pop(0)
        kind = shape_of(address)
        if seen.get(kind, 0) >= most or re.search(r"^/static|\.(pdf|xlsx)", address):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        page = browser.open(address)
        if page.tree is None:
            continue
        yield page
        waiting += [link.partition("#")[0] for link in page.html.xpath("//a/@href") if link.startswith("/")]


def forms_of(browser: Browser) -> Iterator[Form]:
    """Forms within reach, one of every kind."""
    seen = set()
    for page in pages_of(browser):
        for form in page.forms():
            kind = (shape_of(form.action), form.method, *sorted(re.sub(r"P\d+", "P", name) for name in form.names))
            if kind not in seen and not _ENDING.search(form.action):
                seen.add(kind)
                yield form


def send(form: Form, changed: MultiDict[str, str]) -> Page:
    data: MultiDict[str, object] = MultiDict(changed)
    if form.buttons and form.buttons[0].name:
        data.add(form.buttons[0].name, form.buttons[0].value)
    if form.method == "get":
        return form.browser.open(form.action or form.page.path, query=data)
    return form.browser.post(form.action, data, then=False, at=form.page.path)


@pytest.mark.long
@pytest.mark.parametrize("role", WALKERS)
def test_every_field_of_every_form_stands_hostile_values(
    app: Flask, session: Session, login_as: LogIn, role: Role
) -> None:
    estate = make_estate(session, "海风", "371002")
    browser = Browser(app, login_as(role, **estate.scope(role)))
    sent = 0
    for form in forms_of(browser):
        kinds = {re.sub(r"P\d+|\d+", "N", name): name for name in sorted(form.names)}
        for name in kinds.values():
            for value in HOSTILE:
                changed = MultiDict(form.fields)
                changed.setlist(name, [value])
                answer = send(form, changed)  # the browser itself fails on a fault
                sent += 1
                assert not ENGLISH.search(answer.text if answer.tree is not None else ""), (form.action, name, value)
                assert b"<script>alert" not in answer.response.get_data(), (form.action, name)
            for changed in (MultiDict(form.fields), MultiDict(form.fields)):
                changed.poplist(name)
                send(form, changed)
                changed.setlist(name, ["1", "二"])
                send(form, changed)
    assert sent >= len(HOSTILE)


def typed_into(form: Form) -> list[str]:
    """The names of the fields somebody types into and sees again; never passwords."""
    found = []
    for name in sorted(form.names):
        (first, *_) = form.page.html.xpath("//*[self::input or self::textarea or self::select][@name=$name]", name=name)
        if first.get("autocomplete") == "username" or first.get("readonly") is not None:
            continue
        if first.tag == "textarea" or first.tag == "input" and first.get("type", "text") in ("text", "date", "tel", "email"):
            found.append(name)
    return found


@pytest.mark.long
@pytest.mark.parametrize(
    ("role", "least"), [(Role.BUREAU, 10), (Role.TRAINING_INSTITUTION, 9), (Role.SYSTEM_ADMIN, 4), (Role.ASSESSMENT_BODY, 2)]
)
def test_a_refused_form_says_what_is_wrong_on_top_and_keeps_what_was_typed(
    app: Flask, session: Session, login_as: LogIn, role: Role, least: int
) -> None:
    estate = make_estate(session, "海风", "371002")
    browser = Browser(app, login_as(role, **estate.scope(role)))
    refused, wrong = 0, []
    for form in forms_of(browser):
        typed = typed_into(form) if form.method == "post" else []
        for value in ("", "?!", "字" * 1_001) if typed else ():
            changed = MultiDict(form.fields)
            for name in typed:
                changed.setlist(name, [value])
            answer = send(form, changed)
            if answer.status != 422:
                continue
            refused += 1
            told = answer.html.xpath("//div[contains(@class,'err-summary')]")
            links = [link.lstrip("#") for summary in told for link in summary.xpath(".//a/@href")]
            again = next((found for found in answer.forms() if set(typed) <= found.names), None)
            if len(told) != 1 or not told[0].xpath(".//li"):
                wrong.append((form.action, value[:3], "no summary"))
            elif not all(answer.html.xpath("//*[@id=$id]", id=link) for link in links):
                wrong.append((form.action, value[:3], f"links to nothing: {links}"))
            elif again is None or [again.fields.get(name) for name in typed] != [value] * len(typed):
                wrong.append((form.action, value[:3], f"what was typed is gone: {again and again.fields}"))
    assert not wrong
    assert refused >= least


@pytest.mark.long
@pytest.mark.parametrize(
    ("role", "least"), [(Role.BUREAU, 8), (Role.TRAINING_INSTITUTION, 5), (Role.SYSTEM_ADMIN, 2)]
)
def test_a_form_sent_twice_is_carried_out_once(
    app: Flask, session: Session, login_as: LogIn, role: Role, least: int
) -> None:
    estate = make_estate(session, "海风", "371002")
    browser = Browser(app, login_as(role, **estate.scope(role)))
    acts = select(func.count()).select_from(AuditEvent)
    done, wrong = 0, []
    for form in forms_of(browser):
        if form.method != "post" or "form_token" not in form.names:
            continue
        first = send(form, form.fields)
        if first.status != 302:
            continue
        done, before = done + 1, session.scalar(acts)
        again = send(form, form.fields)
        if again.response.location != first.response.location or session.scalar(acts) != before:
            wrong.append((form.action, first.response.location, again.response.location))
    assert not wrong
    assert done >= least


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved", "running", "completed", "reported", "cancelled"])
def test_no_step_of_a_class_is_skipped_by_sending_it_directly(session: Session, login_as: LogIn, state: str) -> None:
    school, body = make_institution(session), make_assessment_body(session)
    browsers = {
        Role.TRAINING_INSTITUTION: login_as(Role.TRAINING_INSTITUTION, institution_id=school.id),
        Role.BUREAU: login_as(Role.BUREAU),
        Role.ASSESSMENT_BODY: login_as(Role.ASSESSMENT_BODY, institution_id=body.id),
        Role.DISTRICT: login_as(Role.DISTRICT, district_code="371002"),
    }
    verbs = {
        "submit": "submit", "approve": "approve", "return": "return", "start": "start", "cancel": "cancel",
        "complete": "completion", "report": "report", "reopen": "completion/reopen", "score": "completion/scores",
    }  # fmt: skip
    data = {
        "remark": "原因", "required_hours": "32", "source": "标准", "fields": "venue", "completed_on": "2026-03-05",
        "reported_on": "2026-03-06",
    }  # fmt: skip
    for role, browser in browsers.items():
        for verb, address in verbs.items():
            if verb in LIFE.open_to(state, role):
                continue
            record = make_class(session, state, institution=school, assessment_body=body)
            enrolment = make_enrolment(session, record)
            session.commit()
            score = f"score-{session.get_one(Person, enrolment.person_id).number}"
            fields = {**data, "version": str(record.version), score: "90"}
            answer = browser.post(f"/classes/{record.number}/{address}", data=fields)
            session.expire_all()
            assert answer.status_code in (403, 404, 409, 422), (role, verb)
            assert session.get_one(TrainingClass, record.id).state == state, (role, verb)
            assert enrolment.score is None
            assert enrolment.state == "enrolled"


def _zip(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


# Below 500,000 bytes: larger ones the test client keeps in a temporary file it never closes.
WRONG_FILES = {
    "empty": b"", "picture": b"\x89PNG\r\n\x1a\n" + bytes(5000), "zeros": bytes(400_000), "pdf": b"%PDF-1.4\n",
    "broken": b"PK\x03\x04" + b"\xff" * 1000, "bomb": _zip("xl/worksheets/sheet1.xml", b"0" * 200_000_000),
    "document": _zip("word/document.xml", b"<x/>"), "commas": b"," * 400_000, "one line": b"a" * 400_000,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["level_certificates", "disbursements", "opening"])
def test_a_wrong_file_is_refused_in_words_and_not_kept(session: Session, login_as: LogIn, kind: str) -> None:
    clerk = login_as(Role.BUREAU)
    for name, content in WRONG_FILES.items():
        upload = {"file": (io.BytesIO(content), f"../../{name}\x00.xlsx")}
        answer = clerk.post(f"/intake/{kind}/new", data=upload)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422, name
        assert 'class="ferr' in text, name
        assert not ENGLISH.search(text)
    assert session.scalar(select(func.count()).select_from(Batch)) == 0


@pytest.mark.parametrize("number", ["9" * 10, "9" * 20, "9" * 300])
def test_a_number_too_large_for_the_register_is_simply_not_there(session: Session, login_as: LogIn, number: str) -> None:
    record = make_class(session, "running")
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    assert school.get(f"/classes/{record.number}/sessions/{number}").status_code == 404
    assert school.get(f"/classes/WH2026-{number}").status_code == 404
    assert school.get(f"/classes?page={number}").status_code == 200
    assert school.get(f"/people?page={number}").status_code == 200
