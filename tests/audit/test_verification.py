import random

import pytest
from sqlalchemy import text

from training_app.audit import anchors
from training_app.audit.messages import FAULTS
from training_app.audit.verification import verify
from training_app.crypto import provider
from training_app.crypto.keyring import Keyring
from training_app.kernel.dates import now


@pytest.fixture
def chain(session, act):
    """At least twenty rows with the database's guards taken away: what an intruder with its password works on."""
    act(20)
    session.execute(text("ALTER TABLE audit_events DISABLE TRIGGER ALL"))
    session.execute(text("ALTER TABLE audit_head DISABLE TRIGGER ALL"))
    return session


def _count(session):
    return session.scalar(text("SELECT max(seq) FROM audit_events"))


def _anchor(session, path):
    head = session.execute(text("SELECT count, hash FROM audit_head")).one()
    anchors.append(path, head.count, bytes(head.hash), now())


def test_an_untouched_chain_is_whole(chain, tmp_path):
    path = tmp_path / "anchors.log"
    _anchor(chain, path)
    report = verify(chain, path)
    assert report.ok and report.count == _count(chain) and report.anchors == 1
    assert report.head == chain.scalar(text("SELECT encode(hash, 'hex') FROM audit_head"))


COLUMNS = {
    "at": "at + interval '1 microsecond'", "actor_user_id": "NULL", "actor_role": "'bureau'", "actor_name": "'李'",
    "institution_id": "4", "district_code": "NULL", "address": "'10.0.0.8'", "action": "'class.approve'",
    "object_kind": "'person'", "object_number": "'WH2026-9999'", "result": "'denied'", "rule": "NULL",
    "remark": "NULL", "detail": "'{}'", "kid": "kid + 1", "hash": "sha256('x')",
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_value_is_found_in_every_column(chain, column):
    seq = _count(chain) - 7
    chain.execute(text(f"UPDATE audit_events SET {column} = {COLUMNS[column]} WHERE seq = :seq"), {"seq": seq})
    report = verify(chain, None)
    assert (report.fault, report.seq, report.count) == ("changed", seq, seq - 1)


def test_a_changed_link_is_found(chain):
    seq = _count(chain) - 7
    chain.execute(text("UPDATE audit_events SET prev_hash = sha256('x') WHERE seq = :seq"), {"seq": seq})
    assert (verify(chain, None).fault, verify(chain, None).seq) == ("unlinked", seq)


def test_a_deleted_row_is_found(chain):
    seq = _count(chain) - 7
    chain.execute(text("DELETE FROM audit_events WHERE seq = :seq"), {"seq": seq})
    assert (verify(chain, None).fault, verify(chain, None).seq) == ("missing", seq)
    chain.execute(text("UPDATE audit_events SET seq = seq - 1 WHERE seq > :seq"), {"seq": seq})
    assert (verify(chain, None).fault, verify(chain, None).seq) == ("unlinked", seq)


def test_a_cut_tail_is_found(chain):
    last = _count(chain)
    chain.execute(text("DELETE FROM audit_events WHERE seq > :seq"), {"seq": last - 3})
    report = verify(chain, None)
    assert (report.fault, report.seq) == ("tail_cut", last - 2)


def test_an_older_state_of_everything_is_found_by_the_anchors(chain, act, tmp_path):
    path = tmp_path / "anchors.log"
    older = chain.execute(text("SELECT count, hash, kid, mac FROM audit_head")).one()
    _anchor(chain, path)
    act(2)
    _anchor(chain, path)
    chain.execute(text("DELETE FROM audit_events WHERE seq > :seq"), {"seq": older.count})
    chain.execute(text("UPDATE audit_head SET count = :count, hash = :hash, kid = :kid, mac = :mac"), older._asdict())
    assert verify(chain, None).ok
    report = verify(chain, path)
    assert (report.fault, report.seq) == ("anchor_beyond", older.count + 1)


def test_a_rewritten_history_is_found_by_the_anchors(chain, act, tmp_path):
    path = tmp_path / "anchors.log"
    older = chain.execute(text("SELECT count, hash, kid, mac FROM audit_head")).one()
    act(2)
    _anchor(chain, path)
    chain.execute(text("DELETE FROM audit_events WHERE seq > :seq"), {"seq": older.count})
    chain.execute(text("UPDATE audit_head SET count = :count, hash = :hash, kid = :kid, mac = :mac"), older._asdict())
    act(2, remark="另一种说法")
    assert verify(chain, None).ok
    report = verify(chain, path)
    assert (report.fault, report.seq) == ("anchor_differs", older.count + 2)


def test_everything_wiped_is_found_by_the_anchors(chain, tmp_path):
    path = tmp_path / "anchors.log"
    _anchor(chain, path)
    chain.execute(text("DELETE FROM audit_events"))
    chain.execute(text("DELETE FROM audit_head"))
    assert (verify(chain, path).fault, verify(chain, path).seq) == ("anchor_beyond", 1)


def test_a_forged_or_missing_head_is_found(chain):
    last = _count(chain)
    chain.execute(text("UPDATE audit_head SET count = count - 1"))
    assert (verify(chain, None).fault, verify(chain, None).seq) == ("head_changed", last - 1)
    chain.execute(text("DELETE FROM audit_head"))
    assert (verify(chain, None).fault, verify(chain, None).seq) == ("head_missing", last)


def test_another_keyring_proves_nothing(chain):
    before = provider.current()
    provider.configure(Keyring.generate())
    try:
        assert verify(chain, None).fault == "changed"
    finally:
        provider.configure(before)


def test_a_changed_anchor_is_found_and_a_cut_line_is_left_out(chain, tmp_path):
    path = tmp_path / "anchors.log"
    _anchor(chain, path)
    good = path.read_bytes()
    path.write_bytes(good + good[:30])
    assert verify(chain, path).ok and verify(chain, path).anchors == 1
    path.write_bytes(good.replace(good.split()[0] + b" ", b"1 ", 1))
    assert verify(chain, path).fault == "anchor_damaged"
    for junk in (b"\n", b"x y z k m\n", b"\xff\xfe\n"):
        path.write_bytes(good + junk)
        assert verify(chain, path).fault == "anchor_damaged"
    assert verify(chain, tmp_path / "none.log").ok


TAMPERINGS = {
    "edit": "UPDATE audit_events SET remark = coalesce(remark, '') || '改' WHERE seq = :one",
    "delete": "DELETE FROM audit_events WHERE seq = :one",
    "insert": (
        "INSERT INTO audit_events SELECT (SELECT max(seq) + 1 FROM audit_events), at, actor_user_id, actor_role, "
        "actor_name, institution_id, district_code, address, action, object_kind, object_number, result, rule, remark, "
        "detail, kid, prev_hash, hash FROM audit_events WHERE seq = :one"
    ),
    "swap": (
        "UPDATE audit_events SET object_number = CASE seq WHEN :one THEN (SELECT object_number FROM audit_events "
        "WHERE seq = :other) ELSE (SELECT object_number FROM audit_events WHERE seq = :one) END "
        "WHERE seq IN (:one, :other)"
    ),
    "cut": "DELETE FROM audit_events WHERE seq >= :one",
}


def test_two_hundred_random_tamperings_are_all_found(chain):
    drawn = random.Random(20260701)
    last = _count(chain)
    for number in range(200):
        kind = list(TAMPERINGS)[number % len(TAMPERINGS)]
        one, other = sorted(drawn.sample(range(last - 19, last + 1), 2))
        savepoint = chain.begin_nested()
        chain.execute(text(TAMPERINGS[kind]), {"one": one, "other": other})
        report = verify(chain, None)
        savepoint.rollback()
        expected = last + 1 if kind == "insert" else one
        assert (kind, report.ok, report.seq) == (kind, False, expected)
        assert report.fault in FAULTS
    assert verify(chain, None).ok
