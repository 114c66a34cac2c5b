"""The user's own workbook comes back marked; of other kinds the values at the same places. Nothing in it can act."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from tests.sheets.containers import Look, delimited, spreadsheetml, xls, xlsx
from training_app.kernel.problems import Problem, Severity
from training_app.sheets.errors import SheetError
from training_app.sheets.reading import mark_up, read

WORDS = {
    "title": "错误清单",
    "sheet": "工作表",
    "line": "行",
    "column": "列",
    "heading": "列名",
    "value": "内容",
    "message": "问题",
    "suggestion": "建议",
    "severity": "程度",
    "error": "错误",
    "warning": "提示",
}
ROWS = [["名单", None, None], ["姓名", "身份证号", "单位"], ["李四", "123", "甲公司"], ["王五", 12.5, None]]


def _problem(line: int, column: str = "B", severity: Severity = Severity.ERROR, **more: str) -> Problem:
    return Problem(
        "identity.length", severity, "位数不对", "名单", 1, line, column, "身份证号", "identity_number", **more
    )


def _opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_an_xlsx_keeps_its_layout_and_gets_colours_comments_and_a_list() -> None:
    data = xlsx(Look(rows=ROWS, merges=[(0, 0, 0, 2)], hidden_rows=[3]))
    found = [
        _problem(3, value="=1+1", suggestion="456"),
        _problem(3, severity=Severity.WARNING),
        _problem(4, "", Severity.WARNING),
    ]
    book = _opened(mark_up(data, "名单.xlsx", found, WORDS))
    sheet = book["名单"]
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.row_dimensions[4].hidden
    assert sheet["B3"].fill.start_color.rgb.endswith("FFC7CE")
    assert sheet["B3"].comment.text == "位数不对\n建议: 456\n位数不对"
    assert sheet["A4"].fill.start_color.rgb.endswith("FFEB9C")
    assert sheet["C3"].fill.fill_type is None
    listed = book["错误清单"]
    assert [cell.value for cell in listed[2]] == ["名单", 3, "B", "身份证号", "=1+1", "错误", "位数不对", "456"]
    assert (listed["E2"].data_type, listed["E2"].quotePrefix) == ("s", True)
    assert listed["B2"].hyperlink.location == "'名单'!B3"


def test_marking_twice_leaves_one_list() -> None:
    once = mark_up(xlsx(Look(rows=ROWS)), "x", [_problem(3)], WORDS)
    book = _opened(mark_up(once, "x", [_problem(4)], WORDS))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["名单", "错误清单"]
    assert book["错误清单"].max_row == 2


@pytest.mark.parametrize(
    "data", [xls(Look(rows=ROWS)), spreadsheetml(Look(rows=ROWS)), delimited(Look(rows=ROWS), encoding="gb18030")]
)
def test_other_kinds_come_back_as_xlsx_with_values_at_their_places(data: bytes) -> None:
    book = _opened(mark_up(data, "名单.csv", [_problem(3)], WORDS))
    sheet = book["名单"]
    assert [cell.value for cell in sheet[3]] == ["李四", "123", "甲公司"]
    assert sheet["B3"].fill.start_color.rgb.endswith("FFC7CE")
    assert sheet["B3"].comment.text.endswith("位数不对")
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["名单", "错误清单"]


def test_formulas_of_a_text_file_stay_texts() -> None:
    rows = [["姓名", "身份证号"], ["=HYPERLINK(1)", "+1"], ["@x", "-1"]]
    book = _opened(mark_up(delimited(Look(rows=rows)), "名单.csv", [_problem(2)], WORDS))
    assert all(cell.data_type == "s" for row in book["名单"].iter_rows() for cell in row)


def test_sheet_names_are_made_fit() -> None:
    data = delimited(Look(rows=[["姓名"]]))
    book = _opened(mark_up(data, "a[1]:b?.csv", [], WORDS))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["a 1  b", "错误清单"]


def test_what_cannot_be_read_cannot_be_marked() -> None:
    with pytest.raises(SheetError):
        mark_up(b"%PDF", "x", [], WORDS)


def test_formulas_come_back_with_their_values() -> None:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as made:
        sheet = made.add_worksheet("名单")
        sheet.write_row(2, 1, ["姓名", "身份证号", "单位"])
        for column, (formula, value) in enumerate((('=T("李四")', "李四 & <子>"), ("=1E17+1", 1e17), ("=A9", "甲公司")), 1):
            sheet.write_formula(3, column, formula, None, value)
    marked = mark_up(output.getvalue(), "名单.xlsx", [_problem(4)], WORDS)
    assert _opened(marked)["名单"]["B4"].value == '=T("李四")'
    before, after = (read(data, "名单.xlsx").sheets[0] for data in (output.getvalue(), marked))
    assert after.row(1) == before.row(1) == ["李四 & <子>", "100000000000000000", "甲公司"]
    assert after.marks == before.marks != {}
