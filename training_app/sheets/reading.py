"""The way in: a user's file as a workbook, and the user's own workbook marked up. Both happen in the limited child process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from training_app.kernel.problems import Problem
from training_app.sheets import limits
from training_app.sheets.child import ask
from training_app.sheets.errors import DAMAGED, TOO_LARGE, SheetError
from training_app.sheets.model import Workbook
from training_app.sheets.wire import unpack


def read(data: bytes, name: str) -> Workbook:
    """The workbook in a file of any kind; `name` only names the sheet of kinds without sheet names.

    Raises SheetError with file.unreadable, file.damaged, file.password or file.too_large; never anything else.
    """
    if len(data) > limits.FILE_BYTES:
        raise SheetError(TOO_LARGE, "file")
    try:
        return unpack(ask("read", name, data))
    except (ValueError, KeyError, TypeError) as error:
        raise SheetError(DAMAGED, "answer") from error


def mark_up(data: bytes, name: str, problems: Iterable[Problem], words: Mapping[str, str], mark: str = "") -> bytes:
    """The user's own workbook as xlsx, with the cells of the problems coloured and explained and a sheet that lists them.

    Kinds other than xlsx come back as a fresh workbook with their values at the same lines and columns. `words` are the
    headings of the list: title, sheet, line, column, heading, value, message, suggestion, help, error, warning, and the
    address before the code of a page that explains it (help_page; none: no such pages). `mark` is what the
    workbook says of itself when it is read again.
    Raises SheetError like `read`.
    """
    listed = [
        {"sheet": each.sheet, "line": each.line, "severity": str(each.severity), **each.as_json()} for each in problems
    ]
    request = json.dumps({"problems": listed, "words": dict(words), "mark": mark}).encode()
    return ask("mark_up", name, data, request)
