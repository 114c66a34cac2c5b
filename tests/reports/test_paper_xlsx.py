"""The workbook's cells are the form's figures, as numbers, and nothing in it acts."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.reports.forms import example_form, row
from training_app.reports.layout import COLUMNS, HEADINGS, REMARK, Kind, Narratives, PrintOptions, ReturnForm
from training_app.reports.paper_xlsx import return_xlsx

HOSTILE = ["=1+1", "=HYPERLINK(\"http://x\",\"y\")", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "http://example.com", "<b>&"]


def sheet(form: ReturnForm, options: PrintOptions | None = None, name: str = "开展情况表") -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(return_xlsx(form, options)))[name]


def test_cells_equal_the_form() -> None:
    form = example_form()
    page = sheet(form)
    assert page["A1"].value == "数字技术工程师培育项目开展情况表"
    assert page["A2"].value == "填报单位（盖章）：山东蓝湾数智职业培训学校有限公司"
    assert page["F2"].value == "填报时间：2026 年 6 月 29 日"
    assert tuple(cell.value for cell in page[3]) == HEADINGS
    for line, expected in enumerate((*form.rows, form.total), 4):
        cells = page[line]
        assert cells[0].value == expected.name
        for cell, column in zip(cells[1:], COLUMNS, strict=True):
            assert cell.data_type == "n"
            scale = 100 if column.kind is Kind.MONEY else 1
            assert round(cell.value * scale) == expected.figure(column)
            assert cell.number_format == ("#,##0.00" if column.kind is Kind.MONEY else "0")
    texts = [page.cell(line, 1).value for line in range(9, page.max_row + 1)]
    assert REMARK in texts and "填表人：毕晓彤" in texts and "校验码：5f2c9a07b1d4" in texts
    assert "联系电话：0631-5200000" in [cell.value for line in page.iter_rows(min_row=9) for cell in line]


def test_page_set_up() -> None:
    page = sheet(example_form())
    assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == 9
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToWidth in (None, 1)
    assert page.page_setup.fitToHeight == 0 and page.print_title_rows == "$1:$3"
    assert page.print_area == f"'开展情况表'!$A$1:$G${page.max_row}"
    assert {page["A1"].font.name, page["A3"].font.name, page["A4"].font.name} == {"方正小标宋简体", "黑体", "仿宋"}


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_becomes_a_formula_or_link(text: str) -> None:
    form = example_form(
        unit_name=text, prepared_by=text, phone=text, rows=(row("x", text, 1),), notes=(text,),
        narratives=Narratives(text, text, text),
    )
    content = return_xlsx(form)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for page in book:
        assert not page._hyperlinks
        assert not [cell for line in page.iter_rows() for cell in line if cell.data_type == "f"]
    assert book["开展情况表"]["A4"].value == text
    assert book["配套措施"]["A2"].value == text
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in parts if "vba" in name.lower() or "externalLink" in name]
    assert not [name for name, part in parts.items() if name.startswith("xl/worksheets/") and b"<f>" in part]


def test_narratives_have_their_sheets_and_long_paragraphs_stay_whole() -> None:
    long = "保障措施" * 500
    form = example_form(narratives=Narratives(measures=f"甲\n{long}", issues="乙"))
    book = openpyxl.load_workbook(io.BytesIO(return_xlsx(form)))
    assert book.sheetnames == ["开展情况表", "配套措施", "存在问题"]
    cells = [line[0] for line in book["配套措施"].iter_rows(min_row=2, values_only=True)]
    assert cells[0] == "甲" and "".join(cells[1:]) == long and max(map(len, cells)) <= 600
    assert all(dimension.height <= 409 for dimension in book["配套措施"].row_dimensions.values() if dimension.height)


def test_control_characters_do_not_reach_the_file() -> None:
    page = sheet(example_form(unit_name="甲\x00\x0b乙\u202e丙", narratives=Narratives(measures="丁\x07戊")))
    assert page["A2"].value == "填报单位（盖章）：甲 乙丙"


def test_same_form_same_bytes() -> None:
    assert return_xlsx(example_form()) == return_xlsx(example_form())


def test_switches() -> None:
    bare = PrintOptions(total=False, distinct=False, money_unit=False, basis=False)
    page = sheet(example_form(), bare)
    texts = [cell for line in page.iter_rows(values_only=True) for cell in line if isinstance(cell, str)]
    assert "合计" not in texts and not [text for text in texts if "去重" in text or "金额单位" in text]


def test_a_draft_says_so_at_the_top() -> None:
    assert "草稿" in sheet(example_form(draft=True)).oddHeader.right.text
    assert not sheet(example_form()).oddHeader.right.text
