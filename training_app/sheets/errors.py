"""Why a file could not be read as a table."""

from __future__ import annotations

UNREADABLE = "file.unreadable"
DAMAGED = "file.damaged"
PASSWORD = "file.password"
TOO_LARGE = "file.too_large"


class SheetError(Exception):
    """The file is not a table we can read.

    `code` is one of the four above; `detail` is a key that says what was found instead ("pdf", "rows", "zip", …) for the
    sentence shown to the user. It never holds content of the file.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
