"""Work of the clock: the daily run of reminders, and what goes out by SMS and e-mail."""

from __future__ import annotations

from datetime import datetime

from training_app.audit import service as audit
from training_app.db import db, own_transaction
from training_app.jobs import kinds
from training_app.jobs.kinds import Outcome, Run
from training_app.notices import channels, queries_delivery, service, service_delivery, service_jobs
from training_app.notices.labels import DELIVER_TITLE, REMIND_TITLE
from training_app.notices.messages import DELIVERED, REMINDED

DELIVER_AT = "*/5 * * * *"
_AT_ONCE = 200
REMIND_AT = "30 7 * * *"
"""Before the offices open, so that the first page of the day says it."""


def register() -> None:
    """Registers the work of this package. Called once when the application is put together."""
    kinds.follow("notices", service_jobs.ended)
    audit.follow("job.download", service_jobs.fetched)
    audit.follow("job.retry", service_jobs.retried)
    kinds.register_periodic("notices.remind", REMIND_AT, REMIND_TITLE, remind)
    if any(channels.is_plugged(key) for key in channels.SETTINGS):
        kinds.register_periodic("notices.deliver", DELIVER_AT, DELIVER_TITLE, deliver)


def remind(run: Run) -> Outcome:
    """Tells what falls due today."""
    return Outcome(REMINDED.format(count=service.remind(run.session, run.today, run.at)))


def deliver(run: Run) -> Outcome:
    """Sends what is to leave the house."""
    sent, failed = deliver_pending(run.at)
    return Outcome(DELIVERED.format(sent=sent, failed=failed), ok=not failed)


def deliver_pending(at: datetime) -> tuple[int, int]:
    """Sends what waits, each notice in a transaction of its own: what has left stays noted, whatever comes after it.
    How many went out and how many failed."""
    states = []
    for channel in channels.SETTINGS:
        for notice_id in queries_delivery.pending(db.session(), channel, at, _AT_ONCE):
            with own_transaction() as session:
                states.append(service_delivery.deliver(session, notice_id, channel, at))
    return states.count(service_delivery.SENT), states.count(queries_delivery.FAILED)
