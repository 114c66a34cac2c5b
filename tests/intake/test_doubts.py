"""Cells of plain lists that look understood and must not be taken: each of these went in in silence once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tests.classes.rosters import number
from tests.sheets.containers import Cell, Look, xls, xlsx
from training_app.catalogues.columns_programmes import PROGRAMME_LIST
from training_app.certificates.columns import LEVEL_LIST
from training_app.classes.columns_scores import SCORE_LIST
from training_app.hours.columns import EARLIER_HOURS_LIST
from training_app.intake.columns import plain
from training_app.intake.columns_plain import PlainList
from training_app.intake.rows import Reading, columns_of, pack, results_of, unpack
from training_app.opening.columns import OPENING_LIST
from training_app.subsidies.columns import PAYMENT_LIST
from training_app.titles.columns import EARLIER_TITLES_LIST

DAY = date(2026, 11, 1)
PAYMENT = {"班次编号": "WH2026-0001", "等级": "初级", "金额": "1800", "发放日期": "2026-03-05", "凭证号": "PZ1"}
HOURS = {"年度": "2024", "科目": "公需", "学时": "30", "举办单位": "继教基地"}
TITLE = {"职称名称": "工程师", "系列": "工程", "取得日期": "2020-01-02", "证书编号": "A1"}
LONG = 20260301000012345678.0


def book(heads: dict[str, str], *lines: dict[str, Cell], above: Sequence[str] = (), **look: object) -> Look:
    """A list with the headings of a line, people counted up, and these cells in place of those of `heads`."""
    people: list[list[Cell]] = [["李四", number(2 * at + 1), *{**heads, **line}.values()] for at, line in enumerate(lines)]
    rows: list[list[Cell]] = [*([each] for each in above), ["姓名", "证件号码", *heads], *people]
    return Look(rows=rows, **look)  # type: ignore[arg-type]


def read(plain_list: PlainList, look: Look) -> Reading:
    return plain_list.read(xlsx(look), "名单.xlsx", DAY)


def told(reading: Reading) -> list[tuple[str, str, str | None]]:
    return [(each.field, each.code, each.suggestion) for row in reading.rows for each in row.problems]


@pytest.mark.parametrize(
    ("plain_list", "heads", "heading", "field"),
    [
        (EARLIER_TITLES_LIST, TITLE, "证书编号", "certificate_number"), (PAYMENT_LIST, PAYMENT, "班次编号", "class_number"),
        (EARLIER_HOURS_LIST, {**HOURS, "证明材料": ""}, "证明材料", "evidence"),
    ],
)  # fmt: skip
def test_a_long_number_that_lost_its_digits_is_never_kept(
    plain_list: PlainList, heads: dict[str, str], heading: str, field: str
) -> None:
    for cell in (LONG, "2.02603E+19", "2.02603e+019"):
        reading = read(plain_list, book(heads, {heading: cell}))
        assert told(reading) == [(field, "value.lost_digits", None)] and field not in reading.rows[0].fields


def test_a_voucher_in_scientific_writing_is_none() -> None:
    assert told(read(PAYMENT_LIST, book(PAYMENT, {"凭证号": "2.02603E+15"}))) == [("voucher", "value.lost_digits", None)]
    assert read(PAYMENT_LIST, book(PAYMENT, {"凭证号": "2026E15"})).rows[0].fields["voucher"] == "2026E15"


def test_what_a_spreadsheet_did_to_a_cell_is_known_after_another_one_was_corrected() -> None:
    reading = read(PAYMENT_LIST, book(PAYMENT, {"凭证号": LONG, "金额": "?"}))
    [row] = unpack(pack(reading.rows), results_of(reading.rows), columns_of(reading.tables))
    assert PAYMENT_LIST.reread(row, "amount", "1800", DAY)
    assert [(each.field, each.code) for each in row.problems] == [("voucher", "voucher.invalid")]
    assert "voucher" not in row.fields and row.fields["amount"] == "1800.00"
    assert PAYMENT_LIST.reread(row, "voucher", "20260301000012345678", DAY)
    assert row.fields["voucher"] == "20260301000012345678" and not row.problems


def test_days_counted_from_1904_are_so_after_another_cell_was_corrected() -> None:
    reading = PAYMENT_LIST.read(
        xls(book(PAYMENT, {"发放日期": 44624, "金额": "?"}), epoch_1904=True), "名单.xls", DAY
    )
    [row] = reading.rows
    assert row.fields["paid_on"] == "2026-03-05"
    PAYMENT_LIST.reread(row, "amount", "1800", DAY)
    assert row.fields["paid_on"] == "2026-03-05"


def test_lost_digits_are_lost_in_every_line_a_cell_is_merged_over() -> None:
    look = book(TITLE, {"证书编号": LONG}, {"证书编号": None}, merges=((1, 5, 2, 5),))
    assert told(read(EARLIER_TITLES_LIST, look)) == [("certificate_number", "value.lost_digits", None)] * 2


def test_the_same_as_above_is_said_and_proposed() -> None:
    reading = read(PAYMENT_LIST, book(PAYMENT, {}, {"凭证号": "同上"}, {"凭证号": "〃"}, {"凭证号": LONG}, {"凭证号": "同上"}))
    assert told(reading) == [
        ("voucher", "value.ditto", "PZ1"), ("voucher", "value.ditto", "PZ1"), ("voucher", "voucher.invalid", None),
        ("voucher", "value.ditto", None),
    ]  # fmt: skip
    PAYMENT_LIST.reread(reading.rows[1], "amount", "1900", DAY)
    assert told(reading)[0] == ("voucher", "value.ditto", "PZ1")


def test_one_amount_over_several_people_is_nobodys() -> None:
    look = book(PAYMENT, {"金额": 3600}, {"金额": None}, {}, merges=((1, 4, 2, 4),))
    reading = read(PAYMENT_LIST, look)
    assert told(reading) == [("amount", "value.merged", None)] * 2
    assert reading.rows[2].fields["amount"] == "1800.00"


@pytest.mark.parametrize(
    ("plain_list", "heads", "heading", "said"),
    [
        (PAYMENT_LIST, PAYMENT, "金额", "金额（万元）"), (PAYMENT_LIST, PAYMENT, "金额", "发放金额(单位：千元)"),
        (PAYMENT_LIST, PAYMENT, "金额", "金额（万）"), (PAYMENT_LIST, PAYMENT, "金额", "金额[美元]"),
        (EARLIER_HOURS_LIST, HOURS, "学时", "学时（天）"), (EARLIER_HOURS_LIST, HOURS, "学时", "学时(小时)"),
        (SCORE_LIST, {"成绩": "4"}, "成绩", "成绩（五分制）"), (SCORE_LIST, {"成绩": "4"}, "成绩", "成绩（满分150分）"),
        (LEVEL_LIST, {"班次编号": "WH2026-0001", "理论成绩": "60", "能力成绩": "60", "考核日期": "2026-05-05"}, "理论成绩",
         "理论成绩（满分120）"),
    ],
)  # fmt: skip
def test_another_unit_is_never_taken_for_ours(plain_list: PlainList, heads: dict[str, str], heading: str, said: str) -> None:
    look = book({said if each == heading else each: cell for each, cell in heads.items()}, {})
    problems = [each for each in read(plain_list, look).problems if each.code == "column.unit"]
    assert len(problems) == 1 and said in problems[0].message.replace("(", "（").replace(")", "）") or said in problems[0].message


@pytest.mark.parametrize(
    ("plain_list", "heads"),
    [
        (PAYMENT_LIST, {("金额（元）" if each == "金额" else each): cell for each, cell in PAYMENT.items()}),
        (PAYMENT_LIST, {("金额(人民币：元)" if each == "金额" else each): cell for each, cell in PAYMENT.items()}),
        (SCORE_LIST, {"成绩（百分制）": "80"}), (SCORE_LIST, {"成绩（满分100分）": "80"}),
        (SCORE_LIST, {"成绩（100分制）": "80"}),
        (EARLIER_HOURS_LIST, {("学时（45分钟/学时）" if each == "学时" else each): cell for each, cell in HOURS.items()}),
        (EARLIER_HOURS_LIST, {("学时（每天8学时）" if each == "学时" else each): cell for each, cell in HOURS.items()}),
    ],
)  # fmt: skip
def test_our_own_units_are_ours(plain_list: PlainList, heads: dict[str, str]) -> None:
    reading = read(plain_list, book(heads, {}))
    assert not reading.problems and not told(reading) and len(reading.rows) == 1


def test_money_in_ten_thousands_said_above_the_table_is_seen() -> None:
    for line in ("单位：万元", "补贴发放表（万元）", "填报单位：某学校   金额单位：人民币万元"):
        [problem] = read(PAYMENT_LIST, book(PAYMENT, {}, above=("发放表", line))).problems
        assert (problem.code, problem.field) == ("column.unit", "amount")
    assert not read(PAYMENT_LIST, book(PAYMENT, {}, above=("单位：万元科技有限公司", "单位：元"))).problems


def test_hidden_columns_and_sheets_are_told() -> None:
    reading = read(PAYMENT_LIST, book(PAYMENT, {}, hidden_columns=[4]))
    assert [(each.code, each.field) for each in reading.problems] == [("column.hidden", "amount")] and not reading.refused
    cover = Look("说明", rows=[["说明"]])
    reading = PAYMENT_LIST.read(xlsx(cover, book(PAYMENT, {}, hidden=True)), "名单.xlsx", DAY)
    assert [each.code for each in reading.problems] == ["sheet.hidden"] and len(reading.rows) == 1


@pytest.mark.parametrize("amount", ["1,8", "18,00", "1800,00", "1,80,0", "1800①", "1800²", "1800¹⁾"])
def test_no_amount_is_made_of_a_comma_or_a_footnote(amount: str) -> None:
    assert told(read(PAYMENT_LIST, book(PAYMENT, {"金额": amount}))) == [("amount", "amount.invalid", None)]


def test_scores_kept_as_shares_are_not_taken_for_points() -> None:
    assert told(read(SCORE_LIST, book({"成绩": ""}, {"成绩": 0.82}, {"成绩": "0.5"}))) == [
        ("score", "value.share", "82"), ("score", "value.share", "50"),
    ]  # fmt: skip
    assert [row.fields["score"] for row in read(SCORE_LIST, book({"成绩": ""}, {"成绩": "0"}, {"成绩": "1"})).rows] == ["0", "1"]
    assert told(read(SCORE_LIST, book({"成绩": ""}, {"成绩": "8,5"}))) == [("score", "score.invalid", None)]


def test_words_that_say_nothing_are_no_certificate_of_an_earlier_class() -> None:
    heads = {
        "班次编号": "A1", "培训机构": "某学校", "职业": "大数据", "等级": "初级", "开班日期": "2023-03-01",
        "结业日期": "2023-03-20", "学时": "80", "结果": "合格", "培训合格证书号": "HG1", "单位": "某公司",
    }  # fmt: skip
    [row] = read(OPENING_LIST, book(heads, {"培训合格证书号": "无", "单位": "/"})).rows
    assert not row.problems and not row.fields.keys() & {"completion_certificate", "employer"}


def test_figures_of_footnotes_stay_what_they_are() -> None:
    assert (plain("1800①"), plain("５²"), plain("１８"), plain("㈱")) == ("1800①", "5²", "18", "(株)")


def test_a_line_whose_number_says_nothing_is_a_line_all_the_same() -> None:
    heads = ["姓名", "身份证号", "部门", "成绩"]
    lines = [["李四", "请填写", "财务", "80"], ["王五", "", "教务", "81分"], ["李四", "N/A", "审核", 82.5]]
    ends = [["合计", "3人", "", "243.5"], ["平均分", "", "", "81"], ["填表人", "王五"], ["财务", "李四", "会计", "王五"]]
    reading = read(SCORE_LIST, Look(rows=[heads, *lines, *ends]))
    assert [row.line for row in reading.rows] == [2, 3, 4] and all(row.status == "error" for row in reading.rows)
    assert [(each["line"], each["reason"]) for each in reading.skipped] == [
        (5, "total"), (6, "total"), (7, "signature"), (8, "signature"),
    ]  # fmt: skip


def test_an_occupation_that_looks_like_a_signature_is_told() -> None:
    heads = ["职业", "等级", "学时", "有效期起"]
    lines = [["大数据", "初级", "80", "2026-01-01"], ["会计", "初级", "80", "2026-01-01"], ["制表日期：2026.3.5", "", "", ""]]
    reading = read(PROGRAMME_LIST, Look(rows=[heads, *lines]))
    assert [row.line for row in reading.rows] == [2, 3]
    assert "occupation.unknown" in {problem.code for problem in reading.rows[1].problems}


@pytest.mark.parametrize(
    "below",
    [
        {"name": "填报日期", "number": "2026-03-05"}, {"number": "2026年3月5日"},
        {"name": "填表人：王五", "number": "联系电话：0631-5200000、13900000001"},
    ],
)  # fmt: skip
def test_digits_below_a_list_do_not_make_a_record_of_who_signed(below: dict[str, str]) -> None:
    look = book(PAYMENT, {}, {"凭证号": "PZ2"})
    rows = [list(row) for row in look.rows]
    rows[2][1] = f"身份证：{rows[2][1]}"
    reading = read(PAYMENT_LIST, Look(rows=[*rows, [below.get("name"), below.get("number")]]))
    assert [(row.line, row.status) for row in reading.rows] == [(2, "ok"), (3, "ok")]
    assert [each["reason"] for each in reading.skipped] == ["signature"]


def test_scores_of_another_list_below_are_not_read_as_those_of_the_first() -> None:
    first = book({"成绩": "80"}, {}, {})
    again = [["姓名", "证件号码", "补考成绩"], ["王五", number(9), "61"]]
    reading = read(SCORE_LIST, Look(rows=[*first.rows, *again]))
    assert [row.line for row in reading.rows] == [2, 3] and reading.refused
    assert [(each.code, each.line, each.field) for each in reading.problems] == [("column.missing", 4, "score")]


@pytest.mark.parametrize("cell", [date(2025, 7, 1), "Jul-25", "1-Jul", "7月1日", "2025-07-01"])
def test_a_number_the_spreadsheet_made_a_day_is_told(cell: Cell) -> None:
    assert told(read(PAYMENT_LIST, book(PAYMENT, {"凭证号": cell}))) == [("voucher", "value.day", None)]
    reading = read(EARLIER_TITLES_LIST, book(TITLE, {"证书编号": cell}))
    assert told(reading) == [("certificate_number", "value.day", None)] and "certificate_number" not in reading.rows[0].fields


def test_days_among_days_and_numbers_like_months_are_taken() -> None:
    look = book(PAYMENT, {"凭证号": "2025-07", "发放日期": date(2026, 3, 5)})
    reading = read(PAYMENT_LIST, look)
    assert told(reading) == [] and reading.rows[0].fields["voucher"] == "2025-07"
    assert reading.rows[0].fields["paid_on"] == "2026-03-05"
