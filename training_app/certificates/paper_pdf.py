"""培训合格证书 as PDF, A4 landscape, one page each; any number of them in one file.

At the lower right a square of 42 mm holds nothing but issuer and day, for the seal. Frame, title and note are drawn
once per file and referred to by every page.
"""

from __future__ import annotations

from collections.abc import Iterable

from training_app.certificates import layout
from training_app.certificates.layout import CompletionPaper
from training_app.files.fonts import Face, clean, width
from training_app.files.pdf import A4_LANDSCAPE, MM, Align, Block, Paper, RenderedPdf, fit, wrap
from training_app.files.qr import QrBatch

PAGE_WIDTH, PAGE_HEIGHT = A4_LANDSCAPE
LEFT, RIGHT = 42 * MM, PAGE_WIDTH - 42 * MM
SEAL_SIDE = 42 * MM
SEAL_LEFT, SEAL_BOTTOM = RIGHT - 62 * MM, 26 * MM
"""The square where the seal goes: only issuer and day run through it."""

_FRAME_COLOUR = (0.56, 0.13, 0.11)
_QR_SIDE = 26 * MM
_SHARED = "certificate"
_BODY_SIZES = ((18, 33), (16, 29), (14, 25), (12, 21))
_BODY_TOP, _BODY_BOTTOM = 111 * MM, 64 * MM


def completion_certificates_pdf(papers: Iterable[CompletionPaper]) -> RenderedPdf:
    """One page per certificate, in the order given. At least one is needed (ValueError)."""
    listed = list(papers)
    if not listed:
        raise ValueError("no certificate to print")
    title = f"{layout.TITLE} {listed[0].printed_number}" if len(listed) == 1 else layout.BATCH_TITLE
    document = Paper(title, A4_LANDSCAPE, author=listed[0].issuer)
    document.canvas.beginForm(_SHARED)
    _draw_shared(document)
    document.canvas.endForm()
    bodies = {text: _set_body(text) for text in {layout.body_text(paper) for paper in listed}}
    codes = QrBatch()
    for place, paper in enumerate(listed):
        if place:
            document.next_page()
        document.canvas.doForm(_SHARED)
        _draw_certificate(document, paper, bodies[layout.body_text(paper)])
        if paper.verification_url:
            _draw_code(document, codes.rows(paper.verification_url))
    return document.finish()


def completion_certificate_pdf(paper: CompletionPaper) -> RenderedPdf:
    """A single certificate."""
    return completion_certificates_pdf([paper])


def _draw_shared(document: Paper) -> None:
    canvas = document.canvas
    canvas.setStrokeColorRGB(*_FRAME_COLOUR)
    for inset, line in ((11 * MM, 2.6), (13.2 * MM, 0.6), (17 * MM, 0.6)):
        canvas.setLineWidth(line)
        canvas.rect(inset, inset, PAGE_WIDTH - 2 * inset, PAGE_HEIGHT - 2 * inset)
    canvas.setLineWidth(0.6)
    for x in (13.2 * MM, PAGE_WIDTH - 13.2 * MM):
        for y in (13.2 * MM, PAGE_HEIGHT - 13.2 * MM):
            side = 9 * MM
            canvas.rect(x - side if x > side * 3 else x, y - side if y > side * 3 else y, side, side)
    advance = 48.0
    start = PAGE_WIDTH / 2 - advance * (len(layout.TITLE) - 1) / 2
    for place, character in enumerate(layout.TITLE):
        document.text(start + place * advance, PAGE_HEIGHT - 50 * MM, character, 38, Face.SERIF_BOLD, Align.CENTRE)
    document.text(PAGE_WIDTH / 2, 20.2 * MM, layout.NOTE, 8, align=Align.CENTRE, grey=0.25)


def _draw_certificate(document: Paper, paper: CompletionPaper, body: Block) -> None:
    document.text(RIGHT, PAGE_HEIGHT - 64 * MM, f"{layout.NUMBER_LABEL}{paper.printed_number}", 11, align=Align.RIGHT)
    if paper.replaces:
        document.text(LEFT, PAGE_HEIGHT - 64 * MM, layout.REPLACES.format(number=paper.replaces), 9, grey=0.25)
    if paper.seal:
        document.text(RIGHT, PAGE_HEIGHT - 69 * MM, f"{layout.SEAL_LABEL}{paper.seal}", 8, align=Align.RIGHT, grey=0.25)
    _draw_name(document, paper)
    _draw_body(document, body)
    issuer = fit(f"{layout.ISSUER_LABEL}{paper.issuer}", 130 * MM, 14, 9, most_lines=2)
    document.lines(
        RIGHT, 46 * MM + (len(issuer.lines) - 1) * issuer.leading, issuer.lines, issuer.size, issuer.leading,
        align=Align.RIGHT,
    )
    document.text(RIGHT, 36 * MM, layout.chinese_date(paper.issued_on), 14, align=Align.RIGHT)


def _draw_name(document: Paper, paper: CompletionPaper) -> None:
    """The name large, the number behind it, or below it where the name is long."""
    name = fit(paper.name, RIGHT - LEFT, 26, 14, most_lines=1)
    y = PAGE_HEIGHT - 81 * MM
    after = document.lines(LEFT, y + (len(name.lines) - 1) * name.leading, name.lines, name.size, name.leading)
    identity = layout.identity_text(paper)
    end = LEFT + width(clean(name.lines[-1]), Face.SERIF, name.size) + 3 * MM
    if end + width(clean(identity), Face.SERIF, 14) <= RIGHT:
        document.text(end, after + name.leading, identity, 14)
    else:
        document.text(LEFT, after + name.leading - 8 * MM, identity, 14)


def _set_body(text: str) -> Block:
    """The paragraph at the greatest size that leaves the issuer's corner free; a whole class shares one."""
    for size, leading in _BODY_SIZES:
        lines = wrap(text, Face.SERIF, size, RIGHT - LEFT, indent=2 * size)
        if _BODY_TOP - (len(lines) + 1) * leading >= _BODY_BOTTOM:
            break
    return Block(tuple(lines), size, leading)


def _draw_body(document: Paper, body: Block) -> None:
    y, indent = _BODY_TOP, 2 * body.size
    for place, line in enumerate(body.lines):
        start = indent if place == 0 else 0
        stretch = None if place == len(body.lines) - 1 else RIGHT - LEFT - start
        document.text(LEFT + start, y, line, body.size, stretch_to=stretch)
        y -= body.leading
    document.text(LEFT + indent, y, layout.CLOSING, body.size)


def _draw_code(document: Paper, rows: list[str]) -> None:
    document.dark_modules(LEFT, 33 * MM, _QR_SIDE, rows)
    document.text(LEFT + _QR_SIDE / 2, 28.6 * MM, layout.SCAN_HINT, 9, align=Align.CENTRE)
