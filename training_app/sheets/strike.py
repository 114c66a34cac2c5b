"""Cells of a workbook whose letters are struck through: on paper a line that no longer counts."""

from __future__ import annotations

import re
from collections.abc import Set
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from training_app.sheets import limits
from training_app.sheets.archive import member_bytes

Places = set[tuple[int, int]]
"""Row and column of cells, from 0."""

_LONGEST_STYLES = 4_000_000
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>")
_CELL_ATTRIBUTE = re.compile(rb"""\b(r|s)=["']([A-Z]{0,3}\d{1,7})["']""")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")


def struck_styles(archive: ZipFile, name: str) -> Set[bytes]:
    """The numbers of the cell formats of an xlsx, as its cells name them, that strike letters through."""
    styles = member_bytes(archive, name)
    if b"strike" not in styles or len(styles) > _LONGEST_STYLES:
        return frozenset()
    try:
        parts = {_tag(part): part for part in fromstring(styles, forbid_dtd=True)}
    except (ParseError, DefusedXmlException, ValueError):
        return frozenset()  # whether such a file can be read is for the reader of values to say
    struck = {str(number) for number, font in enumerate(parts.get("fonts", ())) if _is_struck(font)}
    formats = parts.get("cellXfs", ())
    return {b"%d" % number for number, each in enumerate(formats) if each.get("fontId") in struck}


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_struck(font: Element) -> bool:
    return any(_tag(each) == "strike" and each.get("val") not in ("0", "false") for each in font)


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
