"""`flask returns figures` and `flask returns export` as the contract of the machine interface says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.subsidies import make_disbursement
from training_app.db import unit_of_work

FIGURES = (
    "classes_held", "headcount_trained", "subsidy_paid_fen", "classes_subsidised", "headcount_certified",
    "headcount_subsidised",
)  # fmt: skip


@pytest.fixture
def code(fresh_app: Flask) -> str:
    """A register with one class of two and one payment in the second quarter; the code of its institution."""
    with fresh_app.app_context(), unit_of_work() as session:
        school = make_institution(session, "威海蓝湾职业培训学校")
        record = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
        first, _ = (make_enrolment(session, record, state="completed") for _ in range(2))
        make_disbursement(session, first, date(2026, 6, 20), 180050)
        return school.code


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["returns", *arguments])


def test_figures_as_one_json_document(fresh_app: Flask, code: str) -> None:
    result = run(fresh_app, "figures", "--quarter", "2026Q2", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 0 and list(document) == ["period", "cumulative", "unit", "rows", "total"]
    assert document["period"] == {"from": "2026-04-01", "to": "2026-06-30"} and document["cumulative"] is False
    first = document["rows"][0]
    assert [first["occupation"], *(first[name] for name in FIGURES)] == ["smart_manufacturing", 1, 2, 180050, 0, 0, 1]
    assert first["distinct"] == {"headcount_trained": 2, "headcount_certified": 0, "headcount_subsidised": 1}
    assert [document["total"][name] for name in FIGURES] == [1, 2, 180050, 0, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "trained", "unit"),
    [
        (("--quarter", "2026Q3"), 0, "威海市"), (("--quarter", "2026q3", "--cumulative"), 2, "威海市"),
        (("--quarter", "2026Q2", "--district", "371002"), 2, "环翠区"),
        (("--quarter", "2026Q2", "--district", "371082"), 0, "荣成市"),
    ],
)  # fmt: skip
def test_other_readings(fresh_app: Flask, code: str, arguments: tuple[str, ...], trained: int, unit: str) -> None:
    document = json.loads(run(fresh_app, "figures", *arguments, "--json").stdout)
    assert document["total"]["headcount_trained"] == trained and unit in document["unit"]


def test_one_institution_and_plain_text(fresh_app: Flask, code: str) -> None:
    result = run(fresh_app, "figures", "--quarter", "2026Q2", "--institution", code)
    assert result.stdout.splitlines()[0] == "智能制造\t1\t2\t1,800.50\t0\t0\t1"


@pytest.mark.parametrize(
    "arguments",
    [
        ("figures", "--quarter", "2026Q5"), ("figures", "--quarter", "Q2"), ("figures",), ("export", "--quarter", "2026Q2"),
        ("figures", "--quarter", "2026Q2", "--institution", "NOBODY", "--json"),
        ("figures", "--quarter", "2026Q2", "--district", "999999"),
    ],
)  # fmt: skip
def test_misuse_is_2_and_says_why_on_stderr(fresh_app: Flask, arguments: tuple[str, ...]) -> None:
    result = run(fresh_app, *arguments)
    assert result.exit_code == 2 and result.stdout == "" and result.stderr


def test_export_writes_both_papers(fresh_app: Flask, code: str, tmp_path: Path) -> None:
    pdf, xlsx = tmp_path / "表.pdf", tmp_path / "表.xlsx"
    result = run(fresh_app, "export", "--quarter", "2026Q2", "--pdf", str(pdf), "--xlsx", str(xlsx))
    assert result.exit_code == 0, result.output
    text = PdfReader(pdf).pages[0].extract_text()
    assert "智能制造" in text and "1,800.50" in text
    line = next(load_workbook(xlsx).worksheets[0].iter_rows(min_row=4, max_row=4, values_only=True))
    assert line[:7] == ("智能制造", 1, 2, 1800.5, 0, 0, 1)


def test_a_folder_that_is_not_there_is_said(fresh_app: Flask, tmp_path: Path) -> None:
    result = run(fresh_app, "export", "--quarter", "2026Q2", "--pdf", str(tmp_path / "no" / "x.pdf"))
    assert result.exit_code == 2 and "x.pdf" in result.stderr
