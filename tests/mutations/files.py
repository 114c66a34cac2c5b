"""A plan written into a file, by programs of others and by the builders of the container tests."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import xlsxwriter
from openpyxl.utils import get_column_letter

from tests.mutations.cells import Cell
from tests.sheets.containers import Look, html, merge_and_hide, ods, spreadsheetml, xls, xlsb

Writer = Callable[[list[Look], random.Random], bytes]


def _serial(day: date, *, epoch_1904: bool = False) -> int:
    return (day - (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30))).days


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{Decimal(cell):.14E}" if cell >= 1e15 else f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _plain(looks: list[Look], days: Callable[[date], Cell]) -> list[Look]:
    made = []
    for look in looks:
        rows = [[days(cell) if isinstance(cell, date) else cell for cell in row] or [None] for row in look.rows]
        width = max(map(len, rows))
        padded = [row + [None] * (width - len(row)) for row in rows]
        made.append(Look(look.name, look.merges, look.hidden_rows, look.hidden_columns, look.hidden, padded))
    return made


def by_xlsxwriter(looks: list[Look], chance: random.Random) -> bytes:
    """xlsx with shared strings, real dates, formulas with a cached value, comments, sometimes the 1904 date system."""
    output = io.BytesIO()
    late = chance.random() < 0.1
    with xlsxwriter.Workbook(output, {"in_memory": True, "date_1904": late}) as book:
        formats = [
            book.add_format({"num_format": each})
            for each in ("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "m/d/yyyy")
        ]
        for look in looks:
            sheet = book.add_worksheet(look.name)
            covered = {
                (row, column)
                for top, left, bottom, right in look.merges
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
            }
            for row, cells in enumerate(look.rows):
                for column, cell in enumerate(cells):
                    if (row, column) in covered or cell is None:
                        continue
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, chance.choice(formats))
                    elif isinstance(cell, str) and cell and chance.random() < 0.03 and '"' not in cell:
                        sheet.write_formula(row, column, f'=T("{cell[:20]}")', None, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                        if chance.random() < 0.02 and cell:
                            sheet.write_comment(row, column, "请核对 371002199003070011")
                    else:
                        sheet.write_number(row, column, cell - 1462 if late and 10_000 < cell < 70_000 else cell)
            merge_and_hide(sheet, look)
    return output.getvalue()


def by_openpyxl(looks: list[Look], chance: random.Random) -> bytes:
    """xlsx as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for look in looks:
        sheet = book.create_sheet(look.name)
        for row, cells in enumerate(look.rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell is not None and cell != "":
                    target = sheet.cell(row, column)
                    target.value = cell
                    if isinstance(cell, str):
                        target.data_type = "s"
        for top, left, bottom, right in look.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        for row in look.hidden_rows:
            sheet.row_dimensions[row + 1].hidden = True
        for column in look.hidden_columns:
            sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
        if look.hidden:
            sheet.sheet_state = chance.choice(("hidden", "veryHidden"))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _numbers_for_days(writer: Callable[..., bytes]) -> Writer:
    return lambda looks, chance: writer(*_plain(looks, _serial))


def _texts_for_days(writer: Callable[..., bytes]) -> Writer:
    return lambda looks, chance: writer(*_plain(looks, lambda day: day.isoformat()))


def _page(looks: list[Look], chance: random.Random) -> bytes:
    [look] = _plain(looks, lambda day: day.isoformat())
    rows = [[_as_text(cell) for cell in row] for row in look.rows]
    return html(Look(look.name, look.merges, look.hidden_rows, look.hidden_columns, look.hidden, rows))


def _text(encoding: str, delimiter: str, line_end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> Writer:
    def write(looks: list[Look], chance: random.Random) -> bytes:
        output = io.StringIO(newline="")
        writer = csv.writer(output, delimiter=delimiter, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
        for row in _plain(looks, lambda day: f"{day.year}/{day.month}/{day.day}")[0].rows:
            writer.writerow([_as_text(cell) for cell in row])
        return output.getvalue().encode(encoding, "replace")

    return write


WORKBOOKS: dict[str, Writer] = {
    "xlsxwriter": by_xlsxwriter,
    "openpyxl": by_openpyxl,
    "xls": _numbers_for_days(xls),
    "xlsb": _numbers_for_days(xlsb),
    "ods": _texts_for_days(ods),
    "spreadsheetml": _texts_for_days(spreadsheetml),
}
"""Writers of workbooks with merged and hidden parts and several sheets."""
TEXTS: dict[str, Writer] = {
    "page": _page,
    "utf-8": _text("utf-8", ","),
    "utf-8-sig": _text("utf-8-sig", ",", "\n"),
    "gb18030": _text("gb18030", ","),
    "utf-16": _text("utf-16", "\t"),
    "tab": _text("utf-8", "\t", quoting=csv.QUOTE_ALL),
    "semicolon": _text("utf-8-sig", ";"),
    "gb18030 tab": _text("gb18030", "\t", "\n"),
    "carriage returns": _text("utf-8", ",", "\r", csv.QUOTE_ALL),
}
"""Writers of a single table without merged cells."""


def physical_lines(rows: list[list[Cell]]) -> list[int]:
    """For each row of a delimited text, the physical line at which it begins."""
    lines, line = [], 1
    for row in rows:
        lines.append(line)
        line += 1 + sum(_as_text(cell).count("\n") for cell in row)
    return lines
