"""Forms for one person read as one line each, every cell told of where it stands in the file."""

from __future__ import annotations

from dataclasses import replace

from tests.classes.rosters import TODAY, WORDS, check, number, sheet
from tests.sheets.containers import Look, xlsx
from training_app.classes.check import ClassContext, check_roster
from training_app.classes.columns import WANTED
from training_app.intake.rows import Row, columns_of, lines_of, pack, results_of, unpack
from training_app.kernel.problems import Severity
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.reading import read
from training_app.sheets.tables import find_tables


def form(name: str, place: int, phone: str = "13800000001", sex: str = "男", title: str = "一") -> Sheet:
    return sheet([
        ["学员登记表", "", "", "", "", ""],
        ["姓名", name, "性别", sex, "出生年月", ""],
        ["身份证号码", number(place), "", "联系电话", phone, "照片"],
        ["工作单位", "威海某某单位", "", "学历", "□大专 ☑本科 □硕士", ""],
        ["学习经历", "2010-2014 山东大学", "", "", "", ""],
        ["家庭成员", "姓名", "关系", "工作单位", "", ""], ["", "于大山", "父亲", "某某厂", "", ""],
        ["本人签字：", "", "", "年   月   日", "", ""],
    ], title, merges=[(0, 0, 0, 5), (2, 1, 2, 2), (3, 1, 3, 2), (4, 1, 4, 5)])  # fmt: skip


def test_a_form_is_one_line_with_the_place_of_each_cell() -> None:
    found = check(form("于海", 1, phone="138000"))
    [row] = found.rows
    assert not found.problems and row.line == 2
    facts = {name: row.fields[name] for name in ("name", "sex", "identity_number", "employer", "education")}
    assert facts == {
        "name": "于海", "sex": "male", "identity_number": number(1), "employer": "威海某某单位", "education": "bachelor",
    }  # fmt: skip
    told = [(p.code, p.line, p.column, p.value) for p in row.problems if p.field == "phone"]
    assert told == [("phone.invalid", 3, "E", "138000")]
    assert "于大山" not in str(row.fields.get("name")) and row.fields["remark"] == "学习经历：2010-2014 山东大学"
    assert found.tables[0].letters["identity_number"] == "B" and found.tables[0].lines["identity_number"] == 3
    assert (1, "title") in [(each.line, each.reason) for each in found.skipped]
    assert (7, "note") in [(each.line, each.reason) for each in found.skipped], "what is not read is said"


def test_each_sheet_is_somebody_and_together_they_are_one_list_of_the_class() -> None:
    book = Workbook("xlsx", [form("于海", 1, title="于海"), form("丛林", 2, sex="女", title="丛林"), form("", 3, title="空")])
    found = check_roster(book, WORDS, TODAY, ClassContext("industrial_internet", "junior"))
    assert [(row.sheet, row.fields.get("name")) for row in found.rows] == [("于海", "于海"), ("丛林", "丛林"), ("空", None)]
    assert "sheet.ambiguous" not in [each.code for each in found.problems]
    assert [each.code for each in found.rows[2].problems if each.severity is Severity.ERROR] == ["name.missing"]
    again = check_roster(book, WORDS, TODAY)
    assert [row.fields for row in again.rows] == [row.fields for row in found.rows], "read twice is read alike"


def test_forms_one_below_the_other() -> None:
    first, second = form("于海", 1), form("丛林", 2, sex="女")
    found = check(replace(first, cells=[*first.cells, *second.cells]))
    assert [(row.block, row.line, row.fields["name"], row.fields["sex"]) for row in found.rows] == [
        (1, 2, "于海", "male"), (2, 10, "丛林", "female"),
    ]  # fmt: skip


def test_labels_and_values_in_one_cell() -> None:
    found = check([["培训报名表"], ["姓名：于海　　性别：男"], [f"身份证号：{number(1)}"], ["工作单位：甲公司"]])
    [row] = found.rows
    assert (row.fields["name"], row.fields["identity_number"], row.fields["employer"]) == ("于海", number(1), "甲公司")


def test_a_person_of_a_form_is_kept_with_its_places() -> None:
    look = Look(rows=[["姓名", "于海", "单位", "甲公司"], ["身份证号", number(1)[:17], "电话", "13800000001"]])
    found = check_roster(read(xlsx(look), "表.xlsx"), WORDS, TODAY)
    table = {"sheet": "名单", "block": 1, "columns": found.tables[0].columns, "letters": found.tables[0].letters,
             "lines": found.tables[0].lines}  # fmt: skip
    rows = [Row(0, "名单", 1, found.rows[0].line, found.rows[0].fields, found.rows[0].problems)]
    [kept] = unpack(pack(rows), results_of(rows), columns_of([table]), lines_of([table]))
    assert [(p.code, p.line, p.column) for p in kept.problems] == [("identity.length", 2, "B")]
    kept.add("person.name_conflict", Severity.ERROR, "", name="identity_number")
    assert kept.problems[-1].line == 2


def test_what_only_resembles_a_form_is_none() -> None:
    for rows in ([["姓名", "李四"], ["电话", "13800000001"]], [["姓名", ""], ["身份证号", ""], ["电话", ""]],
                 [["单位", "甲公司"], ["姓名", "部门", "电话"], ["李四", "一部", "13800000001"]]):  # fmt: skip
        assert not find_tables(Workbook("xlsx", [sheet(rows)]), WANTED).tables
