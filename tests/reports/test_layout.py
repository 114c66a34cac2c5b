"""The layout is the annex: its columns, their order, its words."""

from __future__ import annotations

import dataclasses
from datetime import date

from tests.reports.forms import example_form, row
from training_app.reports import layout
from training_app.reports.layout import COLUMNS, HEADINGS, Narratives, PrintOptions


def test_columns_stand_as_in_the_annex() -> None:
    assert HEADINGS == (
        "名称", "已培训班次（个）", "已培训人数（人）", "发放培训补贴金额", "纳入职业培训补贴班次（个）", "取得证书人数（人）",
        "领取培训补贴人数（人）",
    )
    assert [column.key for column in COLUMNS] == [
        "classes_held", "headcount_trained", "subsidy_paid_fen", "classes_subsidised", "headcount_certified",
        "headcount_subsidised",
    ]
    assert all("".join(column.lines) == column.heading for column in COLUMNS)


def test_every_column_is_a_field_of_a_row() -> None:
    fields = {entry.name for entry in dataclasses.fields(layout.ReturnRow)}
    assert {column.key for column in COLUMNS} <= fields


def test_figures_are_printed_with_zeros() -> None:
    full = row("a", "大数据", 3, 1128, 123456789, 2, 41, 38)
    assert [full.printed(column) for column in COLUMNS] == ["3", "1128", "1,234,567.89", "2", "41", "38"]
    assert [row("b", "区块链").printed(column) for column in COLUMNS] == ["0", "0", "0.00", "0", "0", "0"]


def test_dates() -> None:
    form = example_form()
    assert layout.reported_on_text(form) == "填报时间：2026 年 6 月 29 日"
    blank = layout.reported_on_text(dataclasses.replace(form, reported_on=None))
    assert "".join(blank.split()) == "填报时间：年月日" and "　　年" in blank
    assert layout.chinese_date(date(2026, 9, 3)) == "2026年9月3日"


def test_basis_says_quarter_or_year() -> None:
    form = example_form()
    assert layout.basis_text(form) == "本季度（2026年4月1日至2026年6月30日）"
    assert layout.basis_text(dataclasses.replace(form, cumulative=True)).startswith("本年累计（")


def test_distinct_notes_name_the_total_and_rows_that_differ() -> None:
    assert layout.distinct_texts(example_form(), PrintOptions()) == [
        "大数据去重后：已培训 62 人。", "合计去重后：已培训 249 人，取得证书 104 人，领取补贴 84 人。",
    ]


def test_each_addition_of_ours_can_be_switched_off() -> None:
    form = example_form(notes=("本期追回补贴 1 笔。",))
    nothing = PrintOptions(total=False, distinct=False, money_unit=False, basis=False)
    assert layout.footnotes(form, nothing) == ["本期追回补贴 1 笔。"]
    assert layout.printed_rows(form, nothing) == list(form.rows)
    assert layout.footnotes(form, PrintOptions(basis=False, distinct=False))[0] == "金额单位：元。"
    assert layout.printed_rows(form, PrintOptions())[-1].name == "合计"


def test_narratives_keep_paragraphs_and_leave_out_what_is_empty() -> None:
    told = Narratives(measures="甲\n\n  乙 \r\n丙", practice=" \n ", issues="=1+1")
    assert told.sections() == [("配套措施", ["甲", "乙", "丙"]), ("存在问题", ["=1+1"])]
    assert Narratives().sections() == []
