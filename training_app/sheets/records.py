"""The lines of a table told apart: records, and what is none (totals, signatures, samples, instructions, blank lines)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from training_app.sheets.apart import is_apart_title
from training_app.sheets.joined import say_what_lacks
from training_app.sheets.layout import (
    DITTO,
    GROUP,
    HINT,
    NOTE,
    NUMBERING,
    SAMPLE,
    SAMPLE_START,
    SECTION,
    SIGNATURE,
    SIGNED_ON,
    TOTAL,
    heading_key,
)
from training_app.sheets.model import FAILED, Sheet
from training_app.sheets.tables import Table

_NOTE_LENGTH = 30
_FEW = 3
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_SAMPLE_BEGINS = re.compile(r"\n[^\S\n]*[示例样范(（【\[]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no record. `line` is None where a whole sheet was passed over.

    `reason` is one of: title, header, instruction, sample, total, signature, note, blank, continuation, failed
    (formulas without a result, and nothing they are about), no_header.
    """

    sheet: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a list tells its records.

    `proof` is the field whose cell settles the matter when `proves` says so; `ordinary` are fields in which any words
    may stand (names of firms), so that a sample is looked for there only at the beginning. `signs` test the cells of
    fields for what records hold: the first of them and any other, or any two others, make a record of a line whose words
    (审核, 请填写) would otherwise speak for something else. A line over which all of `whole` (the required fields, if none
    are named) are merged continues the one above.
    """

    proof: str
    proves: Callable[[str], bool]
    ordinary: frozenset[str]
    serial: str = "serial"
    signs: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()


def fill_merged(table: Table) -> dict[int, list[str]]:
    """Cells of each column of the table, with a value merged downwards standing in every line it covers, as its
    mark does on the sheet."""
    sheet = table.sheet
    height = table.bottom - table.first_row
    cells = {column.index: table.cells(column) for column in table.columns}
    for top, left, bottom, _ in sheet.merges:
        if left in cells and bottom > top >= table.first_row and top < table.bottom:
            column = cells[left]
            start = top - table.first_row
            value = column[start]
            mark = sheet.marks.get(top * sheet.width + left)
            for row in range(start + 1, min(bottom - table.first_row + 1, height)):
                column[row] = value
                if mark:
                    sheet.marks[(table.first_row + row) * sheet.width + left] = mark
    return cells


def merged_lines(table: Table, columns: Iterable[int]) -> set[int]:
    """Rows of the table (from 0) that continue the row above, because all of `columns` are merged downwards over them."""
    covered: list[set[int]] = []
    for index in columns:
        rows: set[int] = set()
        for top, left, bottom, _ in table.sheet.merges:
            if left == index and bottom > top >= table.first_row:
                rows.update(range(top + 1 - table.first_row, bottom + 1 - table.first_row))
        covered.append(rows)
    return set.intersection(*covered) if covered else set()


def sort_lines(
    table: Table, cells: dict[int, list[str]], evidence: Evidence, required: tuple[str, ...]
) -> tuple[list[int], dict[int, str]]:
    """Rows of the table (from 0) that are records, and of the others the reason by row; a row blank here is "blank".

    In `cells` of joined columns is written what a record leaves open."""
    fields = table.fields
    proof = cells[fields[evidence.proof].index] if evidence.proof in fields else [""] * (table.bottom - table.first_row)
    proves = evidence.proves
    watched = [
        cells[column.index] for column in table.columns if column.field not in evidence.ordinary or column.field is None
    ]
    suspicious = [(SAMPLE, column) for column in watched if SAMPLE.search("\n".join(column)) or _starts(SAMPLE, column)]
    free = [cells[column.index] for column in table.columns if column.field in evidence.ordinary]
    suspicious += [(SAMPLE_START, column) for column in free if _starts(SAMPLE_START, column)]
    whole = evidence.whole or required
    continued = merged_lines(table, [fields[each].index for each in whole if each in fields])
    sorter = _Sorter(table, cells, evidence, required)
    records: list[int] = []
    others: dict[int, str] = {}
    for row, cell in enumerate(proof):
        if row in continued:
            others[row] = "continuation"
        elif suspicious and any(sample.search(column[row]) for sample, column in suspicious):
            others[row] = "sample"
        elif cell and proves(cell):
            records.append(row)
        else:
            reason = sorter.reason(row, records[-1] if records else None)
            if reason is None:
                records.append(row)
            else:
                others[row] = reason
    if any(column.joined for column in table.columns):
        say_what_lacks(table.columns, cells, table.sheet, table.first_row, records)
    return records, others


def _starts(sample: re.Pattern[str], column: list[str]) -> bool:
    # Alternatives anchored at the start of a cell are not seen by a search over joined cells.
    if not _SAMPLE_BEGINS.search("\n" + "\n".join(column)):
        return False
    return any(sample.search(cell) for cell in column if cell)


class _Sorter:
    """Decides about the few lines that carry no proof of being a record."""

    def __init__(
        self, table: Table, cells: dict[int, list[str]], evidence: Evidence, required: tuple[str, ...]
    ) -> None:
        self._cells = cells
        self._columns = table.columns
        self._raw = {column.index: table.cells(column) for column in table.columns}
        fields = table.fields
        self._required = [fields[each].index for each in required if each in fields]
        self._headings = {column.index: heading_key(column.heading) for column in table.columns}
        self._proof = fields[evidence.proof].index if evidence.proof in fields else -1
        self._serial = fields[evidence.serial].index if evidence.serial in fields else -1
        self._signs = [(fields[name].index, test) for name, test in evidence.signs.items() if name in fields]
        self._is_merged_over = bool(evidence.whole)
        self._mapped = {column.index for column in table.columns if column.field is not None} - {self._serial}

    def reason(self, row: int, last: int | None) -> str | None:
        """Why a line is no record; None when it is one, however defective."""
        texts = {index: column[row].strip() for index, column in self._raw.items() if column[row].strip()}
        if not texts:
            return "blank"
        first = next(iter(texts.values()))
        if all(index in texts and heading_key(texts[index]) == self._headings[index] for index in self._required):
            return "header"
        if all(GROUP.fullmatch(text) for text in texts.values()):
            return "header"
        if self._signs and self._is_shown(texts):
            return None
        key_texts = [texts[index] for index in self._required if index in texts]
        if not key_texts and self._is_merged_over:
            key_texts = [cell for index in self._required if (cell := self._cells[index][row].strip())]
        if TOTAL.search(first) or any(TOTAL.fullmatch(text) for text in texts.values()):
            return "total"
        if self._is_signed(texts, (first, *key_texts)):
            return "signature"
        if NOTE.search(first):
            return "note"
        if len(texts) > 1 and all(NUMBERING.fullmatch(text) for text in texts.values()) and key_texts:
            return "instruction"
        if self._is_hint(texts):
            return "instruction"
        if key_texts:
            alone = len(texts) == 1
            is_said = alone and (len(first) > _NOTE_LENGTH or SECTION.fullmatch(first) or is_apart_title(first))
            return "note" if is_said else None
        return self._without_key(row, texts, last)

    def _is_signed(self, texts: dict[int, str], leading: tuple[str, ...]) -> bool:
        signed = [text for text in texts.values() if SIGNATURE.search(text)]
        if any(":" in text or "：" in text for text in signed):
            return True
        # Who signs stands beside each word; a name with much else is a person whose post and department are such words.
        if self._signs and self._is_named(texts) and len(texts) > 2 * len(signed) + 1:
            return False
        # One word (会计, 教务) among many cells is somebody's occupation or department.
        if any(text in signed for text in leading) and (len(signed) > 1 or len(texts) <= _FEW + 1):
            return True
        return len(texts) <= _FEW and SIGNED_ON.fullmatch(leading[0]) is not None

    def _is_shown(self, texts: dict[int, str]) -> bool:
        shown = sum(test(texts[index]) for index, test in self._signs[1:] if index in texts)
        if shown and self._is_named(texts):
            return True
        # Who or what it is about may be wrongly written; not so two other cells.
        lead, first = texts.get(self._signs[0][0], ""), next(iter(texts.values()))
        is_word = any(map(str.isalpha, lead)) and not any(words.search(lead) for words in (TOTAL, HINT, NOTE))
        return shown > 1 and is_word and not TOTAL.search(first)

    def _is_named(self, texts: dict[int, str]) -> bool:
        index, named = self._signs[0]
        text = texts.get(index, "")
        return named(text) and not any(words.search(text) for words in (TOTAL, SIGNATURE, HINT, NOTE))

    def _is_hint(self, texts: dict[int, str]) -> bool:
        hints = [index for index, text in texts.items() if HINT.search(text)]
        if self._proof in hints:
            return 2 * len(hints) >= len(texts) or not (self._signs and self._is_named(texts))
        return len(hints) >= 2 or (len(hints) == 1 and len(texts) == 1)

    def _without_key(self, row: int, texts: dict[int, str], last: int | None) -> str | None:
        own = self._mapped.intersection(texts)
        if not own:
            return "blank" if set(texts) <= {self._serial} and not _WORDS.search(texts[self._serial]) else "note"
        if all(texts[index] in FAILED for index in own):
            return "failed"  # formulas copied down beforehand, about nobody
        if last is not None and all(
            texts[index] == self._cells[index][last].strip() or texts[index] in DITTO for index in own
        ):
            return "blank"  # columns filled in beforehand, nobody entered
        return "note" if len(own) == 1 else None


def outside_lines(sheet: Sheet, tables: list[Table]) -> Iterable[Skipped]:
    """The lines of a sheet above its first table's header, and the upper lines of headers."""
    if not tables:
        return
    if sheet.places:
        yield from (Skipped(sheet.name, line, "title" if line < sheet.line(0) else "note") for line in sheet.unread)
        return
    top = min(table.header_top for table in tables)
    for row in range(top):
        text = "".join(sheet.row(row)).strip()
        yield Skipped(sheet.name, sheet.line(row), _above(text))
    seen = set()
    for table in tables:
        for row in range(table.header_top, table.first_row):
            if row != table.header_row and row not in seen:
                seen.add(row)
                yield Skipped(sheet.name, sheet.line(row), "header")


def _above(text: str) -> str:
    if not text:
        return "blank"
    return "instruction" if NOTE.search(text) or (HINT.search(text) and len(text) > _NOTE_LENGTH) else "title"
