import json

import pytest
from sqlalchemy import text

from training_app.audit import service
from training_app.audit.anchors import anchors_path
from training_app.db import db, unit_of_work


@pytest.fixture
def written(fresh_app, clerk, tmp_path, monkeypatch):
    """An application of its own with three acts, and its anchors."""
    monkeypatch.setitem(fresh_app.config, "INSTANCE_DIR", tmp_path)
    with fresh_app.app_context():
        for number in range(3):
            with unit_of_work() as session:
                service.record(session, clerk, "class.submit", "class", f"WH2026-{number}")
    return fresh_app


def test_a_whole_chain_ends_with_zero(written, tmp_path):
    result = written.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (report["ok"], report["count"], report["anchors"], report["fault"], report["seq"]) == (True, 3, 3, None, None)
    assert anchors_path(tmp_path).exists()
    plain = written.test_cli_runner().invoke(args=["audit", "verify"])
    assert "共 3 条" in plain.stdout and plain.exit_code == 0


def test_a_changed_chain_ends_with_one_and_names_the_row(written):
    with written.app_context():
        db.session.execute(text("ALTER TABLE audit_events DISABLE TRIGGER ALL"))
        db.session.execute(text("UPDATE audit_events SET object_number = 'WH2026-9' WHERE seq = 2"))
        db.session.commit()
    result = written.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (report["ok"], report["fault"], report["seq"], report["count"]) == (False, "changed", 2, 1)
    assert "第 2 条" in written.test_cli_runner().invoke(args=["audit", "verify"]).stdout


def test_the_anchors_may_be_read_from_elsewhere(written, tmp_path):
    copy = tmp_path / "copy.log"
    lines = anchors_path(tmp_path).read_bytes()
    copy.write_bytes(lines)
    assert written.test_cli_runner().invoke(args=["audit", "verify", "--anchors", str(copy)]).exit_code == 0
    copy.write_bytes(lines.replace(b"3 ", b"9 ", 1))
    assert written.test_cli_runner().invoke(args=["audit", "verify", "--anchors", str(copy)]).exit_code == 1


def test_misuse_ends_with_two(fresh_app):
    assert fresh_app.test_cli_runner().invoke(args=["audit", "verify", "--nonsense"]).exit_code == 2
