"""Every page of every role in a browser over the demo city: no violation of WCAG 2.2 AA, no page wider than the screen, no
complaint of the browser, no request to another origin."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.visitor import DESK, Visitor, shape

ROLES = (
    "shiju", "huancui", "jigou01", "pingjia1", "xueyuan1", "danwei1", "zhuguan1", "shenji", "xitong", "anquan",
)  # fmt: skip
# What people see first and most; the rest is walked in the long series.
FIRST = {"shiju": ("/", "/classes"), "xueyuan1": ("/me",)}
DAILY = {
    "shiju": ("/", "/classes", "/people", "/reports", "/titles/", "/registrations"),
    "huancui": ("/", "/classes", "/reports"),
    "jigou01": ("/", "/classes", "/classes/new", "/intake", "/reports"),
    "pingjia1": ("/", "/certificates/", "/intake/level_certificates/new"),
    "danwei1": ("/", "/employees"),
    "xueyuan1": ("/me", "/me/titles", "/me/certificates", "/me/looks"),
}
PUBLIC = ("/login", "/register", "/register/status", "/activate", "/forgot")
# Pages of these shapes differ much by state, so several of each are looked at.
VARIED = {"/classes/N": 5, "/institutions/N": 3, "/intake/N": 4, "/people/N": 2, "/reports/returns/N": 3}


def test_the_first_pages(chromium: Any, site: str) -> None:
    wrong = []
    for login, paths in FIRST.items():
        visitor = Visitor(chromium, site, login)
        for path in paths:
            visitor.look(path)
        wrong += visitor.close()
    assert wrong == []


@pytest.mark.long
def test_pages_anybody_may_open(chromium: Any, site: str) -> None:
    visitor = Visitor(chromium, site)
    for path in PUBLIC:
        visitor.look(path)
    assert visitor.close() == []


@pytest.mark.long
@pytest.mark.parametrize("login", DAILY)
def test_daily_pages_in_large_type(chromium: Any, site: str, login: str) -> None:
    """大字版: everything a quarter larger, and still nothing leaves the screen."""
    visitor = Visitor(chromium, site, login, large=True)
    for path in DAILY[login]:
        visitor.look(path)
        assert visitor.page.evaluate("document.documentElement.dataset.font") == "large"
    assert visitor.close() == []


@pytest.mark.long
@pytest.mark.parametrize(("login", "path"), [("shiju", "/classes"), ("jigou01", "/classes"), ("xueyuan1", "/me")])
def test_what_opens_over_a_page(chromium: Any, site: str, login: str, path: str) -> None:
    """Menus, the palette and the list of keys."""
    visitor = Visitor(chromium, site, login)
    page = visitor.page
    page.goto(site + path)
    for place in range(page.locator("details.menu > summary:visible").count()):
        page.locator("details.menu > summary:visible").nth(place).click()
        visitor.examine((DESK,))
        page.keyboard.press("Escape")
    for key, dialog in (("Control+k", "palette"), ("?", "keys-help")):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        page.wait_for_selector(f"#{dialog}[open]")
        visitor.examine()
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    assert visitor.close() == []


@pytest.mark.long
def test_a_list_shows_twelve_rows_at_once(chromium: Any, site: str) -> None:
    """On the screen of a small office computer, below the head of the page and the filters."""
    visitor = Visitor(chromium, site, "shiju")
    for path in ("/classes", "/people"):
        visitor.page.goto(site + path)
        visible = "rows => rows.filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
        assert visitor.page.eval_on_selector_all("main table tbody tr", visible) >= 12, path
    assert visitor.close() == []


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
    assert len(looked) >= 4
    assert visitor.close() == []
