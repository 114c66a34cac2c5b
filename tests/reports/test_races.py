"""Two at once: one return, one submission, and payments of two files in the same window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, make_institution
from training_app.db import db, unit_of_work
from training_app.kernel.actor import Actor
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import Conflict
from training_app.reports import service_returns
from training_app.reports.layout import Narratives
from training_app.reports.models import QuarterlyReturn, ReturnMember
from training_app.reports.service_returns import Entries

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
Q2 = Quarter(2026, 2)


def at_once(app: Flask, count: int, act: Callable[[int], object]) -> list[object]:
    """Runs `act` in so many threads, each in a unit of work of its own; answers results or the errors."""
    results: list[object] = [None] * count
    barrier = threading.Barrier(count)

    def run(place: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with unit_of_work():
                    results[place] = act(place)
            except Exception as error:
                results[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.long
def test_opening_and_submitting_at_once_gives_one_return(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        school = make_institution(session)
        record = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
        for _ in range(5):
            make_enrolment(session, record, state="completed")
        actor: Actor = actor_of(school)

    def open_one(_: int) -> str:
        return service_returns.open_draft(db.session(), actor, Q2, date(2026, 7, 1), AT).number

    numbers = at_once(fresh_app, 6, open_one)
    assert len(set(numbers)) == 1, numbers
    number = str(numbers[0])
    with fresh_app.app_context(), unit_of_work() as session:
        service_returns.save(session, actor, number, Entries("毕", "0631-5190000", Narratives()), AT)
    results = at_once(fresh_app, 6, lambda _: service_returns.submit(db.session(), actor, number, AT)[0].number)
    assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 5 + ["str"]
    assert all(isinstance(result, str | Conflict) for result in results)
    with fresh_app.app_context():
        session = db.session()
        trained = select(func.count()).select_from(ReturnMember).where(ReturnMember.column_key == "headcount_trained")
        assert session.scalar(trained) == 5
        assert session.scalars(select(QuarterlyReturn.state)).all() == ["submitted"]
        db.session.remove()
