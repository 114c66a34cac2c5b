"""Who is told of jobs that ended, and of the clock's work that went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.jobs.test_service import someone
from tests.notices.test_acts import told
from training_app.db import own_transaction
from training_app.jobs import kinds, running, service
from training_app.jobs.kinds import Kind, Outcome, Run
from training_app.jobs.models import Job
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.notices import service_jobs
from training_app.notices.rules import sentence

NIGHT = datetime(2026, 7, 1, 20, 0, tzinfo=UTC)
SYSTEM, BUREAU, AUDITOR = (Actor(role) for role in (Role.SYSTEM_ADMIN, Role.BUREAU, Role.AUDITOR))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """What the next runs of the check of the ledger, and of a job called test.job, find: the first one first."""
    found: list[bool] = []

    def work(run: Run) -> Outcome:
        good = found.pop(0)
        return Outcome("核对无误。" if good else "有 1 处不符。", ok=good)

    registered = {
        "hours.verify": Kind("hours.verify", work, "0 3 * * *", "核对学时台账"), "test.job": Kind("test.job", work),
    }
    monkeypatch.setattr(kinds, "_KINDS", registered)
    yield found


@pytest.mark.parametrize(("waited", "good", "kind"), [(0, True, None), (60, True, "job.done"), (0, False, "job.failed")])
def test_the_owner_hears_of_long_work_and_of_every_failure(
    app: Flask, session: Session, answers: list[bool], waited: int, good: bool, kind: str | None
) -> None:
    actor, other = someone(session), someone(session, login="other")
    at = dates.now() - timedelta(seconds=waited)
    job = service.enqueue(session, actor, "test.job", {}, title="导出名单", at=at)
    session.commit()
    answers.append(good)
    running.run_waiting(app)
    notices = told(session, actor)
    assert [(notice.kind, notice.number) for notice in notices] == ([(kind, job.number)] if kind else [])
    assert told(session, other) == []
    if kind:
        assert sentence(kind, notices[0].detail).startswith("后台任务“导出名单”")


def test_who_tries_again_has_dealt_with_the_failure(app: Flask, session: Session, answers: list[bool]) -> None:
    actor = someone(session)
    job = service.enqueue(session, actor, "test.job", {}, title="导出名单", at=dates.now())
    session.commit()
    answers.append(False)
    running.run_waiting(app)
    (notice,) = told(session, actor)
    assert notice.settled_at is None
    service.retry(session, actor, job.number, dates.now())
    session.refresh(notice)
    assert notice.settled_at is not None


def test_a_bad_night_is_told_once_a_day_until_a_good_one(app: Flask, session: Session, answers: list[bool]) -> None:
    def night(number: int, good: bool) -> None:
        answers.append(good)
        running.tick(NIGHT + timedelta(days=number))
        running.run_waiting(app)
        session.expire_all()

    night(0, True)
    assert told(session, SYSTEM) == []
    night(1, False)
    for actor in (SYSTEM, BUREAU):
        (notice,) = told(session, actor)
        assert sentence(notice.kind, notice.detail) == "定时任务“核对学时台账”有异常：有 1 处不符。"
    assert told(session, AUDITOR) == []
    night(2, False)  # the clock of the test stands on one day
    assert len(told(session, SYSTEM)) == 1
    night(3, True)
    assert [notice.settled_at is None for notice in told(session, SYSTEM)] == [False]


def test_the_auditor_hears_of_the_trail(session: Session) -> None:
    ending = kinds.Ending("J1", "audit.verify", "核对审计记录", None, False, "第 3 行不符", 1, NIGHT)
    service_jobs.ended(session, ending)
    assert [notice.kind for notice in told(session, AUDITOR)] == ["job.clock"]
    assert told(session, BUREAU) == []


def test_work_that_broke_down_is_told_as_well(app: Flask, session: Session, answers: list[bool]) -> None:
    running.tick(NIGHT)  # no answer prepared: the work raises
    running.run_waiting(app)
    with own_transaction() as fresh:
        assert fresh.scalars(select(Job.state)).one() == "failed"
    assert [notice.kind for notice in told(session, SYSTEM)] == ["job.clock"]
