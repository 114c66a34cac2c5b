"""A job whose worker died is found again; one that is still worked on is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from tests.jobs.test_service import someone
from training_app.db import db, unit_of_work
from training_app.jobs import kinds, messages, running, service
from training_app.jobs.kinds import Kind, Outcome, Run
from training_app.jobs.models import Job

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
SLEEPER = """
import time
from training_app import create_app
from training_app.jobs import kinds, worker

def work(run):
    run.progress(1, 2, "half")
    time.sleep(600)

app = create_app()
kinds._KINDS.clear()
kinds.register("test.sleep", work)
with app.app_context():
    worker.work(app)
"""


@pytest.fixture
def job(fresh_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    """A waiting job in a database of its own; its kind ends at once in this process."""
    kind = Kind("test.sleep", lambda run: Outcome("醒了"))
    monkeypatch.setattr(kinds, "_KINDS", {kind.name: kind})
    with fresh_app.app_context():
        with unit_of_work() as session:
            made = service.enqueue(session, someone(session), kind.name, {}, title="睡", at=AT)
        yield made


def fetch() -> int:
    """What a worker does first; the id of procrastinate's row."""
    with unit_of_work() as session:
        return session.execute(text("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")).scalar_one()


def begun(attempts: int) -> None:
    """As a worker leaves a job that it began for the so-many-th time."""
    with unit_of_work() as session:
        session.execute(text("UPDATE jobs SET state = 'running', started_at = now(), attempts = :n"), {"n": attempts})


def state() -> tuple[str, int]:
    db.session().expire_all()
    job = db.session().scalars(select(Job)).one()
    found = job.state, job.attempts
    db.session().rollback()
    return found


def test_a_job_left_in_the_middle_is_done_by_another(fresh_app: Flask, job: Job) -> None:
    carried = fetch()
    begun(1)
    running.rescue(carried, job.number)
    assert state() == ("waiting", 1)
    running.rescue(carried, job.number)  # another worker found it as well
    assert running.run_waiting(fresh_app) == 1
    assert state() == ("done", 2)


def test_a_job_left_before_it_began_is_done_by_another(fresh_app: Flask, job: Job) -> None:
    running.rescue(fetch(), job.number)
    assert running.run_waiting(fresh_app) == 1
    assert state() == ("done", 1)


def test_a_job_that_brings_every_worker_down_is_given_up(fresh_app: Flask, job: Job) -> None:
    carried = fetch()
    begun(running.MOST_ATTEMPTS)
    running.rescue(carried, job.number)
    assert state()[0] == "failed"
    assert db.session().scalars(select(Job.message)).one() == messages.GAVE_UP.format(attempts=3, number=job.number)
    assert running.run_waiting(fresh_app) == 0


def test_a_job_somebody_still_works_on_is_not_taken_over(fresh_app: Flask, job: Job) -> None:
    carried = fetch()
    begun(1)
    engine = create_engine(fresh_app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.begin() as other:
        assert other.scalar(running._LOCK, {"id": job.id})
        running.rescue(carried, job.number)
        assert state() == ("running", 1)
    engine.dispose()
    running.rescue(carried, job.number)
    assert state() == ("waiting", 1)


def test_a_worker_that_is_to_stop_puts_its_job_back(fresh_app: Flask, job: Job) -> None:
    def work(run: Run) -> Outcome:
        running.stopping.set()
        run.progress(1, 2)
        raise AssertionError("went on")

    kinds.register("test.sleep", work)
    try:
        with fresh_app.app_context():
            running.execute(job.number)
    finally:
        running.stopping.clear()
    assert state() == ("waiting", 0)


@pytest.mark.long
def test_a_killed_worker_is_found_out_by_the_next(fresh_app: Flask, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """kill -9 in the middle of a job; a second worker, the real one, takes it over once the first is silent."""
    environment = {
        **os.environ, "DATABASE_URL": fresh_app.config["SQLALCHEMY_DATABASE_URI"], "PLAIN_HTTP": "1",
        "TRAINING_APP_INSTANCE": str(fresh_app.config["INSTANCE_DIR"]),
    }
    command = [sys.executable, "-c"]
    first = subprocess.Popen([*command, SLEEPER], cwd=ROOT, env=environment)
    try:
        wait_for(lambda: state()[0] == "running")
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    quick = SLEEPER.replace("time.sleep(600)", 'return kinds.Outcome("醒了")')
    second = subprocess.Popen([*command, quick], cwd=ROOT, env=environment)
    try:
        wait_for(lambda: state()[0] == "done")
    finally:
        second.terminate()
        assert second.wait(30) == 0
    assert state() == ("done", 2)


def wait_for(come: object, seconds: int = 90) -> None:
    until = time.monotonic() + seconds
    while not come():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.2)
