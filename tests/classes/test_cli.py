"""`roster check` at the command line: one JSON document, exit codes, every container, no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.classes.rosters import number
from tests.sheets.containers import Look, delimited, html, ods, spreadsheetml, xls, xlsb, xlsx
from training_app.classes.cli import roster

ROWS = [
    ["某班学员名单"], ["序号", "姓名", "身份证号", "单位"], ["1", "李四", number(1), "甲公司"],
    ["2", "王五", number(2), "乙公司"], ["合计", "2人"],
]  # fmt: skip
LOOK = Look(rows=ROWS)
FILES = {
    "xlsx": xlsx(LOOK),
    "xls": xls(LOOK),
    "xlsb": xlsb(LOOK),
    "ods": ods(LOOK),
    "html": html(LOOK),
    "xml": spreadsheetml(LOOK),
    "csv": delimited(LOOK),
    "gb18030": delimited(LOOK, ",", "gb18030"),
    "utf-16": delimited(LOOK, "\t", "utf-16"),
    "semicolon": delimited(LOOK, ";"),
}


def run(path: Path, *options: str) -> tuple[int, str]:
    """Exit code and standard output."""
    result = CliRunner().invoke(roster, ["check", str(path), *options])
    return result.exit_code, result.stdout


def document(path: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and the JSON document, which is all there is on standard output."""
    code, text = run(path, "--json")
    return code, json.loads(text)


@pytest.mark.parametrize("kind", FILES)
def test_every_container_gives_the_same_document(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "名单.xls"
    path.write_bytes(FILES[kind])
    code, found = document(path)
    assert code == 0
    assert [(row["line"], row["status"], row["fields"]["name"], row["fields"]["identity_number"]) for row in found["rows"]] == [
        (3, "ok", "李四", number(1)), (4, "ok", "王五", number(2)),
    ]  # fmt: skip
    assert found["tables"][0]["header_line"] == 2
    assert [(each["line"], each["reason"]) for each in found["skipped"]] == [(1, "title"), (5, "total")]
    assert found["tables"][0]["sheet"] == "名单"


def test_exit_codes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"姓名,身份证号\n李四,{number(1)[:-1]}\n", encoding="utf-8")
    code, found = document(path)
    assert (code, found["summary"]) == (1, {"ok": 0, "warning": 0, "error": 1})
    path.write_bytes(b"%PDF-1.7")
    code, found = document(path)
    assert (code, found["problems"][0]["code"]) == (1, "file.unreadable")
    assert run(tmp_path / "nowhere.csv", "--json")[0] == 2
    assert run(tmp_path)[0] == 2


def test_for_people_it_names_line_column_rule_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,身份证号\n李四,371002900307001\n", encoding="utf-8")
    code, text = run(path)
    assert code == 1
    assert "第2行B列“身份证号” identity.fifteen_digits" in text
    assert f"建议：{number(1)}" in text
    assert "有错误 1 行" in text


def test_a_message_never_holds_the_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    wrong = number(1)[:-1] + "9"
    path.write_text(
        f"姓名,身份证号,手机\n李四,{wrong},139\n王五,{number(2)},13900000001\n王五,{number(2)},\n", encoding="utf-8"
    )
    _, found = document(path)
    problems = [problem for row in found["rows"] for problem in row["problems"]]
    assert {each["code"] for each in problems} == {"identity.check_digit", "phone.invalid", "row.duplicate"}
    assert all(each not in problem["message"] for problem in problems for each in (wrong, number(2), "13900000001"))
    assert problems[0]["value"] == wrong


def test_without_a_class_the_line_itself_says_what_it_is_judged_by(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = (f"李四,{number(1)},大专,大数据,中级", f"王五,{number(2)},大专,大数据,", f"丛海,{number(3)},博士,大数据,中级")
    path.write_text("\n".join(["姓名,身份证号,学历,职业,等级", *lines]), encoding="utf-8")
    code, found = document(path)
    assert (code, found["summary"]) == (0, {"ok": 2, "warning": 1, "error": 0})
    [problem] = found["rows"][0]["problems"]
    assert (problem["code"], problem["severity"]) == ("prerequisite.unmet", "warning")
    assert "名单中看不到" in problem["message"] and "登记" not in problem["message"]
