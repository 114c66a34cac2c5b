"""Builds the same rows in every container a user may send, from scratch: no binary fixtures."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Cell = str | int | float | date | None
Rows = Sequence[Sequence[Cell]]


@dataclass
class Look:
    """What a sheet does besides holding values: merges (top, left, bottom, right), hidden rows and columns, from 0."""

    name: str = "名单"
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    hidden: bool = False
    rows: Rows = field(default_factory=list)


def xlsx(*sheets: Look) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        shown = book.add_format({"num_format": "mmm-yy"})
        for look in sheets:
            sheet = book.add_worksheet(look.name)
            for row, cells in enumerate(look.rows):
                for column, value in enumerate(cells):
                    if isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif isinstance(value, date):
                        sheet.write_datetime(row, column, value, shown)
                    elif value is not None:
                        sheet.write_number(row, column, value)
            merge_and_hide(sheet, look)
    return output.getvalue()


def with_formulas(rows: Rows, results: dict[tuple[int, int], str | None]) -> bytes:
    """An xlsx as Excel saves it; at the places given a formula with this result, None for one never computed."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if (row, column) in results:
                    result = results[row, column]
                    sheet.write_formula(row, column, "=VLOOKUP(A1,B:C,2,0)", None, "" if result is None else result)
                else:
                    sheet.write(row, column, cell)
    return output.getvalue()


def merge_and_hide(sheet: xlsxwriter.worksheet.Worksheet, look: Look) -> None:
    """What a look says of the sheet as a whole, told to a sheet of xlsxwriter."""
    for top, left, bottom, right in look.merges:
        value = look.rows[top][left]
        sheet.merge_range(top, left, bottom, right, value if value is not None else "")
    for row in look.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in look.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    if look.hidden:
        sheet.hide()


def ods(*sheets: Look) -> bytes:
    body = []
    for look in sheets:
        covered = {
            (row, column) for top, left, bottom, right in look.merges
            for row in range(top, bottom + 1) for column in range(left, right + 1) if (row, column) != (top, left)
        }
        starts = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in look.merges}
        width = max(map(len, look.rows))
        columns = "".join(
            f'<table:table-column{" table:visibility=" + quoteattr("collapse") if column in look.hidden_columns else ""}/>'
            for column in range(width)
        )
        rows = []
        for row, cells in enumerate(look.rows):
            text = []
            for column in range(width):
                value = cells[column] if column < len(cells) else None
                if (row, column) in covered:
                    text.append("<table:covered-table-cell/>")
                    continue
                span = starts.get((row, column))
                attributes = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
                if value is None or value == "":
                    text.append(f"<table:table-cell{attributes}/>")
                elif isinstance(value, str):
                    text.append(
                        f'<table:table-cell office:value-type="string"{attributes}><text:p>{escape(value)}</text:p>'
                        "</table:table-cell>"
                    )
                else:
                    text.append(
                        f'<table:table-cell office:value-type="float" office:value="{value}"{attributes}>'
                        f"<text:p>{value}</text:p></table:table-cell>"
                    )
            hidden = ' table:visibility="collapse"' if row in look.hidden_rows else ""
            rows.append(f"<table:table-row{hidden}>{''.join(text)}</table:table-row>")
        style = "hid" if look.hidden else "vis"
        body.append(
            f"<table:table table:name={quoteattr(look.name)} table:style-name={quoteattr(style)}>"
            f"{columns}{''.join(rows)}</table:table>"
        )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:automatic-styles>'
        '<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>'
        '<style:style style:name="vis" style:family="table"><style:table-properties table:display="true"/></style:style>'
        f"</office:automatic-styles><office:body><office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return output.getvalue()


def _record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _biff_text(text: str, count: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack(count, len(raw) // 2) + b"\x01" + raw


def biff_stream(*sheets: Look, encrypted: bool = False, epoch_1904: bool = False) -> bytes:
    """The workbook stream of an xls (BIFF8)."""
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    if encrypted:
        head += _record(0x2F, struct.pack("<HHH", 0, 1, 1) + bytes(48))
    head += _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", int(epoch_1904)))
    texts = sorted({value for look in sheets for row in look.rows for value in row if isinstance(value, str) and value})
    place = {text: index for index, text in enumerate(texts)}
    sst = struct.pack("<II", len(texts), len(texts)) + b"".join(_biff_text(text, "<H") for text in texts)
    strings = _record(0xFC, sst)
    bounds = sum(len(_record(0x85, bytes(6) + _biff_text(look.name, "<B"))) for look in sheets)
    offset = len(head) + bounds + len(strings) + len(_record(0x0A))
    bodies = [_biff_sheet(look, place) for look in sheets]
    globals_ = head
    for look, body in zip(sheets, bodies, strict=True):
        globals_ += _record(0x85, struct.pack("<IBB", offset, int(look.hidden), 0) + _biff_text(look.name, "<B"))
        offset += len(body)
    return globals_ + strings + _record(0x0A) + b"".join(bodies)


def _biff_sheet(look: Look, place: dict[str, int]) -> bytes:
    width = max(map(len, look.rows), default=1)
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for column in look.hidden_columns:
        out += _record(0x7D, struct.pack("<HHHHHH", column, column, 2048, 0, 1, 0))
    out += _record(0x200, struct.pack("<IIHHH", 0, len(look.rows), 0, width, 0))
    for row in range(len(look.rows)):
        options = 0x100 | (0x20 if row in look.hidden_rows else 0)
        out += _record(0x208, struct.pack("<HHHHHHHH", row, 0, width, 255, 0, 0, options, 0))
    for row, cells in enumerate(look.rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and value:
                out += _record(0xFD, struct.pack("<HHHI", row, column, 0, place[value]))
            elif value is not None and value != "":
                out += _record(0x203, struct.pack("<HHHd", row, column, 0, float(value)))
    if look.merges:
        body = struct.pack("<H", len(look.merges))
        body += b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in look.merges)
        out += _record(0xE5, body)
    return out + _record(0x0A)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with the streams, each in whole sectors of 512 bytes."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    fat: list[int] = []
    data = b""
    entries = []
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // 512)
        start = len(fat)
        fat += [*range(start + 1, start + count), end]
        data += content.ljust(count * 512, b"\0")
        entries.append((name, 2, start, len(content)))
    directory_start = len(fat)
    raw = b""
    for name, kind, start, size in [("Root Entry", 5, end, 0), *entries]:
        encoded = (name + "\0").encode("utf-16-le")
        child = 1 if kind == 5 else free
        raw += encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, free, free, child)
        raw += bytes(16) + struct.pack("<I", 0) + bytes(16) + struct.pack("<III", start, size, 0)
    raw = raw.ljust(-(-len(raw) // 512) * 512, b"\0")
    count = len(raw) // 512
    fat += [*range(directory_start + 1, directory_start + count), end]
    data += raw
    fat_start = len(fat)
    fat_sectors = -(-(len(fat) + 40) // 128)
    fat += [0xFFFFFFFD] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, directory_start, 0, 4096, end, 0, end, 0)
    difat = [*range(fat_start, fat_start + fat_sectors)]
    header += struct.pack("<109I", *difat, *[free] * (109 - len(difat)))
    return header + data + table


def xls(*sheets: Look, **options: bool) -> bytes:
    return compound({"Workbook": biff_stream(*sheets, **options)})


def biff12(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(body)
    length = b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def xlsb(*sheets: Look) -> bytes:
    output = io.BytesIO()
    kinds = "application/vnd.ms-excel."
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    package = "http://schemas.openxmlformats.org/package/2006/"
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}content-types">'
            f'<Default Extension="bin" ContentType="{kinds}sheet.binary.macroEnabled.main"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}relationships"><Relationship Id="rId1" Type="{relations}officeDocument" '
            'Target="xl/workbook.bin"/></Relationships>',
        )
        book = biff12(131) + biff12(143)
        links = ""
        for number, look in enumerate(sheets, 1):
            state = struct.pack("<II", int(look.hidden), number)
            book += biff12(156, state + _wide(f"rId{number}") + _wide(look.name))
            links += f'<Relationship Id="rId{number}" Type="{relations}worksheet" Target="worksheets/sheet{number}.bin"/>'
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _biff12_sheet(look))
        archive.writestr("xl/workbook.bin", book + biff12(144) + biff12(132))
        archive.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{package}relationships">{links}</Relationships>')
    return output.getvalue()


def _biff12_sheet(look: Look) -> bytes:
    width = max(map(len, look.rows), default=1)
    out = biff12(129) + biff12(148, struct.pack("<IIII", 0, len(look.rows) - 1, 0, width - 1))
    if look.hidden_columns:
        out += biff12(390)
        for column in look.hidden_columns:
            out += biff12(60, struct.pack("<IIIIH", column, column, 2048, 0, 1))
        out += biff12(391)
    out += biff12(145)
    for row, cells in enumerate(look.rows):
        flags = 0x10 if row in look.hidden_rows else 0
        out += biff12(0, struct.pack("<IIHBBBI", row, 0, 300, 0, flags, 0, 0))
        for column, value in enumerate(cells):
            if isinstance(value, str) and value:
                out += biff12(6, struct.pack("<II", column, 0) + _wide(value))
            elif value is not None and value != "":
                out += biff12(5, struct.pack("<IId", column, 0, float(value)))
    out += biff12(146)
    if look.merges:
        out += biff12(177, struct.pack("<I", len(look.merges)))
        for top, left, bottom, right in look.merges:
            out += biff12(176, struct.pack("<IIII", top, bottom, left, right))
        out += biff12(178)
    return out + biff12(130)


def html(look: Look, *, head: str = "") -> bytes:
    covered = {
        (row, column) for top, left, bottom, right in look.merges
        for row in range(top, bottom + 1) for column in range(left, right + 1) if (row, column) != (top, left)
    }
    starts = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in look.merges}
    width = max(map(len, look.rows))
    rows = []
    for row, cells in enumerate(look.rows):
        text = []
        for column in range(width):
            if (row, column) in covered:
                continue
            value = cells[column] if column < len(cells) else None
            span = starts.get((row, column))
            attributes = f' rowspan="{span[0]}" colspan="{span[1]}"' if span else ""
            text.append(f"<td{attributes}>{escape('' if value is None else str(value))}</td>")
        hidden = ' style="display:none"' if row in look.hidden_rows else ""
        rows.append(f"<tr{hidden}>{''.join(text)}</tr>")
    return f"<html><head>{head}</head><body><table border=1>{''.join(rows)}</table></body></html>".encode()


def spreadsheetml(*sheets: Look, first_line: int = 1) -> bytes:
    parts = []
    for look in sheets:
        covered = {
            (row, column) for top, left, bottom, right in look.merges
            for row in range(top, bottom + 1) for column in range(left, right + 1) if (row, column) != (top, left)
        }
        starts = {(top, left): (bottom - top, right - left) for top, left, bottom, right in look.merges}
        columns = "".join(f'<Column ss:Index="{column + 1}" ss:Hidden="1"/>' for column in look.hidden_columns)
        rows = []
        for row, cells in enumerate(look.rows):
            text = []
            for column, value in enumerate(cells):
                if (row, column) in covered or value is None or value == "":
                    continue
                kind = "String" if isinstance(value, str) else "Number"
                span = starts.get((row, column))
                attributes = f' ss:MergeDown="{span[0]}" ss:MergeAcross="{span[1]}"' if span else ""
                text.append(
                    f'<Cell ss:Index="{column + 1}"{attributes}><Data ss:Type="{kind}">{escape(str(value))}</Data></Cell>'
                )
            hidden = ' ss:Hidden="1"' if row in look.hidden_rows else ""
            index = f' ss:Index="{first_line}"' if row == 0 else ""
            rows.append(f"<Row{index}{hidden}>{''.join(text)}</Row>")
        visible = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>" if look.hidden else ""
        parts.append(f"<Worksheet ss:Name={quoteattr(look.name)}><Table>{columns}{''.join(rows)}</Table>{visible}</Worksheet>")
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{"".join(parts)}</Workbook>'
    ).encode()


def delimited(look: Look, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = []
    for row in look.rows:
        cells = ["" if value is None else str(value) for value in row]
        lines.append(delimiter.join(f'"{cell}"' if delimiter in cell or "\n" in cell else cell for cell in cells))
    return ("\r\n".join(lines) + "\r\n").encode(encoding)
