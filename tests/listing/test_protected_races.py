"""Two people act on one list with whole numbers at the same moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.exports import make_export
from tests.builders.races import at_once
from training_app.audit.models import AuditEvent
from training_app.db import db, own_transaction
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import now
from training_app.kernel.errors import Conflict, DomainError
from training_app.listing import service_protected as service


def waiting(app: Flask) -> tuple[str, list[Actor]]:
    """An export that waits for its second person, and two clerks of the bureau."""
    with app.app_context(), own_transaction() as session:
        record = make_class(session, "completed")
        make_enrolment(session, record, state="completed")
        made = make_export(session, record)
        clerks = [Actor(Role.BUREAU, make_user(session, f"clerk-{place}", Role.BUREAU).id) for place in range(2)]
        return made.number, clerks


def acts(app: Flask, verb: str) -> int:
    with app.app_context(), own_transaction() as session:
        wanted = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == f"protected_export.{verb}")
        return session.scalar(wanted) or 0


@pytest.mark.long
def test_two_agree_at_once_and_one_has_agreed(fresh_app: Flask) -> None:
    number, clerks = waiting(fresh_app)

    def agreeing(clerk: Actor) -> Callable[[], object]:
        return lambda: service.agree(db.session(), clerk, number, now()).decided_by

    said = at_once(fresh_app, *(agreeing(clerk) for clerk in clerks))
    assert sum(isinstance(each, Conflict) for each in said) == 1
    (winner,) = [each for each in said if not isinstance(each, DomainError)]
    assert winner in {clerk.user_id for clerk in clerks} and acts(fresh_app, "agree") == 1


@pytest.mark.long
def test_one_agrees_while_another_refuses(fresh_app: Flask) -> None:
    number, (one, other) = waiting(fresh_app)
    said = at_once(
        fresh_app, lambda: service.agree(db.session(), one, number, now()).state,
        lambda: service.refuse(db.session(), other, number, "用途说明不清楚", now()).state,
    )  # fmt: skip
    assert sum(isinstance(each, Conflict) for each in said) == 1
    assert acts(fresh_app, "agree") + acts(fresh_app, "refuse") == 1
