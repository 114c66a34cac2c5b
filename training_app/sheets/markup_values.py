"""The values of formulas, put back into a worksheet that was written without them.

A program that calculates would find them again; one that does not would take the cells for empty when the workbook is sent
back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from openpyxl.utils.cell import coordinate_to_tuple

from training_app.sheets.model import FRACTION, LOST_DIGITS, Sheet

_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"([^>]*)>(<f[^>]*>[^<]*</f>|<f[^>]*/>)<v>?\s*(?:/>|</v>)</c>')
_TYPE = re.compile(rb'\st="[^"]*"')


def with_values(written: bytes, sheet: Sheet) -> bytes:
    """The XML of a worksheet with each formula's value as `sheet` has it."""
    return _FORMULA.sub(_filler(sheet), written) if b"<f" in written else written


def _filler(sheet: Sheet) -> Callable[[re.Match[bytes]], bytes]:
    def fill(found: re.Match[bytes]) -> bytes:
        line, letter = coordinate_to_tuple(found[1].decode())
        row, column = line - sheet.first_line, letter - 1 - sheet.first_column
        if not (0 <= row < sheet.height and 0 <= column < sheet.width):
            return found[0]
        at = row * sheet.width + column
        attributes, kind = _TYPE.sub(b"", found[2]), b' t="str"'
        if sheet.marks.get(at) in (LOST_DIGITS, FRACTION):
            kind = b""  # a number stays one, so that it is not believed more than it was
        value = escape(sheet.cells[at]).encode("ascii", "xmlcharrefreplace")
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (found[1], attributes, kind, found[3], value)

    return fill
