"""Pages of jobs: what moves, what came of it, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership, User
from training_app.accounts.service import actor_of
from training_app.audit.models import AuditEvent
from training_app.files import service as files
from training_app.jobs import kinds, running, service, streams
from training_app.jobs.kinds import Outcome, Run
from training_app.jobs.models import Job
from training_app.kernel.actor import Role

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A kind that writes a file, or says no when told to."""
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))
    monkeypatch.setattr(streams, "LOOK_EVERY_SECONDS", 0)

    def work(run: Run) -> Outcome:
        if run.arguments.get("fail"):
            raise ZeroDivisionError
        file = files.store(run.session, run.actor, b"1,2,3", "名单.csv", "text/csv", "test.file", at=run.at)
        return Outcome("已写 3 行。", file_id=file.id, endpoint="home.index")

    kinds.register("test.write", work)
    yield "test.write"


def job_of(session: Session, kind: str, role: Role = Role.BUREAU, **arguments: object) -> Job:
    """A job of the user last logged in, in the role."""
    found = session.execute(
        select(User, Membership).join(Membership, Membership.user_id == User.id).where(Membership.role == role)
        .order_by(User.id.desc())
    ).first()
    job = service.enqueue(session, actor_of(found.User, found.Membership, None), kind, arguments, title="测试名单", at=AT)
    session.commit()
    return job


def test_from_waiting_to_the_file(app: Flask, session: Session, kind: str, login_as: Callable[..., FlaskClient]) -> None:
    browser = login_as(Role.BUREAU)
    job = job_of(session, kind)
    page = browser.get(f"/jobs/{job.number}").get_data(as_text=True)
    assert "排队中" in page and "马上开始" in page and "刷新" in page and "下载文件" not in page
    running.run_waiting(app)
    page = browser.get(f"/jobs/{job.number}").get_data(as_text=True)
    assert "测试名单：已完成" in page and "已写 3 行。" in page and "data-job-events" not in page
    assert "已写 3 行。" in browser.get("/jobs/").get_data(as_text=True)
    answer = browser.get(f"/jobs/{job.number}/file")
    assert answer.data == b"1,2,3" and "attachment" in answer.headers["Content-Disposition"]
    act = session.scalars(select(AuditEvent).where(AuditEvent.action == "job.download")).one()
    assert act.object_number == job.number


def test_the_stream_says_how_it_moves_and_ends(
    app: Flask, session: Session, kind: str, login_as: Callable[..., FlaskClient]
) -> None:
    browser = login_as(Role.BUREAU)
    job = job_of(session, kind)
    answer = browser.get(f"/jobs/{job.number}/events", buffered=False)
    assert answer.mimetype == "text/event-stream" and answer.headers["X-Accel-Buffering"] == "no"
    events = answer.response
    assert b"retry:" in next(events)
    first = next(events).decode()
    assert first.startswith("event: progress\ndata: ") and "排队中" in first and "<html" not in first
    running.run_waiting(app)
    rest = b"".join(events).decode()
    assert "已写 3 行。" in rest and rest.endswith("event: end\ndata: \n\n")


def test_a_stream_is_short_and_there_are_few(
    session: Session, kind: str, login_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = login_as(Role.BUREAU)
    job = job_of(session, kind)
    monkeypatch.setattr(streams, "LONGEST_SECONDS", 0)
    text = browser.get(f"/jobs/{job.number}/events").get_data(as_text=True)
    assert "event: progress" in text and "event: end" not in text
    assert browser.get(f"/jobs/{job.number}/events").status_code == 200  # the first gave its place back
    open_ones = [streams.stream(lambda: ("", False)) for _ in range(streams.MOST_STREAMS)]
    assert browser.get(f"/jobs/{job.number}/events").status_code == 204
    for each in open_ones:
        each.close()
    assert browser.get(f"/jobs/{job.number}/events").status_code == 200


def test_who_asks_by_itself_gets_only_what_moves(
    session: Session, kind: str, login_as: Callable[..., FlaskClient]
) -> None:
    browser = login_as(Role.BUREAU)
    job = job_of(session, kind)
    text = browser.get(f"/jobs/{job.number}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "排队中" in text and "<html" not in text


@pytest.mark.parametrize("path", ["", "/events", "/file"])
def test_a_job_of_somebody_else_is_not_there(
    app: Flask, session: Session, kind: str, login_as: Callable[..., FlaskClient], path: str
) -> None:
    login_as(Role.BUREAU)
    job = job_of(session, kind)
    running.run_waiting(app)
    other = login_as(Role.BUREAU)
    answer, missing = other.get(f"/jobs/{job.number}{path}"), other.get(f"/jobs/J99999999{path}")
    assert answer.status_code == missing.status_code == 404
    assert answer.get_data(as_text=True).replace(job.number, "") == missing.get_data(as_text=True).replace("J99999999", "")


def test_a_failed_job_can_be_tried_again(
    app: Flask, session: Session, kind: str, login_as: Callable[..., FlaskClient]
) -> None:
    browser = login_as(Role.BUREAU)
    job = job_of(session, kind, fail=True)
    running.run_waiting(app)
    page = browser.get(f"/jobs/{job.number}").get_data(as_text=True)
    assert "未完成" in page and "没有改动任何数据" in page and "重试" in page
    session.expire_all()
    job.arguments = {}
    session.commit()
    assert browser.post(f"/jobs/{job.number}/retry").status_code == 302
    assert browser.post(f"/jobs/{job.number}/retry").status_code == 409  # waiting already
    running.run_waiting(app)
    session.expire_all()
    assert job.state == "done" and job.message == "已写 3 行。"


def test_a_cancelled_job_is_not_done(
    app: Flask, session: Session, kind: str, login_as: Callable[..., FlaskClient]
) -> None:
    browser = login_as(Role.BUREAU)
    job = job_of(session, kind)
    assert browser.post(f"/jobs/{job.number}/cancel").status_code == 302
    running.run_waiting(app)
    session.expire_all()
    assert (job.state, job.file_id) == ("cancelled", None)
    assert browser.post(f"/jobs/{job.number}/cancel").status_code == 409


def test_the_clock_is_shown_to_those_who_run_the_system(login_as: Callable[..., FlaskClient]) -> None:
    for role, shown in (
        (Role.BUREAU, True), (Role.SYSTEM_ADMIN, True), (Role.AUDITOR, True), (Role.SECURITY_ADMIN, False),
    ):
        page = login_as(role).get("/jobs/").get_data(as_text=True)
        assert ("核对审计记录" in page) is shown, role
