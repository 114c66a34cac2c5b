"""Exports: real numbers and days, texts that never act, CSV that every spreadsheet opens rightly."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl

from training_app.sheets.export import ExportColumn, write_csv, write_table


def test_an_export_has_real_numbers_and_days_and_harmless_texts() -> None:
    columns = [
        ExportColumn("姓名"),
        ExportColumn("金额", 12, "#,##0.00"),
        ExportColumn("日期"),
        ExportColumn("是否"),
        ExportColumn("备注"),
    ]
    rows = [
        ["=1+1", Decimal("12.50"), date(2026, 9, 30), True, "http://x.y"],
        ["@x", 371002199003070011, None, False, ""],
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(write_table("名单/[1]", columns, rows))).active
    assert sheet.title == "名单  1"
    assert [(cell.value, cell.data_type) for cell in sheet[2]][:2] == [("=1+1", "s"), (12.5, "n")]
    assert sheet["C2"].value.date() == date(2026, 9, 30)
    assert sheet["D2"].value is True
    assert sheet["E2"].hyperlink is None
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("371002199003070011", "s")
    assert sheet.freeze_panes == "A2"


def test_a_list_is_printed_with_all_its_columns_on_one_sheet_of_paper() -> None:
    for long in (False, True):
        sheet = openpyxl.load_workbook(io.BytesIO(write_table("名单", [ExportColumn("姓名")], [["张三"]], long=long))).active
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"


def test_csv_has_a_mark_and_cells_that_cannot_act() -> None:
    data = write_csv(
        ["姓名", "值"],
        [["=cmd", "+1"], ["@x", "-1"], ["\t=1", Decimal("-1.5")], ["李四", None], ["＝1", date(2026, 1, 2)]],
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert data[3:].decode().splitlines() == [
        "姓名,值",
        "'=cmd,'+1",
        "'@x,'-1",
        "'\t=1,-1.5",
        "李四,",
        "'＝1,2026-01-02",
    ]
