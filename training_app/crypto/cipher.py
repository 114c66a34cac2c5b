"""Sealing of single values: encrypted and bound to their column and row.

A sealed value is `version(1) | suite(1) | kid(2) | nonce(12) | ciphertext | tag(16)`. The key is derived per column;
column, row, kid and suite are the associated data: a value copied to another row, column or table does not open there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag

from training_app.crypto.errors import DecryptionFailed
from training_app.crypto.keyring import Key, Keyring, Use
from training_app.crypto.provider import current
from training_app.crypto.suites import NONCE_BYTES, TAG_BYTES, Aead, aead

VERSION = 1
HEADER_BYTES = 4
OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES


class _Lane(NamedTuple):
    """What sealing needs for one key and one column, derived once."""

    cipher: Aead
    header: bytes
    aad_head: bytes
    aad_tail: bytes


def seal(plaintext: bytes, *, column: str, row: UUID, use: Use = Use.ENC, context: bytes = b"") -> bytes:
    """The value sealed for this column ("people.person_documents.number") and row.

    `context` binds further facts that must be the same when it is opened (the position of a piece in a file).
    """
    return seal_many([(row.bytes, plaintext)], column=column, use=use, context=context)[0]


def seal_many(
    values: Sequence[tuple[bytes, bytes]], *, column: str, use: Use = Use.ENC, context: bytes = b""
) -> list[bytes]:
    """The values, as (the 16 bytes of the row's key, plaintext), sealed for one column, in their order."""
    lane = _lane(current().active(use), column)
    encrypt, header, aad_head, aad_tail = lane.cipher.encrypt, lane.header, lane.aad_head, lane.aad_tail + context
    # One draw from the system for the whole batch, kept nowhere: nothing a forked process could use again.
    pool = os.urandom(NONCE_BYTES * len(values))
    sealed = []
    at = 0
    for row, plaintext in values:
        nonce = pool[at : at + NONCE_BYTES]
        at += NONCE_BYTES
        sealed.append(header + nonce + encrypt(nonce, plaintext, aad_head + row + aad_tail))
    return sealed


def open_sealed(sealed: bytes, *, column: str, row: UUID, use: Use = Use.ENC, context: bytes = b"") -> bytes:
    """The clear value; DecryptionFailed unless it was sealed for exactly this column, row, use and context."""
    return open_many([(row, sealed)], column=column, use=use, context=context)[0]


def open_many(
    values: Iterable[tuple[UUID, bytes]], *, column: str, use: Use = Use.ENC, context: bytes = b""
) -> list[bytes]:
    """The clear values of (row, sealed) in their order; DecryptionFailed at the first that does not belong there."""
    keyring = current()
    lanes: dict[bytes, _Lane] = {}
    clear = []
    for row, sealed in values:
        header = bytes(sealed[:HEADER_BYTES])
        lane = lanes.get(header)
        if lane is None:
            lane = lanes[header] = _lane_of(keyring, header, column, use)
        nonce = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        try:
            clear.append(
                lane.cipher.decrypt(
                    nonce, sealed[HEADER_BYTES + NONCE_BYTES :], lane.aad_head + row.bytes + lane.aad_tail + context
                )
            )
        except (InvalidTag, ValueError):
            raise DecryptionFailed(column, "tag") from None
    return clear


def kid_of(sealed: bytes) -> int:
    """The number of the key a value was sealed with (counting what a key change still has to do)."""
    return int.from_bytes(sealed[2:HEADER_BYTES], "big")


def _lane_of(keyring: Keyring, header: bytes, column: str, use: Use) -> _Lane:
    key = keyring.readable(kid_of(header), use) if len(header) == HEADER_BYTES else None
    if key is None:
        raise DecryptionFailed(column, "key")
    lane = _lane(key, column)
    if lane.header != header:
        raise DecryptionFailed(column, "header")
    return lane


@lru_cache(maxsize=512)
def _lane(key: Key, column: str) -> _Lane:
    suite = key.suite
    tail = key.kid.to_bytes(2, "big") + bytes([suite, VERSION])
    return _Lane(
        cipher=aead(suite, key.derive(column, suite.key_bytes)),
        header=bytes([VERSION, suite]) + key.kid.to_bytes(2, "big"),
        aad_head=column.encode() + b"\x1f",
        aad_tail=b"\x1f" + tail,
    )
