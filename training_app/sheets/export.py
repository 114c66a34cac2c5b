"""Lists written as xlsx or CSV in which no cell can act: texts stay texts, whatever they begin with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

Value = str | int | Decimal | date | bool | None

_ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS_AT_MOST = 1_048_575
_A4 = 9


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of an export: its heading, width in characters, and the Excel format of its numbers ("" for none)."""

    heading: str
    width: int = 14
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook."""

    name: str
    columns: Sequence[ExportColumn]
    rows: Iterable[Sequence[Value]]


def write_table(
    sheet_name: str, columns: Sequence[ExportColumn], rows: Iterable[Sequence[Value]], *, long: bool = False
) -> bytes:
    """An xlsx with one sheet; see `write_tables`."""
    return write_tables([Table(sheet_name, columns, rows)], long=long)


def write_tables(tables: Iterable[Table], *, long: bool = False) -> bytes:
    """An xlsx of sheets with a frozen header and a filter; numbers and days are real ones, texts never formulas. Printed it is
    A4 across, all columns on one sheet of paper, the header on every one.

    `long`: lines leave memory for a temporary file as they come, so that a million of them need little room.
    """
    output = io.BytesIO()
    options = {
        **({"constant_memory": True} if long else {"in_memory": True}),
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#EEF2F7"})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in tables:
            formats = [
                book.add_format({"num_format": each.number_format}) if each.number_format else None for each in table.columns
            ]
            _write_sheet(book.add_worksheet(_sheet_name(table.name)), table, head, text, day, formats)
    return output.getvalue()


def _write_sheet(sheet: Any, table: Table, head: Any, text: Any, day: Any, formats: Sequence[Any]) -> None:
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.heading, head)
    line = 0
    for line, row in enumerate(table.rows, 1):
        if line > _ROWS_AT_MOST:
            raise ValueError("more rows than a sheet holds")
        for index, value in enumerate(row):
            _write(sheet, line, index, value, text, day, formats[index])
    sheet.freeze_panes(1, 0)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(line, 1), max(len(table.columns) - 1, 0))


def _write(sheet: Any, line: int, index: int, value: Value, text: Any, day: Any, number: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, index, value)
    elif isinstance(value, int | Decimal):
        if abs(value) >= 10**15:
            sheet.write_string(line, index, str(value), text)
        else:
            sheet.write_number(line, index, value, number)
    elif isinstance(value, date):
        sheet.write_datetime(line, index, value, day)
    else:
        sheet.write_string(line, index, value[:32_767], text)


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with byte order mark, which every spreadsheet opens rightly; a cell that would act gets an apostrophe."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([_harmless(each) for each in headings])
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
    return b"\xef\xbb\xbf" + output.getvalue().encode("utf-8", "replace")


def _harmless(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    shown = value.isoformat() if isinstance(value, date) else str(value)
    return "'" + shown if shown.startswith(_ACTING) else shown


def _sheet_name(name: str) -> str:
    return "".join(" " if character in "[]:*?/\\" else character for character in name).strip("' ")[:31] or "Sheet1"
