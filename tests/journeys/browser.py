"""A browser without a screen: pages of the test client, their links, and their forms with the fields they really have.

A form is sent with everything a browser would send, hidden fields and the CSRF token included, so a story stands on the
pages and not on knowledge of the views. A field, link or form that the page does not have is an error of the story.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from werkzeug.datastructures import FileMultiDict, MultiDict
from werkzeug.test import TestResponse

from tests.builders.accounts import PASSWORD

Value = str | Sequence[str]


@dataclass(slots=True)
class Page:
    """One answer of the application."""

    browser: Browser
    path: str
    response: TestResponse
    tree: HtmlElement | None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> HtmlElement:
        assert self.tree is not None, f"{self.path} is no page but {self.response.content_type}"
        return self.tree

    @property
    def text(self) -> str:
        """What can be read on the page, in one line."""
        body = self.html.find("body")
        return " ".join((self.html if body is None else body).text_content().split())

    def link(self, words: str) -> str:
        """The address of the first link with these words."""
        for anchor in self.html.iter("a"):
            if words in " ".join(anchor.text_content().split()) and anchor.get("href"):
                return anchor.get("href")
        raise AssertionError(f"{self.path} has no link {words!r}: {self.text[:2000]}")

    def follow(self, words: str) -> Page:
        """The page behind the first link with these words."""
        return self.browser.open(self.link(words))

    def forms(self) -> list[Form]:
        """All forms of the page."""
        return [Form.of(self, element) for element in self.html.iter("form")]

    def form(self, words: str) -> Form:
        """The form whose button says these words, or whose address ends so."""
        for found in self.forms():
            if any(words in button.text for button in found.buttons) or found.action.endswith(words):
                return found
        raise AssertionError(f"{self.path} has no form {words!r}: {[f.action for f in self.forms()]} {self.text[:2000]}")

    def has_form(self, words: str) -> bool:
        """Whether such a form stands on the page."""
        return any(
            any(words in button.text for button in found.buttons) or found.action.endswith(words)
            for found in self.forms()
        )

    def rows(self, heading: str) -> list[dict[str, str]]:
        """The lines of the first table with such a heading, by heading."""
        for table in self.html.iter("table"):
            heads = [_words(cell) for cell in table.xpath("(.//thead//tr)[last()]/*[self::th or self::td]")]
            if heading in heads:
                return [
                    dict(zip(heads, map(_words, line.xpath("./th | ./td")), strict=False))
                    for line in table.xpath(".//tbody/tr")
                ]
        raise AssertionError(f"{self.path} has no table with {heading!r}")


@dataclass(slots=True)
class Button:
    """A button that sends a form."""

    text: str
    name: str
    value: str
    action: str


@dataclass(slots=True)
class Form:
    """A form as the page shows it; `fields` are its values in the order of the page, `choices` what selects and radio
    buttons offer."""

    page: Page
    action: str
    method: str
    fields: MultiDict[str, str]
    files: list[str]
    choices: dict[str, list[str]]
    names: set[str]
    buttons: list[Button] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page, element: HtmlElement) -> Form:
        """Reads a form element, with the fields that name it by `form=`."""
        form = cls(page, element.get("action") or page.path, (element.get("method") or "get").lower(),
                   MultiDict(), [], {}, set())  # fmt: skip
        elements = list(element.iter("input", "select", "textarea", "button"))
        if element.get("id"):
            elements += page.html.xpath("//*[@form=$id]", id=element.get("id"))
        for one in elements:
            form._take(one)
        return form

    def _take(self, element: HtmlElement) -> None:
        name, kind = element.get("name") or "", element.get("type") or ""
        if element.get("disabled") is not None:
            return
        if element.tag == "button" or kind in ("submit", "image"):
            if kind != "button":
                text = _words(element) or element.get("value") or ""
                action = element.get("formaction") or ""
                self.buttons.append(Button(text, name, element.get("value") or "", action))
            return
        if not name:
            return
        self.names.add(name)
        if kind == "file":
            self.files.append(name)
        elif element.tag == "select":
            options = list(element.iter("option"))
            self.choices.setdefault(name, []).extend(option.get("value", _words(option)) for option in options)
            chosen = [option for option in options if option.get("selected") is not None]
            if element.get("multiple") is None:
                chosen = chosen[-1:] or options[:1]
            for option in chosen:
                self.fields.add(name, option.get("value", _words(option)))
        elif kind in ("checkbox", "radio"):
            self.choices.setdefault(name, []).append(element.get("value") or "on")
            if element.get("checked") is not None:
                self.fields.add(name, element.get("value") or "on")
        else:
            text = element.text or "" if element.tag == "textarea" else element.get("value") or ""
            # A browser drops the first line break of a text area.
            self.fields.add(name, text.removeprefix("\n") if element.tag == "textarea" else text)

    def option(self, name: str, words: str) -> str:
        """The value of the choice that reads so."""
        for element in self.page.html.xpath("//select[@name=$name]//option", name=name):
            if words in _words(element):
                return element.get("value", _words(element))
        raise AssertionError(f"{name} offers no {words!r}")

    def fill(self, **values: Value) -> Form:
        """Types into fields the form has; several values for check boxes and lines of the same name."""
        for name, value in values.items():
            assert name in self.names, f"{self.page.path}: the form {self.action} has no field {name}: {self.names}"
            wanted = [value] if isinstance(value, str) else list(value)
            if name in self.choices:
                missing = set(wanted) - set(self.choices[name])
                assert not missing, f"{name} offers {self.choices[name]}, not {missing}"
            self.fields.setlist(name, wanted)
        return self

    def send(self, words: str = "", *, upload: tuple[str, bytes] | None = None, then: bool = True) -> Page:
        """Presses the button with these words (the first without), with a file if the form takes one."""
        button = next((one for one in self.buttons if words in one.text or words == one.value), None)
        assert button is not None, f"the form {self.action} has no button {words!r}: {self.buttons}"
        data: MultiDict[str, Any] = MultiDict(self.fields)
        if button.name:
            data.add(button.name, button.value)
        action = button.action or self.action
        if self.method == "get":
            return self.browser.open(action, query=data)
        if self.files:
            files = FileMultiDict()
            name, content = upload or ("", b"")
            files.add_file(self.files[0], io.BytesIO(content), name)
            data.update(files)
        return self.browser.post(action, data, then=then, at=self.page.path)

    @property
    def browser(self) -> Browser:
        return self.page.browser


class Browser:
    """Somebody at a computer, with cookies of their own."""

    def __init__(self, app: Flask, client: FlaskClient | None = None) -> None:
        self.client = client or app.test_client()

    def open(self, path: str, query: MultiDict[str, str] | None = None) -> Page:
        """The page at an address, redirects followed."""
        return self._page(self.client.get(path, query_string=query, follow_redirects=True))

    def post(self, path: str, data: MultiDict[str, Any], *, then: bool = True, at: str = "") -> Page:
        """Sends data; `then` follows the redirect of a success."""
        split = urlsplit(path)
        target = path if split.path else f"{urlsplit(at).path}{path}"
        # Over TLS the guard against forged requests also asks where a form was sent from.
        base = self.client.application.config["PREFERRED_URL_SCHEME"] + "://localhost"
        headers = {"Referer": f"{base}{at or target}"}
        return self._page(self.client.post(target, data=data, follow_redirects=then, headers=headers))

    def log_in(self, login: str, password: str = PASSWORD) -> Page:
        """Logs in through the login page."""
        return self.open("/login").form("登录").fill(login=login, password=password).send()

    def _page(self, response: TestResponse) -> Page:
        request = response.request
        path = request.full_path.rstrip("?") if request.query_string else request.path
        is_page = response.mimetype == "text/html" and response.data
        tree = html.fromstring(response.get_data(as_text=True)) if is_page else None
        assert response.status_code != 500, f"500 at {path}: {Page(self, path, response, tree).text}"
        return Page(self, path, response, tree)


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
