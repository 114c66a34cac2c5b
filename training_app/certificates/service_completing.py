"""Completing a class with its certificates: results, hours and papers stand or fall together, for one class or many.

Source: 威人社函〔2023〕25号 四（二）.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.certificates import service
from training_app.classes import queries, queries_people, service_completion
from training_app.classes.rules import Outcome
from training_app.kernel.actor import Actor


def complete(
    session: Session, actor: Actor, number: str, version: int | None, completed_on: date, today: date, at: datetime
) -> Outcome:
    """Completes the class and issues a certificate to everybody who passed. Refused as `service_completion.complete` says."""
    outcome = service_completion.complete(session, actor, number, version, completed_on, {}, today, at)
    service.issue_for_class(session, actor, queries.by_number(session, actor, number).id, completed_on, at)
    return outcome


def complete_on_its_last_day(session: Session, actor: Actor, number: str, today: date, at: datetime) -> Outcome:
    """Completes a class on the day of its last session, as many are at once."""
    record = queries.by_number(session, actor, number)
    _, last = queries_people.first_and_last_day(session, record.id)
    return complete(session, actor, number, None, last or record.ends_on, today, at)
