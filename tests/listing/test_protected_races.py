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
from training_app.listing.models_protected import ProtectedExport


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
def test_taken_back_while_it_is_agreed_or_fetched_leaves_no_file_behind(fresh_app: Flask) -> None:
    number, (clerk, _) = waiting(fresh_app)
    with fresh_app.app_context(), own_transaction() as session:
        made = session.scalars(select(ProtectedExport)).one()
        asker = Actor(Role.TRAINING_INSTITUTION, made.asked_by, institution_id=made.institution_id)

    def taking_back() -> str:
        return service.withdraw(db.session(), asker, number, now()).state

    said = at_once(fresh_app, lambda: service.agree(db.session(), clerk, number, now()).state, taking_back)
    assert said[1] == "withdrawn", said
    number, (clerk, _) = again(fresh_app, asker)
    said = at_once(fresh_app, lambda: service.fetch(db.session(), asker, number, now())[0].name, taking_back)
    assert sum(isinstance(each, DomainError) for each in said) == 1, said
    with fresh_app.app_context(), own_transaction() as session:
        kept = session.scalars(select(ProtectedExport).where(ProtectedExport.number == number)).one()
        assert (kept.state, kept.file_id is None, kept.fetched) in (("withdrawn", True, 0), ("made", False, 1))


def again(app: Flask, asker: Actor) -> tuple[str, list[Actor]]:
    """The same list asked for anew, agreed to and made."""
    with app.app_context(), own_transaction() as session:
        before = session.scalars(select(ProtectedExport)).one()
        clerk = Actor(Role.BUREAU, make_user(session, "clerk-again", Role.BUREAU).id)
        made = service.ask(session, asker, before.kind, before.subject_number, "报省厅名单核对", now())
        service.agree(session, clerk, made.number, now())
        service.make(session, asker, made.number, now())
        return made.number, [clerk, clerk]


@pytest.mark.long
def test_one_agrees_while_another_refuses(fresh_app: Flask) -> None:
    number, (one, other) = waiting(fresh_app)
    said = at_once(
        fresh_app, lambda: service.agree(db.session(), one, number, now()).state,
        lambda: service.refuse(db.session(), other, number, "用途说明不清楚", now()).state,
    )  # fmt: skip
    assert sum(isinstance(each, Conflict) for each in said) == 1
    assert acts(fresh_app, "agree") + acts(fresh_app, "refuse") == 1
