"""《数字技术工程师培育项目开展情况表》 as PDF: A4 landscape in the look of the annex, further pages A4 portrait.

Above the table a square of 42 mm stays clear for the seal; the unit's own line runs through its lower edge, as a
seal is pressed over the name. What a user typed is drawn as it stands; a long name shrinks and wraps, none is cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from training_app.files.fonts import Face
from training_app.files.pdf import A4_LANDSCAPE, A4_PORTRAIT, MM, Align, Block, Paper, RenderedPdf, fit, wrap
from training_app.files.qr import QrBatch
from training_app.reports import layout
from training_app.reports.layout import PrintOptions, ReturnForm, ReturnRow

LEFT = 20 * MM
RIGHT = A4_LANDSCAPE[0] - LEFT
FIRST_TABLE_TOP = 158 * MM
NEXT_TABLE_TOP = 176 * MM
HEAD_HEIGHT = 15 * MM
BOTTOM = 17 * MM
SEAL_SIDE = 42 * MM
SEAL_LEFT = LEFT + 10 * MM
"""The clear square: SEAL_SIDE wide and high, its lower edge on FIRST_TABLE_TOP."""

_QR_SIDE, _QR_LIFT = 20 * MM, 26 * MM
"""The code stands at the right above the table, opposite the place of the seal."""

_ROW_HEIGHTS = tuple(height * MM for height in (11, 10, 9, 8.2))
_NOTE_SIZE, _NOTE_LEADING = 9.0, 4.6 * MM
_FOOT_DROP = 9 * MM
_REMARK_SIZE, _REMARK_LEADING = 10.5, 5.6 * MM
_DATE_ROOM = 66 * MM
_PAGE_NUMBER_Y = 9 * MM
_KEPT_TOGETHER = 3


def return_pdf(form: ReturnForm, options: PrintOptions | None = None) -> RenderedPdf:
    """The form as a finished PDF. The same form gives the same bytes."""
    options = options or PrintOptions()
    paper = Paper(layout.TITLE, A4_LANDSCAPE, author=form.unit_name, subject=layout.basis_text(form))
    tables = _paginate(form, options)
    annexes = _annex_pages(form)
    total = len(tables) + len(annexes)
    for number, page in enumerate(tables, 1):
        if number > 1:
            paper.next_page()
        _draw_table_page(paper, form, page, first=number == 1)
        _draw_page_foot(paper, form, number, total, A4_LANDSCAPE[0])
    for number, lines in enumerate(annexes, len(tables) + 1):
        paper.next_page(A4_PORTRAIT)
        if form.draft:
            _draw_draft_mark(paper, A4_PORTRAIT)
        for line in lines:
            paper.text(line.x, line.y, line.text, line.size, line.face, line.align, stretch_to=line.stretch_to)
        _draw_page_foot(paper, form, number, total, A4_PORTRAIT[0])
    return paper.finish()


# ---- the table, cut into pages -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Row:
    """A line of the table set in type: its name and figures as blocks, and the height it takes."""

    blocks: list[Block]
    height: float


@dataclass(slots=True)
class _TablePage:
    """What one landscape page holds; `room` is what is left above the bottom margin."""

    room: float
    rows: list[_Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    has_foot: bool = False


def _column_widths() -> list[float]:
    shares = [layout.NAME_WIDTH, *(column.width for column in layout.COLUMNS)]
    return [(RIGHT - LEFT) * share / sum(shares) for share in shares]


def _set_row(row: ReturnRow, base: float) -> _Row:
    widths = _column_widths()
    blocks = [fit(row.name, widths[0] - 4 * MM, 14, 9, most_lines=2, leading=1.2)]
    blocks += [
        fit(row.printed(column), width - 3 * MM, 14, 8)
        for column, width in zip(layout.COLUMNS, widths[1:], strict=True)
    ]
    return _Row(blocks, max(base, max(block.height for block in blocks) + 2.4 * MM))


def _remark_lines() -> list[str]:
    return wrap(layout.REMARK, Face.SERIF, _REMARK_SIZE, RIGHT - LEFT)


def _foot_height() -> float:
    return _FOOT_DROP + 2 * MM + len(_remark_lines()) * _REMARK_LEADING


def _paginate(form: ReturnForm, options: PrintOptions) -> list[_TablePage]:
    """One page if a tolerable row height allows it; else rows, notes and foot follow on as many as they need."""
    rows = layout.printed_rows(form, options)
    notes = [
        line for note in layout.footnotes(form, options) for line in wrap(note, Face.SERIF, _NOTE_SIZE, RIGHT - LEFT)
    ]
    room = FIRST_TABLE_TOP - HEAD_HEIGHT - BOTTOM
    below = len(notes) * _NOTE_LEADING + 2 * MM + _foot_height()
    for base in _ROW_HEIGHTS:
        lines = [_set_row(row, base) for row in rows]
        if sum(line.height for line in lines) + below <= room:
            return [_TablePage(0.0, lines, notes, has_foot=True)]
    return _spread([_set_row(row, _ROW_HEIGHTS[2]) for row in rows], notes, room)


def _spread(rows: list[_Row], notes: list[str], room: float) -> list[_TablePage]:
    pages = [_TablePage(room)]

    def page_with(height: float) -> _TablePage:
        if pages[-1].room < height:
            pages.append(_TablePage(NEXT_TABLE_TOP - HEAD_HEIGHT - BOTTOM))
        pages[-1].room -= height
        return pages[-1]

    # The last lines keep together with what follows them, so that neither 合计 nor the foot stands alone on a page.
    ending = rows[-_KEPT_TOGETHER:]
    below = sum(row.height for row in ending) + 4 * MM + len(notes[:4]) * _NOTE_LEADING + _foot_height()
    for row in rows:
        needed = below if row is ending[0] else row.height
        page = page_with(needed)
        page.room += needed - row.height
        page.rows.append(row)
    for note in notes:
        page_with(_NOTE_LEADING).notes.append(note)
    page_with(_foot_height() + 2 * MM).has_foot = True
    return pages


# ---- drawing -------------------------------------------------------------------------------------------------------


def _draw_table_page(paper: Paper, form: ReturnForm, page: _TablePage, first: bool) -> None:
    if form.draft:
        _draw_draft_mark(paper, A4_LANDSCAPE)
    top = FIRST_TABLE_TOP if first else NEXT_TABLE_TOP
    _draw_page_head(paper, form, top, first)
    y = _draw_grid(paper, page.rows, top) if page.rows or first else top
    if page.notes:
        y = paper.lines(LEFT, y - 5 * MM, page.notes, _NOTE_SIZE, _NOTE_LEADING) + _NOTE_LEADING - 0.5 * MM
    if page.has_foot:
        y -= _FOOT_DROP
        _draw_labelled(paper, LEFT, y, f"{layout.PREPARED_BY_LABEL}{form.prepared_by}", RIGHT - LEFT - _DATE_ROOM)
        _draw_phone(paper, form.phone, y)
        paper.lines(LEFT, y - 7.5 * MM, _remark_lines(), _REMARK_SIZE, _REMARK_LEADING)


def _draw_page_head(paper: Paper, form: ReturnForm, table_top: float, first: bool) -> None:
    middle = A4_LANDSCAPE[0] / 2
    if first:
        paper.text(middle, table_top + 16 * MM, layout.TITLE, 22, Face.SERIF_BOLD, Align.CENTRE)
        if form.verification_url:
            paper.dark_modules(RIGHT - _QR_SIDE, table_top + _QR_LIFT, _QR_SIDE, QrBatch().rows(form.verification_url))
            paper.text(RIGHT - _QR_SIDE / 2, table_top + _QR_LIFT - 4 * MM, layout.SCAN_HINT, 8, align=Align.CENTRE)
    else:
        paper.text(middle, table_top + 14.5 * MM, layout.TITLE_CONTINUED, 15, Face.SERIF_BOLD, Align.CENTRE)
    date = layout.reported_on_text(form)
    unit = fit(f"{layout.UNIT_LABEL}{form.unit_name}", RIGHT - LEFT - _DATE_ROOM - 4 * MM, 12, 7, most_lines=1)
    if len(unit.lines) > 1 or unit.size < 10:
        unit = fit(f"{layout.UNIT_LABEL}{form.unit_name}", RIGHT - LEFT - _DATE_ROOM - 4 * MM, 12, 7, most_lines=2)
    base = table_top + 2.8 * MM
    paper.lines(LEFT, base + (len(unit.lines) - 1) * unit.leading, unit.lines, unit.size, unit.leading)
    paper.text(RIGHT, base, date, 12, align=Align.RIGHT)


def _draw_labelled(paper: Paper, x: float, y: float, text: str, width: float) -> None:
    block = fit(text, width, 12, 7)
    paper.lines(x, y, block.lines, block.size, block.leading)


def _draw_phone(paper: Paper, phone: str, y: float) -> None:
    """Flush right; without a number the label stands where there is room to write one."""
    if not phone:
        paper.text(RIGHT - _DATE_ROOM, y, layout.PHONE_LABEL, 12)
        return
    block = fit(f"{layout.PHONE_LABEL}{phone}", _DATE_ROOM, 12, 7)
    paper.lines(RIGHT, y, block.lines, block.size, block.leading, align=Align.RIGHT)


def _draw_grid(paper: Paper, rows: list[_Row], top: float) -> float:
    """The head and the lines with their full grid; returns the y of the lower edge."""
    widths = _column_widths()
    edges = [LEFT]
    for width in widths:
        edges.append(edges[-1] + width)
    heads = [(layout.NAME_HEADING,), *(column.lines for column in layout.COLUMNS)]
    levels = [top, top - HEAD_HEIGHT]
    for left, width, lines in zip(edges, widths, heads, strict=False):
        paper.in_cell(left, levels[1], width, HEAD_HEIGHT, Block(lines, 12, 15.6), Face.SANS)
    for row in rows:
        levels.append(levels[-1] - row.height)
        for left, width, block in zip(edges, widths, row.blocks, strict=False):
            paper.in_cell(left, levels[-1], width, row.height, block)
    canvas = paper.canvas
    canvas.setLineWidth(0.75)
    canvas.setStrokeGray(0)
    canvas.setLineCap(2)
    canvas.lines([(LEFT, level, RIGHT, level) for level in levels])
    canvas.lines([(edge, top, edge, levels[-1]) for edge in edges])
    return levels[-1]


def _draw_draft_mark(paper: Paper, size: tuple[float, float]) -> None:
    """Drawn first, so that every figure stands on top of it."""
    canvas = paper.canvas
    canvas.saveState()
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(30)
    paper.text(0, -55, layout.DRAFT_MARK, 160, Face.SERIF_BOLD, Align.CENTRE, grey=0.91)
    canvas.restoreState()


def _draw_page_foot(paper: Paper, form: ReturnForm, number: int, pages: int, width: float) -> None:
    paper.text(width / 2, _PAGE_NUMBER_Y, layout.page_text(number, pages), 9, align=Align.CENTRE)
    if form.hash and not form.draft:
        paper.text(LEFT, _PAGE_NUMBER_Y - 3.4 * MM, f"{layout.HASH_LABEL}{form.hash}", 7, grey=0.25)


# ---- further pages -------------------------------------------------------------------------------------------------

_TEXT_LEFT, _TEXT_RIGHT = 28 * MM, A4_PORTRAIT[0] - 24 * MM
_TEXT_TOP, _TEXT_BOTTOM = A4_PORTRAIT[1] - 37 * MM, 30 * MM
_TEXT_SIZE, _TEXT_LEADING = 16.0, 28.0


@dataclass(frozen=True, slots=True)
class _Line:
    x: float
    y: float
    text: str
    size: float
    face: Face = Face.SERIF
    align: Align = Align.LEFT
    stretch_to: float | None = None


def _annex_pages(form: ReturnForm) -> list[list[_Line]]:
    """The narratives as flowing pages (三号, 28 pt, as GB/T 9704 sets text); none when nothing was written."""
    sections = form.narratives.sections()
    if not sections:
        return []
    width, middle = _TEXT_RIGHT - _TEXT_LEFT, A4_PORTRAIT[0] / 2
    y = _TEXT_TOP
    pages: list[list[_Line]] = [[_Line(middle, y, layout.ANNEX_TITLE, 18, Face.SERIF_BOLD, Align.CENTRE)]]
    for text in (form.unit_name, layout.basis_text(form)):
        block = fit(text, width, 12, 10, most_lines=2)
        for line in block.lines:
            y -= 20
            pages[0].append(_Line(middle, y, line, block.size, align=Align.CENTRE))
    y -= _TEXT_LEADING * 0.5

    def put(text: str, x: float, face: Face, lines_needed: int = 1, stretch_to: float | None = None) -> None:
        nonlocal y
        if y - lines_needed * _TEXT_LEADING < _TEXT_BOTTOM:
            pages.append([])
            y = _TEXT_TOP + _TEXT_LEADING
        y -= _TEXT_LEADING
        pages[-1].append(_Line(x, y, text, _TEXT_SIZE, face, stretch_to=stretch_to))

    indent = 2 * _TEXT_SIZE
    for number, (heading, paragraphs) in enumerate(sections, 1):
        # A heading stays with the first two lines of its text.
        put(layout.section_heading(number, heading), _TEXT_LEFT + indent, Face.SANS, lines_needed=3)
        for paragraph in paragraphs:
            lines = wrap(paragraph, Face.SERIF, _TEXT_SIZE, width, indent)
            for place, line in enumerate(lines):
                start = indent if place == 0 else 0.0
                last = place == len(lines) - 1
                put(line, _TEXT_LEFT + start, Face.SERIF, stretch_to=None if last else width - start)
    return pages
