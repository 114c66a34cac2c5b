"""Two lists on one sheet: the last line of the one, the headings of the other."""

from __future__ import annotations

import pytest

from training_app.sheets.headings import Wanted
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.tables import Found, Table, find_tables

_WORDS = {"姓名": ("name", 10), "证件号码": ("identity_number", 10), "成绩": ("score", 10)}
WANTED = Wanted(_WORDS.get, ("name", "identity_number"))


def found(*rows: tuple[str, ...]) -> Found:
    sheet = Sheet("名单", [cell for row in rows for cell in row], len(rows[0]))
    return find_tables(Workbook("xlsx", [sheet]), WANTED)


def tables(*rows: tuple[str, ...]) -> list[Table]:
    return found(*rows).tables


HEAD, OTHER, GOOD = ("姓名", "证件号码", "成绩"), ("证件号码", "姓名", "成绩"), ("丛林", "371002199003070011", "80")


@pytest.mark.parametrize("last", [("于海", "无", "良"), ("于海", "", "良")])
def test_a_line_of_short_words_before_a_blank_one_is_no_upper_line_of_headings(last: tuple[str, ...]) -> None:
    first, second = tables(HEAD, GOOD, last, ("", "", ""), OTHER, ("371002199003070011", "丛林", "9"))
    assert (first.first_row, first.bottom, second.header_top, second.first_row) == (1, 4, 4, 5)


def test_nor_is_one_that_says_something_in_every_column_the_list_needs() -> None:
    first, second = tables(HEAD, GOOD, ("于海", "无", ""), OTHER, ("371002199003070011", "丛林", "9"))
    assert (first.bottom, second.header_top) == (3, 3)


@pytest.mark.parametrize("upper", [("人员信息", "", "成绩"), ("姓名信息", "证件情况", "")])
def test_groups_over_the_headings_still_are_headings(upper: tuple[str, ...]) -> None:
    [table] = tables(upper, HEAD, GOOD)
    assert (table.header_top, table.header_row, table.first_row) == (0, 1, 2)


def test_a_list_that_lacks_a_column_is_not_read_by_the_headings_of_the_list_above() -> None:
    told = found(HEAD, GOOD, ("证件号码", "姓　名字", "成绩"), ("371002199003070011", "丛林", "9"))
    assert [(table.first_row, table.bottom) for table in told.tables] == [(1, 2)]
    assert [(table.header_row, table.missing(WANTED)) for table in told.incomplete] == [(2, ["name"])]


@pytest.mark.parametrize("below", [("证件号码", "姓名字", "成绩"), ("成绩", "证件号码", "说明")])
def test_words_like_headings_do_not_cut_a_list_where_no_record_follows(below: tuple[str, ...]) -> None:
    told = found(HEAD, GOOD, below, ("", "", ""), ("审核人", "王五", ""))
    assert [(table.first_row, table.bottom) for table in told.tables] == [(1, 5)] and not told.partial
