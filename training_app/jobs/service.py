"""Asking for long work. The job and its message to the worker are written in the caller's transaction, both or neither."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from training_app.accounts import service_actors
from training_app.audit import service as audit
from training_app.db import numbers
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.jobs import kinds, messages, queries
from training_app.jobs.kinds import Kind
from training_app.jobs.models import CANCELLED, FAILED, RUNNING, WAITING, Job
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, NotFound, TooMuch

TASK, QUEUE = "jobs.run", "jobs"
# Some of the clock's work comes every few minutes: who looks for a cause looks at the last weeks.
KEEP_PERIODIC = timedelta(days=30)
# A result is made anew from the register whenever it is needed; a copy of a list of people is not kept for longer than this.
KEEP_FILES = timedelta(days=30)
_FILES_AT_ONCE = 500
# The worker does two at once for everybody: nobody fills the queue alone.
MOST_OPEN = 5
# procrastinate's own function for deferring; the cast names its argument type of this version.
_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, 0, :lock, NULL, CAST(:args AS jsonb), NULL)]"
    "::procrastinate_job_to_defer_v1[])"
)


def enqueue(
    session: Session, actor: Actor, kind: str, arguments: dict[str, Any], *, title: str, at: datetime
) -> Job:
    """Writes a job for the worker; it starts once the caller's transaction is committed, and never was after a rollback.

    `title` is what the user reads in the list of jobs; `arguments` is JSON. Neither holds a personal number. KeyError for a
    kind nobody registered, NotFound when the actor's role ended meanwhile, TooMuch while MOST_OPEN of the user's jobs are not
    done. The operator's jobs belong to nobody.
    """
    if kinds.get(kind) is None:
        raise KeyError(kind)
    membership = None if actor.user_id is None else service_actors.membership_of(session, actor, at)
    # Taking the number puts those who ask at once in line, so that they are counted one after the other.
    number = f"J{numbers.take(session, 'job')[0]:08d}"
    _check_room(session, actor)
    job = Job(
        number=number, kind=kind, title=title, arguments=arguments, created_at=at,
        user_id=actor.user_id, membership_id=membership and membership.id, state=WAITING, attempts=0,
    )
    session.add(job)
    session.flush()
    audit.record(session, actor, "job.submit", "job", job.number, at=at, detail={"kind": kind})
    defer(session, job)
    return job


def defer(session: Session, job: Job) -> None:
    """Hands a waiting job to the worker, in the transaction of the session."""
    values = {"queue": QUEUE, "task": TASK, "lock": job.number, "args": json.dumps({"number": job.number})}
    session.execute(_DEFER, values)


def enqueue_due(session: Session, kind: Kind, due_at: datetime, at: datetime) -> Job | None:
    """The job of one due moment of the clock's work; None when it was written before, by whichever worker."""
    there = select(Job.id).where(Job.kind == kind.name, Job.due_at == due_at)
    if session.scalar(there) is not None:
        return None
    # Taking the number puts two workers in line: the second looks again after the first has committed.
    number = f"J{numbers.take(session, 'job')[0]:08d}"
    if session.scalar(there) is not None:
        return None
    job = Job(
        number=number, kind=kind.name, title=kind.title, arguments={}, created_at=at, due_at=due_at, state=WAITING, attempts=0
    )
    session.add(job)
    session.flush()
    defer(session, job)
    return job


def retry(session: Session, actor: Actor, number: str, at: datetime) -> Job:
    """Starts a job that failed or was cancelled once more from nothing; safe for every kind, since a job that failed left
    nothing behind. Conflict when it is not at an end or was well done, TooMuch as for `enqueue`."""
    job = _locked(session, actor, number)
    if job.state not in (FAILED, CANCELLED):
        raise Conflict("jobs.not_failed", messages.NOT_FAILED.format(number=number))
    _check_room(session, actor)
    job.state, job.finished_at, job.started_at, job.attempts = WAITING, None, None, 0
    job.message = job.progress_text = ""
    job.done = job.total = 0
    job.link_endpoint = job.link_values = job.file_id = job.file_deleted_at = None
    session.flush()
    defer(session, job)
    audit.record(session, actor, "job.retry", "job", job.number, at=at, detail={"kind": job.kind})
    return job


def cancel(session: Session, actor: Actor, number: str, at: datetime) -> Job:
    """Takes a job out of the queue. Conflict once the worker has begun."""
    job = _locked(session, actor, number)
    if job.state != WAITING:
        raise Conflict("jobs.not_waiting", messages.NOT_WAITING.format(number=number))
    job.state, job.finished_at, job.message = CANCELLED, at, messages.CANCELLED
    audit.record(session, actor, "job.cancel", "job", job.number, at=at, detail={"kind": job.kind})
    return job


def read_file(session: Session, actor: Actor, number: str, at: datetime) -> tuple[StoredFile, bytes]:
    """The file that came of the actor's own job, and its bytes. NotFound when there is none."""
    job = queries.get(session, actor, number)
    if job.file_id is None or job.user_id != actor.user_id:
        sentence = messages.NO_FILE if job.file_deleted_at is None else messages.FILE_GONE
        raise NotFound("jobs.no_file", sentence.format(number=number, days=KEEP_FILES.days))
    file = session.get_one(StoredFile, job.file_id)
    data = files.read(file)
    audit.record(session, actor, "job.download", "job", job.number, at=at, detail={"kind": job.kind, "bytes": len(data)})
    return file, data


def forget_old(session: Session, at: datetime) -> int:
    """Deletes runs of the clock's work that ended KEEP_PERIODIC ago, but for the last of each kind; answers how many."""
    last = select(func.max(Job.id)).where(Job.due_at.is_not(None)).group_by(Job.kind)
    old = delete(Job).where(Job.due_at.is_not(None), Job.finished_at < at - KEEP_PERIODIC, Job.id.not_in(last))
    return session.execute(old).rowcount


def forget_files(session: Session, at: datetime) -> int:
    """Deletes the files of jobs that ended KEEP_FILES ago, the oldest first and so many in a run; answers how many. The job
    stays and says so."""
    old = session.scalars(
        select(Job).where(Job.file_id.is_not(None), Job.finished_at < at - KEEP_FILES)
        .order_by(Job.finished_at).limit(_FILES_AT_ONCE).with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for job in old:
        file = session.get_one(StoredFile, job.file_id)
        job.file_id, job.file_deleted_at = None, at
        session.flush()
        files.remove(session, file)
    return len(old)


def _check_room(session: Session, actor: Actor) -> None:
    waiting = select(func.count()).where(Job.user_id == actor.user_id, Job.state.in_((WAITING, RUNNING)))
    if actor.user_id is not None and (session.scalar(waiting) or 0) >= MOST_OPEN:
        raise TooMuch("jobs.too_many_open", messages.TOO_MANY_OPEN.format(most=MOST_OPEN))


def _locked(session: Session, actor: Actor, number: str) -> Job:
    """The actor's job, its row held until the commit so that the worker cannot begin meanwhile."""
    job = queries.get(session, actor, number)
    session.refresh(job, with_for_update=True)
    return job


def by_number(session: Session, number: str) -> Job | None:
    """The job of this number whoever it belongs to: for the worker only."""
    return session.scalar(select(Job).where(Job.number == number))
