"""Workbooks about the people of a class, as institutions keep them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """A file with the given sheets: name and lines of cells."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
