"""Formulas without a result: a spreadsheet shows #N/A, a reader of values says the cell is empty."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest

from tests.sheets.containers import Look, ods, with_formulas
from training_app.sheets import limits
from training_app.sheets.biff import hidden_in_biff
from training_app.sheets.biff12 import _hidden_in_sheet as in_biff12
from training_app.sheets.errors import TOO_LARGE, SheetError
from training_app.sheets.hidden import _OdsTable
from training_app.sheets.model import LOST_DIGITS
from training_app.sheets.reading import read


def test_what_stands_in_the_cell_is_read() -> None:
    rows = [["甲", "乙", "丙"], ["a", "b", "c"], ["d", "e", "f"]]
    data = with_formulas(rows, {(1, 1): "#N/A", (1, 2): "好", (2, 0): "#REF!", (2, 1): None})
    assert read(data, "名单.xlsx").sheets[0].cells == ["甲", "乙", "丙", "a", "#N/A", "好", "#REF!", "#CALC!", "f"]


def test_an_empty_result_is_a_result() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", '=""', "丙"])
    output = io.BytesIO()
    book.save(output)
    raw = io.BytesIO()
    with zipfile.ZipFile(output) as source, zipfile.ZipFile(raw, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename.endswith("sheet1.xml"):
                assert b"<v></v>" in content or b"<v />" in content or b"<v/>" in content
                content = content.replace(b'<c r="B1">', b'<c r="B1" t="str">')
            target.writestr(item, content)
    assert read(raw.getvalue(), "名单.xlsx").sheets[0].cells == ["甲", "", "丙"]
    assert read(output.getvalue(), "名单.xlsx").sheets[0].cells == ["甲", "#CALC!", "丙"]


def test_a_long_sheet_is_read_in_pieces() -> None:
    rows = [["甲", "乙", "丙"], *([f"{row}", "x", "y"] for row in range(30_000))]
    data = with_formulas(rows, {(row, 1): "#N/A" for row in range(1, 30_001, 3)})
    cells = read(data, "名单.xlsx").sheets[0].column(1)
    assert [row for row, cell in enumerate(cells) if cell == "#N/A"] == list(range(1, 30_001, 3))
    assert limits.MERGES > 10_001


def test_old_and_binary_and_open_files() -> None:
    def record(number: int, body: bytes) -> bytes:
        return struct.pack("<HH", number, len(body)) + body

    bof, eof = record(0x809, b"\0" * 16), record(0x0A, b"")
    name = b"\0\0\x04\0" + b"list"
    head = len(bof) + len(record(0x85, b"\0" * 4 + name)) + len(eof)
    sheet = (
        bof + record(0x205, struct.pack("<HHHBB", 2, 1, 0, 0x2A, 1)) + record(0x205, struct.pack("<HHHBB", 3, 1, 0, 1, 0))
        + record(0x06, struct.pack("<HHH", 4, 2, 0) + b"\x02\0\x17\0\0\0\xff\xff" + b"\0" * 8)
        + record(0x06, struct.pack("<HHHd", 5, 2, 0, 2.5) + b"\0" * 8) + eof
    )  # fmt: skip
    stream = bof + record(0x85, struct.pack("<I", head) + name) + eof + sheet
    assert hidden_in_biff(stream).failed == {"list": {(2, 1): "#N/A", (4, 2): "#REF!"}}

    def record12(number: int, body: bytes) -> bytes:
        return bytes([number, len(body)]) + body

    found: dict[tuple[int, int], str] = {}
    row = struct.pack("<I", 7) + b"\0" * 4 + b"\x2c\x01" + b"\0" * 7
    in_biff12(record12(0, row) + record12(3, struct.pack("<II", 4, 0) + b"\x07"), found)
    assert found == {(7, 4): "#DIV/0!"}

    plain = ods(Look(rows=[["甲", "乙"], ["a", "坏"]]))
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(raw, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "content.xml":
                before = content
                content = _made_error(content)
                assert content != before
            target.writestr(item, content)
    assert read(raw.getvalue(), "名单.ods").sheets[0].cells[3] == "#N/A"


def _made_error(content: bytes) -> bytes:
    """The cell 坏 as LibreOffice writes a formula that found nothing."""
    at = content.index("坏".encode())
    start, end = content.rindex(b"<table:table-cell", 0, at), content.index(b"</table:table-cell>", at)
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p>'
    )
    return content[:start] + error.encode() + content[end:]


def test_formulas_around_the_values_are_read() -> None:
    rows = [[None] * 4, [None, "甲", 371002199003070000.0, None], [None] * 4, [None] * 4]
    data = with_formulas(rows, {(0, 2): "#N/A", (2, 3): None, (3, 0): "#REF!"})
    [sheet] = read(data, "名单.xlsx").sheets
    assert [sheet.row(row) for row in range(sheet.height)] == [
        ["", "", "#N/A", ""], ["", "甲", "371002199003070000", ""], ["", "", "", "#CALC!"], ["#REF!", "", "", ""],
    ]  # fmt: skip
    assert (sheet.first_line, sheet.first_column, sheet.marks) == (1, 0, {6: LOST_DIGITS})


def test_a_sheet_of_nothing_but_formulas_is_not_empty() -> None:
    [sheet] = read(with_formulas([[None], [None, None]], {(1, 1): None}), "名单.xlsx").sheets
    assert (sheet.cells, sheet.first_line, sheet.first_column) == (["#CALC!"], 2, 1)


def test_a_formula_at_the_end_of_the_sheet_is_no_reason_to_fill_the_memory() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.active["XFD1048576"] = "=NA()"
    output = io.BytesIO()
    book.save(output)
    with pytest.raises(SheetError) as error:
        read(output.getvalue(), "名单.xlsx")
    assert error.value.code == TOO_LARGE


def test_repeated_cells_of_open_files() -> None:
    found = _OdsTable(set())
    found.next_row(b' table:number-rows-repeated="2"')
    found.next_cell(b' table:number-columns-repeated="3" calcext:value-type="error"')
    assert sorted(found.failed) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
