import json
import logging
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from tests.audit.conftest import AT
from training_app.audit import service
from training_app.audit.anchors import read
from training_app.audit.models import AuditEvent, AuditHead
from training_app.audit.rules import MASK, PersonalNumberInAudit
from training_app.audit.service import AuditChainBroken
from training_app.audit.verification import verify
from training_app.crypto import provider
from training_app.crypto.keyring import Keyring
from training_app.db import db, own_transaction, unit_of_work


def _events(session):
    return session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()


def test_an_act_is_written_with_who_what_when_and_why(session, act):
    before = len(_events(session))
    act()
    event = _events(session)[-1]
    assert event.seq == before + 1
    assert (event.at, event.action, event.object_kind, event.object_number) == (
        AT, "class.submit", "class", "WH2026-0000",
    )  # fmt: skip
    assert (event.actor_user_id, event.actor_role, event.actor_name, event.institution_id, event.district_code) == (
        7, "training_institution", "王芳", 3, "371002",
    )  # fmt: skip
    assert (event.address, event.result, event.remark) == ("10.0.0.9", "ok", "请审核\\")
    assert event.detail == {"rows": 0, "说明": "第\t一\n行 \\N", "none": None}
    head = session.get(AuditHead, 1, populate_existing=True)
    assert (head.count, head.hash) == (event.seq, event.hash)


def test_nothing_is_written_when_the_business_change_fails(session, clerk):
    before = len(_events(session))
    with pytest.raises(RuntimeError), unit_of_work() as working:
        service.record(working, clerk, "class.submit", "class", "WH2026-0001")
        raise RuntimeError
    with unit_of_work():
        pass
    assert len(_events(session)) == before


def test_the_business_change_fails_when_the_act_cannot_be_written(session, clerk):
    session.execute(text("CREATE TEMPORARY TABLE business (done int)"))
    session.commit()
    session.execute(text("ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (action <> 'class.submit')"))
    session.execute(text("INSERT INTO business VALUES (1)"))
    service.record(session, clerk, "class.submit", "class", "WH2026-0001")
    with pytest.raises(Exception, match="full_disk"):
        session.commit()
    session.rollback()
    assert session.scalar(text("SELECT count(*) FROM business")) == 0


def test_acts_of_a_savepoint_rolled_back_never_were(session, clerk):
    before = len(_events(session))
    service.record(session, clerk, "class.create", "class", "WH2026-0001")
    with pytest.raises(RuntimeError), session.begin_nested():
        service.record(session, clerk, "class.submit", "class", "WH2026-0001")
        raise RuntimeError
    with session.begin_nested():
        service.record(session, clerk, "class.return", "class", "WH2026-0001")
    session.commit()
    assert [event.action for event in _events(session)[before:]] == ["class.create", "class.return"]


def test_a_transaction_of_its_own_seals_its_acts_too(fresh_app, clerk):
    with fresh_app.app_context():
        with own_transaction() as apart:
            service.record(apart, clerk, "account.log_in", "user", "wangfang", result=service.DENIED)
        session = db.session()
        assert [event.result for event in _events(session)] == ["denied"]
        assert verify(session, None).ok


def test_personal_numbers_stay_out(session, clerk, caplog):
    with pytest.raises(PersonalNumberInAudit):
        service.record(session, clerk, "person.change", "person", "P1", detail={"number": "371002199003070412"})
    session.rollback()
    service.record(session, clerk, "person.change", "person", "P1", remark="本人 13800000000 要求")
    session.commit()
    assert _events(session)[-1].remark == f"本人 {MASK} 要求"
    caplog.set_level(logging.DEBUG)
    assert "13800000000" not in caplog.text


def test_in_service_a_personal_number_is_masked_and_the_act_is_kept(session, clerk, monkeypatch):
    monkeypatch.setattr(service._Settings, "strict", False)
    service.record(session, clerk, "person.change", "person", "P1", detail={"number": "371002199003070412"})
    session.commit()
    assert _events(session)[-1].detail == {"number": MASK}


@pytest.mark.parametrize("statement", [
    "UPDATE audit_events SET remark = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events",
    "DELETE FROM audit_head", "TRUNCATE audit_head", "UPDATE audit_head SET count = 0",
    "UPDATE audit_head SET hash = ''",
])  # fmt: skip
def test_the_database_refuses_every_change(session, act, statement):
    act(2)
    with pytest.raises(ProgrammingError, match="audit trail"):
        session.execute(text(statement))


def test_a_foreign_keyring_writes_nothing(session, act, clerk):
    act(2)
    before = provider.current()
    provider.configure(Keyring.generate())
    try:
        service.record(session, clerk, "class.submit", "class", "WH2026-0001")
        with pytest.raises(AuditChainBroken, match="系统已停止写入"):
            session.commit()
        session.rollback()
    finally:
        provider.configure(before)
    assert verify(session, None).ok


def test_rows_without_a_head_are_not_continued(session, act, clerk):
    act(2)
    session.execute(text("ALTER TABLE audit_head DISABLE TRIGGER ALL"))
    session.execute(text("DELETE FROM audit_head"))
    service.record(session, clerk, "class.submit", "class", "WH2026-0001")
    with pytest.raises(AuditChainBroken):
        session.commit()
    session.rollback()


def test_each_commit_leaves_an_anchor(fresh_app, clerk, tmp_path, monkeypatch):
    path = tmp_path / "audit" / "anchors.log"
    monkeypatch.setattr(service._Settings, "anchors", staticmethod(lambda: path))
    with fresh_app.app_context():
        for _ in range(3):
            with unit_of_work() as session:
                service.record(session, clerk, "class.submit", "class", "WH2026-0001")
                service.record(session, clerk, "class.approve", "class", "WH2026-0001")
        heads = [event.hash for event in _events(db.session())]
    anchors = list(read(path))
    assert [(anchor.seq, anchor.hash, anchor.genuine) for anchor in anchors] == [
        (seq, heads[seq - 1], True) for seq in (2, 4, 6)
    ]
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_anchor_that_cannot_be_written_is_told_to_the_operator(fresh_app, clerk, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(service._Settings, "anchors", staticmethod(lambda: tmp_path))
    with fresh_app.app_context(), caplog.at_level(logging.ERROR):
        with unit_of_work() as session:
            service.record(session, clerk, "class.submit", "class", "WH2026-0001")
        assert len(_events(db.session())) == 1
    assert "audit anchor not written" in caplog.text


def test_writers_at_once_make_one_chain(fresh_app, clerk):
    def write(worker):
        with fresh_app.app_context():
            for number in range(10):
                with unit_of_work() as session:
                    service.record(session, clerk, "class.submit", "class", f"{worker}-{number}")
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    with fresh_app.app_context():
        session = db.session()
        assert [event.seq for event in _events(session)] == list(range(1, 81))
        assert verify(session, None).count == 80


def test_one_transaction_may_hold_thousands_of_acts(session, act):
    before = len(_events(session))
    act(3000)
    report = verify(session, None)
    assert report.ok and report.count == before + 3000


def test_the_detail_is_kept_letter_by_letter(session, clerk):
    detail = {"b": 1, "a": ["\u2028", "\\", '"', "\x7f", "𠮷"], "large": 10**30, "id": uuid.UUID(int=5)}
    service.record(session, clerk, "class.submit", "class", "WH2026-0001", detail=detail)
    session.commit()
    assert verify(session, None).ok
    stored = session.scalar(text("SELECT detail::text FROM audit_events ORDER BY seq DESC LIMIT 1"))
    assert json.loads(stored)["large"] == 10**30
