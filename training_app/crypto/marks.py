"""Marks on papers that only this installation can make: the token of a QR code, the check group of a number, the seal over
the words of a paper. All by HMAC-SM3 under a key of their own use (security goals P1, P5, P7)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import NamedTuple

from training_app.crypto.keyring import Use
from training_app.crypto.mac import equal, kid_hasher, mac
from training_app.crypto.provider import current

LONGEST_TOKEN = 120
SEAL_SIGNS = 16
"""How many hexadecimal digits of a seal are printed: 64 bits."""
_VERSION, _MAC_BYTES, _KID_BYTES, _GROUP_BITS = 1, 12, 2, 20
_TOKEN, _GROUP, _SEAL = "paper.token", "paper.number", "paper.words"
# Letters and digits that are not taken for one another on paper.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Marked(NamedTuple):
    """What a token names: the kind of record and its number."""

    kind: str
    number: str


def token(kind: str, number: str) -> str:
    """The token of a record: version, key, kind and number in clear, 96 bits of proof behind them."""
    head = bytes([_VERSION]) + current().active(Use.QR).kid.to_bytes(_KID_BYTES)
    body = head + f"{kind}\x1f{number}".encode()
    return base64.urlsafe_b64encode(body + mac(Use.QR, _TOKEN, body)[:_MAC_BYTES]).decode().rstrip("=")


def read(text: str) -> Marked | None:
    """What a token names; None for one that is too long, altered, or made under a key that serves no more."""
    if not text.isascii() or len(text) > LONGEST_TOKEN:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    body, proof = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    context = kid_hasher(Use.QR, int.from_bytes(body[1 : 1 + _KID_BYTES]), _TOKEN)
    if context is None or body[:1] != bytes([_VERSION]):
        return None
    context.update(body)
    # Spare bits of the last sign would let one record have several tokens.
    whole = base64.urlsafe_b64encode(raw).decode().rstrip("=") == text
    if not equal(context.finalize()[:_MAC_BYTES], proof) or not whole:
        return None
    kind, _, number = body[1 + _KID_BYTES :].decode().partition("\x1f")
    return Marked(kind, number)


def check_group(number: str) -> str:
    """Four signs printed behind a running number, so that the next paper's number cannot be counted out (20 bits)."""
    value = int.from_bytes(mac(Use.QR, _GROUP, number.encode())[:3]) >> (24 - _GROUP_BITS)
    return "".join(_SIGNS[value >> place & 31] for place in (15, 10, 5, 0))


def seal(words: Mapping[str, object]) -> bytes:
    """The keyed digest of the words of a paper, the number of its key before it."""
    return current().active(Use.QR).kid.to_bytes(_KID_BYTES) + mac(Use.QR, _SEAL, _canonical(words))


def seal_holds(words: Mapping[str, object], sealed: bytes) -> bool:
    """Whether a seal was made over exactly these words."""
    context = kid_hasher(Use.QR, int.from_bytes(sealed[:_KID_BYTES]), _SEAL)
    if context is None:
        return False
    context.update(_canonical(words))
    return equal(context.finalize(), sealed[_KID_BYTES:])


def seal_text(sealed: bytes) -> str:
    """The seal as printed: four groups of four; "" for none."""
    digits = sealed[_KID_BYTES:].hex().upper()[:SEAL_SIGNS]
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def _canonical(words: Mapping[str, object]) -> bytes:
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
