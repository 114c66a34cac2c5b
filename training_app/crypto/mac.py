"""Keyed digests (HMAC-SM3): proof that something was written by this installation and not changed since."""

from __future__ import annotations

import hmac as _compare
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from training_app.crypto.keyring import Key, Use
from training_app.crypto.provider import current

MAC_BYTES = 32


def hasher(use: Use, purpose: str) -> HMAC:
    """A fresh HMAC-SM3 under the active key of a use; `purpose` separates what the same key proves.

    For thousands: keep it and take `.copy()` for each.
    """
    return _base(current().active(use), purpose).copy()


def kid_hasher(use: Use, kid: int, purpose: str) -> HMAC | None:
    """A fresh HMAC-SM3 under the key of this number, to check what was made before; None when it serves no more."""
    key = current().readable(kid, use)
    return _base(key, purpose).copy() if key else None


def mac(use: Use, purpose: str, data: bytes) -> bytes:
    """The 32-byte keyed digest of `data`."""
    context = hasher(use, purpose)
    context.update(data)
    return context.finalize()


def equal(one: bytes, other: bytes) -> bool:
    """Whether two digests are the same, in a time that tells nothing about where they differ."""
    return _compare.compare_digest(one, other)


@lru_cache(maxsize=128)
def _base(key: Key, purpose: str) -> HMAC:
    return HMAC(key.derive(purpose, MAC_BYTES), hashes.SM3())
