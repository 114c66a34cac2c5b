"""`flask roster check --class` and `flask roster import` as machines use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_held_title
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.builders.rosters import csv, learner
from training_app.classes.models import Enrolment, TrainingClass
from training_app.intake.models import Batch
from training_app.kernel.actor import Role
from training_app.people.models import PersonDocument


@pytest.fixture
def record(session: Session) -> TrainingClass:
    institution = make_institution(session)
    make_user(session, "school", Role.TRAINING_INSTITUTION, institution_id=institution.id)
    make_user(session, "bureau", Role.BUREAU)
    record = make_class(session, "approved", institution=institution, capacity=3)
    session.commit()
    return record


def run(app: Flask, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """(exit code, document, text printed)."""
    result = app.test_cli_runner().invoke(args=["roster", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    printed = result.stdout
    return result.exit_code, json.loads(printed) if printed.startswith("{") else {}, result.output


def written(path: Path, *lines: dict[str, str]) -> str:
    path.write_bytes(csv(lines))
    return str(path)


def headcount(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Enrolment)) or 0


def test_import_answers_the_check_and_what_became_of_it(
    app: Flask, session: Session, record: TrainingClass, tmp_path: Path
) -> None:
    file = written(tmp_path / "名单.csv", learner(1), learner(2, phone="1"))
    code, document, _ = run(app, "import", "--class", record.number, file, "--as", "school", "--json")
    assert code == 0
    assert list(document) == [
        "tables", "rows", "skipped", "problems", "summary", "batch", "created", "existing", "updated",
    ]  # fmt: skip
    assert document["summary"] == {"ok": 1, "warning": 1, "error": 0}
    assert (document["created"], document["existing"], document["updated"]) == (2, 0, 0)
    assert document["batch"].startswith("RB20")
    assert list(document["tables"][0]) == ["sheet", "block", "header_line", "columns"]
    assert list(document["rows"][0]) == ["sheet", "block", "line", "status", "fields", "problems"]
    assert document["rows"][1]["problems"][0]["code"] == "phone.invalid"
    again = run(app, "import", "--class", record.number, file, "--as", "school", "--json")[1]
    assert (again["created"], again["existing"], again["updated"]) == (0, 2, 0)
    assert headcount(session) == 2


def test_a_line_in_error_keeps_all_out_unless_good_rows_are_asked_for(
    app: Flask, session: Session, record: TrainingClass, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", learner(1), learner(2, identity_number="371002199001010001"))
    code, document, _ = run(app, "import", "--class", record.number, file, "--as", "school", "--json")
    assert (code, document["batch"], document["created"], headcount(session)) == (1, None, 0, 0)
    assert session.scalar(select(func.count()).select_from(Batch)) == 0
    code, document, _ = run(app, "import", "--class", record.number, file, "--as", "school", "--good-rows", "--json")
    assert (code, document["created"], headcount(session)) == (0, 1, 1)
    batch = session.scalars(select(Batch)).one()
    assert batch.result["held"] == 1


def test_check_with_a_class_looks_at_the_register_and_writes_nothing(
    app: Flask, session: Session, record: TrainingClass, tmp_path: Path
) -> None:
    person = make_person(session, "鞠佳淇")
    elsewhere = make_person(session, "姜若曦")
    make_enrolment(session, make_class(session, "running"), elsewhere)
    session.commit()

    def number(each: Any) -> str:
        return session.scalars(select(PersonDocument).where(PersonDocument.person_id == each.id)).one().number or ""

    file = written(
        tmp_path / "a.csv", learner(1), learner(2, name="鞠佳琪", identity_number=number(person), sex=""),
        learner(3, name="姜若曦", identity_number=number(elsewhere), sex=""), learner(4), learner(5), learner(6),
    )  # fmt: skip
    before = headcount(session)
    code, document, _ = run(app, "check", file, "--class", record.number, "--json")
    assert code == 1
    codes = [[problem["code"] for problem in row["problems"]] for row in document["rows"]]
    assert codes == [[], ["person.name_conflict"], ["person.already_enrolled"], [], [], ["capacity.exceeded"]]
    assert [problem["code"] for problem in document["problems"]] == ["capacity.exceeded"]
    assert document["rows"][1]["problems"][0]["column"] == "A"
    assert headcount(session) == before and session.scalar(select(func.count()).select_from(Batch)) == 0


def test_a_closed_class_is_told(app: Flask, session: Session, record: TrainingClass, tmp_path: Path) -> None:
    record.state, record.completed_on = "completed", record.ends_on
    session.commit()
    file = written(tmp_path / "a.csv", learner(1))
    code, document, _ = run(app, "check", file, "--class", record.number, "--json")
    assert code == 1 and [problem["code"] for problem in document["problems"]] == ["class.closed"]
    code, document, _ = run(app, "import", "--class", record.number, file, "--as", "school", "--json")
    assert code == 1 and document["error"]["code"] == "classes.roster_closed" and document["batch"] is None


def test_misuse_and_refusals(app: Flask, session: Session, record: TrainingClass, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", learner(1))
    other = make_class(session, "approved")
    session.commit()
    assert run(app, "import", "--class", "WH2026-9999", file, "--as", "school")[0] == 2
    assert run(app, "import", "--class", other.number, file, "--as", "school")[0] == 2
    assert run(app, "import", "--class", record.number, file, "--as", "nobody")[0] == 2
    assert run(app, "import", "--class", record.number, file)[0] == 2
    assert run(app, "import", "--class", record.number, str(tmp_path / "none.csv"), "--as", "school")[0] == 2
    assert run(app, "check", file, "--class", "WH2026-9999")[0] == 2
    code, _, text = run(app, "import", "--class", record.number, file, "--as", "bureau")
    assert code == 1 and "bureau" in text
    damaged = tmp_path / "b.xlsx"
    damaged.write_bytes(b"PK\x03\x04 broken")
    code, document, _ = run(app, "import", "--class", record.number, str(damaged), "--as", "school", "--json")
    assert code == 1 and document["problems"][0]["code"].startswith("file.") and document["rows"] == []
    assert headcount(session) == 0


def test_a_terminal_gets_sentences(app: Flask, session: Session, record: TrainingClass, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", learner(1), learner(2, phone="1"))
    code, _, text = run(app, "import", "--class", record.number, file, "--as", "school")
    assert code == 0 and "新增 2" in text and "phone.invalid" in text


def test_what_the_level_asks_is_judged_with_the_register_where_the_class_is_named(
    app: Flask, session: Session, record: TrainingClass, tmp_path: Path
) -> None:
    person = make_person(session, "鞠知远")
    make_held_title(session, person, "assistant_engineer")
    session.commit()
    number = session.scalars(select(PersonDocument).where(PersonDocument.person_id == person.id)).one().number or ""
    file = written(
        tmp_path / "a.csv", learner(1, education="大专"),
        learner(2, name="鞠知远", identity_number=number, sex="", education="大专"),
    )  # fmt: skip
    code, document, _ = run(app, "check", file, "--class", record.number, "--json")
    assert (code, document["summary"]) == (0, {"ok": 1, "warning": 1, "error": 0})
    [problem] = document["rows"][0]["problems"]
    assert problem["code"] == "prerequisite.unmet" and "名单和登记中" in problem["message"]
