"""Setting a password: what is refused whoever sets it, the last five, the day's rest, its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from tests.builders.people import identity_number, make_person
from training_app.accounts import messages, service, service_redeeming, service_staff
from training_app.accounts.models import FormerPassword, User
from training_app.accounts.service_credentials import verify
from training_app.accounts.service_redeeming import Applicant
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CHOSEN = [f"Kunyu-Horse-{number}{number}x" for number in range(6)]


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session, "bi.xiaotong", Role.BUREAU)


def change(session: Session, user: User, old: str, new: str, at: datetime) -> None:
    service.change_password(session, Actor(Role.BUREAU, user.id, user.display_name), old, new, at)


def test_the_last_five_are_refused_and_the_sixth_is_free_again(session: Session, user: User) -> None:
    present, at = PASSWORD, AT
    for chosen in CHOSEN[:4]:
        at += DAY + timedelta(seconds=1)
        change(session, user, present, chosen, at)
        present = chosen
    at += 2 * DAY
    for used in (PASSWORD, *CHOSEN[:4]):
        with pytest.raises(InvalidInput) as refused:
            change(session, user, present, used, at)
        assert refused.value.fields["new"] in (messages.PASSWORD_USED, messages.SAME_PASSWORD)
    change(session, user, present, CHOSEN[4], at)
    change(session, user, CHOSEN[4], PASSWORD, at + 2 * DAY)
    assert verify(user.password_hash or "", PASSWORD)
    assert session.scalar(select(func.count()).select_from(FormerPassword)) == 4


def test_a_password_just_set_rests_a_day_but_a_temporary_one_does_not(session: Session, user: User) -> None:
    change(session, user, PASSWORD, CHOSEN[0], AT)
    with pytest.raises(InvalidInput, match="24 小时"):
        change(session, user, CHOSEN[0], CHOSEN[1], AT + timedelta(hours=23, minutes=59))
    user.must_change_password = True
    change(session, user, CHOSEN[0], CHOSEN[1], AT + timedelta(minutes=1))
    change(session, user, CHOSEN[1], CHOSEN[2], AT + timedelta(days=1, minutes=1))


def test_a_reset_code_sets_a_password_at_any_time_and_under_the_same_rules(session: Session, user: User) -> None:
    change(session, user, PASSWORD, CHOSEN[0], AT)
    administrator = Actor(Role.SYSTEM_ADMIN, make_user(session, "system", Role.SYSTEM_ADMIN).id)
    _, code = service_staff.reset(session, administrator, user, AT)
    for used in (PASSWORD, CHOSEN[0], "Renshe-Kunyu-77"):
        with pytest.raises(InvalidInput) as refused:
            service_redeeming.redeem(session, code, Applicant("", used), AT)
        assert list(refused.value.fields) == ["password"]
    service_redeeming.redeem(session, code, Applicant("", CHOSEN[1]), AT)
    assert verify(user.password_hash or "", CHOSEN[1])


def test_numbers_of_the_person_are_refused(session: Session) -> None:
    number = identity_number(778_100)
    person = make_person(session, "丛林峰", number=number, phone="13906310412", district_code="371002")
    user = make_user(session, "clf", Role.ENGINEER, person_id=person.id)
    user.person_id = person.id
    for part in (number[6:14], "310412"):
        with pytest.raises(InvalidInput, match="证件号码"):
            change(session, user, PASSWORD, f"Kunyu-{part}-Xy", AT)


def test_wrong_old_passwords_lock_like_wrong_logins(session: Session, user: User) -> None:
    for _ in range(5):
        with pytest.raises(InvalidInput):
            change(session, user, "wrong", CHOSEN[0], AT)
    with pytest.raises(InvalidInput):
        change(session, user, PASSWORD, CHOSEN[0], AT)
    assert user.locked_until == AT + timedelta(minutes=15)


@pytest.mark.parametrize(("role", "days"), [(Role.BUREAU, 90), (Role.TRAINING_INSTITUTION, 180)])
def test_an_old_password_opens_only_the_page_that_changes_it(
    client: FlaskClient, session: Session, role: Role, days: int
) -> None:
    scope = {"institution_id": make_institution(session).id} if role is Role.TRAINING_INSTITUTION else {}
    user = make_user(session, "old.hand", role, **scope)
    user.password_changed_at = dates.now() - timedelta(days=days) + timedelta(hours=1)
    session.commit()
    client.post("/login", data={"login": "old.hand", "password": PASSWORD})
    assert client.get("/").status_code == 200
    user.password_changed_at = dates.now() - timedelta(days=days)
    session.commit()
    assert client.get("/").headers["Location"] == "/account"
    assert client.post("/account/role").headers["Location"] == "/account"
    assert f"已过 {days} 天的有效期" in client.get("/account").get_data(as_text=True)
    sent = {"old": PASSWORD, "new": CHOSEN[0], "again": CHOSEN[0]}
    assert client.post("/account", data=sent).status_code == 302
    assert client.get("/").status_code == 200


def test_the_printed_password_of_the_demo_city_does_not_expire(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user(session, "old.hand", Role.BUREAU).password_changed_at = dates.now() - timedelta(days=900)
    session.commit()
    monkeypatch.setitem(app.config, "DEMO", True)
    client.post("/login", data={"login": "old.hand", "password": PASSWORD})
    assert client.get("/").status_code == 200
