"""Lines a file strikes through or sets apart are known to the reader of lists, whatever stands in their cells."""

from __future__ import annotations

import io
import struct
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

from tests.sheets.containers import Look, biff12, spreadsheetml, xlsb
from training_app.sheets.apart import says_left, set_apart
from training_app.sheets.biff import hidden_in_biff
from training_app.sheets.biff12 import hidden_in_xlsb
from training_app.sheets.headings import Column
from training_app.sheets.hidden import hidden_in_ods
from training_app.sheets.model import Sheet
from training_app.sheets.reader import read_here
from training_app.sheets.strike import StruckCells
from training_app.sheets.tables import Table
from training_app.sheets.wire import pack, unpack


def test_struck_cells_of_an_xlsx() -> None:
    target = io.BytesIO()
    with Workbook(target) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(2, 1, ["姓名", "单位"])
        sheet.write_row(3, 1, ["李四", "甲公司"], book.add_format({"font_strikeout": True}))
        sheet.write_row(4, 1, ["王五", "乙公司"], book.add_format({"bold": True}))
        sheet.write_blank(5, 1, None, book.add_format({"font_strikeout": True}))
        sheet.write_string(5, 2, "丙公司")
    found = unpack(pack(read_here(target.getvalue(), "名单.xlsx"))).sheets[0]
    assert {found.cells[place] for place in found.struck} == {"李四", "甲公司"}


def test_texts_struck_through_in_part() -> None:
    target = io.BytesIO()
    with Workbook(target) as book:
        sheet = book.add_worksheet("名单")
        gone, other = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
        sheet.write_row(0, 0, ["姓名", "姓名", "单位", "x"])
        sheet.write_rich_string(1, 0, gone, "李四", "王五")
        sheet.write_rich_string(1, 1, other, "赵", "六")
        sheet.write_row(1, 2, ["李四", "孙七"])
    data = target.getvalue()
    found = read_here(data, "名单.xlsx").sheets[0]
    assert {found.cells[place] for place in found.struck} == {"李四王五"}


def test_struck_cells_of_a_sheet_that_goes_by_in_pieces() -> None:
    sheet = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><strike/></rPr><t>a</t></r></is></c><c r="B1" s="2"/>'
        b'<c r="C1" t="inlineStr"><is><r><rPr><strike val="0"/></rPr><t>b</t></r></is></c><c r="D1" s="2"><v>7</v></c></row>'
        b'<x:row r="2"><x:c r="A2" t="s"><x:v>7</x:v></x:c><x:c r="B2"><x:v>7</x:v></x:c><c r="AB2" t="s"><v>70</v></c></x:row>'
    )
    for pieces in ([sheet], [piece + b">" for piece in sheet.split(b">") if piece]):
        cells = StruckCells(frozenset({b"2"}), frozenset({b"7"}))
        for piece in pieces:
            cells.look(piece)
        assert cells.found == {(0, 0), (0, 3), (1, 0)}


def test_struck_cells_of_an_ods_and_of_a_page() -> None:
    content = (
        '<style:style style:name="ce1"><style:text-properties style:text-line-through-style="none"/></style:style>'
        '<style:style style:name="ce2"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<office:body><office:spreadsheet><table:table table:name="A"><table:table-row>'
        '<table:table-cell table:style-name="ce1"/><table:table-cell table:style-name="ce2"/></table:table-row>'
    )
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("content.xml", content)
    with ZipFile(target) as archive:
        assert hidden_in_ods(archive).struck == {"A": {(0, 1)}}
    page = "<table><tr><td rowspan=2>a<td><del>b</del><td>c<tr style='text-decoration:line-through'><td>d<td>e</table>"
    found = read_here(f"<html><meta charset=utf-8>{page}</html>".encode(), "A.xls").sheets[0]
    assert {found.cells[place] for place in found.struck} == {"b", "d", "e"}


def test_struck_cells_of_an_xls() -> None:
    def record(number: int, body: bytes) -> bytes:
        return struct.pack("<HH", number, len(body)) + body

    bof, eof = record(0x809, bytes(16)), record(0x0A, b"")
    # Font 4 does not exist: the fifth font of the file has the number 5.
    fonts = b"".join(record(0x31, struct.pack("<HH", 200, 8 if number == 4 else 0)) for number in range(5))
    formats = b"".join(record(0xE0, struct.pack("<H", font) + bytes(18)) for font in (0, 5, 3))
    start = len(bof + fonts + formats + eof) + 4 + 9
    sheet = record(0x85, struct.pack("<IHBB", start, 0, 1, 0) + b"A")
    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 1, style, 0)) for row, style in ((2, 0), (3, 1), (4, 2)))
    found = hidden_in_biff(bof + fonts + formats + sheet + eof + bof + cells + eof)
    assert found.struck == {"A": {(3, 1)}}


def test_struck_cells_of_an_xlsb() -> None:
    fonts = b"".join(biff12(43, struct.pack("<HH", 220, 8 if number == 1 else 2) + bytes(20)) for number in range(3))
    formats = b"".join(biff12(47, struct.pack("<HHH", 0, 0, font) + bytes(10)) for font in (0, 1, 2))
    styles = fonts + biff12(47, struct.pack("<HHH", 0, 0, 1) + bytes(10)) + biff12(617, bytes(4)) + formats + biff12(618)
    wide = struct.pack("<I", 2) + "李四".encode("utf-16-le")
    texts = biff12(19, b"\0" + wide) + biff12(19, b"\1" + wide + struct.pack("<IHHHH", 2, 0, 0, 1, 1))
    row = lambda line: biff12(0, struct.pack("<I", line) + bytes(12))  # noqa: E731
    part = row(2) + biff12(6, struct.pack("<II", 0, 1) + wide) + biff12(1, struct.pack("<II", 1, 1)) + row(3)
    part += biff12(7, struct.pack("<III", 0, 0, 0)) + biff12(7, struct.pack("<III", 1, 2, 1))
    target = io.BytesIO()
    with ZipFile(io.BytesIO(xlsb(Look(rows=[["x"]])))) as source, ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, part if "sheet1" in name else source.read(name))
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/sharedStrings.bin", texts)
    with ZipFile(target) as archive:
        assert hidden_in_xlsb(archive).struck == {"名单": {(2, 0), (3, 1)}}


def test_struck_cells_of_a_spreadsheetml() -> None:
    look = Look(rows=[["姓名", "单位"], ["李四", "甲"], ["王五", "乙"], ["赵六", "丙"]])
    head, rest = spreadsheetml(look).split(b"<Worksheet", 1)
    styles = (
        b'<Styles><Style ss:ID="a"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="b" ss:Parent="a"/>'
        b'<Style ss:ID="c" ss:Parent="a"><Font ss:StrikeThrough="0"/></Style></Styles>'
    )
    rest = rest.replace("<Row><Cell ss:Index=\"1\"><Data ss:Type=\"String\">李四".encode(),
                        "<Row ss:StyleID=\"b\"><Cell ss:Index=\"1\" ss:StyleID=\"c\"><Data ss:Type=\"String\">李四".encode())
    rest = rest.replace("<Data ss:Type=\"String\">赵六</Data>".encode(),
                        "<Data ss:Type=\"String\"><S xmlns=\"http://www.w3.org/TR/REC-html40\">赵</S>六</Data>".encode())
    found = unpack(pack(read_here(head + styles + b"<Worksheet" + rest, "A.xls"))).sheets[0]
    assert {found.cells[place] for place in found.struck} == {"甲", "赵六"}


def table(*lines: str, name: str = "Sheet1", above: tuple[str, ...] = ()) -> Table:
    rows = [*above, "序号", *lines]
    cells = [cell for line in rows for cell in (line, "")]
    columns = [Column(0, "序号", "serial"), Column(1, "姓名", "name")]
    return Table(Sheet(name, cells, 2), len(above), len(above), len(above) + 1, len(rows), columns)


@pytest.mark.parametrize("words", [
    "候补名单（暂不参加培训）", "候补学员", "以下人员不参加本次培训，请勿录入", "二、退学人员名单", "未录取：", "授课教师信息表",
    "工作人员", "名单（已退训）", "三、考评员", "取消资格人员", "以下人员不予发放补贴", "已取消资格机构", "退回（账号有误）",
])  # fmt: skip
def test_what_stands_under_such_words_is_apart_until_the_next_title(words: str) -> None:
    others = {1: "note", 4: "title", 6: "total"}
    found = set_apart(table("1", words, "1", "2", "第二组", "3", "合计 4"), [0, 2, 3, 5], others)
    assert found == {2: words, 3: words}
    assert set_apart(table("1", "2", above=(words, "")), [0, 1], {}) == {0: words, 1: words}
    if len(words) < 6:
        assert set_apart(table("1", name=words), [0], {}) == {0: words}


@pytest.mark.parametrize("words", [
    "教师数字素养提升培训班学员名单", "学员名单（不含退学人员）", "班主任：孙老师 13900000000", "备选课程培训班", "参加人员名单",
    "教师培训班", "企业管理人员", "联系人：赵六", "一班", "报名教师名单", "退休人员", "数据工程师",
])  # fmt: skip
def test_words_of_ordinary_lists_set_nobody_apart(words: str) -> None:
    assert set_apart(table("1", words, "1", above=(words,), name=words[:12]), [0, 2], {1: "note"}) == {}


def test_who_has_words_of_a_helper_or_a_waiting_place_for_a_number() -> None:
    assert set_apart(table("1", "领队", "候补1", "备2", "12", "甲"), list(range(6)), {}) == {1: "领队", 2: "候补1", 3: "备2"}


def test_remarks_that_say_somebody_left() -> None:
    left = {"已退学", "不参加", "因病退出", "自愿放弃培训", "取消报名", "候补", "本人申请退训。", "未报到", "审核不通过"}
    stays = {"转班", "替换王五，王五不再参加", "组长", "退休", "未参加过培训的优先", "退役军人", "不参加午餐", "取消午休", ""}
    assert says_left("备注", left | stays) == left
    assert says_left("备注", ["因" * 29 + "x", "因" * 5000 + "退学", "已" * 29]) == frozenset()
    assert says_left("是否参加", ["是", "否", "√", "×"]) == {"否", "×"}
    assert says_left("是否党员", ["否"]) == frozenset()
