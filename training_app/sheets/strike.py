"""Cells of a workbook whose letters are struck through: on paper a line that no longer counts."""

from __future__ import annotations

import re
from collections.abc import Set
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from training_app.sheets import limits
from training_app.sheets.archive import member_bytes, member_pieces

Places = set[tuple[int, int]]
"""Row and column of cells, from 0."""

_LONGEST_STYLES = 4_000_000
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si/>|<(?:\w+:)?(strike\b[^<>]*)>")
_TOKEN = re.compile(rb"<(?:\w+:)?(?:c\b([^<>]*[^/<>])|(strike\b[^<>]*)|v)>(\d{0,9})")
_CELL_ATTRIBUTE = re.compile(rb"""\b([rst])=["'](\w{1,10})["']""")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_OFF = re.compile(rb"""\bval=["'](?:0|false)["']""")
_ODS_STYLE = re.compile(rb"""style:name=["']([^"'<>]{1,100})["']""")
_ODS_STRUCK = re.compile(rb"""style:text-line-through-style=["'](?!none)""")
_ODS_LONGEST_STYLE = 5_000


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


def struck_texts(archive: ZipFile, name: str) -> Set[bytes]:
    """The numbers of the shared texts of an xlsx of which a part is struck through."""
    found: set[bytes] = set()
    if not any(b"strike" in piece for piece in member_pieces(archive, name)):
        return found  # as nearly always: nothing has to be counted
    count = 0
    for piece in member_pieces(archive, name):
        for each in _TEXT_ENDS.finditer(piece):
            if each[1] is None:
                count += 1
            elif not _OFF.search(each[1]) and len(found) < limits.MERGES:
                found.add(b"%d" % count)
    return found


class StruckCells:
    """The struck cells of one worksheet of an xlsx, `found` while it goes by in pieces."""

    def __init__(self, styles: Set[bytes], texts: Set[bytes]) -> None:
        self.found: Places = set()
        self._styles = styles
        self._texts = texts
        self._always = bool(styles or texts)
        self._place: tuple[int, int] | None = None
        self._is_shared = False
        self._cut = b""

    def look(self, piece: bytes) -> None:
        """Notes the cells of the next piece that have something in them, struck through by a format or in a part of it."""
        if not self._always and b"strike" not in piece:
            self._place = None
            return
        piece = self._cut + piece
        self._cut = b"<v>" if piece.endswith((b"<v>", b":v>")) else b""
        for cell, strike, value in _TOKEN.findall(piece):
            if cell:
                self._begin(cell)
            elif (strike and not _OFF.search(strike)) or (value and self._is_shared and value in self._texts):
                self._add()

    def _begin(self, cell: bytes) -> None:
        values = dict(_CELL_ATTRIBUTE.findall(cell))
        place = _PLACE.fullmatch(values.get(b"r", b""))
        self._is_shared = values.get(b"t") == b"s"
        self._place = None
        if place is not None:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            self._place = (int(place[2]) - 1, column - 1)
            if values.get(b"s") in self._styles:
                self._add()

    def _add(self) -> None:
        if self._place is not None and len(self.found) < limits.MERGES:
            self.found.add(self._place)


def struck_styles_of_ods(content: bytes) -> Set[bytes]:
    """The names of the styles of an ods that strike letters through."""
    if b"text-line-through-style" not in content:
        return frozenset()
    found = set()
    for part in content[: max(content.find(b"<office:body"), 0)].split(b"</style:style>"):
        style = part[max(part.rfind(b"<style:style "), len(part) - _ODS_LONGEST_STYLE, 0) :]
        name = _ODS_STYLE.search(style)
        if name is not None and _ODS_STRUCK.search(style):
            found.add(name[1])
    return found
