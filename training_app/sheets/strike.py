"""Cells of a workbook whose letters are struck through: on paper a line that no longer counts."""

from __future__ import annotations

import re
from collections.abc import Set
from zipfile import ZipFile

from training_app.sheets import limits
from training_app.sheets.archive import member_bytes

Places = set[tuple[int, int]]
"""Row and column of cells, from 0."""

_FONTS = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font\b(?:[^>]*/>|.*?</(?:\w+:)?font>)", re.DOTALL)
_STRIKE = re.compile(rb"""<(?:\w+:)?strike\b(?![^>]*\bval=["'](?:0|false)["'])""")
_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_FONT_OF = re.compile(rb"""\bfontId=["'](\d{1,6})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>")
_CELL_ATTRIBUTE = re.compile(rb"""\b(r|s)=["']([A-Z]{0,3}\d{1,7})["']""")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")


def struck_styles(archive: ZipFile, name: str) -> Set[bytes]:
    """The numbers of the cell formats of an xlsx, as its cells name them, that strike letters through."""
    styles = member_bytes(archive, name)
    if b"strike" not in styles:
        return frozenset()
    fonts, formats = _FONTS.search(styles), _FORMATS.search(styles)
    if fonts is None or formats is None:
        return frozenset()
    struck = {number for number, font in enumerate(_FONT.findall(fonts[0])) if _STRIKE.search(font)}
    found = set()
    for number, each in enumerate(_FORMAT.findall(formats[0])):
        font = _FONT_OF.search(each)
        if font is not None and int(font[1]) in struck:
            found.add(b"%d" % number)
    return found


def struck_cells(piece: bytes, styles: Set[bytes], found: Places) -> None:
    """Notes the cells of a piece of a worksheet that have something in them and one of these formats."""
    for head in _CELL.findall(piece):
        values = dict(_CELL_ATTRIBUTE.findall(head))
        place = _PLACE.fullmatch(values.get(b"r", b""))
        if values.get(b"s") in styles and place is not None and len(found) < limits.MERGES:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            found.add((int(place[2]) - 1, column - 1))
