"""A PDF being drawn: text that is never markup, in fonts that are embedded, the same bytes for the same input.

Lengths are points (1/72 inch) from the lower left corner; `MM` is a millimetre.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from training_app.files import fonts
from training_app.files.fonts import Face
from training_app.files.qr import rectangles

MM = 72 / 25.4
A4_PORTRAIT = (210 * MM, 297 * MM)
A4_LANDSCAPE = (297 * MM, 210 * MM)
BLACK = 0.0

# Page streams as plain bytes: reportlab's ASCII armour is written in Python, slow, and a quarter larger.
rl_config.useA85 = 0

# Fonts are shared by all threads and reportlab moves a read position in them while it cuts the subsets.
_saving = threading.Lock()


class Align(StrEnum):
    """Where a text stands in relation to its x."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Undrawable:
    """A character no font has, drawn as a box with its code point; `text` is the line it stands in, for the warning."""

    character: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished PDF and what could not be drawn in it (empty nearly always)."""

    content: bytes
    undrawable: tuple[Undrawable, ...]


class Paper:
    """One document in the making; `finish` gives the bytes. Starts on its first page.

    Equal drawing gives equal bytes: neither clock nor random numbers enter the file.
    """

    def __init__(self, title: str, size: tuple[float, float], author: str = "", subject: str = "") -> None:
        self._buffer = BytesIO()
        # Without initialFontName every file would also list Helvetica, which is not embedded.
        self.canvas = Canvas(
            self._buffer, pagesize=size, pageCompression=1, invariant=1, initialFontName=fonts.face_font(Face.SERIF),
            lang="zh-CN",
        )
        self.canvas.setTitle(fonts.clean(title))
        self.canvas.setAuthor(fonts.clean(author))
        self.canvas.setSubject(fonts.clean(subject))
        self.canvas.setCreator("training-app")
        self._undrawable: dict[Undrawable, None] = {}

    def next_page(self, size: tuple[float, float] | None = None) -> None:
        """Ends the page; the next one has `size`, or the same as before."""
        self.canvas.showPage()
        if size is not None:
            self.canvas.setPageSize(size)

    def finish(self) -> RenderedPdf:
        """Ends the last page and the document."""
        self.canvas.showPage()
        with _saving:
            self.canvas.save()
        return RenderedPdf(self._buffer.getvalue(), tuple(self._undrawable))

    def text(
        self, x: float, y: float, text: str, size: float, face: Face = Face.SERIF, align: Align = Align.LEFT,
        grey: float = BLACK, stretch_to: float | None = None,
    ) -> None:
        """One line with its baseline at y. `stretch_to` spreads it evenly over that width, if it nearly fills it."""
        line = fonts.clean(text)
        parts = fonts.runs(line, face)
        total = sum(part.advance for part in parts) * size
        x -= {Align.LEFT: 0.0, Align.CENTRE: total / 2, Align.RIGHT: total}[align]
        if all(part.font for part in parts):
            slack = (stretch_to or total) - total
            spread = slack / (len(line) - 1) if len(line) > 1 and 0 < slack <= 3 * size else 0.0
            self._write(x, y, parts, size, grey, spread)
            return
        for part in parts:
            if part.font:
                self._write(x, y, [part], size, grey)
            else:
                for place, character in enumerate(part.text):
                    self._box(x + place * size, y, character, size)
                    self._undrawable[Undrawable(character, line)] = None
            x += part.advance * size

    def _write(
        self, x: float, y: float, parts: list[fonts.Run], size: float, grey: float, spread: float = 0.0,
    ) -> None:
        line = self.canvas.beginText(x, y)
        if spread:
            line.setCharSpace(spread)
        if grey != BLACK:
            line.setFillGray(grey)
        for part in parts:
            line.setFont(part.font, size)
            line.textOut(part.text)
        # Spacing and colour would stay set for whatever is drawn next.
        if spread:
            line.setCharSpace(0)
        if grey != BLACK:
            line.setFillGray(BLACK)
        self.canvas.drawText(line)

    def _box(self, x: float, y: float, character: str, size: float) -> None:
        """The sign for "here stands a character we cannot draw": its code point in a frame.

        ActualText keeps the character itself, so that copying and searching still find the person.
        """
        canvas = self.canvas
        actual = b"\xfe\xff" + character.encode("utf-16-be", "replace")
        canvas._code.append(f"/Span <</ActualText <{actual.hex().upper()}>>> BDC")
        canvas.saveState()
        canvas.setLineWidth(size * 0.04)
        canvas.rect(x + size * 0.06, y - size * 0.1, size * 0.88, size * 0.9, stroke=1, fill=0)
        code = f"{ord(character):04X}"
        half = (len(code) + 1) // 2
        tiny = size * 0.34
        for level, digits in ((0.4, code[:half]), (0.02, code[half:])):
            middle = x + size / 2 - fonts.width(digits, Face.SANS, tiny) / 2
            line = canvas.beginText(middle, y + size * level)
            line.setFont(fonts.face_font(Face.SANS), tiny)
            line.textOut(digits)
            canvas.drawText(line)
        canvas.restoreState()
        canvas._code.append("EMC")

    def dark_modules(self, left: float, bottom: float, side: float, rows: Sequence[str]) -> None:
        """A QR code (`files/qr.py`) as black rectangles, `side` wide and high; the caller leaves the quiet zone free."""
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(left, bottom)
        canvas.scale(side / len(rows), side / len(rows))
        canvas._code.append(" ".join([*(f"{x} {y} {width} 1 re" for x, y, width in rectangles(rows)), "f"]))
        canvas.restoreState()

    def lines(
        self, x: float, y: float, lines: Sequence[str], size: float, leading: float, face: Face = Face.SERIF,
        align: Align = Align.LEFT, grey: float = BLACK,
    ) -> float:
        """Lines one under the other, the first with its baseline at y. Returns the baseline after the last."""
        for line in lines:
            self.text(x, y, line, size, face, align, grey)
            y -= leading
        return y

    def in_cell(
        self, left: float, bottom: float, width: float, height: float, block: Block, face: Face = Face.SERIF,
    ) -> None:
        """A block centred both ways in a rectangle; a Chinese glyph's middle lies 0.36 em above the baseline."""
        middle = bottom + height / 2 + (len(block.lines) - 1) * block.leading / 2
        self.lines(left + width / 2, middle - block.size * 0.36, block.lines, block.size, block.leading, face,
                   Align.CENTRE)


@dataclass(frozen=True, slots=True)
class Block:
    """Text broken into lines at a size; `leading` is the distance of baselines."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading


_OPENING = "（《〈「『【〔〖“‘(["
_CLOSING = "，。、；：？！）》〉」』】〕〗”’…—％‰℃·,.;:?!)]%"
# What stays together: Latin words and numbers, closing marks with what they close, opening ones with what they open.
_UNIT = re.compile(
    rf"\s+|[{re.escape(_OPENING)}]*(?:[!-'*-~À-ɏ]+|—+|…+|\S)[{re.escape(_CLOSING)}]*"
)


def wrap(text: str, face: Face, size: float, width: float, indent: float = 0.0) -> list[str]:
    """Breaks one paragraph into lines of at most `width` points, the first shorter by `indent`.

    No line starts with a closing mark or ends with an opening one (避头尾); Latin words and numbers stay whole unless
    longer than a line. An empty text is one empty line.
    """
    lines: list[str] = []
    line, used, room = "", 0.0, width - indent
    for unit in _UNIT.findall(fonts.clean(text)):
        advance = fonts.width(unit, face, size)
        if used + advance <= room + 0.001:
            line, used = line + unit, used + advance
            continue
        if unit.isspace():
            continue
        if line:
            lines.append(line.rstrip())
            line, used, room = "", 0.0, width
        for piece in _pieces(unit, face, size, room) if advance > room else [unit]:
            if line:
                lines.append(line)
                room = width
            line, used = piece, fonts.width(piece, face, size)
    return [*lines, line.rstrip()]


def _pieces(unit: str, face: Face, size: float, room: float) -> list[str]:
    """A word longer than a line, cut where the line is full."""
    pieces, used = [""], 0.0
    for character in unit:
        advance = fonts.width(character, face, size)
        if pieces[-1] and used + advance > room:
            pieces.append("")
            used = 0.0
        pieces[-1] += character
        used += advance
    return pieces


def fit(
    text: str, width: float, size: float, smallest: float, most_lines: int = 1, face: Face = Face.SERIF,
    leading: float = 1.3,
) -> Block:
    """The text at the greatest size, in half points, at which it takes at most `most_lines` lines of `width`.

    At the smallest size it takes as many lines as it needs: nothing a user wrote is ever cut off.
    """
    while True:
        lines = wrap(text, face, size, width)
        if len(lines) <= most_lines or size <= smallest:
            return Block(tuple(lines), size, size * leading)
        size = max(size - 0.5, smallest)
