"""Logs: one JSON object a line, with everything that looks like a personal number taken out."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from flask import Flask

_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9}|[HM]\d{8,10}|\d{16,19})(?![0-9A-Za-z])")
# What the database says of the values it refused, and what SQLAlchemy says of those it sent: rows of the register.
_VALUES = re.compile(r"(?:DETAIL:|\[parameters: ).*?(?=\n\[SQL|\n\(Background|\n\n(?:The above|During)|\Z)", re.DOTALL)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One event, one line: time, level, logger, message, facts, trace."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "message": record.getMessage(),
        }
        event |= {key: str(value) for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            event["trace"] = without_values(self.formatException(record.exc_info))
        return without_personal_numbers(json.dumps(event, ensure_ascii=False))


def without_personal_numbers(line: str) -> str:
    """The line with identity numbers and telephone numbers replaced."""
    return _PERSONAL.sub("[redacted]", line)


def without_values(trace: str) -> str:
    """A trace of a database error without the values it speaks of."""
    return _VALUES.sub("[values]", trace)


def configure(app: Flask) -> None:
    """Sends the application's own log to stderr as JSON lines."""
    root = logging.getLogger("training_app")
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    root.setLevel(app.config.get("LOG_LEVEL", "INFO"))
    root.propagate = bool(app.config.get("TESTING"))
