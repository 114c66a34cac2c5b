"""How what a visitor types is read, how often may be asked, and the small work that lets one ask more often. Pure.

The figures are settings of operation (security goals P1 to P3), not of the training law.
"""

from __future__ import annotations

import hashlib
import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

LONGEST_NUMBER, LONGEST_NAME = 60, 80
# From one network address; then only with a proof of work, and at last not at all.
PER_MINUTE, PER_DAY = 10, 100
MOST_PER_MINUTE, MOST_PER_DAY = 100, 1_000
# One name from everywhere in a day, everything from everywhere in a minute: somebody tries numbers from many addresses.
NAME_PER_DAY, ALL_PER_MINUTE = 30, 600
# A hall that checks the papers of a class by their codes does so from one address.
TOKENS_PER_MINUTE = 60
PROOF_BITS, PROOF_LIFE = 16, timedelta(minutes=5)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－−﹣", "-"))


@dataclass(frozen=True, slots=True)
class Tally:
    """How often was asked, this time included: from the address in this minute and day, for the name today, in all in this
    minute."""

    minute: int
    day: int
    name: int
    everywhere: int

    @property
    def wants_proof(self) -> bool:
        """Whether the next answer costs a proof of work."""
        return (
            self.minute > PER_MINUTE or self.day > PER_DAY or self.name > NAME_PER_DAY or self.everywhere > ALL_PER_MINUTE
        )

    @property
    def refused(self) -> bool:
        """Whether not even a proof helps."""
        return self.minute > MOST_PER_MINUTE or self.day > MOST_PER_DAY


def typed_number(text: str) -> str:
    """A number as typed, without spaces, in narrow signs, every dash a hyphen."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_DASHES)).split())


def network_of(address: str) -> str:
    """What one visitor is counted by: an IPv4 address, or the /64 of an IPv6 address, all of which one connection has for itself.
    What is no address stands for itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def proves(challenge: str, nonce: str) -> bool:
    """Whether the nonce solves the challenge: SHA-256 of both begins with `PROOF_BITS` zero bits."""
    if not nonce.isascii() or not nonce.isdigit() or len(nonce) > 12:
        return False
    digest = hashlib.sha256(f"{challenge}:{nonce}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - PROOF_BITS) == 0
