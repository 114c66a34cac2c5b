"""Checking the whole chain: every row, every link, the head and the anchors outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.hmac import HMAC
from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.audit import anchors
from training_app.audit.lines import GENESIS, SELECTED
from training_app.audit.messages import FAULTS, TAMPERED, VERIFIED
from training_app.audit.service import ROW, head_is_genuine
from training_app.crypto.keyring import Use
from training_app.crypto.mac import kid_hasher

_PIECE = 50_000
_ROWS = (
    f"COPY (SELECT {SELECTED}, encode(prev_hash, 'hex'), encode(hash, 'hex') FROM audit_events "
    "WHERE seq > {after} ORDER BY seq LIMIT {piece}) TO STDOUT"
)
_HEAD = text("SELECT count, hash, kid, mac FROM audit_head WHERE id = 1")


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: `count` rows were found good; `fault` (a key of `messages.FAULTS`) is the first thing wrong, at row
    `seq`; None when the chain is whole. `head` is the hash the good part ends in."""

    count: int
    anchors: int
    head: str
    fault: str | None = None
    seq: int | None = None

    @property
    def ok(self) -> bool:
        return self.fault is None

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.fault is None:
            return VERIFIED.format(count=self.count, anchors=self.anchors)
        return TAMPERED.format(seq=self.seq, what=FAULTS[self.fault])


class _Fault(Exception):
    def __init__(self, fault: str, seq: int) -> None:
        super().__init__(fault)
        self.fault = fault
        self.seq = seq


class _Chain:
    """The walk along the chain; `count` and `hash` are where it stands."""

    def __init__(self, anchored: dict[int, bytes]) -> None:
        self.count = 0
        self.hash = GENESIS
        self._anchored = anchored
        self._bases: dict[bytes, HMAC | None] = {}

    def step(self, row: bytes) -> None:
        """Takes the next row, `line<TAB>prev_hash<TAB>hash`; raises _Fault when it does not belong here."""
        seq = self.count + 1
        body, prev_hash, written = row.rsplit(b"\t", 2)
        if body[: body.index(b"\t")] != b"%d" % seq:
            raise _Fault("missing", seq)
        kid = body[body.rindex(b"\t") + 1 :]
        if kid not in self._bases:
            self._bases[kid] = kid_hasher(Use.AUDIT, int(kid), ROW)
        base = self._bases[kid]
        if base is None:
            raise _Fault("changed", seq)
        if prev_hash != self.hash.hex().encode():
            raise _Fault("unlinked", seq)
        context = base.copy()
        context.update(self.hash + body)
        digest = context.finalize()
        if digest.hex().encode() != written:
            raise _Fault("changed", seq)
        expected = self._anchored.get(seq)
        if expected is not None and expected != digest:
            raise _Fault("anchor_differs", seq)
        self.count, self.hash = seq, digest


def verify(session: Session, anchors_path: Path | None) -> Report:
    """The state of the chain as this session sees it; writes nothing. Rows committed meanwhile are taken along."""
    chain = _Chain({})
    anchored = 0
    try:
        known = _anchored(anchors_path)
        anchored = len(known)
        chain = _Chain(known)
        _walk(session, chain)
        if known and max(known) > chain.count:
            raise _Fault("anchor_beyond", chain.count + 1)
    except _Fault as found:
        return Report(chain.count, anchored, chain.hash.hex(), found.fault, found.seq)
    return Report(chain.count, anchored, chain.hash.hex())


def _walk(session: Session, chain: _Chain) -> None:
    connection = session.connection().connection.driver_connection
    while True:
        before = chain.count
        for row in _rows(connection, before):
            chain.step(row)
        if chain.count - before == _PIECE:
            continue
        # The head is read after the rows: it may know more than was read, and then there must be more to read.
        head = session.execute(_HEAD).one_or_none()
        if head is None:
            if chain.count:
                raise _Fault("head_missing", chain.count)
            return
        if not head_is_genuine(head.count, head.hash, head.kid, head.mac):
            raise _Fault("head_changed", head.count)
        if head.count == chain.count:
            if bytes(head.hash) != chain.hash:
                raise _Fault("head_changed", head.count)
            return
        if head.count < chain.count:
            raise _Fault("extra", head.count + 1)
        if chain.count == before:
            raise _Fault("tail_cut", chain.count + 1)


def _rows(connection: psycopg.Connection, after: int) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(_ROWS.format(after=after, piece=_PIECE)) as copied:
        rest = b""
        for block in copied:
            *lines, rest = (rest + bytes(block)).split(b"\n")
            yield from lines


def _anchored(path: Path | None) -> dict[int, bytes]:
    known: dict[int, bytes] = {}
    for anchor in anchors.read(path) if path else ():
        if not anchor.genuine:
            raise _Fault("anchor_damaged", anchor.seq)
        if known.setdefault(anchor.seq, anchor.hash) != anchor.hash:
            raise _Fault("anchor_differs", anchor.seq)
    return known
