"""A published list is not confirmed or taken back while lists that rely on it are confirmed."""

from __future__ import annotations

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from training_app.catalogues.institutions import INSTITUTIONS
from training_app.catalogues.programmes import PROGRAMMES
from training_app.certificates.levels import LEVEL_RESULTS
from training_app.hours.earlier import EARLIER_HOURS
from training_app.intake.plain import PlainKind
from training_app.kernel.actor import Actor, Role
from training_app.subsidies.payments import PAYMENTS

BUREAU = Actor(role=Role.BUREAU, name="市局")


def confirmed_beside(database: str, one: PlainKind, other: PlainKind) -> bool:
    """Whether the other list goes in while the one is held."""
    engine = create_engine(database, poolclass=NullPool)
    with Session(engine) as session, Session(engine) as beside:
        one.subject(session, BUREAU, None, lock=True)
        beside.execute(text("SET LOCAL lock_timeout = '200ms'"))
        try:
            other.subject(beside, BUREAU, None, lock=True)
        except OperationalError:
            return False
        return True


@pytest.mark.parametrize("published", [INSTITUTIONS, PROGRAMMES])
@pytest.mark.parametrize("relying", [PAYMENTS, LEVEL_RESULTS])
def test_what_relies_on_a_list_waits_for_it(base_database: str, published: PlainKind, relying: PlainKind) -> None:
    assert not confirmed_beside(base_database, published, relying)


def test_other_lists_do_not_wait(base_database: str) -> None:
    assert confirmed_beside(base_database, PAYMENTS, EARLIER_HOURS)
    assert confirmed_beside(base_database, INSTITUTIONS, EARLIER_HOURS)
