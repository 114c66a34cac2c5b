"""A city of its own for every story: real commits, CSRF on, and a calendar that can be turned forward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.journeys.demo_city import demo_city
from training_app.db import db
from training_app.db.embedded import EmbeddedPostgres
from training_app.demo.telling import Telling
from training_app.kernel import dates


class Calendar:
    """The day the application believes it is, at ten in the morning in China or the hour somebody sets."""

    def __init__(self) -> None:
        self.day, self.hour = date(2026, 6, 1), time(10, 0)

    def now(self) -> datetime:
        return datetime.combine(self.day, self.hour, dates.CHINA).astimezone(dates.UTC)

    def turn_to(self, year: int, month: int, day: int, hour: time = time(10, 0)) -> None:
        self.day, self.hour = date(year, month, day), hour


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Iterator[Calendar]:
    """The calendar of the story."""
    calendar = Calendar()
    monkeypatch.setattr(dates, "now", calendar.now)
    return calendar


@pytest.fixture
def city(fresh_app: Flask) -> Flask:
    """The application as in production: every form needs its token."""
    fresh_app.config["WTF_CSRF_ENABLED"] = True
    return fresh_app


@pytest.fixture(scope="session")
def demo(
    server: EmbeddedPostgres, base_database: str, settings: dict[str, object]
) -> Iterator[tuple[Flask, list[Telling]]]:
    """The demo city, loaded once a worker; tests read it and leave it as it is."""
    with demo_city(server, base_database, settings) as loaded:
        yield loaded


@pytest.fixture
def register(demo: tuple[Flask, list[Telling]]) -> Iterator[Session]:
    """A session in the demo city whose changes are given up."""
    app, _ = demo
    with app.app_context():
        yield db.session()
        db.session.rollback()
