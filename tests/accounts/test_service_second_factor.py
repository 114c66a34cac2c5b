"""The second factor: enrolling, the steps that are accepted, each code once, recovery codes, the half-open login."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from training_app.accounts import messages, service, service_half, service_second_factor
from training_app.accounts.models import RecoveryCode, SecondFactor, User, UserSession
from training_app.accounts.queries_factors import has_second_factor
from training_app.accounts.service import Browser
from training_app.accounts.service_factor_codes import STEP, accept
from training_app.db import db, unit_of_work
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied

# The beginning of a step, so that seconds added stay within it.
AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=10)
HERE = Browser("10.0.0.1")
BESIDE = timedelta(seconds=STEP)


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session, "bi.xiaotong", Role.BUREAU)


def actor_of(user: User) -> Actor:
    return Actor(Role.BUREAU, user.id, user.display_name)


def code_at(session: Session, user: User, at: datetime) -> str:
    return pyotp.TOTP(session.get_one(SecondFactor, user.id).seed or "").at(at)


def enrol(session: Session, user: User) -> list[str]:
    service_second_factor.begin(session, actor_of(user), AT)
    return service_second_factor.confirm(session, actor_of(user), PASSWORD, code_at(session, user, AT), AT, "")


def wrong_code(session: Session, user: User, at: datetime) -> str:
    near = {code_at(session, user, at + beside * BESIDE) for beside in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def half(session: Session, at: datetime = LATER) -> str:
    result = service.log_in(session, "bi.xiaotong", PASSWORD, HERE, at)
    assert result.token is None and result.half
    return result.half


def test_an_app_counts_once_password_and_code_were_shown(session: Session, user: User) -> None:
    service_second_factor.begin(session, actor_of(user), AT)
    assert not has_second_factor(session, user.id) and service.log_in(session, "bi.xiaotong", PASSWORD, HERE, AT).token
    for password, code, field in (
        ("wrong", code_at(session, user, AT), "password"), (PASSWORD, wrong_code(session, user, AT), "code"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            service_second_factor.confirm(session, actor_of(user), password, code, AT, "")
        assert list(refused.value.fields) == [field]
    codes = service_second_factor.confirm(session, actor_of(user), PASSWORD, code_at(session, user, AT), AT, "")
    assert has_second_factor(session, user.id) and len(set(codes)) == 10
    with pytest.raises(Conflict):
        service_second_factor.begin(session, actor_of(user), AT)


def test_the_seed_and_the_codes_are_not_to_be_read_from_the_tables(session: Session, user: User) -> None:
    codes = enrol(session, user)
    factor = session.get_one(SecondFactor, user.id)
    assert (factor.seed or "").encode() not in bytes(factor.seed_sealed)
    kept = b"".join(session.scalars(select(RecoveryCode.code_digest)))
    assert not any(code.encode() in kept or code.replace("-", "").encode() in kept for code in codes)


def test_enrolling_ends_the_other_sessions(session: Session, user: User) -> None:
    here = service.log_in(session, "bi.xiaotong", PASSWORD, HERE, AT).token or ""
    there = service.log_in(session, "bi.xiaotong", PASSWORD, Browser("10.0.0.2", shared=True), AT).token or ""
    service_second_factor.begin(session, actor_of(user), AT)
    service_second_factor.confirm(session, actor_of(user), PASSWORD, code_at(session, user, AT), AT, there)
    assert service.resume(session, there, AT) and service.resume(session, here, AT) is None


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_beside_is_accepted_and_two_are_not(session: Session, user: User, steps: int, taken: bool) -> None:
    enrol(session, user)
    assert accept(session, user.id, code_at(session, user, LATER + steps * BESIDE), LATER) is taken


def test_a_code_and_those_before_it_are_taken_once(session: Session, user: User) -> None:
    enrol(session, user)
    code = code_at(session, user, LATER)
    assert accept(session, user.id, f" {code[:3]} {code[3:]} ", LATER)
    assert not accept(session, user.id, code, LATER + timedelta(seconds=5))
    assert not accept(session, user.id, code_at(session, user, LATER - BESIDE), LATER)
    assert accept(session, user.id, code_at(session, user, LATER + BESIDE), LATER + BESIDE)


def test_the_code_that_enrolled_does_not_log_in_as_well(session: Session, user: User) -> None:
    enrol(session, user)
    assert not accept(session, user.id, code_at(session, user, AT), AT)


def test_a_recovery_code_serves_once_and_only_its_owner(session: Session, user: User) -> None:
    codes = enrol(session, user)
    other = make_user(session, "somebody", Role.BUREAU)
    enrol(session, other)
    assert not accept(session, other.id, codes[0], LATER)
    assert accept(session, user.id, codes[0].lower().replace("-", " "), LATER)
    assert not accept(session, user.id, codes[0], LATER)
    assert service_second_factor.recovery_codes_left(session, actor_of(user)) == 9


def test_the_password_alone_opens_nothing(session: Session, user: User) -> None:
    enrol(session, user)
    token = half(session)
    assert service.resume(session, token, LATER) is None
    result = service_half.finish(session, token, code_at(session, user, LATER), HERE, LATER)
    assert result.token and service.resume(session, result.token, LATER)
    again = service_half.finish(session, token, code_at(session, user, LATER + BESIDE), HERE, LATER + BESIDE)
    assert again.token is None and again.status == service_half.OVER


def test_a_half_open_login_lasts_five_minutes(session: Session, user: User) -> None:
    enrol(session, user)
    token, late = half(session), LATER + timedelta(minutes=5)
    assert service_half.standing(session, token, late - timedelta(seconds=1))
    assert service_half.finish(session, token, code_at(session, user, late), HERE, late).status == service_half.OVER


def test_five_wrong_codes_end_the_half_open_login_and_lock_the_account(session: Session, user: User) -> None:
    enrol(session, user)
    token, wrong = half(session), wrong_code(session, user, LATER)
    answers = [service_half.finish(session, token, wrong, HERE, LATER) for _ in range(5)]
    assert [answer.status for answer in answers] == [422] * 4 + [service_half.OVER]
    assert service_half.standing(session, token, LATER) is None
    assert user.locked_until == LATER + timedelta(minutes=15)
    # Beginning anew with the right password gives no further tries.
    assert service.log_in(session, "bi.xiaotong", PASSWORD, HERE, LATER).message == messages.LOGIN_FAILED


def test_whoever_disables_the_account_ends_its_half_open_logins(session: Session, user: User) -> None:
    enrol(session, user)
    token = half(session)
    user.disabled_at = LATER
    session.flush()
    assert service_half.finish(session, token, code_at(session, user, LATER), HERE, LATER).token is None


def test_acts_of_weight_want_the_code_of_who_has_one(session: Session, user: User) -> None:
    def confirmed(code: str) -> bool:
        return service.password_confirmed(session, actor_of(user), PASSWORD, LATER, code)

    assert confirmed("")
    enrol(session, user)
    assert not confirmed("")
    code = code_at(session, user, LATER)
    assert confirmed(code) and not confirmed(code)


def test_switching_off_wants_password_and_code(session: Session, user: User) -> None:
    codes = enrol(session, user)
    for password, code in ((PASSWORD, "000"), ("wrong", codes[0])):
        with pytest.raises(InvalidInput):
            service_second_factor.turn_off(session, actor_of(user), password, code, LATER, "")
    assert has_second_factor(session, user.id)
    service_second_factor.turn_off(session, actor_of(user), PASSWORD, codes[0], LATER, "")
    assert not has_second_factor(session, user.id)
    assert service.log_in(session, "bi.xiaotong", PASSWORD, HERE, LATER).token


def test_the_security_administrator_resets_it_and_nobody_else(session: Session, user: User) -> None:
    enrol(session, user)
    token = service_half.finish(session, half(session), code_at(session, user, LATER), HERE, LATER).token or ""
    for role, who in ((Role.SYSTEM_ADMIN, 0), (Role.SECURITY_ADMIN, user.id)):
        with pytest.raises(PermissionDenied):
            service_second_factor.reset_for(session, Actor(role, who), "bi.xiaotong", LATER)
    keeper = make_user(session, "security", Role.SECURITY_ADMIN)
    service_second_factor.reset_for(session, Actor(Role.SECURITY_ADMIN, keeper.id), "bi.xiaotong", LATER)
    assert service.resume(session, token, LATER) is None and not has_second_factor(session, user.id)
    assert session.scalar(select(RecoveryCode.id)) is None


@pytest.mark.long
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_fifty_at_once_get_in_once(fresh_app: Flask, kind: str) -> None:
    with fresh_app.app_context(), unit_of_work() as own:
        user = make_user(own, "bi.xiaotong", Role.BUREAU)
        codes = enrol(own, user)
        code = code_at(own, user, LATER) if kind == "app" else codes[0]
        user_id = user.id
    start, let_in = threading.Barrier(50), []

    def bring() -> None:
        with fresh_app.app_context():
            start.wait()
            with unit_of_work() as own:
                let_in.append(accept(own, user_id, code, LATER))
            db.session.remove()

    threads = [threading.Thread(target=bring) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(let_in) == 50 and let_in.count(True) == 1


def test_the_command_resets_it(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as own:
        enrol(own, make_user(own, "bi.xiaotong", Role.SECURITY_ADMIN))
    runner = fresh_app.test_cli_runner()
    assert "已重置" in runner.invoke(args=["accounts", "reset-second-factor", "Bi.Xiaotong"]).stdout
    again = runner.invoke(args=["accounts", "reset-second-factor", "bi.xiaotong"])
    assert again.exit_code == 1 and "没有开启" in again.stderr
    assert runner.invoke(args=["accounts", "reset-second-factor", "nobody"]).exit_code == 1
    with fresh_app.app_context():
        assert db.session.scalar(select(UserSession.user_id).where(UserSession.ended_at.is_(None))) is None
