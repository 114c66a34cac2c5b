"""Templates: everything text, drop-downs from the hidden sheet, the mark read back in every container that keeps sheets."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from tests.sheets.containers import Look, html, ods, spreadsheetml, xls, xlsb, xlsx
from training_app.sheets.marks import MARK_SHEET, PREFIX
from training_app.sheets.reading import read
from training_app.sheets.template import TemplateColumn, version_of, write_template

COLUMNS = (
    TemplateColumn("姓名", True, "必填", "示例：王小明"),
    TemplateColumn("学历", choices=("高中", "本科")),
    TemplateColumn("职业", choices=("工业机器人系统操作员",) * 40, own=True),
)


def test_a_template_has_text_cells_lists_and_hints() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template("学员名单", COLUMNS, "m")))
    sheet = book["学员名单"]
    assert [cell.value for cell in sheet[1]] == ["姓名*", "学历", "职业"]
    assert sheet.column_dimensions["B"].number_format == "@" or sheet["B2"].number_format == "@"
    assert sheet.freeze_panes == "B2"
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["B2:B2001"].formula1 == f"'{MARK_SHEET}'!$C$1:$C$2"
    assert rules["A2:A2001"].prompt == "必填"
    assert book[MARK_SHEET].sheet_state == "veryHidden"
    assert [book[MARK_SHEET]["C1"].value, book[MARK_SHEET]["C2"].value] == ["高中", "本科"]


def test_the_version_is_that_of_headings_and_choices_not_of_the_class() -> None:
    other_class = (*COLUMNS[:2], TemplateColumn("职业", choices=("数字化管理师",), own=True))
    assert version_of(other_class) == version_of(COLUMNS)
    assert version_of(COLUMNS[:2]) != version_of(COLUMNS)


def test_the_mark_is_read_back_and_is_no_data() -> None:
    book = read(write_template("学员名单", COLUMNS, "template/x"), "模板.xlsx")
    assert (book.mark, [sheet.name for sheet in book.sheets]) == ("template/x", ["学员名单"])


@pytest.mark.parametrize("write", [xlsx, xls, xlsb, ods, spreadsheetml])
def test_our_sheets_are_known_again_in_every_container(write: Callable[..., bytes]) -> None:
    ours = Look(name=MARK_SHEET, rows=[[PREFIX + "batch/RB2026-0001/00"], ["错误清单"]], hidden=True)
    book = read(write(Look(name="名单", rows=[["姓名"]]), ours, Look(name="错误清单", rows=[["工作表"]])), "x")
    assert (book.mark, [sheet.name for sheet in book.sheets]) == ("batch/RB2026-0001/00", ["名单"])


def test_a_sheet_that_only_has_the_name_stays() -> None:
    book = read(xlsx(Look(name=MARK_SHEET, rows=[["姓名"], ["李四"]]), Look(name="错误清单", rows=[["姓名"]])), "x")
    assert (book.mark, len(book.sheets)) == ("", 2)
    assert len(read(html(Look(rows=[[PREFIX], ["x"]])), f"{MARK_SHEET}.xls").sheets) == 1
