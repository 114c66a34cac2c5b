"""Blind indexes: a keyed digest beside a sealed value, so that equal numbers are found and kept unique unread.

The caller gives the canonical form (kind prefix, half-width, upper-case X, no spaces). The index key is not the
encryption key, and each column has digests of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from training_app.crypto.keyring import Use
from training_app.crypto.mac import hasher


def blind_index(column: str, canonical: str) -> bytes:
    """The 32-byte index of a value of this column."""
    return blind_index_many(column, [canonical])[0]


def blind_index_many(column: str, canonicals: Iterable[str]) -> list[bytes]:
    """The indexes of many values of one column, in their order."""
    base = hasher(Use.IDX, column)
    indexes = []
    for canonical in canonicals:
        context = base.copy()
        context.update(canonical.encode())
        indexes.append(context.finalize())
    return indexes


def last_four_index(column: str, canonical: str) -> bytes:
    """The index of a value's last four characters, for the search by 身份证后四位; never unique."""
    return last_four_index_many(column, [canonical])[0]


def last_four_index_many(column: str, canonicals: Iterable[str]) -> list[bytes]:
    """The last-four indexes of many values of one column, in their order."""
    return blind_index_many(f"{column}\x1flast_four", (canonical[-4:].upper() for canonical in canonicals))
