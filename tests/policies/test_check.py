"""The check of the packs finds nothing in ours and every planted defect; the open questions are told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from training_app import policies
from training_app.policies.check import check, open_questions
from training_app.policies.cli import policies as commands
from training_app.policies.loader import load

ROUTES = "weihai/routes.toml"
PROGRAMMES = "weihai/programmes.toml"


def spoil(folder: Path, name: str, old: str, new: str) -> set[str]:
    """Codes of the defects after one change of one file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return {defect.code for defect in check(load("weihai", folder))}


@pytest.mark.parametrize("city", policies.cities())
def test_our_packs_have_no_defect(city: str) -> None:
    assert [f"{defect.where}: {defect.message}" for defect in check(policies.load(city))] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        (PROGRAMMES, "一年内不可重复享受", "两年内不可重复享受", "check.quote_not_verbatim"),
        (ROUTES, "从事相关专业工作6年以上", "从事相关专业工作5年以上", "check.quote_not_verbatim"),
        (PROGRAMMES, 'clause = "五（三）"', 'clause = "五（二）"', "check.clause_wrong"),
        (PROGRAMMES, 'clause = "五（三）"', 'clause = ""', "check.clause_missing"),
        (PROGRAMMES, 'quote = "同一职业（工种）同一等级一年内不可重复享受"', 'quote = ""', "check.quote_missing"),
        (PROGRAMMES, 'quote = "同一职业（工种）同一等级一年内不可重复享受"', 'quote = "同一等级"', "check.quote_short"),
        (PROGRAMMES, 'document = "weihai-2023-25"', 'document = "weihai-1999-1"', "check.document_unknown"),
        (PROGRAMMES, "from = 2023-05-24", "from = 2023-05-23", "check.before_document"),
        (ROUTES, "to = 2024-02-03", "to = 2024-02-04", "check.overlap"),
        (ROUTES, "to = 2024-02-03", "to = 2024-02-02", "check.gap"),
        (ROUTES, "\nto = 2024-02-03", "", "check.overlap"),
        (ROUTES, 'name = "titles.scope"', 'name = "titles.unused"', "check.rule_unused"),
        ("national/general.toml", "name = \"hours.required_total\"", "name = \"hours.nobody_reads\"", "check.unread"),
        ("national/general.toml", 'source = "《专业', 'quote = "每年累计"\nsource = "《专业', "check.quote_forbidden"),
        ("texts/weihai-2020-50.txt", "3年以上", "2年以上", "check.text_altered"),
        ("documents.toml", "威人社函〔2023〕25号", "威人社函〔2023〕26号", "check.number_missing"),
    ],
)
def test_a_planted_defect_is_found(copy: Path, name: str, old: str, new: str, code: str) -> None:
    found = spoil(copy, name, old, new)
    assert code in found


def test_a_source_must_be_told(copy: Path) -> None:
    path = copy / "national/general.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("source"))
    path.write_text("\n".join([*lines[:place], *lines[place + 1:]]), encoding="utf-8")
    assert "check.source_missing" in {defect.code for defect in check(load("weihai", copy))}


def test_a_text_that_is_gone(copy: Path) -> None:
    (copy / "texts/weihai-2023-25.txt").unlink()
    assert {defect.code for defect in check(load("weihai", copy))} == {"check.text_missing"}


def test_a_rule_of_another_city_cannot_be_cited(copy: Path) -> None:
    path = copy / "jinhua/development.toml"
    path.write_text(path.read_text(encoding="utf-8") + (copy / PROGRAMMES).read_text(encoding="utf-8"), encoding="utf-8")
    assert "check.jurisdiction" in {defect.code for defect in check(load("jinhua", copy))}


def test_jinhua_ends_with_its_plan(copy: Path) -> None:
    path = copy / "jinhua/development.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("to = 2025-12-31", "", 1), encoding="utf-8")
    assert "check.after_document" in {defect.code for defect in check(load("jinhua", copy))}


def test_open_questions_tell_every_basis_but_text_and_every_undecided_reading() -> None:
    found = open_questions(policies.load("weihai"))
    assert {question.name for question in found} >= {
        "hours.required_total", "classes.required_share", "reports.period", "subsidies.repeat_window",
        "titles.direct_channel_2020", "titles.initial_recognition", "titles.integrity", "titles.skilled_worker",
    }
    for question in found:
        assert question.text
        assert question.basis != "text" or question.kind == "interpretation"
    assert "programmes.excluded_persons" not in {question.name for question in found}


def test_a_decided_reading_is_open_no_more(copy: Path) -> None:
    path = copy / PROGRAMMES
    text = path.read_text(encoding="utf-8").replace('decided_by = ""', 'decided_by = "市局 2026-03-11"')
    path.write_text(text, encoding="utf-8")
    assert "subsidies.repeat_window" not in {question.name for question in open_questions(load("weihai", copy))}


def test_check_command(copy: Path) -> None:
    result = CliRunner().invoke(commands, ["check", "--json"])
    assert (result.exit_code, json.loads(result.stdout)["defects"]) == (0, [])
    assert CliRunner().invoke(commands, ["check"]).exit_code == 0
    assert CliRunner().invoke(commands, ["check", "--city", "atlantis"]).exit_code == 2
    path = copy / PROGRAMMES
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("一年内不可", "两年内不可"), encoding="utf-8")
    broken = CliRunner().invoke(commands, ["check", "--json", "--root", str(copy)])
    assert broken.exit_code == 1
    assert "两年内不可重复享受" in json.loads(broken.stdout)["defects"][0]["message"]


def test_check_command_tells_of_files_it_cannot_read(copy: Path) -> None:
    (copy / PROGRAMMES).write_text("[[parameter]]\nnmae = 1\n", encoding="utf-8")
    broken = CliRunner().invoke(commands, ["check", "--root", str(copy)])
    assert broken.exit_code == 1
    assert "programmes.toml" in broken.stdout


def test_open_command() -> None:
    told = json.loads(CliRunner().invoke(commands, ["open", "--json"]).stdout)["open"]
    assert len(told) > 30
    assert date.fromisoformat(told[0]["begins"])
    text = CliRunner().invoke(commands, ["open"]).stdout
    assert "待核实" in text
    assert f"共 {len(told)} 项未定" in text


def test_a_source_that_all_conditions_share_is_asked_about_once() -> None:
    found = [each for each in open_questions(policies.load("weihai")) if each.name == "prerequisites.smart_manufacturing.junior"]
    assert sorted((each.kind, each.where.rpartition(": ")[2]) for each in found) == [
        ("interpretation", "national/prerequisites.toml"), ("source", "education.years_to_graduation"),
        ("source", "national/prerequisites.toml"),
    ]  # fmt: skip
