"""Filters that may be empty, and what an address says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql

from training_app.audit.models import AuditEvent
from training_app.classes.models import TrainingClass
from training_app.db.narrowing import fitting, within
from training_app.kernel.lists import FromAddress

DAY = date(2026, 9, 28)


@dataclass(frozen=True, slots=True)
class Wanted(FromAddress):
    """Filters of some list."""

    state: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


def parameters(statement: Select) -> list[object]:
    """The values a statement compares with, in order."""
    return list(statement.compile(dialect=postgresql.dialect()).params.values())


def test_an_address_fills_filters_by_their_names_in_it() -> None:
    query = {"q": " 丛\x00林 ", "state": "running", "first": "2026-09-28", "last": "yesterday", "text": "no", "page": "3"}
    assert Wanted.of(query) == Wanted("running", "丛林", DAY, None)
    assert Wanted.of({}) == Wanted()


def test_what_is_empty_narrows_nothing() -> None:
    every = select(TrainingClass.id)
    assert fitting(every, (TrainingClass.state, ""), (TrainingClass.level, "")).whereclause is None
    assert parameters(fitting(every, (TrainingClass.state, "running"), (TrainingClass.level, ""))) == ["running"]
    assert within(every, TrainingClass.starts_on, None, None).whereclause is None


@pytest.mark.parametrize(("first", "last", "found"), [(DAY, None, [DAY]), (None, DAY, [DAY]), (DAY, DAY, [DAY, DAY])])
def test_days_are_both_included(first: date | None, last: date | None, found: list[date]) -> None:
    assert parameters(within(select(TrainingClass.id), TrainingClass.starts_on, first, last)) == found


def test_days_of_an_instant_are_days_in_china() -> None:
    first, last = parameters(within(select(AuditEvent.seq), AuditEvent.at, DAY, DAY))
    assert first == datetime(2026, 9, 27, 16, 0, tzinfo=UTC)
    assert datetime(2026, 9, 28, 15, 59, 59, tzinfo=UTC) < last < datetime(2026, 9, 28, 16, 0, tzinfo=UTC)
