"""Ids sent as one value, and what points at the records they name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from training_app.db import bulk
from training_app.institutions.models import Institution


def test_any_number_of_ids_is_one_value_of_the_statement(session: Session) -> None:
    statement = select(bulk.asked(range(5000)))
    assert len(statement.compile().params) == 1
    assert session.scalars(statement).all() == list(range(5000))
    assert session.scalars(select(bulk.asked([]))).all() == []


def test_only_records_something_else_points_at_are_used(session: Session) -> None:
    used, unused = make_class(session, "draft").institution_id, make_institution(session).id
    assert bulk.referenced(session, Institution.__table__, [used, unused], ignore=("qualifications",)) == {used}
    assert bulk.referenced(session, Institution.__table__, []) == set()
    everything = set(bulk.references(session, Institution.__table__, [used]))
    assert "training_classes" in everything
    assert bulk.referenced(session, Institution.__table__, [used], ignore=everything) == set()
