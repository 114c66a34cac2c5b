"""A workbook to be filled in: a heading line, an example, drop-downs and hints. Excel and WPS show it alike."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from training_app.sheets.marks import FIRST_LIST_COLUMN, MARK_SHEET, PREFIX

_LINES = 2000
"""Lines that get drop-downs and hints; below them can be written as well."""
_TITLE_LENGTH, _HINT_LENGTH = 32, 255
_NEEDED, _OPTIONAL, _EXAMPLE = "#DCE6F5", "#F0F2F5", "#7A8190"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column to be filled in. `choices` drop down, others may still be typed; `own` says that they are those of one
    record (the class) and no property of the template. `example` stands in the line that is passed over."""

    heading: str
    needed: bool = False
    hint: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    own: bool = False
    width: int = 14


def version_of(columns: Sequence[TemplateColumn]) -> str:
    """What changes with the template: another version has other headings, needs or choices."""
    said = [(each.heading, each.needed, () if each.own else each.choices) for each in columns]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:8]


def write_template(
    sheet_name: str, columns: Sequence[TemplateColumn], mark: str, needed_sign: str = "*",
    lines: Sequence[Sequence[str]] = (),
) -> bytes:  # fmt: skip
    """The template as xlsx. Every cell is a text, so that no number loses a digit; `mark` is read back as the workbook's.
    `lines` are filled in already, cell by cell; where there are any, no example is needed."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(sheet_name)
        hidden = book.add_worksheet(MARK_SHEET)
        hidden.very_hidden()
        hidden.write_string(0, 0, PREFIX + mark)
        text = book.add_format({"num_format": "@"})
        example = book.add_format({"num_format": "@", "italic": True, "font_color": _EXAMPLE})
        heads = {
            needed: book.add_format({"num_format": "@", "bold": True, "border": 1, "valign": "vcenter", "bg_color": colour})
            for needed, colour in ((True, _NEEDED), (False, _OPTIONAL))
        }
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, text)
            sheet.write_string(0, index, column.heading + (needed_sign if column.needed else ""), heads[column.needed])
            if not lines:
                sheet.write_string(1, index, column.example, example)
            lists = FIRST_LIST_COLUMN + index
            hidden.write_column(0, lists, column.choices)
            if column.choices or column.hint:
                sheet.data_validation(1, index, _LINES, index, _rule(column, lists))
        for number, line in enumerate(lines, start=1):
            for index, cell in enumerate(line):
                sheet.write_string(number, index, cell, text)
        sheet.set_row(0, 24)
        sheet.freeze_panes(1, 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(columns) - 1)}{_LINES}"})
    return output.getvalue()


def _rule(column: TemplateColumn, lists: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices:
        letter = xl_col_to_name(lists)
        # The list stands on a sheet: written into the rule itself it could have 255 characters at most.
        source = f"='{MARK_SHEET}'!${letter}$1:${letter}${len(column.choices)}"
        rule = {"validate": "list", "source": source, "show_error": False}
    if column.hint:
        rule |= {"input_title": column.heading[:_TITLE_LENGTH], "input_message": column.hint[:_HINT_LENGTH]}
    return rule
