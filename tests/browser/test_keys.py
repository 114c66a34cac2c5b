"""The keyboard in a browser over the demo city: palette, keys of the page, rows, the off switch, drafts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.visitor import Visitor

FOCUSED = "document.activeElement.id || document.activeElement.getAttribute('href')"


@pytest.mark.long
def test_the_palette_finds_and_opens(chromium: Any, site: str) -> None:
    visitor = Visitor(chromium, site, "shiju")
    page = visitor.page
    page.goto(site + "/classes")
    page.keyboard.press("Control+k")
    assert page.evaluate(FOCUSED) == "palette-q"
    page.keyboard.type("banci")
    page.wait_for_function("document.querySelector('#palette [aria-selected=true]').textContent.includes('班次')")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    assert [found["id"] for found in axe.Axe().run(page).response["violations"]] == []
    page.fill("#palette-q", "WH2026-0001")
    page.wait_for_selector("#palette-hits [role=option]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/classes/WH2026-0001")
    page.keyboard.press("Escape")
    page.wait_for_url("**/classes")
    assert visitor.complaints == []
    page.close()


@pytest.mark.long
def test_rows_help_and_the_off_switch(chromium: Any, site: str) -> None:
    visitor = Visitor(chromium, site, "shiju")
    page = visitor.page
    page.goto(site + "/classes")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.evaluate("document.querySelector('main tbody tr.is-marked a').getAttribute('href')")
    assert first == page.evaluate("document.querySelector('main tbody tr a').getAttribute('href')")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "global-search"
    page.keyboard.type("j?")
    assert page.input_value("#global-search") == "j?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("#keys-help[open]")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    assert [found["id"] for found in axe.Axe().run(page).response["violations"]] == []
    page.click("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.goto(site + "/classes")
    page.keyboard.press("j")
    assert page.query_selector(".is-marked") is None
    assert visitor.complaints == []
    page.close()


@pytest.mark.long
def test_what_was_typed_comes_back(chromium: Any, site: str) -> None:
    visitor = Visitor(chromium, site, "jigou01")
    page = visitor.page
    page.goto(site + "/classes/new")
    page.fill("#name", "打到一半的班")
    with page.expect_response("**/drafts/classes.new"):
        page.wait_for_timeout(3200)
    page.goto(site + "/classes/new")
    page.click("[data-draft-restore]")
    assert page.input_value("#name") == "打到一半的班"
    assert visitor.complaints == []
    page.close()
