"""The commands of the hour bank."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import make_person
from training_app.classes import service_completion
from training_app.classes.models import Attendance
from training_app.hours import service
from training_app.hours.rules import Credit
from training_app.web import hours_check

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def complete_class(session: Session) -> tuple[str, str]:
    """A completed class of one person; its number and the person's."""
    institution = make_institution(session)
    record = make_class(session, "running", institution=institution)
    person = make_person(session)
    enrolment = make_enrolment(session, record, person, score=8000)
    make_attendance(session, record, [enrolment])
    day = date(2026, 3, 6)
    service_completion.complete(session, actor_of(institution), record.number, None, day, {}, day, AT)
    session.commit()
    return record.number, person.number


def test_a_statement_is_one_document(app: Flask, session: Session) -> None:
    number, person = complete_class(session)
    result = app.test_cli_runner().invoke(
        args=["hours", "statement", "--person", person, "--year", "2026", "--as-of", "2026-03-10", "--json"]
    )
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["required"] == {"total": "90.00", "professional": "60.00", "general": "30.00"}
    assert document["balance"] == {"total": "32.00", "professional": "32.00", "general": "0.00"}
    (entry,) = document["entries"]
    assert (entry["hours"], entry["on"], entry["subject"], entry["reverses"]) == ("32.00", "2026-03-05", "professional", None)
    assert number in entry["source"]
    assert entry["rule"].startswith("hours.subject_of_digital_training")
    assert (document["person"], document["year"], document["as_of"]) == (person, 2026, "2026-03-10")


def test_nobody_of_that_number_is_a_no(app: Flask, session: Session) -> None:
    result = app.test_cli_runner().invoke(args=["hours", "statement", "--person", "P0", "--year", "2026", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "hours.person_not_found"


@pytest.mark.parametrize("arguments", [["--year", "2026"], ["--person", "P1", "--year", "x"], ["--person", "P1"]])
def test_misuse_exits_with_two(app: Flask, session: Session, arguments: list[str]) -> None:
    assert app.test_cli_runner().invoke(args=["hours", "statement", *arguments]).exit_code == 2


def test_verify_compares_credits_with_attendance(app: Flask, session: Session) -> None:
    number, person = complete_class(session)
    runner = app.test_cli_runner()
    result = runner.invoke(args=["hours", "verify", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"ok": True, "defects": []})
    session.query(Attendance).limit(1).one().hours -= 100
    session.commit()
    (defect,) = hours_check.defects(session)
    assert defect.code == "hours.class_differs"
    assert number in defect.sentence
    assert person in defect.sentence


def test_verify_finds_a_credit_without_a_class(session: Session) -> None:
    person = make_person(session)
    credit = Credit(person.id, 2026, "professional", 100, date(2026, 3, 1), "class", "WH2026-9999", "r", "text", "k")
    service.credit(session, bureau(), [credit], AT)
    assert [defect.code for defect in hours_check.defects(session)] == ["hours.class_differs"]
