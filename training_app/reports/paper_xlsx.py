"""《数字技术工程师培育项目开展情况表》 as a workbook: the same cells as on paper, as real numbers, ready to print.

Money stands in 元 with two decimals. Nothing a user typed is ever taken for a formula or a link. The fonts are named as
offices have them (小标宋, 仿宋, 黑体); a machine without them shows its own.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from training_app.files import fonts
from training_app.reports import layout
from training_app.reports.layout import Kind, PrintOptions, ReturnForm

_PAPER_A4 = 9
_LAST_COLUMN = len(layout.COLUMNS)
_HEAD_ROW = 2
"""Sheet line of the headings, from 0: title, unit, headings, then the lines of the table."""
_LONGEST_CELL = 600
"""Characters of a narrative per cell: Excel shows at most 409 points of a line."""


@dataclass(frozen=True, slots=True)
class _Formats:
    title: Format
    plain: Format
    plain_right: Format
    small: Format
    head: Format
    name: Format
    count: Format
    money: Format
    text_heading: Format
    text: Format


def return_xlsx(form: ReturnForm, options: PrintOptions | None = None) -> bytes:
    """The form as a finished workbook. The same form gives the same bytes."""
    options = options or PrintOptions()
    buffer = BytesIO()
    book = Workbook(buffer, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    })
    # Without a fixed day the file would hold the clock's time; the period's end says more than an invented hour.
    created = datetime.datetime.combine(form.reported_on or form.period_to, datetime.time())
    book.set_properties({
        "title": layout.TITLE, "author": fonts.clean(form.unit_name), "subject": layout.basis_text(form),
        "created": created,
    })
    formats = _formats(book)
    _write_table(book.add_worksheet(layout.SHEET_NAME), form, options, formats)
    for heading, paragraphs in form.narratives.sections():
        _write_narrative(book.add_worksheet(heading), form, heading, paragraphs, formats)
    book.close()
    return buffer.getvalue()


def _formats(book: Workbook) -> _Formats:
    song, fang, hei = layout.OFFICE_FONTS
    cell = {"font_name": fang, "font_size": 14, "border": 1, "align": "center", "valign": "vcenter"}
    plain = {"font_name": fang, "font_size": 12, "valign": "vcenter"}
    return _Formats(
        title=book.add_format({"font_name": song, "font_size": 22, "align": "center", "valign": "vcenter"}),
        plain=book.add_format(plain | {"text_wrap": True}),
        plain_right=book.add_format(plain | {"align": "right"}),
        small=book.add_format({"font_name": fang, "font_size": 9, "text_wrap": True, "valign": "vcenter"}),
        head=book.add_format(cell | {"font_name": hei, "font_size": 12, "text_wrap": True}),
        name=book.add_format(cell | {"text_wrap": True, "shrink": False}),
        count=book.add_format(cell | {"num_format": "0"}),
        money=book.add_format(cell | {"num_format": "#,##0.00"}),
        text_heading=book.add_format({"font_name": hei, "font_size": 16, "valign": "vcenter"}),
        text=book.add_format({"font_name": fang, "font_size": 14, "text_wrap": True, "valign": "top", "indent": 1}),
    )


def _write_table(sheet: Worksheet, form: ReturnForm, options: PrintOptions, formats: _Formats) -> None:
    sheet.set_column(0, 0, layout.NAME_WIDTH * 0.5)
    for place, column in enumerate(layout.COLUMNS, 1):
        sheet.set_column(place, place, column.width * 0.5)
    _write_head(sheet, form, formats)
    line = _HEAD_ROW + 1
    for row in layout.printed_rows(form, options):
        name = fonts.clean(row.name)
        sheet.set_row(line, 32 if len(name) <= 10 else 48)
        sheet.write_string(line, 0, name, formats.name)
        for place, column in enumerate(layout.COLUMNS, 1):
            value = row.figure(column)
            if column.kind is Kind.MONEY:
                sheet.write_number(line, place, Decimal(value) / 100, formats.money)
            else:
                sheet.write_number(line, place, value, formats.count)
        line += 1
    for note in layout.footnotes(form, options):
        line = _write_across(sheet, line, note, formats.small, 14, 110)
    sheet.set_row(line, 30)
    half = _LAST_COLUMN - 2
    sheet.merge_range(line, 0, line, half, "", formats.plain)
    sheet.write_string(line, 0, f"{layout.PREPARED_BY_LABEL}{fonts.clean(form.prepared_by)}", formats.plain)
    sheet.merge_range(line, half + 1, line, _LAST_COLUMN, "", formats.plain)
    sheet.write_string(line, half + 1, f"{layout.PHONE_LABEL}{fonts.clean(form.phone)}", formats.plain)
    line = _write_across(sheet, line + 1, layout.REMARK, formats.plain, 20, 80)
    if form.hash and not form.draft:
        line = _write_across(sheet, line, f"{layout.HASH_LABEL}{form.hash}", formats.small, 14, 110)
    _set_up_page(sheet, form, landscape=True)
    sheet.repeat_rows(0, _HEAD_ROW)
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    sheet.print_area(0, 0, line - 1, _LAST_COLUMN)


def _write_head(sheet: Worksheet, form: ReturnForm, formats: _Formats) -> None:
    sheet.set_row(0, 44)
    sheet.merge_range(0, 0, 0, _LAST_COLUMN, "", formats.title)
    sheet.write_string(0, 0, layout.TITLE, formats.title)
    unit = f"{layout.UNIT_LABEL}{fonts.clean(form.unit_name)}"
    sheet.set_row(1, 24 * (1 + len(unit) // 46))
    sheet.merge_range(1, 0, 1, _LAST_COLUMN - 2, "", formats.plain)
    sheet.write_string(1, 0, unit, formats.plain)
    sheet.merge_range(1, _LAST_COLUMN - 1, 1, _LAST_COLUMN, "", formats.plain_right)
    sheet.write_string(1, _LAST_COLUMN - 1, layout.reported_on_text(form), formats.plain_right)
    sheet.set_row(_HEAD_ROW, 42)
    for place, heading in enumerate(layout.HEADINGS):
        sheet.write_string(_HEAD_ROW, place, heading, formats.head)


def _write_across(sheet: Worksheet, line: int, text: str, style: Format, height: int, per_line: int) -> int:
    """A text over the whole width of the table; returns the next free line."""
    cleaned = fonts.clean(text)
    sheet.set_row(line, height * (1 + len(cleaned) // per_line))
    sheet.merge_range(line, 0, line, _LAST_COLUMN, "", style)
    sheet.write_string(line, 0, cleaned, style)
    return line + 1


def _write_narrative(
    sheet: Worksheet, form: ReturnForm, heading: str, paragraphs: list[str], formats: _Formats,
) -> None:
    sheet.set_column(0, 0, 84)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, heading, formats.text_heading)
    line = 1
    for paragraph in paragraphs:
        cleaned = fonts.clean(paragraph)
        for start in range(0, len(cleaned), _LONGEST_CELL):
            piece = cleaned[start:start + _LONGEST_CELL]
            sheet.set_row(line, 21 * (1 + len(piece) // 40))
            sheet.write_string(line, 0, piece, formats.text)
            line += 1
    _set_up_page(sheet, form, landscape=False)
    sheet.print_area(0, 0, line - 1, 0)


def _set_up_page(sheet: Worksheet, form: ReturnForm, landscape: bool) -> None:
    sheet.set_paper(_PAPER_A4)
    if landscape:
        sheet.set_landscape()
        sheet.center_horizontally()
    else:
        sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.79, right=0.79, top=0.9, bottom=0.7)
    sheet.set_footer(f"&C{layout.XLSX_PAGE_TEXT}")
    if form.draft:
        sheet.set_header(f"&R{layout.DRAFT_MARK}")
