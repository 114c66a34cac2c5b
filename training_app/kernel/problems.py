"""Problems of an uploaded list: values that are collected, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a row out; a warning lets it in and is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(slots=True)
class Problem:
    """One thing wrong at one place of the user's own file.

    `sheet`, `block` (table on the sheet, from 1), `line` (as the user's program shows it) and `column` (letter) say where,
    `heading` is the user's own heading, `field` ours. `value` may hold a personal number and goes only to the uploader of
    the open batch; `message` never holds one. `suggestion` is the value we would put there, if we can tell.
    """

    code: str
    severity: Severity
    message: str
    sheet: str = ""
    block: int = 1
    line: int = 0
    column: str = ""
    heading: str = ""
    field: str = ""
    value: str = ""
    suggestion: str | None = None

    def as_json(self) -> dict[str, object]:
        """The form of the machine interface (`flask roster check --json`)."""
        return {
            "column": self.column, "heading": self.heading, "field": self.field, "code": self.code,
            "severity": str(self.severity), "value": self.value, "suggestion": self.suggestion,
            "message": self.message,
        }
