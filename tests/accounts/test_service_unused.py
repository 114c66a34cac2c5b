"""Accounts nobody uses: disabled by the clock, told to who looks after them, let in again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import make_institution
from training_app.accounts import service_users
from training_app.accounts.models import User
from training_app.accounts.service_unused import disable_unused
from training_app.audit.models import AuditEvent
from training_app.jobs.kinds import Run
from training_app.kernel.actor import Actor, Role, operator
from training_app.notices.models import Notice
from training_app.web import nightly

AT = datetime(2026, 7, 1, 18, 5, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=90)


def unused(session: Session, login: str, role: Role, since: datetime = LONG_AGO, **scope: object) -> User:
    user = make_user(session, login, role, **scope)
    user.created_at, user.last_login_at = AT - timedelta(days=400), since
    session.flush()
    return user


def run_of(session: Session) -> Run:
    return Run(session, operator("periodic"), {}, AT, date(2026, 7, 2), lambda *_: None)


def test_ninety_days_without_a_login_disable_and_a_day_less_does_not(session: Session) -> None:
    away = unused(session, "away", Role.BUREAU)
    here = unused(session, "here", Role.BUREAU, LONG_AGO + timedelta(days=1))
    new = make_user(session, "new", Role.BUREAU)
    new.created_at = AT - timedelta(days=1)
    session.flush()
    found = disable_unused(session, operator("periodic"), AT)
    assert [unit.count for unit in found] == [1]
    assert (away.disabled_at, here.disabled_at, new.disabled_at) == (AT, None, None)
    session.commit()
    line = session.execute(select(AuditEvent.action, AuditEvent.object_number).order_by(AuditEvent.seq.desc())).first()
    assert line is not None and tuple(line) == ("account.disable", "away")


def test_who_was_let_in_again_has_ninety_days_more(session: Session) -> None:
    user = unused(session, "away", Role.BUREAU)
    disable_unused(session, operator("periodic"), AT)
    administrator = Actor(Role.SYSTEM_ADMIN, make_user(session, "system", Role.SYSTEM_ADMIN).id)
    service_users.enable(session, administrator, "away", AT + timedelta(days=1))
    session.flush()
    disable_unused(session, operator("periodic"), AT + timedelta(days=90))
    assert user.disabled_at is None
    disable_unused(session, operator("periodic"), AT + timedelta(days=91))
    assert user.disabled_at


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_of_the_three_administrators_the_last_stays(session: Session, role: Role) -> None:
    first = unused(session, "first", role, LONG_AGO - timedelta(days=9))
    second = unused(session, "second", role)
    disable_unused(session, operator("periodic"), AT)
    assert first.disabled_at and second.disabled_at is None


def test_those_who_look_after_them_are_told(session: Session) -> None:
    school, other = make_institution(session), make_institution(session)
    boss = make_user(session, "boss", Role.TRAINING_INSTITUTION, institution_id=school.id)
    boss.memberships[0].administers, boss.created_at = True, AT
    unused(session, "colleague", Role.TRAINING_INSTITUTION, institution_id=school.id)
    unused(session, "alone", Role.TRAINING_INSTITUTION, institution_id=other.id)
    session.flush()
    assert nightly.disable_unused(run_of(session)).message == "停用 90 天没有登录的账户 2 个。"
    told = session.execute(select(Notice.mailbox, Notice.kind, Notice.detail)).all()
    assert sorted(tuple(line) for line in told) == [
        ("role:system_admin", "account.unused", {"count": 1, "days": 90}),
        (f"user:{boss.id}", "account.unused_here", {"count": 1, "days": 90}),
    ]


def test_the_demo_city_keeps_its_logins(app, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    user = unused(session, "away", Role.BUREAU)
    monkeypatch.setitem(app.config, "DEMO", True)
    nightly.disable_unused(run_of(session))
    assert user.disabled_at is None
