"""The demo city itself: what it holds, the same each time, and its files to upload by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.journeys.demo_city import demo_city, digest
from training_app.accounts import service as accounts
from training_app.accounts.models import User
from training_app.audit.verification import verify as verify_audit
from training_app.db import db
from training_app.db.embedded import EmbeddedPostgres
from training_app.demo.handouts import Handout, guide, handouts
from training_app.demo.logins import ENGINEERS, PASSWORD, STAFF, UNITS
from training_app.demo.plan import PERSONS
from training_app.demo.telling import Telling
from training_app.hours.queries import verify as verify_hours
from training_app.intake import parts
from training_app.intake import service as intake
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
Demo = tuple[Flask, list[Telling]]


def test_the_city_holds_what_it_promises(register: Session, demo: Demo) -> None:
    def count(statement: str) -> int:
        return register.execute(text(statement)).scalar_one()

    def states(table: str) -> dict[str, int]:
        return dict(register.execute(text(f"SELECT state, count(*) FROM {table} GROUP BY state")).all())

    assert count("SELECT count(*) FROM persons") == PERSONS == 3000
    assert count("SELECT count(*) FROM training_classes") == 60
    assert set(states("training_classes")) == {
        "draft", "submitted", "returned", "approved", "running", "completed", "reported", "cancelled"
    }  # fmt: skip
    assert set(states("enrolments")) == {
        "applied", "waiting", "accepted", "declined", "retracted", "enrolled", "withdrawn", "completed", "failed",
    }  # fmt: skip
    assert set(states("level_certificates")) == {"issued", "replaced", "revoked"}
    assert set(states("completion_certificates")) == {"issued", "replaced", "revoked"}
    assert set(states("assessment_sessions")) == {"planned", "recorded"}
    assert count("SELECT count(*) FROM assessment_seats WHERE absent = 'both'") >= 10
    assert count("SELECT count(*) FROM level_applications WHERE attempt = 2") >= 2
    assert count("SELECT count(*) FROM level_assessments WHERE session_id IS NOT NULL AND batch_id IS NULL") >= 1
    assert states("certificate_acts") == {"asked": 4, "refused": 1, "done": 3}
    assert count("SELECT count(*) FROM certificate_acts WHERE asked_with <> '' AND file_id IS NOT NULL") == 3
    assert states("protected_exports") == {"asked": 2, "refused": 1, "withdrawn": 1}
    assert states("reconciliation_differences") == {"open": 5, "decided": 1}
    assert count("SELECT count(DISTINCT kind) FROM reconciliation_differences WHERE state = 'open'") == 4
    assert {"draft", "submitted", "accepted", "returned"} == set(states("quarterly_returns"))
    assert count("SELECT count(DISTINCT institution_id) FROM training_classes") == 12
    assert count("SELECT count(*) FROM qualifications WHERE kind = 'assessment_body'") == 3
    assert count("SELECT count(*) FROM persons WHERE merged_into IS NOT NULL") == 2
    assert count("SELECT count(*) FROM persons WHERE name LIKE '%·%'") >= 50
    assert count("SELECT count(*) FROM persons WHERE name ~ '[𬭎㛃𠮷]'") >= 20
    assert count("SELECT count(DISTINCT kind) FROM person_documents") == 6
    assert count("SELECT count(*) FROM level_certificates WHERE origin = 'elsewhere'") == 60
    assert count("SELECT count(*) FROM title_records") >= 100
    two_schools = (
        "SELECT count(*) FROM (SELECT e.person_id FROM enrolments e JOIN training_classes c ON c.id = e.class_id "
        "GROUP BY e.person_id HAVING count(DISTINCT c.institution_id) > 1) AS both_schools"
    )
    assert count(two_schools) >= 10
    assert count("SELECT count(*) FROM hour_entries WHERE source_kind = 'earlier'") > 200
    assert count("SELECT count(*) FROM held_titles WHERE source_kind = 'earlier'") > 15
    assert not verify_hours(register)
    assert len(demo[1]) == 60


def test_everybody_acts_in_working_hours(register: Session) -> None:
    """Only the nightly look has a night; authorities have their weekend. Taken from the trail, so nothing is left out."""
    odd = """SELECT action, actor_role, count(*), min(shown)
        FROM (SELECT action, actor_role, at AT TIME ZONE 'Asia/Shanghai' AS shown FROM audit_events) AS told
        WHERE action <> 'finding.watch' AND (shown::time NOT BETWEEN '08:30' AND '17:30'
            OR (actor_role = 'bureau' AND extract(isodow FROM shown) > 5))
        GROUP BY 1, 2 ORDER BY 1"""
    assert not register.execute(text(odd)).all()


def test_a_late_list_became_a_request_and_a_filing_came_back_changed(register: Session) -> None:
    listed = "SELECT count(*) FROM attendance_corrections WHERE batch_id IS NOT NULL AND state = 'asked'"
    assert register.execute(text(listed)).scalar_one() == 1
    rounds = register.execute(text("SELECT class_id, round, words ->> 'venue' FROM class_filing_rounds ORDER BY 1, 2")).all()
    venues: dict[int, list[str]] = {}
    for class_id, _, venue in rounds:
        venues.setdefault(class_id, []).append(venue)
    again = [each for each in venues.values() if len(each) > 1]
    assert again and all(first != second for first, second, *_ in again)


def test_the_trail_of_the_loaded_city_is_whole(register: Session) -> None:
    assert verify_audit(register, None).ok


@pytest.mark.long
def test_the_same_seed_makes_the_same_city(
    register: Session, server: EmbeddedPostgres, base_database: str, settings: dict[str, object]
) -> None:
    first = digest(register)
    with demo_city(server, base_database, settings) as (app, _), app.app_context():
        assert digest(db.session()) == first


def test_every_login_opens_with_the_printed_password(register: Session) -> None:
    for login in (STAFF[0], UNITS[0], UNITS[-1], ENGINEERS[0]):
        result = accounts.log_in(register, login.login, PASSWORD, accounts.Browser("127.0.0.1"), AT)
        assert result.token, login.login


def actor(session: Session, login: str) -> Actor:
    user = session.scalars(select(User).where(User.login == login)).one()
    return accounts.actor_of(user, user.memberships[0], None)


def upload(session: Session, file: Handout) -> tuple[Batch, list[tuple[int, str]]]:
    """The file staged by the user it is meant for, with its problems as (line, code)."""
    kinds = {
        "补录学时": "earlier_hours", "补录职称": "earlier_titles", "台账": "opening",
        "补贴": "disbursements", "基地名录": "institutions", "项目目录": "programmes", "等级": "level_certificates",
    }  # fmt: skip
    key = next((kind for word, kind in kinds.items() if word in file.name), "roster")
    subject = file.name[:11] if key == "roster" else None
    batch = intake.stage(session, actor(session, file.login), key, file.content, file.name, subject_number=subject, at=AT)
    rows = parts.load(session, batch)
    return batch, [(row.line, problem.code) for row in rows for problem in row.problems]


def test_the_files_to_upload_by_hand_do_what_their_guide_says(register: Session, demo: Demo) -> None:
    files = handouts(demo[1])
    assert all(each.name in guide(files) and each.login in guide(files) for each in files)
    results = {}
    for file in files:
        batch, problems = upload(register, file)
        answer = intake.confirm(register, actor(register, file.login), batch.number, good_rows=True, at=AT)
        assert answer.imported, (file.name, answer.message, problems)
        results[file.name.split("-", 2)[-1]] = (answer.counts, {code for _, code in problems}, batch)
    clean = results["规范名单.xlsx"][0]
    assert (clean["created"], clean["held"]) == (40, 0)
    assert results["系统导出.xls"][0] == {"created": 0, "existing": 40, "updated": 0, "held": 0}
    counts, codes, _ = results["报名表（未整理）.xlsx"]
    assert counts["held"] == 6 and counts["created"] == 22
    assert codes >= {
        "identity.fifteen_digits", "identity.check_digit", "identity.lost_digits", "name.missing", "sex.mismatch",
        "row.hidden", "person.name_conflict", "row.duplicate", "prerequisite.unmet",
    }  # fmt: skip
    assert results["补充名单.csv"][0] == {"created": 7, "existing": 5, "updated": 0, "held": 0}
    assert results["2025.xlsx"][0]["created"] == 28 and not results["2025.xlsx"][1]
    assert results["2023至2025.xlsx"][0]["created"] == 20 and results["技术员.xlsx"][0]["created"] == 6
    assert results["第二批.xlsx"][0]["created"] == 3 and not results["第二批.xlsx"][1]
    assert results["2027高级.xlsx"][0]["created"] == 2 and not results["2027高级.xlsx"][1]
    assert results["等级成绩与证书.xlsx"][0]["updated"] > 30
    assert results["补贴发放.xlsx"][0]["created"] == 20
