"""学员名单和培训情况 as PDF (A4 landscape, the summary first) and as a workbook of two sheets."""

from __future__ import annotations

from training_app.files.fonts import Face
from training_app.files.pdf import A4_LANDSCAPE, MM, Align, Block, Paper, RenderedPdf, fit
from training_app.reports import layout_province as layout
from training_app.reports.layout_province import ProvincePaper
from training_app.sheets.export import Table, write_tables

LEFT, TOP, BOTTOM = 26 * MM, 188 * MM, 18 * MM
_WIDTHS = tuple(width * MM for width in layout.PDF_WIDTHS)
_TOTAL = sum(_WIDTHS)
_FACT_WIDTHS = (42 * MM, _TOTAL - 42 * MM)
_LEAST_ROW = 7.4 * MM
_SIZE = 9.5


def province_xlsx(paper: ProvincePaper) -> bytes:
    """The report as a workbook."""
    return write_tables(tables_of(paper))


def tables_of(paper: ProvincePaper) -> list[Table]:
    """The sheets of the workbook."""
    return [
        Table(layout.ROSTER, layout.COLUMNS, paper.cells()), Table(layout.SUMMARY, layout.SUMMARY_COLUMNS, paper.facts()),
    ]


def province_pdf(paper: ProvincePaper) -> RenderedPdf:
    """The report as a PDF."""
    summary = paper.body.summary
    document = Paper(f"{layout.TITLE} {summary.number}", A4_LANDSCAPE, author=summary.institution, subject=layout.BASIS)
    pages = _pages([_set(row, _WIDTHS) for row in paper.rows()])
    total = len(pages) + 1
    _head(document, layout.TITLE, layout.BASIS)
    _draw(document, [_set(row, _FACT_WIDTHS) for row in paper.facts()], _FACT_WIDTHS, TOP - 20 * MM)
    _foot(document, paper, 1, total)
    heading = _set([column.heading for column in layout.COLUMNS], _WIDTHS)
    for number, rows in enumerate(pages, 2):
        document.next_page()
        _head(document, layout.ROSTER_TITLE.format(count=len(paper.body.lines)), f"{summary.name} {summary.number}")
        _draw(document, [heading, *rows], _WIDTHS, TOP - 20 * MM)
        _foot(document, paper, number, total)
    return document.finish()


def _set(row: list[str] | tuple[str, ...], widths: tuple[float, ...]) -> list[Block]:
    return [fit(text, width - 3 * MM, _SIZE, 7, most_lines=2) for text, width in zip(row, widths, strict=True)]


def _height(row: list[Block]) -> float:
    return max(_LEAST_ROW, *(block.height + 2.4 * MM for block in row))


def _pages(rows: list[list[Block]]) -> list[list[list[Block]]]:
    """Rows cut into pages; nothing of a row is ever parted."""
    pages: list[list[list[Block]]] = []
    left = 0.0
    for row in rows:
        if _height(row) > left:
            pages.append([])
            left = TOP - 20 * MM - BOTTOM - 2 * _LEAST_ROW
        pages[-1].append(row)
        left -= _height(row)
    return pages


def _draw(document: Paper, rows: list[list[Block]], widths: tuple[float, ...], top: float) -> None:
    canvas = document.canvas
    canvas.setLineWidth(0.4)
    for row in rows:
        height = _height(row)
        x = LEFT
        for block, width in zip(row, widths, strict=True):
            canvas.rect(x, top - height, width, height)
            middle = top - height / 2 + (len(block.lines) - 1) * block.leading / 2 - block.size * 0.36
            document.lines(x + 1.5 * MM, middle, block.lines, block.size, block.leading)
            x += width
        top -= height


def _head(document: Paper, title: str, under: str) -> None:
    document.text(LEFT + _TOTAL / 2, TOP, title, 17, Face.SERIF_BOLD, Align.CENTRE)
    document.text(LEFT + _TOTAL / 2, TOP - 9 * MM, under, 9.5, align=Align.CENTRE, grey=0.25)


def _foot(document: Paper, paper: ProvincePaper, page: int, pages: int) -> None:
    document.text(LEFT, 11 * MM, paper.note, 8, grey=0.25)
    document.text(LEFT + _TOTAL, 11 * MM, layout.PAGE_TEXT.format(page=page, pages=pages), 8, align=Align.RIGHT, grey=0.25)
