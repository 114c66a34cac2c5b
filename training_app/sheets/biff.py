"""Records of the workbook stream of an xls file ([MS-XLS]): what is hidden, the date system, whether it is encrypted."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from training_app.sheets import limits
from training_app.sheets.hidden import Hidden
from training_app.sheets.model import ERRORS
from training_app.sheets.strike import Places

_BOUNDSHEET, _ROW, _COLINFO, _EOF, _BOF, _FILEPASS, _DATEMODE = 0x85, 0x208, 0x7D, 0x0A, 0x809, 0x2F, 0x22
_FORMULA, _BOOLERR, _FONT, _XF = 0x06, 0x205, 0x31, 0xE0
_VALUES = frozenset({_FORMULA, 0x203, 0x204, 0x27E, 0xD6, 0xFD})
"""Records that hold one cell: row, column and format come first."""
_NO_FONT = 4
"""The number no font has: later ones are counted as if it were there."""


def records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Number and body of each record from `start` to the end of its substream."""
    position = start
    depth = 0
    while position + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, position)
        body = stream[position + 4 : position + 4 + length]
        if number == _BOF:
            depth += 1
        yield number, body
        if number == _EOF:
            depth -= 1
            if depth <= 0:
                return
        position += 4 + length


def is_encrypted(stream: bytes) -> bool:
    """Whether the stream asks for a password before its cells can be read."""
    return any(number == _FILEPASS for number, _ in records(stream))


def hidden_in_biff(stream: bytes) -> Hidden:
    """What an xls file hides, and its date system."""
    found = Hidden()
    fonts: list[bool] = []
    formats: list[int] = []
    for number, body in records(stream):
        if number == _DATEMODE and len(body) >= 2:
            found.epoch_1904 = body[0] == 1
        elif number == _BOUNDSHEET and len(body) >= 8:
            (start,) = struct.unpack_from("<I", body)
            failed = found.failed[_sheet_name(body)] = {}
            struck = found.struck[_sheet_name(body)] = set()
            styles = _struck_styles(fonts, formats)
            found.parts[_sheet_name(body)] = _hidden_in_sheet(stream, start, failed, styles, struck)
        elif number == _FONT and len(body) >= 4:
            fonts.append(bool(body[2] & 0x08))
        elif number == _XF and len(body) >= 2:
            formats.append(struct.unpack_from("<H", body)[0])
    return found


def _struck_styles(fonts: list[bool], formats: list[int]) -> frozenset[int]:
    struck = {number + (number >= _NO_FONT) for number, is_struck in enumerate(fonts) if is_struck}
    return frozenset(number for number, font in enumerate(formats) if font in struck)


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    raw = body[8 : 8 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _hidden_in_sheet(
    stream: bytes, start: int, failed: dict[tuple[int, int], str], styles: frozenset[int], struck: Places
) -> tuple[frozenset[int], frozenset[int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    for number, body in records(stream, start):
        if styles and number in _VALUES and len(body) >= 6:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in styles and len(struck) < limits.MERGES:
                struck.add((row, column))
        if number == _ROW and len(body) >= 16:
            row, height = struct.unpack_from("<HxxxxH", body)
            (options,) = struct.unpack_from("<H", body, 12)
            if options & 0x20 or height & 0x7FFF == 0:
                rows.add(row)
        elif number == _COLINFO and len(body) >= 10:
            first, last, width, _, options = struct.unpack_from("<HHHHH", body)
            if options & 1 or width == 0:
                columns.update(range(first, min(last + 1, limits.COLUMNS)))
        elif number == _BOOLERR and len(body) >= 8 and body[7] == 1:
            failed[struct.unpack_from("<HH", body)] = ERRORS.get(body[6], ERRORS[0x2A])
        elif number == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            failed[struct.unpack_from("<HH", body)] = ERRORS.get(body[8], ERRORS[0x2A])
    return frozenset(rows), frozenset(columns)
