"""QR codes for a batch of like addresses, as many as a class has certificates.

An encoder needs about a millisecond for each. But with version, mask and error level fixed, every module of the code is a
sum modulo 2 of bits of the text (Reed-Solomon and the mask are linear): a code differs from that of another address of the same
length by the same pattern wherever the same bit of the text differs. So the encoder is asked for the first address and once for
each bit that ever differs; the rest is exclusive-or.
"""

from __future__ import annotations

import re

import segno

# Trying all eight masks, as the encoder does by itself, would make a code no easier to read on paper.
_MASK = 4


class QrBatch:
    """Codes of error level M of many addresses; give one batch one instance. Raises ValueError for an address too long."""

    def __init__(self) -> None:
        self._references: dict[int, tuple[bytes, int, int]] = {}
        self._differences: dict[tuple[int, int, int], int] = {}

    def rows(self, address: str) -> list[str]:
        """The code from the top line down, "1" for a dark module, without the quiet zone."""
        text = address.encode()
        if len(text) not in self._references:
            modules, side = _encode(text)
            self._references[len(text)] = (text, modules, side)
        reference, modules, side = self._references[len(text)]
        for place, (ours, theirs) in enumerate(zip(text, reference, strict=True)):
            differing = ours ^ theirs
            while differing:
                bit = differing & -differing
                differing ^= bit
                modules ^= self._difference(reference, place, bit)
        bits = f"{modules:0{side * side}b}"
        return [bits[start:start + side] for start in range(0, side * side, side)]

    def _difference(self, reference: bytes, place: int, bit: int) -> int:
        key = (len(reference), place, bit)
        if key not in self._differences:
            changed = bytearray(reference)
            changed[place] ^= bit
            self._differences[key] = _encode(bytes(changed))[0] ^ self._references[len(reference)][1]
        return self._differences[key]


def _encode(text: bytes) -> tuple[int, int]:
    """All modules as one number, top left the highest bit, and how many stand in a line."""
    matrix = segno.make(text, mode="byte", error="m", micro=False, boost_error=False, mask=_MASK).matrix
    return int("".join("".join(map(str, line)) for line in matrix), 2), len(matrix)


def rectangles(rows: list[str]) -> list[tuple[int, int, int]]:
    """The dark modules as (x, y, width) of rectangles one module high; y counts upwards from the lowest line."""
    top = len(rows) - 1
    return [
        (run.start(), top - line, run.end() - run.start())
        for line, modules in enumerate(rows) for run in _DARK.finditer(modules)
    ]


_DARK = re.compile("1+")
