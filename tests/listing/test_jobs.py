"""Long workbooks go to the worker, through the scope of whoever asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, make_institution
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.jobs.kinds import Run
from training_app.jobs.models import Job
from training_app.kernel.actor import Role
from training_app.listing import rules
from training_app.listing.jobs import export


def test_a_long_list_is_written_in_the_background(
    session: Session, login_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    school = make_institution(session)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    own = [make_class(session, "running", institution=school) for _ in range(3)]
    make_class(session, "running")
    monkeypatch.setattr(rules, "EXPORT_AT_ONCE", 2)
    answer = browser.post("/lists/classes/export", data={"query": "state=running"})
    job = session.scalars(select(Job)).one()
    assert answer.headers["Location"] == f"/jobs/{job.number}"
    assert job.arguments == {"list": "classes", "query": {"state": "running"}, "lines": 3}
    at = datetime(2026, 11, 20, tzinfo=UTC)
    outcome = export(Run(session, actor_of(school), job.arguments, at, date(2026, 11, 20), lambda *_: None))
    stored = session.get_one(StoredFile, outcome.file_id)
    sheet = openpyxl.load_workbook(io.BytesIO(files.read(stored))).active
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {each.number for each in own}
    assert outcome.message == "已导出 3 条。"


def test_a_whole_number_is_not_left_in_a_job(
    session: Session, login_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = login_as(Role.BUREAU)
    monkeypatch.setattr(rules, "EXPORT_AT_ONCE", -1)
    answer = browser.post("/lists/classes/export", data={"query": "q=370602199003070412"})
    assert answer.status_code == 422 and "改用证件后四位" in answer.get_data(as_text=True)
    assert session.scalars(select(Job)).all() == []
