"""Lines of a roster that its file hides, strikes through or sets apart from the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from training_app.classes.columns import REQUIRED, SERIAL
from training_app.sheets.apart import says_left, set_apart, struck
from training_app.sheets.tables import Table

ABOUT_LINES = frozenset({"row.hidden", "row.struck", "row.set_apart"})
"""What is said of a line as it stands in its file, whatever its cells hold."""


def doubts(
    table: Table, cells: Mapping[int, list[str]], records: list[int], others: Mapping[int, str]
) -> Iterator[tuple[int, str, str]]:
    """Position among the records, code, and the words of the file that say so."""
    sheet = table.sheet
    if sheet.hidden_rows:
        for position, row in enumerate(records):
            if table.first_row + row in sheet.hidden_rows:
                yield position, "row.hidden", ""
    if sheet.struck:
        for position, row in enumerate(records):
            if struck(table, row, REQUIRED):
                yield position, "row.struck", ""
    apart = set_apart(table, records, others, SERIAL)
    for column in table.columns:
        if column.field == "remark" or column.is_other:
            texts = cells[column.index]
            leaving = says_left(column.heading, texts)
            if leaving:
                apart |= {row: texts[row] for row in records if texts[row] in leaving}
    if apart:
        for position, row in enumerate(records):
            if row in apart:
                yield position, "row.set_apart", apart[row]
