"""Rosters that say one thing in several columns: ticks under values, names in two parts."""

from __future__ import annotations

import pytest

from tests.classes.rosters import check, number, sheet

PEOPLE = [("于海", 1), ("丛林", 2), ("宫雪", 3), ("毕胜", 4)]


def test_a_tick_under_a_group_means_the_value_over_it() -> None:
    found = check(sheet([
        ["序号", "姓名", "性别", "", "身份证号", "学历", "", ""],
        ["", "", "男", "女", "", "大专", "本科", "硕士"],
        *[[str(place), name, *ticks, number(place), *schooling] for (name, place), ticks, schooling in zip(
            PEOPLE, (("√", ""), ("", "√"), ("√", "√"), ("", "")), (("", "✓", ""), ("●", "", ""), ("", "", "1"), ("", "", "")),
            strict=True)],
        ["", "审核人：", "", "", "", "", "", ""],
    ], merges=[(0, 2, 0, 3), (0, 5, 0, 7), (0, 0, 1, 0), (0, 1, 1, 1), (0, 4, 1, 4)]))  # fmt: skip
    assert [row.line for row in found.rows] == [3, 4, 5, 6]
    assert [row.fields.get("sex") for row in found.rows] == ["male", "female", None, None]
    assert [row.fields.get("education") for row in found.rows] == ["bachelor", "college", "master", None]
    asked = [(row.line, p.code, p.column, p.value) for row in found.rows for p in row.problems if p.field in ("sex", "education")]
    assert [each for each in asked if each[1] != "sex.mismatch"] == [
        (5, "value.unknown", "C", "男、女"), (6, "value.unknown", "C", "未勾选"), (6, "education.unknown", "F", "未勾选"),
    ]  # fmt: skip
    assert [column for column in found.tables[0].columns.items() if column[0] in ("sex", "education")] == [
        ("sex", "性别（男／女）"), ("education", "学历（大专／本科／硕士）"),
    ]  # fmt: skip


@pytest.mark.parametrize("header", [
    ["姓名", "男", "女", "身份证号"], ["姓名", "性别（男）", "性别（女）", "身份证号"],
])  # fmt: skip
def test_ticks_are_understood_without_a_group(header: list[str]) -> None:
    found = check([header, ["于海", "√", "", number(1)], ["丛林", "", "√", number(2)], ["宫雪", "×", "√", number(3)]])
    assert [row.fields.get("sex") for row in found.rows] == ["male", "female", "female"]


def test_columns_that_hold_no_ticks_stay_what_they_are() -> None:
    header, first = ["姓名", "身份证号", "本科", "硕士"], ["于海", number(1), "山东大学", "南京大学"]
    found = check([header, first, ["丛林", number(2), "鲁东大学", ""]])
    assert "education" not in found.rows[0].fields
    assert found.rows[0].fields["remark"] == "本科：山东大学；硕士：南京大学"


@pytest.mark.parametrize(("header", "parts", "name"), [
    (["姓", "名"], ("欧阳", "娜娜"), "欧阳娜娜"), (["Surname", "Given Name"], ("Smith", "John Paul"), "Smith John Paul"),
    (["First name", "Last name"], ("John Paul", "Smith"), "Smith John Paul"),
    (["姓\nSurname", "名\nGiven name"], ("于", "海"), "于海"), (["姓氏", "名字"], ("于", "海"), "于海"),
])  # fmt: skip
def test_a_name_in_two_columns_is_one_name(header: list[str], parts: tuple[str, str], name: str) -> None:
    rows = [["1", *parts, number(1)], ["2", "", "三丰", number(2)], ["3", "张", "", number(3)]]
    found = check([["序号", *header, "身份证号"], *rows])
    assert found.rows[0].fields["name"] == name
    assert [(p.code, p.column, p.value) for row in found.rows[1:] for p in row.problems if p.field == "name"] == [
        ("name.invalid", "B", "三丰？"), ("name.invalid", "B", "张？"),
    ]  # fmt: skip
    assert not any("name" in row.fields for row in found.rows[1:])


def test_a_name_in_two_columns_under_a_group_and_a_line_of_signature() -> None:
    found = check(sheet([
        ["姓名", "", "公民身份号码", "单位"], ["姓", "名", "", ""], ["于", "海", number(1), "甲公司"],
        ["填表人：张三", "", "", "2026年5月6日"],
    ], merges=[(0, 0, 0, 1), (0, 2, 1, 2), (0, 3, 1, 3)]))  # fmt: skip
    assert [(row.line, row.fields["name"]) for row in found.rows] == [(3, "于海")]
    assert (4, "signature") in [(each.line, each.reason) for each in found.skipped]
