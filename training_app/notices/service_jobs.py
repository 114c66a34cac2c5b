"""Notices of jobs that ended: to who asked, and of the clock's work that went wrong to those who run the system."""

from __future__ import annotations

from sqlalchemy.orm import Session

from training_app.audit.service import Act
from training_app.jobs.kinds import Ending
from training_app.kernel.actor import Role
from training_app.kernel.dates import CHINA
from training_app.notices.rules import Recipient
from training_app.notices.service import send, settle

WATCHED_SECONDS = 10
"""Who asked for something that was well done so soon still sees the page of the job."""
_CHECKS = {"hours.verify": (Role.BUREAU,), "audit.verify": (Role.AUDITOR,)}
"""What the clock checks → who has to know of it beside the system administrators."""
_CLOCK, _JOB = "clock", "job"


def ended(session: Session, ending: Ending) -> None:
    """A job came to its end, well or badly."""
    if ending.user_id is None:
        _clock(session, ending)
    elif not ending.ok or ending.seconds >= WATCHED_SECONDS:
        send(
            session, "job.done" if ending.ok else "job.failed", Recipient(user_id=ending.user_id), subject_kind=_JOB,
            number=ending.number, at=ending.at, detail={"title": ending.title, "message": ending.message},
        )  # fmt: skip


def fetched(session: Session, act: Act) -> None:
    """The file was fetched: nobody has to be told any more that it is there."""
    settle(session, ["job.done"], _JOB, act.object_number, act.at)


def retried(session: Session, act: Act) -> None:
    """The job begins once more: that it failed waits for nobody any more."""
    settle(session, ["job.failed"], _JOB, act.object_number, act.at)


def _clock(session: Session, ending: Ending) -> None:
    """Told once a day for each kind of work; the next time all is well, nobody has to look any more."""
    if ending.ok:
        settle(session, ["job.clock"], _CLOCK, ending.kind, ending.at)
        return
    for role in (Role.SYSTEM_ADMIN, *_CHECKS.get(ending.kind, ())):
        send(
            session, "job.clock", Recipient(role=role), subject_kind=_CLOCK, number=ending.kind, at=ending.at,
            detail={"title": ending.title, "message": ending.message},
            key=f"job.clock/{ending.kind}/{role}/{ending.at.astimezone(CHINA).date()}",
        )  # fmt: skip
