"""One-time codes as people type them: made, read back whatever the spelling, and reduced to what the table keeps."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

# No signs that are mistaken for each other on paper (0/O, 1/I/L, U/V): 30 signs, 4.9 bits each.
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
# 20 signs are 98 bits, for links and slips; 15 signs are 73 bits, for printed lists that many people type from.
LONG, PRINTED = (5, 4), (3, 5)


def make(shape: tuple[int, int] = LONG) -> str:
    """A new code of (groups, signs in a group): "ABCDE-FGHJK-MNPQR"."""
    groups, length = shape
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(length)) for _ in range(groups))


def canonical(typed: str) -> str:
    """The one spelling of a typed code: full-width signs, case, hyphens and spaces do not matter."""
    folded = unicodedata.normalize("NFKC", typed[:200]).upper()
    return "".join(sign for sign in folded if sign.isascii() and sign.isalnum())


def digest(typed: str) -> bytes:
    """What the table keeps of a code. It has too many bits to be guessed from this."""
    return hashlib.sha256(b"invitation:" + canonical(typed).encode()).digest()
