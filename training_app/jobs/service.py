"""Asking for long work. The job and its message to the worker are written in the caller's transaction, both or neither."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.accounts import service_actors
from training_app.audit import service as audit
from training_app.db import numbers
from training_app.jobs import kinds
from training_app.jobs.models import WAITING, Job
from training_app.kernel.actor import Actor

TASK, QUEUE = "jobs.run", "jobs"
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
    kind nobody registered, NotFound when the actor's role ended meanwhile. The operator's jobs belong to nobody.
    """
    if kinds.get(kind) is None:
        raise KeyError(kind)
    membership = None if actor.user_id is None else service_actors.membership_of(session, actor, at)
    job = Job(
        number=f"J{numbers.take(session, 'job')[0]:08d}", kind=kind, title=title, arguments=arguments, created_at=at,
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


def by_number(session: Session, number: str) -> Job | None:
    """The job of this number whoever it belongs to: for the worker only."""
    return session.scalar(select(Job).where(Job.number == number))
