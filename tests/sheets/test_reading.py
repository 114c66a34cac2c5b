"""The same list in every container reads the same; what cannot be read is refused with a reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.sheets.containers import Look, biff_stream, compound, delimited, html, ods, spreadsheetml, xls, xlsb, xlsx
from training_app.sheets.errors import SheetError
from training_app.sheets.model import LOST_DIGITS
from training_app.sheets.reader import read_here
from training_app.sheets.reading import read

ROWS = [
    ["学员名单", None, None], ["姓名", "身份证号", "单位"], ["李四", "371002199003070011", "甲公司"],
    ["王五", 371002199003070011, None], ["赵𬭎", 12, "乙&<公司>"],
]
SEEN = [
    "学员名单", "", "", "姓名", "身份证号", "单位", "李四", "371002199003070011", "甲公司", "王五", "371002199003070000", "",
    "赵𬭎", "12", "乙&<公司>",
]
LOOK = Look(rows=ROWS, merges=[(0, 0, 0, 2), (2, 2, 3, 2)], hidden_rows=[3], hidden_columns=[1])
SECOND = Look(name="隐藏的", rows=[["a", "b"]], hidden=True)
OFFICE: dict[str, Callable[..., bytes]] = {"xlsx": xlsx, "ods": ods, "xls": xls, "xlsb": xlsb, "xml": spreadsheetml}


@pytest.mark.parametrize("kind", OFFICE)
@pytest.mark.parametrize("name", ["名单.xlsx", "名单.xls", "名单.et", "名单.csv", "noextension", "../..\\名单.pdf"])
def test_every_container_reads_alike_whatever_it_is_called(kind: str, name: str) -> None:
    workbook = read(OFFICE[kind](LOOK, SECOND), name)
    sheet = workbook.sheets[0]
    assert (workbook.kind, sheet.name, sheet.width, sheet.first_line) == (kind, "名单", 3, 1)
    assert sheet.cells == SEEN
    assert sorted(sheet.merges) == [(0, 0, 0, 2), (2, 2, 3, 2)]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.hidden) == ({3}, {1}, False)
    assert sheet.marks == {10: LOST_DIGITS}
    assert workbook.sheets[1].hidden


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_the_encodings_and_delimiters_of_chinese_offices(encoding: str, delimiter: str) -> None:
    look = Look(rows=[["姓名", "身份证号"], ["李四", "371002199003070011"], ["赵𬭎", "E1"]])
    sheet = read(delimited(look, delimiter, encoding), "二班.txt").sheets[0]
    assert sheet.cells == ["姓名", "身份证号", "李四", "371002199003070011", "赵𬭎", "E1"]
    assert (sheet.name, sheet.lines) == ("二班", [1, 2, 3])


def test_characters_of_the_2022_standard_are_read_as_their_own() -> None:
    data = "姓名,身份证号\n".encode("gb18030") + b"\xd5\xc5\xfe\x59,1\n\xd5\xc5\xfe\x51,2\n"
    assert read(data, "x.csv").sheets[0].cells == ["姓名", "身份证号", "张\u9fb4", "1", "张\U00020087", "2"]


def test_lines_of_text_are_physical_ones() -> None:
    data = "姓名,备注\r\n李四,\"两行\r\n备注\"\r\n\r\n王五,一行\r\n,\r\n,\r\n".encode()
    sheet = read(data, "x.csv").sheets[0]
    assert sheet.lines == [1, 2, 4, 5]
    assert sheet.row(1) == ["李四", "两行\r\n备注"]
    assert sheet.row(3) == ["王五", "一行"]


def test_a_quotation_mark_left_open_does_not_swallow_the_rest() -> None:
    lines = ["姓名,单位", '李四,"甲公司'] + [f"王五{index},乙公司" for index in range(40)]
    sheet = read("\n".join(lines).encode(), "x.csv").sheets[0]
    assert sheet.height == 42
    assert sheet.row(2) == ["王五0", "乙公司"]


def test_text_kept_by_an_equals_sign_is_plain() -> None:
    assert read('姓名,证件\n李四,="371002199003070011"\n'.encode(), "x.csv").sheets[0].cells[3] == "371002199003070011"


def test_a_web_page_named_xls() -> None:
    page = html(LOOK, head="<meta charset=gbk>").decode().replace("𬭎", "&#183118;").encode("gbk")
    sheet = read(page, "名单.xls").sheets[0]
    assert sheet.cells == [*SEEN[:10], "371002199003070011", *SEEN[11:]]
    assert (sheet.hidden_rows, sheet.name) == ({3}, "名单")
    assert (2, 2, 3, 2) in sheet.merges


def test_nested_tables_of_a_page_are_parts_with_their_own_lines() -> None:
    inner = "<table><tr><td>姓<br>名</td></tr><tr><td>李四</td></tr></table>"
    page = f"<table><tr><td>{inner}</td></tr></table><table><tr><td>二</td></tr></table>".encode()
    sheets = read(page, "x.xls").sheets
    assert [(sheet.part, sheet.cells) for sheet in sheets] == [(1, ["姓\n名", "李四"]), (2, ["二"])]


def test_row_numbers_of_spreadsheetml_are_honoured() -> None:
    sheet = read(spreadsheetml(Look(rows=[["姓名"], ["李四"]]), first_line=7), "x.xls").sheets[0]
    assert [sheet.line(row) for row in range(sheet.height)] == [7, 8]


def test_lines_of_a_sheet_that_begins_further_down() -> None:
    look = Look(rows=[[], [], [None, None, "姓名"], [None, None, "李四"]])
    sheet = read(xlsx(look), "x").sheets[0]
    assert (sheet.first_line, sheet.letter(0), sheet.cells) == (3, "C", ["姓名", "李四"])


def _zip(**members: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "detail"),
    [
        (b"", "file.unreadable", "empty"), (b" \r\n\t", "file.unreadable", "empty"),
        (b"%PDF-1.7 ...", "file.unreadable", "pdf"), (b"\x89PNG\r\n\x1a\n....", "file.unreadable", "picture"),
        (b"Rar!\x1a\x07\x00", "file.unreadable", "archive"), (bytes(range(1, 256)) * 20, "file.unreadable", "bytes"),
        (_zip(**{"word__document.xml": b"<w/>"}), "file.unreadable", "word"), (_zip(a=b"1"), "file.unreadable", "archive"),
        (b"PK\x03\x04 and then nothing", "file.damaged", "zip"), (b"<html><p>no table</p></html>", "file.unreadable", "page"),
        (b"<?xml version='1.0'?><a/>", "file.unreadable", "xml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "file.damaged", "compound"),
        (compound({"WordDocument": b"x"}), "file.unreadable", "word"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "file.password", "xlsx"),
        (compound({"Workbook": biff_stream(LOOK, encrypted=True)}), "file.password", "xls"),
        (xlsx(LOOK)[:-200], "file.damaged", "zip"), (_zip(**{"xl__workbook.xml": b"<broken"}), "file.damaged", "xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str, detail: str) -> None:
    with pytest.raises(SheetError) as refused:
        read(data, "名单.xlsx")
    assert (refused.value.code, refused.value.detail) == (code, detail)


def test_entities_are_never_expanded() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
    xml = spreadsheetml(LOOK).replace(b"<Workbook", laughs + b"<Workbook", 1)
    book = zipfile.ZipFile(io.BytesIO(xlsx(LOOK)))
    members = {name: book.read(name) for name in book.namelist()}
    members["xl/sharedStrings.xml"] = members["xl/sharedStrings.xml"].replace(b"<sst", laughs + b"<sst", 1)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    for data in (xml, output.getvalue()):
        with pytest.raises(SheetError) as refused:
            read(data, "x.xls")
        assert (refused.value.code, refused.value.detail) == ("file.damaged", "entities")


def test_reading_here_and_in_the_child_give_the_same() -> None:
    data = xlsx(LOOK, SECOND)
    assert read_here(data, "x") == read(data, "x")


@pytest.mark.parametrize(
    "broken",
    [
        '姓名,身份证号,单位\n李四,371002199003070011,"甲公司\n王五,371002199003070022,乙\n赵六,3,丙\n',
        '姓名,身份证号,单位\n李四,371002199003070011,"甲公司\n王五,2,"乙"\n赵六,3,丙\n',
        '姓名,身份证号,单位\n李四,371002199003070011,"甲公司\n王五,371002199003070022,"\n赵六,3,丙\n',
    ],
)
def test_no_person_disappears_into_the_cell_above(broken: str) -> None:
    sheet = read(broken.encode(), "a.csv").sheets[0]
    assert sheet.column(0) == ["姓名", "李四", "王五", "赵六"]
    assert [sheet.line(row) for row in range(4)] == [1, 2, 3, 4]


def test_what_a_browser_does_not_show_is_no_text_of_a_cell() -> None:
    page = "<table><tr><td>姓名<td>单位<tr><td><ruby>李四<rt>lisi</rt></ruby><td><span style='display:none'>旧</span>甲</table>"
    assert read(page.encode(), "a.xls").sheets[0].cells == ["姓名", "单位", "李四", "甲"]
