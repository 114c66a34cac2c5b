"""Rosters as strangers lay them out: what a person reading the paper would see is stored so, or said."""

from __future__ import annotations

import pytest

from tests.classes.rosters import TODAY, WORDS, check, number, sheet
from training_app.classes.check import ClassContext, RosterCheck
from training_app.classes.roster_correct import correct
from training_app.intake.rows import Row

HEADER = ["序号", "姓名", "身份证号码", "备注"]


def line(serial: int, remark: str = "") -> list[str]:
    return [str(serial), f"李{'一二三四五六七八九'[serial]}", number(serial), remark]


def said(found: RosterCheck) -> dict[tuple[str, int], list[str]]:
    """Codes by sheet and line of who is read."""
    return {(row.sheet, row.line): [each.code for each in row.problems if each.code != "employer.missing"] for row in found.rows}


def test_people_under_words_that_set_them_apart_are_asked_about() -> None:
    found = check([HEADER, line(1), ["候补名单（暂不参加培训）"], line(2), ["领队", *line(3)[1:]], line(4, "已退学")])
    assert said(found) == {
        ("名单", 2): [], ("名单", 4): ["row.set_apart"], ("名单", 5): ["row.set_apart"], ("名单", 6): ["row.set_apart"]
    }  # fmt: skip
    assert [row.problems[-1].value or row.problems[0].value for row in found.rows[1:]] == [
        "候补名单（暂不参加培训）", "候补名单（暂不参加培训）", "已退学",
    ]  # fmt: skip
    assert [each.reason for each in found.skipped if each.line == 3] == ["note"]
    assert not found.has_errors


def test_tables_of_staff_beside_and_behind_the_learners_are_asked_about() -> None:
    beside = [["学员名单", "", "", "工作人员名单"], ["姓名", "身份证号", "", "姓名", "身份证号"]]
    beside += [[*line(serial)[1:3], "", *line(serial + 4)[1:3]] for serial in (1, 2)]
    found = check(sheet(beside, "一班"), sheet([["授课教师信息表"], HEADER, line(4)], "二"), sheet([HEADER, line(7)], "教师"))
    assert [(row.sheet, row.block, row.line, len(row.problems)) for row in found.rows] == [
        ("一班", 1, 3, 0), ("一班", 2, 3, 1), ("一班", 1, 4, 0), ("一班", 2, 4, 1), ("二", 1, 3, 1), ("教师", 1, 2, 1),
    ]  # fmt: skip


def test_lines_struck_through_are_read_and_said() -> None:
    found = check(sheet([HEADER, line(1), line(2), line(3)], struck=frozenset({5, 8 + 0, 12 + 3})))
    assert said(found) == {("名单", 2): ["row.struck"], ("名单", 3): [], ("名单", 4): []}


@pytest.mark.parametrize("header", [
    ["No.", "Name", "ID Card No.", "Remark"], ["序號", "姓名", "身份證號碼", "備註"], ["序號", "姓  名", "公民身份號碼", "備考"],
    ["序号", "姓名\n如：张三", "身份证号\n如：370602199001011234", "备注"], ["序号", "姓名", "身份证号 例：3706021990…", "备注"],
])  # fmt: skip
def test_headings_in_other_languages_and_with_examples(header: list[str]) -> None:
    found = check([["学员名单"], header, line(1, "组长"), line(2)])
    assert said(found) == {("名单", 3): [], ("名单", 4): []}
    assert found.rows[0].fields["remark"] == "组长"


@pytest.mark.parametrize(("text", "proposed"), [
    ("★李四", "李四"), ("李四 Li Si", "李四"), ("李四\nLI SI", "李四"), ("李四A", "李四"), ("李四2", "李四"),
    ("李四(LI)", "李四"), ("李四老师", "李四"), ("李四同志", "李四"), ("李先生", None), ("威海天舟智能装备股份有限公司", None),
    ("天舟机械（山东）有限公司", None), ("天舟有限公司 李四", None), ("★", None), ("李A四", None),
])  # fmt: skip
def test_what_stands_beside_a_name_is_taken_off_in_a_proposal_only(text: str, proposed: str | None) -> None:
    problem = check([["姓名", "身份证号"], [text, number(1)]]).rows[0].problems[0]
    assert (problem.code, problem.suggestion) == ("name.invalid", proposed)


def test_a_remark_in_the_column_of_names_is_nobody() -> None:
    found = check([HEADER, line(1), ["", "以下人员为补报"], line(2)])
    assert list(said(found)) == [("名单", 2), ("名单", 4)]


def test_headings_repeated_with_other_gaps_or_a_byte_order_mark_are_nobody() -> None:
    again, joined = ["序号", "姓 名", "身份证号码", "备 注"], ["\ufeff序号", "\ufeff姓名", "身份证号码"]
    found = check([HEADER, line(1), again, line(2), joined, line(3)])
    assert said(found) == {("名单", 2): [], ("名单", 4): [], ("名单", 6): []}


def test_somebody_called_comrade_keeps_the_name() -> None:
    found = check([["姓名", "身份证号", "单位/Employer"], ["李同志", number(1), "甲公司"]])
    assert (found.rows[0].fields["name"], found.rows[0].fields["employer"]) == ("李同志", "甲公司")


def test_a_line_put_right_on_the_page_is_still_set_apart_once() -> None:
    found = check([HEADER, ["1", "李四2", number(1), "已退学"]]).rows[0]
    row = Row(0, found.sheet, found.block, found.line, found.fields, found.problems)
    correct(row, "name", "李四", ClassContext("smart_manufacturing", "junior"), WORDS, TODAY)
    assert row.fields["name"] == "李四"
    assert [each.code for each in row.problems if each.code != "employer.missing"] == ["row.set_apart"]
