"""Ending a class with what hangs on its people: completing it with its papers, for one class or many, and cancelling one.
Results, hours, papers and the applications for the level assessment stand or fall together.

Source: 威人社函〔2023〕25号 四（二）.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.certificates import messages_applications as messages
from training_app.certificates import service
from training_app.certificates.service_lapsing import lapse
from training_app.classes import queries, queries_people, service_completion
from training_app.classes import service as classes
from training_app.classes.models import TrainingClass
from training_app.classes.rules import Outcome
from training_app.kernel.actor import Actor


def complete(
    session: Session, actor: Actor, number: str, version: int | None, completed_on: date, today: date, at: datetime
) -> Outcome:
    """Completes the class and issues a certificate to everybody who passed; who had applied for the level assessment after an
    earlier completion and did not pass this time is told. Refused as `service_completion.complete` says."""
    outcome = service_completion.complete(session, actor, number, version, completed_on, {}, today, at)
    record = queries.by_number(session, actor, number)
    service.issue_for_class(session, actor, record.id, completed_on, at)
    lapse(session, actor, record, messages.NOT_COMPLETED_AGAIN, at)
    return outcome


def cancel(
    session: Session, actor: Actor, number: str, version: int | None, reason: str, today: date, at: datetime
) -> TrainingClass:
    """Cancels the class. Refused as `classes.service.cancel` says."""
    record = classes.cancel(session, actor, number, version, reason, today, at)
    lapse(session, actor, record, messages.CLASS_CANCELLED, at)
    return record


def complete_on_its_last_day(session: Session, actor: Actor, number: str, today: date, at: datetime) -> Outcome:
    """Completes a class on the day of its last session, as many are at once."""
    record = queries.by_number(session, actor, number)
    _, last = queries_people.first_and_last_day(session, record.id)
    return complete(session, actor, number, None, last or record.ends_on, today, at)
