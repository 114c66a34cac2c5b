"""The form in which a workbook crosses from the child process: plain text and JSON, nothing that could run code here."""

from __future__ import annotations

import json
import struct
from typing import Any

from training_app.sheets.model import Sheet, Workbook

_SEPARATOR = "\x1f"


def pack(workbook: Workbook) -> bytes:
    """The workbook as bytes: for every sheet a JSON head and its cells joined."""
    head: dict[str, Any] = {"kind": workbook.kind, "epoch_1904": workbook.epoch_1904, "mark": workbook.mark, "sheets": []}
    texts = []
    for sheet in workbook.sheets:
        text = _SEPARATOR.join(sheet.cells)
        if text.count(_SEPARATOR) != max(len(sheet.cells) - 1, 0):
            text = _SEPARATOR.join(cell.replace(_SEPARATOR, "") for cell in sheet.cells)
        raw = text.encode("utf-8", "replace")
        texts.append(raw)
        head["sheets"].append({
            "name": sheet.name, "width": sheet.width, "first_line": sheet.first_line,
            "first_column": sheet.first_column, "lines": sheet.lines, "merges": sheet.merges,
            "hidden_rows": sorted(sheet.hidden_rows), "hidden_columns": sorted(sheet.hidden_columns),
            "hidden": sheet.hidden, "marks": _by_mark(sheet.marks), "part": sheet.part, "bytes": len(raw),
            "empty": not sheet.cells, "struck": sorted(sheet.struck),
        })
    packed = json.dumps(head).encode()
    return b"".join([struct.pack("<Q", len(packed)), packed, *texts])


def _by_mark(marks: dict[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, mark in marks.items():
        found.setdefault(mark, []).append(index)
    return found


def unpack(data: bytes) -> Workbook:
    """The workbook back from `pack`. Raises ValueError when the bytes are no such thing."""
    (length,) = struct.unpack_from("<Q", data)
    head = json.loads(data[8 : 8 + length])
    position = 8 + length
    sheets = []
    for each in head["sheets"]:
        size = each.pop("bytes")
        text = data[position : position + size].decode("utf-8")
        position += size
        cells = [] if each.pop("empty") else text.split(_SEPARATOR)
        if each["width"] and len(cells) % each["width"]:
            raise ValueError("cells do not fill the rectangle")
        each["merges"] = [tuple(merge) for merge in each["merges"]]
        each["marks"] = {index: mark for mark, indices in each["marks"].items() for index in indices}
        for key in ("hidden_rows", "hidden_columns", "struck"):
            each[key] = frozenset(each[key])
        sheets.append(Sheet(cells=cells, **each))
    return Workbook(head["kind"], sheets, head["epoch_1904"], head["mark"])
