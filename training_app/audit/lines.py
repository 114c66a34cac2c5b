"""The one text form of an audit row that its hash is computed over.

It is the line that PostgreSQL itself writes for the row (COPY in text format: fields separated by tabs, `\\N` for NULL,
backslash escapes), so that a check of millions of rows reads lines and hashes them without taking them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

# The columns in the order of the line; the instant as whole microseconds since 1970 (UTC), free of session settings.
HASHED_COLUMNS = (
    "seq", "at", "actor_user_id", "actor_role", "actor_name", "institution_id", "district_code", "address", "action",
    "object_kind", "object_number", "result", "rule", "remark", "detail", "kid",
)  # fmt: skip
SELECTED = ", ".join(
    {"at": "(extract(epoch from at) * 1000000)::bigint", "detail": "detail::text"}.get(name, name)
    for name in HASHED_COLUMNS
)

GENESIS = bytes(32)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ESCAPES = {
    "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
}  # fmt: skip
_ESCAPED = re.compile("[\\\\\b\f\n\r\t\v]")


def microseconds(at: datetime) -> int:
    """The instant as whole microseconds since 1970, UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def line(values: Iterable[str | int | datetime | None]) -> bytes:
    """The line of a row, given its values in the order of HASHED_COLUMNS; unambiguous, without the final newline."""
    return "\t".join(_field(value) for value in values).encode()


def _field(value: str | int | datetime | None) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, datetime):
        return str(microseconds(value))
    if isinstance(value, int):
        return str(value)
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], value)
