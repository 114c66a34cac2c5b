"""Doing one job: resolve who asked, work in one transaction, say how far it is in others, note what came of it."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from training_app.accounts import service_actors
from training_app.audit import service as audit
from training_app.db import own_transaction, unit_of_work
from training_app.jobs import kinds, messages, periodic, service
from training_app.jobs.kinds import Ending, Outcome, Run
from training_app.jobs.models import DONE, FAILED, RUNNING, WAITING, Job
from training_app.kernel import dates
from training_app.kernel.actor import Actor, operator
from training_app.kernel.errors import DomainError

_log = logging.getLogger(__name__)
# Held by the working transaction: who cannot get it sees that somebody is still at it, whatever the clocks say.
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('training_app.jobs'), CAST(:id AS integer))")
_FETCH = text("SELECT id, args FROM procrastinate_fetch_job_v2(ARRAY[:queue], :worker)")
_FINISH = text("SELECT procrastinate_finish_job_v1(:id, 'succeeded', true)")
_TAKE_OVER = text("DELETE FROM procrastinate_jobs WHERE id = :id AND status = 'doing' RETURNING id")
# A job that brought its worker down so often is not started again by itself.
MOST_ATTEMPTS = 3
stopping = threading.Event()


class Interrupted(BaseException):
    """The worker is to stop; no error of the work, so no `except Exception` of it may swallow this."""


@dataclass(frozen=True, slots=True)
class _Task:
    id: int
    number: str
    kind: str


def execute(number: str) -> None:
    """Does a waiting job to its end, good or bad; anything else than a waiting job is left alone.

    Needs an application context of its own. Never raises for what the work does.
    """
    with own_transaction() as session:
        job = service.by_number(session, number)
        task = _Task(job.id, job.number, job.kind) if job is not None and job.state == WAITING else None
    if task is None:
        return
    try:
        with unit_of_work() as session:
            if not session.scalar(_LOCK, {"id": task.id % 2**31}):
                return
            if not _start(task):
                return
            outcome = _work(session, task)
            job = session.get_one(Job, task.id, populate_existing=True)
            _finish(session, job, outcome)
    except Interrupted:
        _put_back(task)
    except DomainError as error:
        _fail(task, error.message)
    except Exception:
        _log.exception("job %s (%s) failed", task.number, task.kind)
        _fail(task, messages.BROKEN.format(number=task.number))


def run_waiting(app: Flask) -> int:
    """Does all waiting jobs in this process, the caller's own transaction included; answers how many. For tests."""
    count = 0
    while True:
        with app.app_context(), own_transaction() as session:
            fetched = session.execute(_FETCH, {"queue": service.QUEUE, "worker": None}).one()
        if fetched.id is None:
            return count
        with app.app_context():
            execute(fetched.args["number"])
        with app.app_context(), own_transaction() as session:
            session.execute(_FINISH, {"id": fetched.id})
        count += 1


def rescue(carried: int, number: str) -> None:
    """Takes over a job whose worker died: it waits again, or is given up after MOST_ATTEMPTS starts.

    `carried` is the id of procrastinate's row. Nothing happens while a transaction still works on the job, nor when another
    worker took it over.
    """
    with own_transaction() as session:
        job = session.scalar(select(Job).where(Job.number == number).with_for_update())
        if job is not None and not session.scalar(_LOCK, {"id": job.id % 2**31}):
            return
        if session.scalar(_TAKE_OVER, {"id": carried}) is None or job is None or job.state not in (WAITING, RUNNING):
            return
        _log.warning("job %s (%s) was left by its worker", job.number, job.kind)
        if job.attempts >= MOST_ATTEMPTS:
            _finish(session, job, Outcome(messages.GAVE_UP.format(attempts=job.attempts, number=number), ok=False))
            return
        job.state, job.message = WAITING, messages.INTERRUPTED
        session.flush()
        service.defer(session, job)


def tick(at: datetime) -> list[str]:
    """Writes the jobs of the clock that are due and not yet written; answers their numbers."""
    started = []
    for kind in kinds.periodic():
        with own_transaction() as session:
            job = service.enqueue_due(session, kind, periodic.last_due(kind, at), at)
            started += [job.number] if job is not None else []
    return started


def _work(session: Session, task: _Task) -> Outcome:
    kind = kinds.get(task.kind)
    if kind is None:
        raise DomainError("jobs.unknown_kind", messages.UNKNOWN_KIND)
    job = session.get_one(Job, task.id)
    at = dates.now()
    run = Run(
        session, _actor(session, job), dict(job.arguments), at, dates.today(),
        lambda done, total, text="": _progress(task, done, total, text), task.number,
    )
    return kind.work(run)


def _actor(session: Session, job: Job) -> Actor:
    """Who asked, as the register knows them now; the clock acts as the operator."""
    if job.user_id is None:
        return operator("periodic")
    found = service_actors.actor_of_membership(session, job.user_id, job.membership_id, dates.today())
    if found is None:
        raise DomainError("jobs.actor_gone", messages.ACTOR_GONE)
    return found


def _progress(task: _Task, done: int, total: int, words: str) -> None:
    if stopping.is_set():
        raise Interrupted
    _note(task, done=done, total=total, progress_text=words)


def _note(task: _Task, **values: object) -> None:
    """Writes about the job at once, apart from the working transaction."""
    with own_transaction() as session:
        session.execute(update(Job).where(Job.id == task.id).values(heartbeat_at=dates.now(), **values))


def _start(task: _Task) -> bool:
    """Marks the job as running; False when it was cancelled a moment ago."""
    at = dates.now()
    with own_transaction() as session:
        started = session.execute(
            update(Job).where(Job.id == task.id, Job.state == WAITING).values(
                state=RUNNING, started_at=at, heartbeat_at=at, attempts=Job.attempts + 1, done=0, total=0,
                progress_text="", message="",
            )
        )  # fmt: skip
    return started.rowcount == 1


def _finish(session: Session, job: Job, outcome: Outcome) -> None:
    at = dates.now()
    job.state, job.finished_at = (DONE if outcome.ok else FAILED), at
    job.message, job.file_id = outcome.message, outcome.file_id
    job.link_endpoint, job.link_values = outcome.endpoint, outcome.values or None
    asked = job.due_at or job.created_at
    seconds = (at - asked).total_seconds()
    kinds.tell(session, Ending(job.number, job.kind, job.title, job.user_id, outcome.ok, outcome.message, seconds, at))


def _fail(task: _Task, sentence: str) -> None:
    with own_transaction() as session:
        job = session.get_one(Job, task.id)
        _finish(session, job, Outcome(sentence, ok=False))
        if job.user_id is not None:
            actor = service_actors.named(session, job.user_id, job.membership_id)
            audit.record(
                session, actor, "job.run", "job", task.number, at=dates.now(), detail={"kind": task.kind},
                result=audit.FAILED,
            )


def _put_back(task: _Task) -> None:
    """The worker stops in the middle: the job waits again and the try does not count."""
    with own_transaction() as session:
        job = session.get_one(Job, task.id)
        job.state, job.message, job.attempts = WAITING, messages.WORKER_STOPPED, job.attempts - 1
        service.defer(session, job)
