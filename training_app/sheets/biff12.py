"""Records of an xlsb ([MS-XLSB]): hidden rows and columns, cells struck through, and the date system."""

from __future__ import annotations

import posixpath
import re
import struct
from collections.abc import Iterator
from zipfile import ZipFile

from training_app.sheets import limits
from training_app.sheets.archive import member_bytes
from training_app.sheets.hidden import Hidden
from training_app.sheets.model import ERRORS
from training_app.sheets.strike import Places

_ROW, _COLUMN, _SHEET, _PROPERTIES, _MERGE = 0, 60, 156, 153, 176
_ERROR_CELLS = (3, 11)
"""BrtCellError and BrtFmlaError."""
_FONT, _FORMAT, _FORMATS, _FORMATS_END = 43, 47, 617, 618
_VALUES = frozenset(range(2, 12))
"""Cells that hold something: BrtCellRk to BrtFmlaError."""
_SHARED_CELL, _SHARED_TEXT = 7, 19
_STRIKEOUT = 0x08
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)=["']([^"']*)["']""")


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and body of each record of a part; ends at the first that is cut off."""
    position = 0
    while position < len(part):
        number = part[position]
        position += 1
        if number & 0x80 and position < len(part):
            number = number & 0x7F | (part[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        while position < len(part) and shift < 28:
            byte = part[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield number, part[position : position + size]
        position += size


def hidden_in_xlsb(archive: ZipFile) -> Hidden:
    """Of every worksheet of an xlsb."""
    found = Hidden()
    targets: dict[str, str] = {}
    for relation in _RELATION.findall(member_bytes(archive, "xl/_rels/workbook.bin.rels")):
        values = dict(_ATTRIBUTE.findall(relation))
        targets[values.get(b"Id", b"").decode("utf-8", "replace")] = values.get(b"Target", b"").decode("utf-8", "replace")
    struck = _Struck(member_bytes(archive, "xl/styles.bin"), archive)
    for number, body in records(member_bytes(archive, "xl/workbook.bin")):
        if number == _PROPERTIES and body:
            found.epoch_1904 = bool(body[0] & 1)
        elif number == _SHEET and len(body) > 12:
            relation, rest = _text(body[8:])
            name, _ = _text(rest)
            path = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
            part = member_bytes(archive, path)
            failed = found.failed[name] = {}
            found.parts[name] = _hidden_in_sheet(part, failed)
            found.merges[name] = _merges_of_sheet(part)
            found.struck[name] = struck.cells(part)
    return found


class _Struck:
    """What strikes letters through in a workbook: formats of cells, and fonts within shared texts."""

    def __init__(self, styles: bytes, archive: ZipFile) -> None:
        fonts: list[bool] = []
        self._formats: set[int] = set()
        count = inside = 0
        for number, body in records(styles):
            if number == _FONT and len(body) >= 4:
                fonts.append(bool(body[2] & _STRIKEOUT))
            elif number in (_FORMATS, _FORMATS_END):
                inside = number == _FORMATS
            elif number == _FORMAT and inside and len(body) >= 6:
                (font,) = struct.unpack_from("<H", body, 4)
                if font < len(fonts) and fonts[font]:
                    self._formats.add(count)
                count += 1
        struck = {number for number, is_struck in enumerate(fonts) if is_struck}
        self._texts = _struck_texts(member_bytes(archive, "xl/sharedStrings.bin"), struck) if struck else frozenset()

    def cells(self, part: bytes) -> Places:
        """The struck cells of a sheet that hold something, by row and column from 0."""
        found: set[tuple[int, int]] = set()
        line = 0
        for number, body in records(part) if self._formats or self._texts else ():
            if number == _ROW and len(body) >= 4:
                (line,) = struct.unpack_from("<I", body)
            elif number in _VALUES and len(body) >= 8 and len(found) < limits.MERGES:
                column, style = struct.unpack_from("<II", body)
                text = struct.unpack_from("<I", body, 8)[0] if number == _SHARED_CELL and len(body) >= 12 else -1
                if style & 0xFFFFFF in self._formats or text in self._texts:
                    found.add((line, column))
        return found


def _struck_texts(part: bytes, fonts: set[int]) -> frozenset[int]:
    """The numbers of the shared texts of which a part is in one of these fonts."""
    found: set[int] = set()
    count = 0
    for number, body in records(part):
        if number != _SHARED_TEXT:
            continue
        if body and body[0] & 1:
            _, runs = _text(body[1:])
            if any(struct.unpack_from("<H", runs, at)[0] in fonts for at in range(6, len(runs) - 1, 4)):
                found.add(count)
        count += 1
    return frozenset(found)


def _text(raw: bytes) -> tuple[str, bytes]:
    if len(raw) < 4:
        return "", b""
    (length,) = struct.unpack_from("<I", raw)
    if length == 0xFFFFFFFF:
        return "", raw[4:]
    return raw[4 : 4 + length * 2].decode("utf-16-le", "replace"), raw[4 + length * 2 :]


def _hidden_in_sheet(
    part: bytes, failed: dict[tuple[int, int], str]
) -> tuple[frozenset[int], frozenset[int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    line = 0
    for number, body in records(part):
        if number == _COLUMN and len(body) >= 18:
            first, last, width, _, flags = struct.unpack_from("<IIIIH", body)
            if flags & 1 or width == 0:
                columns.update(range(first, min(last + 1, limits.COLUMNS)))
        elif number == _ROW and len(body) >= 12:
            (line,) = struct.unpack_from("<I", body)
            if body[11] & 0x10 or body[8:10] == b"\0\0":
                rows.add(line)
        elif number in _ERROR_CELLS and len(body) >= 9:
            failed[line, struct.unpack_from("<I", body)[0]] = ERRORS.get(body[8], ERRORS[0x2A])
    return frozenset(rows), frozenset(columns)


def _merges_of_sheet(part: bytes) -> list[tuple[int, int, int, int]]:
    merges = []
    for number, body in records(part):
        if number == _MERGE and len(body) >= 16 and len(merges) <= limits.MERGES:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            merges.append((top, left, bottom, right))
    return merges
