"""Ids sent as one value, what points at the records they name, and work done while the database is busy."""

from __future__ import annotations

from collections.abc import Iterator
from threading import current_thread

import pytest
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


def test_work_beside_comes_after_the_lines_made_ahead(session: Session) -> None:
    done: list[str] = []

    def lines() -> Iterator[str]:
        done.append("lines")
        yield "1"

    with bulk.beside(session, lambda: done.append("beside") or current_thread()) as beside:
        with bulk.ahead(session, lines) as (made,):
            assert list(made) == [b"1\n"]
        assert done == ["lines", "beside"]
    assert beside.result() is not current_thread()


def test_work_beside_is_done_at_the_end_where_no_lines_are_made(session: Session) -> None:
    with bulk.beside(session, current_thread) as beside:
        assert not beside.done()
    assert beside.result() is current_thread()
    with bulk.ahead(session, lambda: ["1"]) as (made,):
        assert list(made) == [b"1\n"]  # nothing of the work above is left


def test_an_error_of_work_beside_is_raised_where_its_result_is_taken(session: Session) -> None:
    with bulk.beside(session, lambda: 1 // 0) as beside:
        pass
    with pytest.raises(ZeroDivisionError):
        beside.result()


def test_a_block_that_fails_leaves_no_work_behind(session: Session) -> None:
    done: list[str] = []
    with pytest.raises(KeyError), bulk.beside(session, lambda: done.append("beside")):
        raise KeyError
    with bulk.ahead(session, lambda: ["1"]) as (made,):
        list(made)
    assert not done
