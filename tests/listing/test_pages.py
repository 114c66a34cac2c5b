"""Every list of the register: opens, sorts by each head, turns pages, fills a workbook."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.estates import make_estate
from tests.builders.institutions import actor_of, make_institution
from training_app.kernel.actor import Role
from training_app.kernel.dates import Quarter, now, today
from training_app.kernel.permissions import may
from training_app.listing.sources import Source
from training_app.listing.tools import address_of
from training_app.reports import service_returns as returns
from training_app.web.lists import SOURCES

ROLES = {"accounts": Role.SYSTEM_ADMIN, "audit": Role.AUDITOR, "returns": Role.TRAINING_INSTITUTION}


def role_of(source: Source) -> Role:
    return ROLES.get(source.spec.key, Role.BUREAU)


@pytest.fixture
def browser_of(session: Session, login_as: Callable[..., FlaskClient]) -> Callable[[Source], FlaskClient]:
    def browser(source: Source) -> FlaskClient:
        role = role_of(source)
        if role is not Role.TRAINING_INSTITUTION:
            return login_as(role)
        school = make_institution(session)
        returns.open_draft(session, actor_of(school), Quarter.of(today()), today(), now())
        return login_as(role, institution_id=school.id)

    return browser


def ids(source: Source) -> str:
    return source.spec.key


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_a_list_opens_sorts_and_fills_a_workbook(
    source: Source, app: Flask, session: Session, browser_of: Callable[[Source], FlaskClient]
) -> None:
    make_estate(session, "甲岸", "371002")
    browser = browser_of(source)
    assert may(role_of(source), source.permissions[0])
    every = [column.key for column in source.spec.columns]
    shown = browser.post(f"/lists/{source.spec.key}/columns", data={"column": every}, follow_redirects=True)
    assert shown.status_code == 200
    for column in source.spec.columns:
        for sign in ("", "-") if column.sort else ():
            with app.test_request_context():
                address = address_of(source, {"sort": f"{sign}{column.key}"})
            answer = browser.get(address)
            assert answer.status_code == 200, address
            text = answer.get_data(as_text=True)
            assert "<table" not in text or f'aria-sort="{"descending" if sign else "ascending"}"' in text, address
    strange = dict.fromkeys(source.spec.filters, "\x00'%_\\9") | {"sort": "x", "at": "x", "first": "9999-99-99"}
    with app.test_request_context():
        address = address_of(source, strange)
    assert browser.get(address).status_code in (200, 422)
    made = browser.post(f"/lists/{source.spec.key}/export", data={"query": ""})
    assert made.mimetype.endswith("sheet"), made.status_code
