"""Plain text tables: encodings of Chinese offices, delimiters, records over several lines."""

from __future__ import annotations

import codecs
import csv
import io
import re

from training_app.sheets import limits
from training_app.sheets.errors import DAMAGED, TOO_LARGE, UNREADABLE, SheetError
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.values import sendable, standardise

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"\x84\x31\x95\x33", "gb18030"),
)
_DELIMITERS = (",", "\t", ";", "|", "，")
_EXCEL_TEXT = re.compile(r'=\s*"(.*)"\s*', re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RUNAWAY_LINES = 20
_RECORD_BELOW = re.compile(r"[\r\n].*\d{14}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def decode(data: bytes) -> str:
    """The text of a file without control characters, and with real characters for private-use code points.

    Raises SheetError(file.unreadable) for bytes that are no text.
    """
    text = _decode(data)
    head = text[:8192]
    if len(_CONTROL.findall(head)) * 50 > len(head):
        raise SheetError(UNREADABLE, "bytes")
    return standardise(sendable(text) if _CONTROL.search(text) else text)


def _decode(data: bytes) -> str:
    """By the byte order mark, else strict UTF-8, else UTF-16 by its zero bytes, else GB18030.

    Guessing libraries are wrong for short Chinese lists, this ladder is not.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    if b"\0" in data:
        return _decode_without_bom(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        pass
    texts = [data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    text = min(texts, key=lambda each: each.count("\ufffd"))
    if text.count("\ufffd") * 50 > len(text):
        raise SheetError(UNREADABLE, "bytes")
    return text


def _decode_without_bom(data: bytes) -> str:
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > 4 * min(even, odd) and max(even, odd) * 20 > len(head):
        try:
            return data.decode("utf-16-be" if even > odd else "utf-16-le")
        except UnicodeDecodeError as error:
            raise SheetError(UNREADABLE, "bytes") from error
    if data.count(0) * 100 > len(data):
        raise SheetError(UNREADABLE, "bytes")
    return _decode(data.replace(b"\0", b""))


def read_text(text: str, name: str) -> Workbook:
    """The one sheet of a delimited text; its lines are the physical lines at which records begin."""
    declared = _SEPARATOR_LINE.fullmatch(text[: text.find("\n") + 1] or text[:10])
    delimiter = declared[1] if declared else _delimiter(text)
    if text.count(delimiter) > limits.CELLS:
        raise SheetError(TOO_LARGE, "cells")
    records, lines = _records(text, delimiter)
    if _swallowed(records, text, delimiter):
        # A quotation mark that nobody closed has taken lines after it into its cell: every line stands for itself.
        records = [next(csv.reader([line], delimiter=delimiter), []) for line in _LINE_END.split(text)]
        lines = list(range(1, len(records) + 1))
        if len(records) > limits.ROWS:
            raise SheetError(TOO_LARGE, "rows")
    if declared:
        records[0] = []
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
        lines.pop()
    width = max(map(len, records), default=0)
    if width > limits.COLUMNS:
        raise SheetError(TOO_LARGE, "columns")
    if width * len(records) > limits.CELLS:
        raise SheetError(TOO_LARGE, "cells")
    cells: list[str] = []
    for record in records:
        cells.extend(record)
        cells.extend([""] * (width - len(record)))
    if "=" in text:
        cells = [_plain(cell) if cell.startswith("=") else cell for cell in cells]
    return Workbook("csv", [Sheet(name, cells, width, lines=lines)])


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    csv.field_size_limit(limits.CELL_CHARACTERS * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, lines = [], []
    start = 1
    try:
        for record in reader:
            records.append(record)
            lines.append(start)
            start = reader.line_num + 1
            if len(records) > limits.ROWS:
                raise SheetError(TOO_LARGE, "rows")
    except csv.Error as error:
        raise SheetError(TOO_LARGE if "limit" in str(error) else DAMAGED, "cell") from error
    return records, lines


def _swallowed(records: list[list[str]], text: str, delimiter: str) -> bool:
    """Whether a cell of several lines holds records: it is long, has a number of a document below its first line, or the
    quotation marks of the file do not match."""
    several = [cell for record in records for cell in record if "\n" in cell or "\r" in cell]
    if not several:
        return False
    if any(cell.count("\n") > _RUNAWAY_LINES or _RECORD_BELOW.search(cell) for cell in several):
        return True
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return True
    return False


def _plain(cell: str) -> str:
    """The text inside ="…", which some programs write to keep a spreadsheet from changing it."""
    found = _EXCEL_TEXT.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell


def _delimiter(text: str) -> str:
    """The delimiter that splits most of the first lines into the same number of cells."""
    sample = text[:65536]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        try:
            counts = [
                len(record) for record, _ in zip(
                    csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), range(200), strict=False
                )
            ]
        except csv.Error:
            continue
        several = [count for count in counts if count > 1]
        if several:
            usual = max(set(several), key=lambda count: (several.count(count), count))
            score = several.count(usual) * (usual if delimiter != "，" else 1)
            if score > best_score:
                best, best_score = delimiter, score
    return best
