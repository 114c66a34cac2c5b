"""Kept figures: used as long as nothing was written that they are made of, and never longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.builders.subsidies import make_disbursement
from tests.reports.world import certify, list_programme
from training_app.db import db, unit_of_work
from training_app.kernel.dates import Quarter
from training_app.reports import service_figures
from training_app.reports.models import FigureChange, KeptFigures
from training_app.reports.queries_figures import Figures, period_of
from training_app.reports.queries_members import Period, Reading
from training_app.reports.service_figures import live_figures

CITY, Q2 = Reading(), period_of(Quarter(2026, 2), False)


class Counter:
    """How often the figures were really counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times, self.real = 0, service_figures.figures
        monkeypatch.setattr(service_figures, "figures", self.count)

    def count(self, session: Session, period: Period, reading: Reading) -> Figures:
        self.times += 1
        return self.real(session, period, reading)


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def test_nothing_written_nothing_counted_again(session: Session, counter: Counter) -> None:
    first = live_figures(session, Q2, CITY)
    assert live_figures(session, Q2, CITY) == first
    assert counter.times == 1
    live_figures(session, Q2, Reading(district_code="371002"))
    live_figures(session, period_of(Quarter(2026, 2), True), CITY)
    assert counter.times == 3, "another reading or period is another thing"


def _complete(session: Session) -> None:
    make_class(session, "completed", starts_on=date(2026, 4, 6))


def _reopen(session: Session) -> None:
    training_class = session.scalars(select(_table("training_classes")).order_by(_table("training_classes").id)).first()
    training_class.state, training_class.completed_on = "running", None


def _list(session: Session) -> None:
    list_programme(session, "big_data")


def _withdraw(session: Session) -> None:
    session.scalars(select(_table("enrolments"))).first().state = "withdrawn"


def _certify(session: Session) -> None:
    certify(session, session.scalars(select(_table("enrolments"))).first(), date(2026, 6, 30))


def _pay(session: Session) -> None:
    make_disbursement(session, session.scalars(select(_table("enrolments"))).first(), date(2026, 6, 30), 180000)


def _merge(session: Session) -> None:
    one, other = session.scalars(select(_table("persons"))).all()[:2]
    other.merged_into = one.id


def _delete(session: Session) -> None:
    session.delete(session.scalars(select(_table("enrolments"))).first())


def _table(name: str) -> type:
    return next(mapper.class_ for mapper in db.Model.registry.mappers if mapper.class_.__tablename__ == name)


@pytest.mark.parametrize("write", [_complete, _reopen, _list, _withdraw, _certify, _pay, _merge, _delete])
def test_every_write_they_are_made_of_makes_them_old(
    session: Session, counter: Counter, write: Callable[[Session], None]
) -> None:
    done = make_class(session, "completed", institution=make_institution(session), starts_on=date(2026, 4, 6))
    for _ in range(2):
        make_enrolment(session, done, state="completed")
    live_figures(session, Q2, CITY)
    write(session)
    session.flush()
    assert live_figures(session, Q2, CITY) == counter.real(session, Q2, CITY)
    assert counter.times == 2


def test_a_roster_of_an_open_class_leaves_them_good(session: Session, counter: Counter) -> None:
    running = make_class(session, "running", starts_on=date(2026, 4, 6))
    person = make_person(session)
    session.flush()
    live_figures(session, Q2, CITY)
    enrolment = make_enrolment(session, running, person, "enrolled")
    session.flush()
    enrolment.score = 8800
    session.flush()
    live_figures(session, Q2, CITY)
    assert counter.times == 1


def test_marks_are_taken_together_and_the_figures_stay_right(
    session: Session, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_figures, "MANY_MARKS", 3)
    for _ in range(5):
        _complete(session)
    session.flush()
    assert live_figures(session, Q2, CITY).total.classes_held == 5
    assert session.scalar(select(func.count()).select_from(FigureChange)) == 1
    _complete(session)
    session.flush()
    assert live_figures(session, Q2, CITY).total.classes_held == 6


def test_what_another_transaction_has_not_committed_is_not_seen(fresh_app: Flask) -> None:
    """Two transactions that each see one mark more do not see the same state."""
    with fresh_app.app_context():
        with unit_of_work() as session:
            school = make_institution(session)
            session.flush()
            school_id = school.id
        first, second = Session(db.engine), Session(db.engine)
        try:
            for own, count in ((first, 1), (second, 2)):
                institution = own.get(type(school), school_id)
                for _ in range(count):
                    make_class(own, "completed", institution=institution, starts_on=date(2026, 4, 6))
                own.flush()
            assert live_figures(first, Q2, CITY).total.classes_held == 1
            second.commit()
            assert live_figures(second, Q2, CITY).total.classes_held == 2
            second.commit()
            first.commit()
            assert live_figures(second, Q2, CITY).total.classes_held == 3
            second.commit()
            assert live_figures(first, Q2, CITY).total.classes_held == 3
            assert first.scalar(select(func.count()).select_from(KeptFigures)) == 1
        finally:
            first.close()
            second.close()
        db.session.remove()
