"""Hostile values sent straight to every address that takes a form, whether or not a page shows the form just now: a clear
answer, never a fault. Which fields a view reads is found out by watching it read them, so a new field is attacked too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.architecture.test_access_walk import BY_LIST, addresses, permitted
from tests.builders.accounts import PASSWORD
from tests.builders.estates import make_estate
from tests.journeys.test_attacks import ENGLISH, HOSTILE
from training_app.db import db
from training_app.kernel.actor import Role

ROLES = (
    Role.BUREAU, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY, Role.DISTRICT, Role.EMPLOYER, Role.ENGINEER,
    Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR,
)  # fmt: skip
# What a field holds while another one is attacked, by how its name ends; "1" for every other.
PLAUSIBLE = {
    "_on": "2026-07-06", "day": "2026-07-06", "remark": "说明理由的一句话", "reason": "说明理由的一句话",
    "purpose": "说明用途的一句话",
    "password": PASSWORD, "name": "海风", "note": "说明", "verb": "agree", "kind": "completion", "act": "revoke", "code": "",
    "_from": "2026-07-06", "_to": "2026-08-06", "version": "1", "number": "PX2026-000001", "form_token": "", "csrf_token": "",
}  # fmt: skip
# For a single field, while the others hold what passes; all of HOSTILE for all fields at once.
SHARP = ("张\x00三", "字" * 10_000, "9" * 30)
# Roles with many addresses walk them in parts.
PARTS = [(role, part, parts) for role in ROLES for parts in [4 if role in ROLES[:2] else 1] for part in range(parts)]
# End the session or the account that walks.
ENDING = ("/logout", "/account", "/login", "/set-up")


class Watched(ImmutableMultiDict):
    """A form that notes which of its fields are read."""

    read: set[str] = set()

    def get(self, key, default=None, type=None):  # type: ignore[no-untyped-def]
        self.read.add(key)
        return super().get(key, default, type)

    def getlist(self, key, type=None):  # type: ignore[no-untyped-def]
        self.read.add(key)
        return super().getlist(key, type)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Watched)
    return Watched.read


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Takes back whatever is committed inside."""
    session.commit()
    mark = db.engine.begin_nested()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        session.rollback()
        mark.rollback()
        session.expire_all()


def plausible(name: str) -> str:
    return next((value for ending, value in PLAUSIBLE.items() if name.endswith(ending)), "1")


def forms(names: set[str]) -> Iterator[MultiDict[str, str]]:
    """Every value in all fields; the sharp ones in one field each; a field missing, twice, as an array."""
    usual = {name: plausible(name) for name in sorted(names)}
    yield MultiDict(usual)
    for value in HOSTILE:
        yield MultiDict(dict.fromkeys(usual, value))
    for name in usual:
        for value in SHARP:
            yield MultiDict(usual | {name: value})
        yield MultiDict({other: value for other, value in usual.items() if other != name})
        yield MultiDict([*usual.items(), (name, "1"), (name, "二"), (f"{name}[]", "x"), (f"{name}-0", "x")])


def fields_of(browser: FlaskClient, session: Session, address: str, read: set[str]) -> set[str]:
    """The fields a view reads, found by sending it what it asked for until it asks for nothing new."""
    known: set[str] = set()
    for _ in range(6):
        read.clear()
        with undone(session):
            browser.post(address, data={name: plausible(name) for name in known})
        if read <= known:
            break
        known |= read
    return {name for name in known if len(name) < 60}


def fault(answer: TestResponse) -> str:
    """What is wrong with an answer, "" for nothing."""
    content = answer.get_data()
    if answer.status_code >= 500:
        return str(answer.status_code)
    page = content.decode(errors="replace") if (answer.mimetype or "").startswith("text/") else ""
    if found := ENGLISH.search(page):
        return f"{answer.status_code} says {found[0]}"
    return "shows a script" if "<script>alert" in page else ""


def attacked(app: Flask) -> list[Rule]:
    return [
        rule for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith(ENDING) and rule.endpoint not in BY_LIST
    ]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("role", "part", "parts"), PARTS)
def test_no_field_of_no_address_brings_a_view_to_fall(
    app: Flask, session: Session, login_as: Callable[..., FlaskClient], watched: set[str], role: Role, part: int, parts: int
) -> None:
    estate = make_estate(session, "海风", "371002")
    browser = login_as(role, **estate.scope(role))
    wrong, sent = [], 0
    for rule in [each for each in attacked(app) if permitted(app, each, role)][part::parts]:
        for address, _ in addresses(app, rule, estate, few=True):
            for form in forms(fields_of(browser, session, address, watched)):
                with undone(session):
                    answer = browser.post(address, data=form)
                    said = fault(answer)
                sent += 1
                if said:
                    odd = {name: value[:20] for name, value in form.items() if value != plausible(name)}
                    wrong.append((address, said, odd))
    assert sent > 20
    assert not wrong, wrong[:20]
