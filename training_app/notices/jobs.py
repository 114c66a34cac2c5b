"""Work of the clock: the daily run of reminders."""

from __future__ import annotations

from training_app.jobs import kinds
from training_app.jobs.kinds import Outcome, Run
from training_app.notices import service
from training_app.notices.labels import REMIND_TITLE
from training_app.notices.messages import REMINDED

REMIND_AT = "30 7 * * *"
"""Before the offices open, so that the first page of the day says it."""


def register() -> None:
    """Registers the work of this package. Called once when the application is put together."""
    kinds.register_periodic("notices.remind", REMIND_AT, REMIND_TITLE, remind)


def remind(run: Run) -> Outcome:
    """Tells what falls due today."""
    return Outcome(REMINDED.format(count=service.remind(run.session, run.today, run.at)))
