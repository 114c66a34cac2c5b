"""Somebody at a real browser: logs in, opens pages, presses what is there, and notes what is wrong with each page."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from training_app.demo.logins import PASSWORD

DESK, PHONE = (1366, 900), (390, 844)
SIZES = (DESK, PHONE)
# Chromium's own line about a form that came back with its errors: that page is the answer.
REFUSED_FORM = "the server responded with a status of 422"
# Chromium's advice about the first set-up: the passwords of four people stand in one form on purpose, all are set or none.
FOUR_PASSWORDS = "Multiple forms should be contained in their own form elements"
LARGE = {"name": "font", "value": "large"}


class Visitor:
    """Somebody who looks at pages; `wrong` collects what is wrong with them, `complaints` what the browser says itself:
    console, uncaught errors, requests to another origin. Without a login somebody from outside."""

    def __init__(
        self, chromium: Any, site: str, login: str = "", password: str = PASSWORD, *,
        size: tuple[int, int] = DESK, large: bool = False,
    ) -> None:  # fmt: skip
        self.site, self.login, self.wrong, self.complaints = site, login, [], []
        self.page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
        if large:
            self.page.context.add_cookies([{**LARGE, "url": site}])
        self.page.on("console", lambda message: self._note(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._note_foreign(request.url))
        if login:
            self.log_in(login, password)

    def _note(self, words: str) -> None:
        if REFUSED_FORM not in words and not (FOUR_PASSWORDS in words and self.path == "/set-up"):
            self.complaints.append(words)

    def _note_foreign(self, address: str) -> None:
        if not address.startswith((f"{self.site}/", "data:", "blob:", "about:")):
            self.complaints.append(f"request to {address}")

    def log_in(self, login: str, password: str) -> None:
        """Logs in through the login page."""
        self.page.goto(f"{self.site}/login")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: not url.endswith("/login"))

    def open(self, path: str) -> None:
        """Goes to an address of the site, or to where a link leads."""
        self.page.goto(self.site + path)

    def follow(self, words: str) -> None:
        """Clicks the first link that can be seen with these words."""
        self.page.locator(f"a:visible:has-text('{words}')").first.click()
        self.page.wait_for_load_state()

    def fill(self, **values: str) -> None:
        """Types into fields, or chooses, by the names of the fields in the open form."""
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name}']:visible").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") in ("checkbox", "radio"):
                self.page.check(f"main [name='{name}'][value='{value}']")
            else:
                field.fill(value)

    def choose_file(self, name: str, content: bytes) -> None:
        """Puts a workbook into the form, as the window of the computer would."""
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        self.page.set_input_files("main input[type=file]", {"name": name, "mimeType": kind, "buffer": content})

    def press(self, words: str) -> None:
        """Clicks the first button that can be seen with these words and waits for the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(f"button:visible:has-text('{words}')").first.click()

    def heading(self) -> str:
        """The answer at the head of the page."""
        return " ".join(self.page.inner_text("h1").split())

    def text(self) -> str:
        """What can be read in the page."""
        return " ".join(self.page.inner_text("main").split())

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def examine(self, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
        """Looks at the page as it stands: no wider than the screen, nothing axe objects to."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        for width, height in sizes:
            self.page.set_viewport_size({"width": width, "height": height})
            if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.wrong.append((self.path, f"wider than {width}"))
            for found in axe.Axe().run(self.page).response["violations"]:
                self.wrong.append((self.path, width, found["id"], found["nodes"][0]["html"][:200]))
        self.wrong += [(self.path, complaint) for complaint in self.complaints]
        self.complaints.clear()

    def look(self, path: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> list[str]:
        """Opens a page and examines it in every size; answers the addresses it links to, files to be saved left out."""
        answer = self.page.goto(self.site + path)
        if answer.status >= 400:
            self.wrong.append((path, f"answered {answer.status}"))
        self.examine(sizes)
        links = "a[href]:not([data-download])"
        return self.page.evaluate(f"[...document.querySelectorAll('{links}')].map(a => a.getAttribute('href'))")

    def close(self) -> list[tuple[object, ...]]:
        """Leaves; answers what was wrong, with the login."""
        self.page.close()
        found = [*self.wrong, *((self.path, complaint) for complaint in self.complaints)]
        return [(self.login, *one) for one in found]


class Album:
    """Pictures of a story, numbered, as build output: in the folder SCREENSHOTS or build/screens/, or for another story than
    that of the main job in a folder of its own there."""

    def __init__(self, story: str = "") -> None:
        self.folder = Path(os.environ.get("SCREENSHOTS") or Path(__file__).parents[2] / "build" / "screens") / story
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count, self.too_wide = 0, []

    def take(self, visitor: Visitor, title: str, *sizes: tuple[int, int]) -> None:
        """Keeps the page in these widths (both of them without), and notes when it is wider than the screen."""
        self.count += 1
        page, before = visitor.page, visitor.page.viewport_size
        for width, height in sizes or SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.too_wide.append((title, visitor.path, width))
            # The whole page in the window, so that the bars at its edges lie where they belong.
            tall = max(height, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": tall})
            page.screenshot(path=self.folder / f"{self.count:02d}-{title}-{width}.png")
        page.set_viewport_size(before)


def shape(address: str) -> str:
    """The address with the numbers of records left out, so that one page of each kind is looked at."""
    path = re.sub(r"/accounts/(?!new)\w+", "/accounts/N", address.partition("?")[0])
    path = re.sub(r"/(certificates/(?:level|completion)|subsidies|titles/certificates|law/documents)/[^/]+", r"/\1/N", path)
    return re.sub(r"/(?:[A-Z]{1,3}\d[\w-]*|\d{5,}\w*|(?<=sessions/)\d+)", "/N", path)
