"""The typefaces of our papers and the search for a font that really has a character.

A PDF shows nothing at all, or an anonymous box, where the font lacks a character, and says nothing about it. Names of
Chinese people hold characters few fonts have, so every character is looked up before it is drawn: in the face asked
for, in Noto Serif SC, in HanaMinB (CJK Extensions B to F), then in the fonts of the folder `PDF_EXTRA_FONTS`. What
none of them has is drawn as a box with its code point and reported (`files/pdf.py`).

Sources and licences of the files: `fonts/FONTS.md`.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "fonts"
_SERIF = "NotoSerifSC-Regular.ttf"
_RARE = "HanaMinB.ttf"
_loading = threading.RLock()


class Face(StrEnum):
    """What a text is set in: SERIF (宋体) for whatever a user typed, SERIF_BOLD for titles, SANS (黑体) for heads."""

    SERIF = _SERIF
    SERIF_BOLD = "NotoSerifSC-Bold-GB2312.ttf"
    SANS = "NotoSansSC-Regular-GB2312.ttf"


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is drawn: `font` is reportlab's name of the font, None where no font has the character.
    `advance` is the width in ems."""

    font: str | None
    advance: float


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one font draws (`font` None: nobody can), `advance` ems wide."""

    font: str | None
    text: str
    advance: float


def glyph(character: str, face: Face = Face.SERIF) -> Glyph:
    """The first font of the chain that has an outline for the character."""
    return _glyphs(face).get(character) or _find(character, face)


def runs(text: str, face: Face = Face.SERIF) -> list[Run]:
    """The text cut where the font changes. Call `clean` first for text from outside."""
    found: list[Run] = []
    font: str | None = None
    start, advance = 0, 0.0
    known = _glyphs(face)
    for place, character in enumerate(text):
        drawn = known.get(character) or _find(character, face)
        if drawn.font != font and place > start:
            found.append(Run(font, text[start:place], advance))
            start, advance = place, 0.0
        font = drawn.font
        advance += drawn.advance
    if text:
        found.append(Run(font, text[start:], advance))
    return found


def width(text: str, face: Face, size: float) -> float:
    """Width in points of the cleaned text at that size."""
    known = _glyphs(face)
    return sum((known.get(character) or _find(character, face)).advance for character in text) * size


# Whatever may need care: control and format characters, combining marks, variation selectors, lone surrogates.
_SPECIAL = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u0300-\u036f\u0600-\u0605\u061c\u180b-\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """One line of text as it can be printed.

    White space of any kind becomes a plain space; marks without a shape of their own (bidirectional controls, which
    could make a name read otherwise than it is stored, variation selectors, soft hyphens) are left out; a letter and
    its combining mark become one character where there is one; a lone surrogate becomes U+FFFD, drawn as unknown.
    """
    if not _SPECIAL.search(text):
        return text
    kept: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() and character != "\u3000":
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif category in ("Cc", "Cf") or _is_variation_selector(character):
            continue
        elif category == "Mn" and kept and len(composed := unicodedata.normalize("NFC", kept[-1] + character)) == 1:
            kept[-1] = composed
        else:
            kept.append(character)
    return "".join(kept)


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@cache
def _glyphs(face: Face) -> dict[str, Glyph]:
    """Characters of this face found so far."""
    return {}


def _find(character: str, face: Face) -> Glyph:
    """Asks the fonts one after the other, loading those that were not needed yet."""
    code = ord(character)
    with _loading:
        for font in _chain(face):
            if _draws(font, code):
                found = Glyph(font.fontName, font.face.getCharWidth(code) / 1000)
                break
        else:
            found = Glyph(None, 1.0)
        _glyphs(face)[character] = found
    return found


def _draws(font: ttfonts.TTFont, code: int) -> bool:
    """Whether the font has the character and an outline for it; some fonts hold an empty glyph instead."""
    place = font.face.charToGlyph.get(code)
    if not place:
        return False
    return chr(code).isspace() or font.face.glyphPos[place + 1] > font.face.glyphPos[place]


def _chain(face: Face) -> Iterator[ttfonts.TTFont]:
    yield _load(FOLDER / face)
    if face is not Face.SERIF:
        yield _load(FOLDER / _SERIF)
    yield _load(FOLDER / _RARE)
    yield from _extra_fonts(os.environ.get("PDF_EXTRA_FONTS", ""))


@cache
def _load(path: Path) -> ttfonts.TTFont:
    """The font registered with reportlab under its file's stem. The plain subset encoding keeps the files small."""
    name = path.stem if path.parent == FOLDER else f"extra-{path.stem}"
    font = ttfonts.TTFont(name, str(path), asciiReadable=False)
    pdfmetrics.registerFont(font)
    return font


@cache
def _extra_fonts(folder: str) -> tuple[ttfonts.TTFont, ...]:
    """The office's own fonts, by file name. One that cannot be used is skipped and logged, never fatal."""
    if not folder:
        return ()
    usable = []
    for path in sorted(Path(folder).glob("*.tt[fc]")):
        try:
            usable.append(_load(path))
        except (ttfonts.TTFError, OSError, ValueError) as error:
            log.warning("extra font %s cannot be used: %s", path.name, error)
    return tuple(usable)


def face_font(face: Face) -> str:
    """reportlab's name of the face's own font, loaded."""
    with _loading:
        return str(_load(FOLDER / face).fontName)


def _to_unicode_cmap(fontname: str, subset: list[int]) -> str:
    """The map from codes in the PDF back to characters, which search, copy and screen readers use.

    Replaces reportlab's own, which writes U+2CB4E as <2CB4E>: five digits where the format wants UTF-16, so readers
    see another character in people's names. Blocks hold at most 100 pairs (the format's limit), without unused codes.
    """
    pairs = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset) if point
    ]
    blocks = [pairs[start:start + 100] for start in range(0, len(pairs), 100)]
    return "\n".join([
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
        f"/CMapName /{fontname} def", "/CMapType 2 def", "1 begincodespacerange", "<00> <FF>", "endcodespacerange",
        *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    ])


ttfonts.makeToUnicodeCMap = _to_unicode_cmap
