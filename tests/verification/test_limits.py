"""Who asks very often pays or waits; what is counted says nothing about who asked or for whom."""

from __future__ import annotations

import hashlib
import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.audit.models import AuditEvent
from training_app.notices.models import Notice
from training_app.verification import rules, service
from training_app.verification.models import LookupCount

AT = datetime(2026, 9, 8, 2, 0, 30, tzinfo=UTC)


def post(client: FlaskClient, name: str = "王伟", address: str = "10.1.1.1", **more: str) -> tuple[int, str]:
    answer = client.post("/verify", data={"number": "PX1", "name": name, **more}, environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.get_data(as_text=True)


def nonce_for(riddle: str) -> str:
    return next(
        str(nonce) for nonce in itertools.count()
        if int.from_bytes(hashlib.sha256(f"{riddle}:{nonce}".encode()).digest()[:2]) >> (16 - rules.PROOF_BITS) == 0
    )  # fmt: skip


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PROOF_BITS", 6)
    monkeypatch.setattr("training_app.verification.views.dates.now", lambda: AT)


def test_the_eleventh_in_a_minute_costs_a_proof_that_serves_once(client: FlaskClient, session: Session) -> None:
    for _ in range(rules.PER_MINUTE):
        assert post(client)[0] == 200
    status, page = post(client)
    assert status == 429 and "查得太勤了" in page and "没有查到" not in page
    found = re.search(r'data-riddle="([^"]+)"', page)
    assert found
    nonce = nonce_for(found[1])
    assert post(client, riddle=found[1], nonce=nonce)[0] == 200
    assert post(client, riddle=found[1], nonce=nonce)[0] == 429
    assert post(client, address="10.1.1.2")[0] == 200


def test_who_has_a_whole_network_of_addresses_is_one(client: FlaskClient, session: Session) -> None:
    """A line with IPv6 has 2^64 addresses for itself; an IPv4 address may come in two spellings."""
    for serial in range(rules.PER_MINUTE):
        assert post(client, address=f"2001:db8:1:2:{serial:x}::9")[0] == 200
    assert post(client, address="2001:db8:1:2::1")[0] == 429
    assert post(client, address="2001:db8:1:3::1")[0] == 200
    assert rules.network_of("::ffff:10.1.1.1") == rules.network_of("10.1.1.1") != rules.network_of("10.1.1.2")
    assert rules.network_of("fe80::1%eth0") == "fe80::/64" and rules.network_of("unix:") == "unix:"


def test_a_forged_header_changes_nothing(client: FlaskClient, session: Session) -> None:
    for serial in range(rules.PER_MINUTE + 1):
        answer = client.post(
            "/verify", data={"number": "PX1", "name": f"甲{serial}"}, headers={"X-Forwarded-For": f"9.9.9.{serial}"}
        )
    assert answer.status_code == 429


@pytest.mark.parametrize("why", ["wrong", "late", "other address", "made up", "too long", "empty"])
def test_a_riddle_that_was_not_solved(session: Session, why: str) -> None:
    riddle = service.challenge("10.1.1.1", AT)
    nonce, at, address = nonce_for(riddle), AT + timedelta(seconds=9), "10.1.1.1"
    wrong = next(str(n) for n in itertools.count() if not rules.proves(riddle, str(n)))
    cases = {
        "wrong": (riddle, wrong, at, address), "late": (riddle, nonce, AT + timedelta(minutes=6), address),
        "other address": (riddle, nonce, at, "10.1.1.2"), "made up": (f"19f.{'0' * 32}", nonce, at, address),
        "too long": (riddle, "9" * 40, at, address), "empty": ("", "", at, address),
    }  # fmt: skip
    one, other, moment, where = cases[why]
    assert not service.solved(session, where, one, other, moment)
    assert service.solved(session, "10.1.1.1", riddle, nonce, at)


def test_one_name_from_many_addresses_is_an_alarm_once_a_day(session: Session) -> None:
    for serial in range(rules.NAME_PER_DAY + 3):
        tally = service.count(session, f"10.2.0.{serial}", "王伟", AT + timedelta(minutes=serial))
    assert tally.wants_proof and not tally.refused
    assert not service.count(session, "10.3.0.1", "李伟", AT).wants_proof
    session.commit()
    assert session.scalar(select(func.count()).where(Notice.kind == "verification.alarm")) == 1
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "verification.alarm")).one()
    assert event.detail == {"kind": "name", "count": rules.NAME_PER_DAY}


def test_at_last_no_proof_helps(client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_PER_MINUTE", 3)
    for _ in range(3):
        assert post(client)[0] == 200
    status, page = post(client)
    assert status == 429 and "data-riddle" not in page


def test_codes_have_a_limit_of_their_own(client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "TOKENS_PER_MINUTE", 2)
    assert [client.get("/v/x").status_code for _ in range(3)] == [404, 404, 429]


def test_counts_name_nobody_and_do_not_stay(session: Session) -> None:
    service.count(session, "10.1.1.1", "王伟", AT)
    keys = [bytes(key) for key in session.scalars(select(LookupCount.key))]
    assert len(keys) == 4 and not [key for key in keys if "王伟".encode() in key or b"10.1" in key]
    assert service.tidy(session, AT) == 0
    assert service.tidy(session, AT + timedelta(days=1)) == 4


def test_the_day_begins_in_china(session: Session) -> None:
    before = datetime(2026, 9, 8, 15, 59, 59, tzinfo=UTC)
    assert service.count(session, "10.1.1.1", "王伟", before).day == 1
    assert service.count(session, "10.1.1.1", "王伟", before + timedelta(seconds=1)).day == 1
    assert service.count(session, "10.1.1.1", "王伟", before + timedelta(seconds=2)).day == 2
