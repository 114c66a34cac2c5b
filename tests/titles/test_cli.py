"""`flask titles explain` as an operator meets it: answers, exit codes, refusals. No database is touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from training_app.titles.cli import titles
from training_app.titles.rules import ROUTES

OPEN = {
    "person.in_city_scope": True, "employment.kind": "enterprise", "title.level": "none", "integrity.blocked": False,
    "certificate.system": "professional_level", "certificate.level": "junior", "certificate.valid": True,
    "target.exam_based": False, "experience.years": 4.8,
}


def run(tmp_path: Path, facts: Any, *arguments: str) -> Result:
    path = tmp_path / "facts.json"
    path.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    return CliRunner().invoke(titles, ["explain", str(path), *arguments])


def test_json_and_nothing_else_on_stdout(tmp_path: Path) -> None:
    result = run(tmp_path, {**OPEN, "person.shoe_size": 43}, "--on", "2026-09-28", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["on"] == "2026-09-28"
    assert [route["route"] for route in document["routes"]] == list(ROUTES)
    first = document["routes"][0]
    assert (first["outcome"], first["level"]) == ("yes", "assistant_engineer")
    assert "person.shoe_size" in result.stderr


def test_exit_one_when_nothing_is_open(tmp_path: Path) -> None:
    result = run(tmp_path, OPEN, "--on", "2023-05-23", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["routes"][0]["conditions"][0]["fact"] == "rule.in_force"


def test_another_city_answers_by_its_own_data(tmp_path: Path) -> None:
    result = run(tmp_path, OPEN, "--on", "2024-01-01", "--city", "jinhua", "--json")
    assert result.exit_code == 1
    assert {route["outcome"] for route in json.loads(result.stdout)["routes"]} == {"no"}


def test_people_read_sentences_with_sources(tmp_path: Path) -> None:
    result = run(tmp_path, {**OPEN, "target.level": "engineer"}, "--on", "2026-09-28")
    assert result.exit_code == 1
    assert "证书认定 → 工程师：不行" in result.stdout
    assert "威人社函〔2023〕25号 五（二）" in result.stdout
    assert "还差：证书等级是中级" in result.stdout
    assert "待核实" in result.stdout


@pytest.mark.parametrize(
    "facts",
    [
        "", "[1]", '"x"', "null", '{"a":', '{"experience.years": NaN}', '{"experience.years": 1e999999}',
        '{"experience.years": -1}', '{"education.level": "phd"}', '{"education.level": ["bachelor"]}',
        '{"person.in_city_scope": "yes"}', '{"title.level": "none", "title.level": "engineer"}',
        '{"title.series": "\\ud800"}', "[" * 100_000, '{"experience.years": ' + "9" * 5000 + "}",
    ],
)
def test_wrong_facts_are_refused_in_words(tmp_path: Path, facts: str) -> None:
    result = run(tmp_path, facts, "--on", "2026-09-28", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "请" in result.stderr or "可填" in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("arguments", [["--on", "2026-02-30"], ["--on", "昨天"], ["--city", "atlantis"], ["--nonsense"]])
def test_misuse_exits_two(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, OPEN, *arguments, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_file_that_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.json", tmp_path):
        result = CliRunner().invoke(titles, ["explain", str(path), "--json"])
        assert result.exit_code == 2
        assert "打不开文件" in result.stderr


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(b"\xff\xfe\x00{}")
    assert CliRunner().invoke(titles, ["explain", str(path), "--json"]).exit_code == 2


def test_a_null_is_an_absent_fact_and_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    result = run(tmp_path, "\ufeff" + json.dumps({**OPEN, "skill.grade": None}), "--on", "2026-09-28", "--json")
    assert result.exit_code == 0
