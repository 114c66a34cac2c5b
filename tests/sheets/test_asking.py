"""Tables as somebody is asked about them: what is guessed, what an answer makes of it, what is proposed."""

from __future__ import annotations

from functools import partial

import pytest

from tests.classes.rosters import TODAY, WORDS, number, sheet
from training_app.classes.check import RosterCheck, check_roster
from training_app.classes.columns import WANTED
from training_app.classes.labels_roster import MEANINGS
from training_app.sheets.asking import (
    DROPPED,
    KEPT,
    Told,
    answered,
    first_told,
    guesses,
    header_rows,
    proposed,
    samples,
    table_at,
)
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.remembering import Finder, layout_of, proposed_before, to_remember
from training_app.sheets.tables import HEADLESS

PEOPLE = [["李四", number(1), "13800000001", "甲班"], ["王五", number(2), "13800000002", "乙班"]]
KNOWN = sheet([["姓名", "身份证号", "手机", "班组"], *PEOPLE])
UNKNOWN = sheet([["报名汇总", "", "", ""], ["人", "码", "机", "组"], *PEOPLE])
NAMED = {0: "name", 1: "identity_number", 2: "phone", 3: KEPT}


def book(*sheets: Sheet) -> Workbook:
    return Workbook("xlsx", list(sheets))


def read(workbook: Workbook, *answer: Told) -> RosterCheck:
    return check_roster(workbook, WORDS, TODAY, find=partial(answered, answer=answer))


@pytest.mark.parametrize(
    "one", [KNOWN, sheet([["培训班", "", "", ""], ["序号", "姓名", "身份证号", "自编列"], ["1", *PEOPLE[0][:2], "x"]])]
)
def test_the_answer_that_says_what_is_guessed_changes_nothing(one: Sheet) -> None:
    told = [first_told(guess, keeps_others=True) for guess in guesses(book(one), WANTED)]
    assert read(book(one), *told).as_json() == check_roster(book(one), WORDS, TODAY).as_json()


def test_a_table_without_known_headings_is_guessed_and_read_by_the_answer() -> None:
    [guess] = guesses(book(UNKNOWN), WANTED)
    assert guess.use and guess.table.header_row == 1
    found = read(book(UNKNOWN), Told(True, 1, NAMED))
    assert [(row.line, row.fields["name"], row.fields["remark"]) for row in found.rows] == [
        (3, "李四", "组：甲班"), (4, "王五", "组：乙班"),
    ]  # fmt: skip
    assert [(each.line, each.reason) for each in found.skipped] == [(1, "title")]
    assert not found.problems


def test_what_is_not_read_leaves_no_trace_in_the_line() -> None:
    found = read(book(UNKNOWN), Told(True, 1, {**NAMED, 2: DROPPED, 3: DROPPED}))
    assert set(found.rows[0].fields) == {"name", "identity_kind", "identity_number"}


def test_a_sample_line_is_known_by_a_column_that_is_not_read() -> None:
    with_sample = sheet([["人", "码", "机", "组"], ["张三", number(9), "13800000009", "示例，请删除"], *PEOPLE])
    found = read(book(with_sample), Told(True, 0, {**NAMED, 3: DROPPED}))
    assert [row.fields["name"] for row in found.rows] == ["李四", "王五"]


def test_a_column_without_a_heading_can_be_named() -> None:
    bare = sheet([["姓名", "", "手机"], *(row[:3] for row in PEOPLE)])
    [guess] = guesses(book(bare), WANTED)
    assert [column.index for column in guess.columns] == [0, 1, 2]
    assert first_told(guess, keeps_others=True).columns[1] == KEPT
    assert len(read(book(bare), Told(True, 0, {0: "name", 1: "identity_number", 2: "phone"})).rows) == 2


def test_sheets_and_tables_left_out_are_told() -> None:
    stacked = sheet([["姓名", "身份证号"], PEOPLE[0][:2], ["", ""], ["姓名", "身份证号", "手机"], PEOPLE[1][:3]], "上下")
    workbook = book(stacked, sheet([["姓名", "身份证号"], PEOPLE[1][:2]], "旧"))
    first, second, other = guesses(workbook, WANTED)
    keep = first_told(first, keeps_others=True)
    found = read(workbook, keep, Told(False, second.table.header_row, {}), Told(False, other.table.header_row, {}))
    assert [(row.sheet, row.line) for row in found.rows] == [("上下", 2)], "no line of a table left out joins another"
    assert {(each.sheet, each.line) for each in found.skipped if each.reason == "left_out"} == {("上下", 4), ("旧", None)}


def test_headings_stand_where_no_person_does_and_none_is_above() -> None:
    above = sheet([["甲", "乙"], ["人", "码"], PEOPLE[0][:2], ["小计", "一"], PEOPLE[1][:2]])
    [guess] = guesses(book(above), WANTED)
    assert header_rows(guess) == [0, 1]
    lower = read(book(above), Told(True, 1, {0: "name", 1: "identity_number"}))
    assert [row.line for row in lower.rows] == [3, 5]
    assert table_at(guess, 1, WANTED).columns[0].heading == "人"


def test_headings_merged_over_two_lines_are_found_from_either() -> None:
    merged = sheet(
        [["人", "资料", ""], ["", "码", "机"], *(row[:3] for row in PEOPLE)], merges=[(0, 0, 1, 0), (0, 1, 0, 2)]
    )
    [guess] = guesses(book(merged), WANTED)
    table = table_at(guess, 1, WANTED)
    assert ([column.heading for column in table.columns], table.header_top, table.first_row) == (["人", "码", "机"], 0, 2)


@pytest.mark.parametrize(
    "rows",
    [
        [["一", "二"], ["三", "四"]], [["李四", "账号6222020200010001234"]], [["只有一列"], [number(1)]], [["", ""]],
    ],
)  # fmt: skip
def test_what_is_no_table_is_not_asked_about(rows: list[list[str]]) -> None:
    assert guesses(book(sheet(rows)), WANTED) == []


def test_an_answer_about_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="not about this file"):
        answered(book(KNOWN), WANTED, [])


def test_samples_are_different_values_of_filled_lines() -> None:
    rows = [["人", "码", "机", "组"], ["说明：下面填写", "", "", ""], *PEOPLE, ["李四", number(3), "", "甲班"]]
    [guess] = guesses(book(sheet(rows)), WANTED)
    assert samples(guess.table, 0) == ["李四", "王五"]
    assert samples(guess.table, 1, 1) == [number(1)]


def test_fields_are_proposed_by_values_only_where_one_column_fits() -> None:
    [guess] = guesses(book(UNKNOWN), WANTED)
    told = first_told(guess, keeps_others=True).columns
    assert proposed(guess.table, told, MEANINGS) == {1: "identity_number", 2: "phone"}, "two columns could hold names"
    distinct = sheet([["人", "码", "机", "组"], *(row[:3] + ["甲一班第2组"] for row in PEOPLE)])
    [guess] = guesses(book(distinct), WANTED)
    assert proposed(guess.table, first_told(guess, keeps_others=True).columns, MEANINGS)[0] == "name"
    assert "name" not in proposed(guess.table, NAMED, MEANINGS).values(), "a field that is said is not proposed again"


HEADLESS_ROWS = [["李四", number(1), "13800000001", "甲班"], ["王五", "", "13800000002", "乙班"], ["赵六", number(5), "", "甲班"]]


@pytest.mark.parametrize("above", [[], [["培训班名单", "", "", ""], ["", "", "", ""]]])
def test_a_list_without_headings_is_asked_about_and_read_from_its_first_line(above: list[list[str]]) -> None:
    workbook = book(sheet([*above, *HEADLESS_ROWS, ["合计：3人", "", "", ""]]))
    refused = check_roster(workbook, WORDS, TODAY)
    assert ([each.code for each in refused.problems], refused.rows) == (["sheet.no_header"], [])
    [guess] = guesses(workbook, WANTED)
    table = table_at(guess, HEADLESS, WANTED)
    assert (guess.table.header_line, table.first_row, header_rows(guess)) == (0, len(above), [HEADLESS])
    alike = proposed(table, first_told(guess, keeps_others=True).columns, MEANINGS)
    assert alike == {1: "identity_number", 2: "phone"}, "names look like classes: left to be said"
    found = read(workbook, Told(True, HEADLESS, NAMED))
    assert [(row.line - len(above), row.fields.get("name"), row.status) for row in found.rows] == [
        (1, "李四", "ok"), (2, "王五", "error"), (3, "赵六", "ok"),
    ]  # fmt: skip
    assert found.rows[0].fields["remark"] == "D列：甲班"
    assert [each.reason for each in found.skipped if each.reason in ("title", "total")] == [*["title"] * bool(above), "total"]


def test_a_sheet_without_headings_beside_a_list_is_said() -> None:
    found = check_roster(book(KNOWN, sheet(HEADLESS_ROWS, "续表")), WORDS, TODAY)
    assert [(each.code, each.sheet) for each in found.problems] == [("sheet.unread", "续表")] and not found.has_errors
    assert len(found.rows) == 2


def test_what_was_said_of_a_list_without_headings_is_only_proposed_for_the_next() -> None:
    [guess] = guesses(book(sheet(HEADLESS_ROWS)), WANTED)
    kept = to_remember(guess, Told(True, HEADLESS, NAMED), WANTED, keeps_others=True)
    assert kept is not None
    known = {layout_of(guess.table): kept}
    [alike] = guesses(book(sheet([["钱七", number(7), "13800000007", "丙班"]] * 2)), WANTED)
    assert proposed_before(alike, known) == NAMED
    [other] = guesses(book(sheet([[number(7), "钱七", "13800000007", "丙班"]] * 2)), WANTED)
    assert proposed_before(other, known) == {}
    finder = Finder(known, keeps_others=True)
    assert not finder(book(sheet(HEADLESS_ROWS)), WANTED).tables and finder.answer is None and finder.can_ask
