"""Errors end in a page in Chinese; a bug in an incident number that finds the line of the log."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask, abort
from psycopg.errors import DeadlockDetected
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from training_app import create_app
from training_app.db import db
from training_app.kernel.errors import (
    Conflict,
    DomainError,
    InvalidInput,
    NotFound,
    PermissionDenied,
    PolicyNotInForce,
    RuleViolation,
)
from training_app.kernel.permissions import public
from training_app.web import gate
from training_app.web.logs import JsonLines

SECRET = "37100219900101001X"


@pytest.fixture
def faulty(settings: dict[str, object], base_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application with a page that fails in every way; TESTING would let the exception through."""
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": base_database})
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @public
    def fail(how: str) -> str:
        match how:
            case "bug":
                raise ZeroDivisionError(f"for {SECRET}")
            case "sql":
                db.session.execute(text("SELECT * FROM nothing WHERE number = :number"), {"number": SECRET})
            case "constraint":
                row = text("INSERT INTO districts (code, name, kind, official, sort) VALUES ('371002', 'x', 'x', true, 1)")
                db.session.execute(row)
            case "data":
                db.session.execute(text("SELECT CAST(:long AS integer)"), {"long": "9" * 30})
            case "deadlock":
                raise OperationalError("UPDATE", {}, DeadlockDetected("deadlock detected"))
            case "away":
                raise OperationalError("UPDATE", {}, psycopg.OperationalError("connection refused"))
            case "stale":
                raise StaleDataError("stale")
            case "domain":
                raise DomainError("test.code", "一句话。")
            case "large":
                abort(413)
            case _:
                kinds = (InvalidInput, NotFound, PermissionDenied, Conflict, PolicyNotInForce, RuleViolation)
                raise {kind.__name__: kind for kind in kinds}[how]("test.code", "一句话。")
        return ""

    monkeypatch.setattr(gate, "PUBLIC_ENDPOINTS", gate.PUBLIC_ENDPOINTS | {"fail"})
    app.add_url_rule("/fail/<how>", "fail", fail)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("domain", 400), ("InvalidInput", 422), ("NotFound", 404), ("PermissionDenied", 403), ("Conflict", 409),
        ("PolicyNotInForce", 409),
    ],
)
def test_a_refusal_is_shown_in_its_own_words(faulty: Flask, how: str, status: int) -> None:
    answer = faulty.test_client().get(f"/fail/{how}")
    assert answer.status_code == status and "一句话。" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("how", "somebody"), [("Conflict", True), ("RuleViolation", False), ("PolicyNotInForce", False)])
def test_only_where_somebody_was_faster_somebody_is_said_to_have_been(faulty: Flask, how: str, *, somebody: bool) -> None:
    page = faulty.test_client().get(f"/fail/{how}").get_data(as_text=True)
    assert ("别人刚刚改过" in page, "现在不能办理这一步" in page) == (somebody, not somebody)


@pytest.mark.parametrize(
    ("how", "status", "sentence"),
    [
        ("constraint", 409, "同样的内容已经存在"), ("stale", 409, "刚被别人修改过"), ("data", 422, "超出了可以保存的范围"),
        ("large", 413, "20 MB"), ("deadlock", 409, "再办一次"), ("away", 503, "连不上"),
    ],
)
def test_what_the_database_refuses_is_said_in_words(faulty: Flask, how: str, status: int, sentence: str) -> None:
    answer = faulty.test_client().get(f"/fail/{how}")
    assert answer.status_code == status and sentence in answer.get_data(as_text=True)


@pytest.mark.parametrize("how", ["bug", "sql"])
def test_a_bug_shows_an_incident_and_no_inside(faulty: Flask, caplog: pytest.LogCaptureFixture, how: str) -> None:
    with caplog.at_level(logging.ERROR, "training_app"):
        answer = faulty.test_client().get(f"/fail/{how}")
    page = answer.get_data(as_text=True)
    incident = re.search(r"事件编号 <b class=\"id\">([0-9A-F]{8})</b>", page)
    assert answer.status_code == 500 and incident
    for inside in ("Traceback", "ZeroDivision", "SELECT", "/training_app", SECRET, "psycopg", "Werkzeug"):
        assert inside not in page
    (record,) = [record for record in caplog.records if getattr(record, "incident", "") == incident[1]]
    line = JsonLines().format(record)
    event = json.loads(line)
    assert event["incident"] == incident[1] and "Traceback" in event["trace"] and event["endpoint"] == "fail"
    assert SECRET not in line and "\n" not in line


def test_a_wrong_method_says_what_is_allowed(client) -> None:
    answer = client.delete("/login")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]
    assert "不支持这种操作" in answer.get_data(as_text=True)
