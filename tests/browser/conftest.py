"""The demo city, served to a real browser. Loaded once for all tests of this folder (they stay with one worker)."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.journeys.conftest import Calendar
from tests.journeys.demo_city import demo_city
from training_app.db.embedded import EmbeddedPostgres
from training_app.kernel import dates

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SERVED = {"WTF_CSRF_ENABLED": True, "PREFERRED_URL_SCHEME": "http", "DEMO": True}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium, and the demo city of the same worker."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"))
            if "site" in item.fixturenames:
                item.add_marker(pytest.mark.xdist_group("demo city in a browser"))


class Silent(WSGIRequestHandler):
    """Serves without a line for every request, which pytest would keep and print."""

    def log_request(self, *_: object) -> None:
        pass


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application, served; its address."""
    listener = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}"
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


@pytest.fixture(scope="package")
def site(server: EmbeddedPostgres, base_database: str, settings: dict[str, object]) -> Iterator[str]:
    """The demo city, served; its address. What one test changes the next one sees."""
    with demo_city(server, base_database, {**settings, **SERVED}) as (app, _), serving(app) as address:
        yield address


@pytest.fixture
def empty_site(fresh_app: Flask) -> Iterator[str]:
    """A register without anybody, served; its address."""
    fresh_app.config.update(SERVED)
    with serving(fresh_app) as address:
        yield address


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The calendar of a story; who is logged in stays so only for that day."""
    calendar = Calendar()
    monkeypatch.setattr(dates, "now", calendar.now)
    return calendar


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Chromium without a window. No longer than a module: its event loop would be in the way of tests with their own."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as runner:
        browser = runner.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()
