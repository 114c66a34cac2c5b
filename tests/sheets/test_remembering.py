"""Answers known again: for the same headings only, and never where the next file could mean something else."""

from __future__ import annotations

import json
from typing import Any

from tests.classes.rosters import TODAY, WORDS, number, sheet
from training_app.classes.check import check_roster
from training_app.classes.columns import WANTED
from training_app.sheets.asking import KEPT, Told, first_told, guesses
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.remembering import Finder, layout_of, to_remember

PERSON = ["李四", number(1), "13800000001"]
HEADINGS = ["人", "码", "机"]
NAMED = {0: "name", 1: "identity_number", 2: "phone"}


def known(one: Sheet, told: Told) -> dict[str, Any]:
    [guess] = guesses(Workbook("xlsx", [one]), WANTED)
    kept = to_remember(guess, told, WANTED, keeps_others=True)
    return {} if kept is None else {layout_of(guess.table): json.loads(json.dumps(kept))}


def read_by(kept: dict[str, Any], *sheets: Sheet) -> tuple[list[str], Finder]:
    finder = Finder(kept, keeps_others=True)
    check = check_roster(Workbook("xlsx", list(sheets)), WORDS, TODAY, find=finder)
    return [row.fields.get("name", "") for row in check.rows], finder


def test_the_next_file_of_the_layout_is_read_by_the_answer() -> None:
    kept = known(sheet([HEADINGS, PERSON]), Told(True, 0, NAMED))
    shifted = sheet([["", "第二期名单", "", ""], ["", "人 *", "码：", "机"], ["", "王五", number(2), ""]], "别的名字")
    names, finder = read_by(kept, shifted)
    assert names == ["王五"] and finder.layouts == list(kept)


def test_another_order_or_another_heading_is_another_layout() -> None:
    kept = known(sheet([HEADINGS, PERSON]), Told(True, 0, NAMED))
    for headings in (["码", "人", "机"], ["人", "码", "机", "号码"], ["人", "码"]):
        names, finder = read_by(kept, sheet([headings, [*PERSON, "371002"][: len(headings)]]))
        assert names == [] and finder.answer is None and finder.can_ask


def test_another_line_of_headings_is_remembered_with_what_stands_in_it() -> None:
    kept = known(sheet([["甲", "乙", "丙"], HEADINGS, PERSON]), Told(True, 1, NAMED))
    assert read_by(kept, sheet([["甲", "乙", "丙"], HEADINGS, PERSON]))[0] == ["李四"]
    assert read_by(kept, sheet([["甲", "乙", "丙"], ["码", "人", "机"], PERSON]))[1].answer is None


def test_what_would_be_read_anyway_is_not_kept() -> None:
    plain = sheet([["姓名", "身份证号", "手机"], PERSON])
    [guess] = guesses(Workbook("xlsx", [plain]), WANTED)
    assert known(plain, first_told(guess, keeps_others=True)) == {}
    assert known(plain, Told(True, 0, {**NAMED, 2: KEPT})) != {}


def test_a_column_without_heading_is_never_remembered() -> None:
    assert known(sheet([["姓名", "", "手机"], PERSON]), Told(True, 0, NAMED)) == {}


def test_nothing_of_the_file_is_kept() -> None:
    kept = json.dumps(known(sheet([HEADINGS, PERSON]), Told(True, 0, NAMED)), ensure_ascii=False)
    assert not any(word in kept for word in (*HEADINGS, *PERSON))


def test_a_file_with_another_table_to_be_asked_about_is_asked_about() -> None:
    kept = known(sheet([HEADINGS, PERSON]), Told(True, 0, NAMED))
    both = sheet([["姓名", "身份证号", "身份证号"], ["王五", number(2), number(3)]], "二")
    names, finder = read_by(kept, sheet([HEADINGS, PERSON]), both)
    assert finder.answer is None and finder.can_ask and "李四" not in names


def test_nobody_is_asked_where_no_answer_could_be_right() -> None:
    assert read_by({}, sheet([HEADINGS, PERSON]))[1].can_ask
    assert not read_by({}, sheet([["姓名"], ["李四"]]))[1].can_ask, "one column is no person"
    wide = [f"列{index}" for index in range(301)]
    assert not read_by({}, sheet([wide, [number(1)] * 301]))[1].can_ask, "more columns than anybody chooses"
