"""The anchors: a file outside the database that notes, after each commit, how long the chain is and how it ends.

One line per commit, `seq hash instant mac`, appended and never rewritten; copy it to another machine at will. Whoever
cuts the end of the chain, or puts an older database in its place, leaves anchors that find no row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from training_app.crypto.keyring import Use
from training_app.crypto.mac import equal, hasher, kid_hasher
from training_app.crypto.provider import current

_PURPOSE = "anchor"


class Anchor(NamedTuple):
    """The chain had `seq` rows and ended in `hash`; `genuine` tells whether the line's own MAC is right."""

    seq: int
    hash: bytes
    genuine: bool


def anchors_path(instance: Path | str) -> Path:
    """Where an installation keeps its anchors."""
    return Path(instance) / "audit" / "anchors.log"


def append(path: Path, seq: int, head_hash: bytes, at: datetime) -> None:
    """Notes the end of the chain; OSError when the file cannot be written."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    body = f"{seq} {head_hash.hex()} {at.isoformat(timespec='seconds')} {current().active(Use.AUDIT).kid}"
    context = hasher(Use.AUDIT, _PURPOSE)
    context.update(body.encode())
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        # One write of one short line: processes appending at once do not mix.
        os.write(descriptor, f"{body} {context.finalize().hex()}\n".encode())
    finally:
        os.close(descriptor)


def read(path: Path) -> Iterator[Anchor]:
    """The anchors of the file in its order, none when there is none. A last line cut short by a crash is left out."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        for number, line in enumerate(file, start=1):
            if line.endswith(b"\n"):
                yield _parse(line, number)


def _parse(line: bytes, number: int) -> Anchor:
    body, _, written = line.rstrip(b"\n").rpartition(b" ")
    try:
        seq, head_hash, _, kid = body.decode().split(" ")
        context = kid_hasher(Use.AUDIT, int(kid), _PURPOSE)
        anchor = Anchor(int(seq), bytes.fromhex(head_hash), True)
        if context is None:
            return anchor._replace(genuine=False)
        context.update(body)
        return anchor._replace(genuine=equal(context.finalize().hex().encode(), written))
    except ValueError:
        return Anchor(number, b"", False)
