"""Work of the clock: in China's time, one job each due moment, a missed night made up for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.accounts.models import LoginThrottle
from training_app.db import db, unit_of_work
from training_app.jobs import kinds, periodic, running, service
from training_app.jobs.kinds import Kind, Outcome, Run
from training_app.jobs.models import Job

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)  # ten in the morning in China
NIGHTLY = Kind("test.night", lambda run: Outcome("好"), "30 2 * * *", "夜间")


@pytest.fixture
def only_nightly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_KINDS", {NIGHTLY.name: NIGHTLY})
    yield


@pytest.mark.parametrize(
    ("at", "last", "following"),
    [
        (datetime(2026, 7, 1, 2, 0, tzinfo=UTC), "2026-07-01T02:30", "2026-07-02T02:30"),  # 10:00 in China
        (datetime(2026, 6, 30, 18, 29, 59, tzinfo=UTC), "2026-06-30T02:30", "2026-07-01T02:30"),  # 02:29:59
        (datetime(2026, 6, 30, 18, 30, tzinfo=UTC), "2026-07-01T02:30", "2026-07-02T02:30"),  # on the minute
        (datetime(2026, 6, 30, 18, 30, 30, tzinfo=UTC), "2026-07-01T02:30", "2026-07-02T02:30"),
    ],
)
def test_due_moments_are_those_of_china(at: datetime, last: str, following: str) -> None:
    assert periodic.last_due(NIGHTLY, at).isoformat(timespec="minutes") == f"{last}+08:00"
    assert periodic.next_due(NIGHTLY, at).isoformat(timespec="minutes") == f"{following}+08:00"


def test_a_missed_week_is_made_up_for_once(app: Flask, session: Session, only_nightly: None) -> None:
    assert len(running.tick(AT)) == 1
    assert running.tick(AT) == []
    week_later = AT.replace(day=8)
    assert len(running.tick(week_later)) == 1
    assert running.run_waiting(app) == 2
    jobs = session.scalars(select(Job).order_by(Job.id)).all()
    assert [(job.state, job.message, job.user_id) for job in jobs] == [("done", "好", None)] * 2


def test_two_workers_that_tick_at_once_write_one_job(fresh_app: Flask, only_nightly: None) -> None:
    start, found = threading.Barrier(4), []

    def tick() -> None:
        with fresh_app.app_context():
            start.wait()
            found.extend(running.tick(AT))

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    with fresh_app.app_context():
        assert db.session().scalar(select(func.count()).select_from(Job)) == 1


def test_the_nightly_work_is_done(fresh_app: Flask, tmp_path: Path) -> None:
    """The real ones: checks, reminders, tidying, on a register that has nothing wrong."""
    fresh_app.config["INSTANCE_DIR"] = tmp_path  # the anchors of other tests' audit trails are not this register's
    with fresh_app.app_context():
        with unit_of_work() as session:
            session.add(LoginThrottle(address="10.0.0.1", minute=AT, attempts=3))
        running.tick(datetime(2026, 9, 1, 2, 0, tzinfo=UTC))
        running.run_waiting(fresh_app)
        jobs = {job.kind: job for job in db.session().scalars(select(Job))}
        assert jobs.keys() == {kind.name for kind in kinds.periodic()} > {"audit.verify", "hours.verify", "accounts.tidy"}
        assert {kind: job.message for kind, job in jobs.items() if job.state != "done"} == {}
        assert "登录计数 1 条" in jobs["accounts.tidy"].message
        assert db.session().scalar(select(func.count()).select_from(LoginThrottle)) == 0


def test_what_the_clock_did_long_ago_is_forgotten(session: Session) -> None:
    def old(kind: str, days: int, **values: object) -> Job:
        at = AT - timedelta(days=days)
        return Job(
            number=f"J{kind}{days}", kind=kind, title="旧", arguments={}, created_at=at, due_at=at, finished_at=at,
            state="done", **values,
        )

    session.add_all([old("often", 40), old("often", 39), old("often", 2), old("yearly", 300)])
    session.flush()
    assert service.forget_old(session, AT) == 2
    assert set(session.scalars(select(Job.number))) == {"Joften2", "Jyearly300"}  # the last run of each stays


def test_a_check_that_finds_something_is_bad_news(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(run: Run) -> Outcome:
        return Outcome("有 1 处不符", ok=False)

    monkeypatch.setattr(kinds, "_KINDS", {"test.night": Kind("test.night", work, "30 2 * * *", "夜间")})
    running.tick(AT)
    running.run_waiting(app)
    job = session.scalars(select(Job)).one()
    assert (job.state, job.message) == ("failed", "有 1 处不符")


def test_work_with_a_wrong_time_is_refused() -> None:
    with pytest.raises(ValueError):
        kinds.register_periodic("audit.verify", "0 25 * * *", "核对", NIGHTLY.work)
