"""Every page of every role in a browser over the demo city: no violation of WCAG 2.2 AA, no page wider than the screen, no
complaint of the browser."""

from __future__ import annotations

import re
import shutil
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher, profiles
from werkzeug.serving import make_server

from tests.conftest import BASE
from training_app import create_app
from training_app.db import db, unit_of_work
from training_app.db.embedded import EmbeddedPostgres
from training_app.demo import load as demo
from training_app.demo.logins import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]

ROLES = (
    "shiju", "huancui", "jigou01", "pingjia1", "xueyuan1", "danwei1", "zhuguan1", "shenji", "xitong", "anquan",
)  # fmt: skip
# What people see first and most; the rest is walked in the long series.
DAILY = {
    "shiju": ("/", "/classes", "/reports", "/titles/"),
    "jigou01": ("/", "/classes/new", "/intake"),
    "danwei1": ("/", "/employees"),
    "xueyuan1": ("/me", "/me/titles", "/me/certificates"),
}
SIZES = ((1366, 900), (390, 844))
# Pages of these shapes differ much by state, so several of each are looked at.
VARIED = {"/classes/N": 5, "/institutions/N": 3, "/intake/N": 4, "/people/N": 2, "/reports/returns/N": 3}


@pytest.fixture(scope="module")
def site(server: EmbeddedPostgres, base_database: str, settings: dict[str, object]) -> Iterator[str]:
    """The demo city, served; its address."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    plain = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {BASE}")
    changes = {"SQLALCHEMY_DATABASE_URI": server.url(name), "WTF_CSRF_ENABLED": True, "PREFERRED_URL_SCHEME": "http"}
    app = create_app({**settings, **changes})
    with app.app_context():
        with unit_of_work() as session:
            demo.load(session, PasswordHasher.from_parameters(profiles.CHEAPEST))
        db.session.remove()
    listener = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listener.server_port}"
    listener.shutdown()
    thread.join()
    listener.server_close()
    with app.app_context():
        db.engine.dispose()
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as runner:
        browser = runner.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


class Visitor:
    """Somebody logged in who looks at pages and notes what is wrong with them."""

    def __init__(self, chromium: Any, site: str, login: str) -> None:
        self.site, self.login, self.wrong, self.complaints = site, login, [], []
        self.page = chromium.new_page(viewport={"width": 1366, "height": 900})
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{site}/login")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: not url.endswith("/login"))

    def look(self, path: str) -> list[str]:
        """Opens a page, examines it in every size; answers the addresses it links to."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        answer = self.page.goto(self.site + path)
        if answer.status >= 400:
            self.wrong.append((path, f"answered {answer.status}"))
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.wrong.append((path, f"wider than {width}"))
            for found in axe.Axe().run(self.page).response["violations"]:
                self.wrong.append((path, width, found["id"], found["nodes"][0]["html"][:200]))
        self.wrong += [(path, complaint) for complaint in self.complaints]
        self.complaints.clear()
        return self.page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")


def shape(address: str) -> str:
    """The address with the numbers of records left out, so that one page of each kind is looked at."""
    path = re.sub(r"/accounts/(?!new)\w+", "/accounts/N", address.partition("?")[0])
    path = re.sub(r"/(certificates/(?:level|completion)|subsidies|titles/certificates|law/documents)/[^/]+", r"/\1/N", path)
    return re.sub(r"/(?:[A-Z]{1,3}\d[\w-]*|\d{5,}\w*|(?<=sessions/)\d+)", "/N", path)


def test_the_pages_of_every_day(chromium: Any, site: str) -> None:
    wrong = []
    for login, paths in DAILY.items():
        visitor = Visitor(chromium, site, login)
        for path in paths:
            visitor.look(path)
        wrong += [(login, *found) for found in visitor.wrong]
        visitor.page.close()
    assert wrong == []


def test_a_list_shows_twelve_rows_at_once(chromium: Any, site: str) -> None:
    """On the screen of a small office computer, below the head of the page and the filters."""
    visitor = Visitor(chromium, site, "shiju")
    for path in ("/classes", "/people"):
        visitor.page.goto(site + path)
        visible = "rows => rows.filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
        assert visitor.page.eval_on_selector_all("main table tbody tr", visible) >= 12, path
    visitor.page.close()


@pytest.mark.long
@pytest.mark.parametrize("login", ROLES)
def test_every_page_a_role_can_reach(chromium: Any, site: str, login: str) -> None:
    visitor, waiting, looked = Visitor(chromium, site, login), ["/"], {}
    while waiting:
        path = waiting.pop(0)
        kind = shape(path)
        if looked.get(kind, 0) >= VARIED.get(kind, 1):
            continue
        looked[kind] = looked.get(kind, 0) + 1
        links = [link.partition("#")[0] for link in visitor.look(path) if link.startswith("/")]
        waiting += [link for link in links if not re.match(r"/static/|.*\.(?:pdf|xlsx)(?:\?|$)", link)]
    visitor.page.close()
    assert len(looked) >= 4
    assert visitor.wrong == []
