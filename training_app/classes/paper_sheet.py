"""A sheet to be signed as PDF, A4 upright, two dozen names to a page: of a session of a class, or of an assessment.

Its code names the session for the clerk who enters the sheet; it marks nobody as present.
"""

from __future__ import annotations

from training_app.classes import layout_sheet as layout
from training_app.classes.layout_sheet import Printed
from training_app.files.fonts import Face
from training_app.files.pdf import A4_PORTRAIT, MM, Align, Paper, RenderedPdf, fit
from training_app.files.qr import QrBatch

_LEFT, _RIGHT, _TOP = 15 * MM, 195 * MM, 282 * MM
_HEAD, _LINE = 8 * MM, 8.6 * MM
_CODE = 24 * MM
_TABLE_TOP = 244 * MM


def sheet_pdf(sheet: Printed) -> RenderedPdf:
    """The sheet, at least one page: a class without people yet has empty lines."""
    document = Paper(f"{sheet.number} {sheet.title}", A4_PORTRAIT, author=sheet.author)
    code = QrBatch().rows(sheet.address) if sheet.address else []
    pages = max(1, -(-len(sheet.lines) // layout.LINES_A_PAGE))
    for page in range(pages):
        if page:
            document.next_page()
        _draw_head(document, sheet, code, layout.PAGE.format(page=page + 1, pages=pages))
        _draw_table(document, sheet, page * layout.LINES_A_PAGE)
    return document.finish()


def _draw_head(document: Paper, sheet: Printed, code: list[str], page: str) -> None:
    document.text((_LEFT + _RIGHT) / 2, _TOP - 6 * MM, sheet.title, 20, Face.SERIF_BOLD, Align.CENTRE)
    width = _RIGHT - _LEFT - (_CODE + 6 * MM if code else 0)
    y = _TOP - 16 * MM
    for head in sheet.heads:
        block = fit(head, width, 11, 9, most_lines=1)
        y = document.lines(_LEFT, y, block.lines, block.size, block.leading) - 1.5 * MM
    if code:
        document.dark_modules(_RIGHT - _CODE, _TOP - _CODE - 2 * MM, _CODE, code)
        document.lines(_RIGHT - _CODE / 2, _TOP - _CODE - 5 * MM, sheet.code_words, 7, 9, Face.SANS, Align.CENTRE)
    document.text(_LEFT, 17 * MM, sheet.counted, 10)
    document.text(_RIGHT, 17 * MM, sheet.signed, 10, align=Align.RIGHT)
    document.text(_LEFT, 10 * MM, sheet.note, 8, grey=0.35)
    document.text(_RIGHT, 10 * MM, page, 8, align=Align.RIGHT, grey=0.35)


def _draw_table(document: Paper, sheet: Printed, first: int) -> None:
    canvas, x = document.canvas, _LEFT
    edges = [_LEFT]
    for _, width in sheet.columns:
        x += width * MM
        edges.append(x)
    bottom = _TABLE_TOP - _HEAD - layout.LINES_A_PAGE * _LINE
    canvas.setLineWidth(0.5)
    for edge in edges:
        canvas.line(edge, _TABLE_TOP, edge, bottom)
    for place in range(layout.LINES_A_PAGE + 2):
        y = _TABLE_TOP - (_HEAD + (place - 1) * _LINE if place else 0)
        canvas.line(edges[0], y, edges[-1], y)
    for (label, _), left, right in zip(sheet.columns, edges, edges[1:], strict=False):
        document.in_cell(left, _TABLE_TOP - _HEAD, right - left, _HEAD, fit(label, right - left, 10, 8), Face.SANS)
    for place, line in enumerate(sheet.lines[first:first + layout.LINES_A_PAGE]):
        base = _TABLE_TOP - _HEAD - (place + 1) * _LINE
        for text, left, right in zip(line, edges, edges[1:], strict=False):
            document.in_cell(left, base, right - left, _LINE, fit(text, right - left - 2 * MM, 9, 6.5, most_lines=2))
