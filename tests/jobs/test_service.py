"""A job and its message to the worker stand or fall with the caller's transaction; what came of it is on the job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from training_app.accounts.models import User
from training_app.accounts.service import actor_of
from training_app.db import db, unit_of_work
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.jobs import kinds, messages, queries, running, service
from training_app.jobs.kinds import Outcome, Run
from training_app.jobs.models import Job
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound, TooMuch
from training_app.places.models import District

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A kind that counts to `arguments["to"]` and says who it counted for."""
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))

    def work(run: Run) -> Outcome:
        for step in range(run.arguments["to"]):
            run.progress(step + 1, run.arguments["to"], "数数")
        return Outcome(f"{run.actor.role} {run.arguments['to']}", endpoint="home.index")

    kinds.register("test.count", work)
    yield "test.count"


def someone(session: Session, role: Role = Role.BUREAU, login: str = "someone") -> Actor:
    user = make_user(session, login, role)
    session.flush()
    return actor_of(user, user.memberships[0], None)


def messages_waiting(session: Session) -> int:
    return session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) or 0


def test_a_job_is_done_in_the_name_of_who_asked(app: Flask, session: Session, kind: str) -> None:
    actor = someone(session)
    job = service.enqueue(session, actor, kind, {"to": 3}, title="数到三", at=AT)
    session.commit()
    assert (job.number, job.state, messages_waiting(session)) == ("J00000001", "waiting", 1)
    assert running.run_waiting(app) == 1
    session.expire_all()
    assert (job.state, job.message, job.done, job.total) == ("done", "bureau 3", 3, 3)
    assert job.attempts == 1 and job.started_at and job.finished_at and job.link_endpoint == "home.index"
    assert messages_waiting(session) == 0


def test_a_rollback_leaves_neither_job_nor_message(fresh_app: Flask, kind: str) -> None:
    with fresh_app.app_context():
        with unit_of_work() as session:
            make_user(session, "someone", Role.BUREAU)
        with pytest.raises(ZeroDivisionError), unit_of_work() as session:
            user = session.scalars(select(User)).one()
            service.enqueue(session, actor_of(user, user.memberships[0], None), kind, {"to": 1}, title="", at=AT)
            assert messages_waiting(session) == 1
            raise ZeroDivisionError
        assert messages_waiting(db.session()) == 0
        assert db.session().scalar(select(func.count()).select_from(Job)) == 0


def test_the_worker_does_a_committed_job(fresh_app: Flask, kind: str) -> None:
    """The real worker, as `flask jobs work --once` starts it."""
    with fresh_app.app_context():
        with unit_of_work() as session:
            service.enqueue(session, someone(session), kind, {"to": 2}, title="", at=AT)
        answer = fresh_app.test_cli_runner().invoke(args=["jobs", "work", "--once"])
        assert answer.exit_code == 0, answer.output
        assert db.session().scalars(select(Job.message)).one() == "bureau 2"
        assert messages_waiting(db.session()) == 0


@pytest.mark.parametrize("change", ["disabled", "ended"])
def test_who_lost_the_account_or_the_role_gets_nothing(app: Flask, session: Session, kind: str, change: str) -> None:
    actor = someone(session)
    job = service.enqueue(session, actor, kind, {"to": 1}, title="", at=AT)
    user = session.get_one(User, actor.user_id)
    if change == "disabled":
        user.disabled_at = AT
    else:
        user.memberships[0].valid_to = AT.date()
    session.commit()
    running.run_waiting(app)
    session.expire_all()
    assert (job.state, job.message) == ("failed", messages.ACTOR_GONE)


def test_what_a_broken_job_did_is_taken_back(fresh_app: Flask, kind: str) -> None:
    def work(run: Run) -> Outcome:
        run.session.add(District(code="999999", name="半途而废", kind="district", official=False, sort=99))
        run.session.flush()
        run.progress(1, 2)
        raise ZeroDivisionError

    kinds.register(kind, work)
    with fresh_app.app_context():
        with unit_of_work() as session:
            service.enqueue(session, someone(session), kind, {}, title="", at=AT)
        running.run_waiting(fresh_app)
        job = db.session().scalars(select(Job)).one()
        assert job.state == "failed" and job.number in job.message
        assert (job.done, job.total, job.attempts) == (1, 2, 1)
        assert db.session().scalar(select(District.code).where(District.name == "半途而废")) is None


def test_jobs_of_others_and_of_other_roles_are_not_there(session: Session, kind: str) -> None:
    actor = someone(session)
    job = service.enqueue(session, actor, kind, {"to": 1}, title="", at=AT)
    assert queries.get(session, actor, job.number) is job and queries.own_jobs(session, actor) == [job]
    for other in (someone(session, login="other"), Actor(Role.SYSTEM_ADMIN, user_id=actor.user_id)):
        assert queries.own_jobs(session, other) == []
        with pytest.raises(NotFound):
            queries.get(session, other, job.number)


def test_an_unknown_kind_is_refused_at_once(session: Session) -> None:
    with pytest.raises(KeyError):
        service.enqueue(session, someone(session), "test.unheard", {}, title="", at=AT)


def test_a_result_is_deleted_after_its_time_and_the_job_says_so(
    app: Flask, session: Session, kind: str, login_as: Callable[..., FlaskClient]
) -> None:
    def work(run: Run) -> Outcome:
        stored = files.store(run.session, run.actor, b"list", "list.xlsx", "text/plain", "export", at=run.at)
        return Outcome("导出 1 行", file_id=stored.id)

    kinds.register(kind, work)
    browser = login_as(Role.BUREAU)
    user = session.scalars(select(User)).one()
    actor = actor_of(user, user.memberships[0], None)
    old, new = (service.enqueue(session, actor, kind, {}, title="导出名单", at=AT) for _ in range(2))
    session.commit()
    running.run_waiting(app)
    session.expire_all()
    now = old.finished_at + timedelta(hours=1)
    assert service.forget_files(session, now) == 0
    old.finished_at -= service.KEEP_FILES
    session.flush()
    assert service.forget_files(session, now) == 1
    assert (old.file_id, old.file_deleted_at) == (None, now) and new.file_id is not None
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
    with pytest.raises(NotFound, match="已到期删除"):
        service.read_file(session, actor, old.number, now)
    for address in ("/jobs/", f"/jobs/{old.number}"):
        assert "文件已到期删除" in browser.get(address).get_data(as_text=True)
    assert "文件保存到" in browser.get(f"/jobs/{new.number}").get_data(as_text=True)


def test_nobody_fills_the_queue_alone(session: Session, kind: str) -> None:
    actor, other = someone(session), someone(session, login="other")
    jobs = [service.enqueue(session, actor, kind, {"to": 1}, title="数", at=AT) for _ in range(service.MOST_OPEN)]
    with pytest.raises(TooMuch, match="5 件"):
        service.enqueue(session, actor, kind, {"to": 1}, title="数", at=AT)
    assert service.enqueue(session, other, kind, {"to": 1}, title="数", at=AT).state == "waiting"
    service.cancel(session, actor, jobs[0].number, AT)
    service.enqueue(session, actor, kind, {"to": 1}, title="数", at=AT)
    with pytest.raises(TooMuch):
        service.retry(session, actor, jobs[0].number, AT)
