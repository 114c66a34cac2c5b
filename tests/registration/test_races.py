"""Many at once: one application of one form, one decision, one account."""

from __future__ import annotations

import io
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.builders.accounts import CHEAP, make_user
from tests.builders.registrations import PNG, applicant, facts, make_registration
from training_app.accounts import service_credentials, service_redeeming
from training_app.accounts.models import Membership
from training_app.accounts.service_redeeming import Applicant
from training_app.db import db, unit_of_work
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import DomainError
from training_app.registration import service_activation, service_review
from training_app.registration.models import Registration
from training_app.registration.service_review import Acceptance

pytestmark = pytest.mark.long


def at_once(app: Flask, act: Callable[[int], str], times: int) -> Counter[str]:
    """What each of many acts, done at the same time in transactions of their own, led to."""

    def one(place: int) -> str:
        with app.app_context():
            try:
                with unit_of_work():
                    return act(place)
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(10) as pool:
        return Counter(pool.map(one, range(times)))


def test_one_form_sent_by_ten_clicks_is_one_application(fresh_app: Flask) -> None:
    ticket, typed = secrets.token_hex(16), asdict(facts())

    def click(_: int) -> str:
        data = {**typed, "ticket": ticket, "licence": (io.BytesIO(PNG), "a.png")}
        return str(fresh_app.test_client().post("/register?kind=employer", data=data).status_code)

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(click, range(10))) == {"302"}
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


def test_one_of_many_reviewers_decides_and_one_account_is_opened(
    fresh_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_credentials, "HASHER", CHEAP)
    at = dates.now()
    with fresh_app.app_context(), unit_of_work() as session:
        user = make_user(session, "reviewer", Role.BUREAU)
        reviewer = Actor(Role.BUREAU, user.id, "丛珊")
        record, _ = make_registration(session, at=at)
        number, digest = record.number, bytes(record.receipt_digest)
        disputed = make_registration(session, at=at)[0].number

    def decide(place: int) -> str:
        if place % 2:
            service_review.refuse(db.session(), reviewer, disputed, 1, "不实", at)
        else:
            service_review.accept(db.session(), reviewer, disputed, 1, Acceptance(dates.today()), at)
        return "done"

    def accept(_: int) -> str:
        service_review.accept(db.session(), reviewer, number, 1, Acceptance(dates.today()), at)
        return "done"

    for act in (decide, accept):
        assert at_once(fresh_app, act, 20) == {"done": 1, "registration.decided": 19}
    with fresh_app.app_context(), unit_of_work() as session:
        accepted = session.scalar(select(func.count()).where(Registration.state == "accepted"))
        assert session.scalar(select(func.count()).select_from(Institution)) == accepted
        code = service_activation.begin(session, applicant(), number, digest, at)

    def redeem(place: int) -> str:
        service_redeeming.redeem(db.session(), code, Applicant(f"admin{place}", "Hai-Feng-2026-xyz"), at)
        return "done"

    assert at_once(fresh_app, redeem, 50)["done"] == 1
    again = at_once(
        fresh_app, lambda _: service_activation.begin(db.session(), applicant(), number, digest, at) and "done", 5
    )
    assert again == {"registration.activation": 5}
    with fresh_app.app_context():
        held = select(func.count()).where(Membership.role == Role.TRAINING_INSTITUTION, Membership.administers)
        assert db.session.scalar(held) == 1
