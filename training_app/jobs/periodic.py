"""When the work of the clock (`kinds.register_periodic`) was last due, and when it is due next."""

from __future__ import annotations

from datetime import datetime

from croniter import croniter

from training_app.jobs.kinds import Kind
from training_app.kernel.dates import CHINA


def last_due(kind: Kind, at: datetime) -> datetime:
    """The latest moment not after `at` at which the work was due, however long ago: a night the machine was off is made up
    for by the next start, several nights by one run."""
    moment = at.astimezone(CHINA)
    return moment if croniter.match(kind.cron, moment) and not (moment.second or moment.microsecond) else _step(
        kind, moment, "get_prev"
    )


def next_due(kind: Kind, at: datetime) -> datetime:
    """The first moment after `at` at which the work is due."""
    return _step(kind, at.astimezone(CHINA), "get_next")


def _step(kind: Kind, moment: datetime, direction: str) -> datetime:
    return getattr(croniter(kind.cron, moment), direction)(datetime)
