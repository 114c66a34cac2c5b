"""Counting who asks how often, and the proof of work asked of who asks very often (security goals P3).

A question is counted before it is answered and in a transaction of its own, hits and misses alike. Nothing of it is
written to the trail, whose chain is one lock for the whole house; that a limit is passed is, once a day.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.crypto.keyring import Use
from training_app.crypto.mac import equal, mac
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.verification.models import LookupCount
from training_app.verification.rules import ALL_PER_MINUTE, NAME_PER_DAY, PROOF_LIFE, Tally, network_of, proves

_KEY_BYTES, _MAC_SIGNS = 16, 32
# A count that a crash loses helps nobody; waiting for the disk for each would make the limit the bottleneck.
_COUNT = text(
    "WITH soon AS (SELECT set_config('synchronous_commit', 'off', true)) "
    "INSERT INTO lookup_counts (key, since, count) "
    "SELECT each.key, each.since, 1 FROM soon, unnest(CAST(:keys AS bytea[]), CAST(:since AS timestamptz[])) "
    "AS each(key, since) "
    "ON CONFLICT (key, since) DO UPDATE SET count = lookup_counts.count + 1 RETURNING key, since, count"
)


def count(session: Session, address: str, name: str, at: datetime) -> Tally:
    """Counts one question from a network address about a (comparable) name."""
    minute, day, address = _minute(at), _day(at), network_of(address)
    tally = Tally(*_counted(session, [
        (_key("address in a minute", address), minute), (_key("address in a day", address), day), (_key("name", name), day),
        (_key("all", ""), minute),
    ]))  # fmt: skip
    if tally.name == NAME_PER_DAY + 1:
        _alarm(session, "name", NAME_PER_DAY, at)
    if tally.everywhere == ALL_PER_MINUTE + 1:
        _alarm(session, "everywhere", ALL_PER_MINUTE, at)
    return tally


def count_token(session: Session, address: str, at: datetime) -> int:
    """Counts one code that was opened from a network address; how many in this minute."""
    return _counted(session, [(_key("token", network_of(address)), _minute(at))])[0]


def challenge(address: str, at: datetime) -> str:
    """A riddle for who asks very often; it serves this address once, for a few minutes."""
    stamp = f"{int(at.timestamp() * 1000):x}"
    return f"{stamp}.{_proof_of(stamp, address)}"


def solved(session: Session, address: str, riddle: str, nonce: str, at: datetime) -> bool:
    """Whether a riddle of ours was solved, in time and for the first time."""
    stamp, _, proof = riddle.partition(".")
    if not (riddle.isascii() and len(stamp) <= 16 and equal(proof.encode(), _proof_of(stamp, address).encode())):
        return False
    given = int(stamp, 16) / 1000
    if not 0 <= at.timestamp() - given <= PROOF_LIFE.total_seconds() or not proves(riddle, nonce):
        return False
    return _counted(session, [(_key("riddle", riddle), _day(at))])[0] == 1


def tidy(session: Session, at: datetime) -> int:
    """Deletes counts that no limit looks at any more; how many."""
    return session.execute(delete(LookupCount).where(LookupCount.since < _day(at))).rowcount  # type: ignore[attr-defined]


def _counted(session: Session, keys: list[tuple[bytes, datetime]]) -> list[int]:
    """Adds one under each key; the counts in the order of the keys. Rows are locked in that order by everybody."""
    rows = session.connection().execute(
        _COUNT, {"keys": [key for key, _ in keys], "since": [since for _, since in keys]}
    )
    found = {(bytes(key), since): number for key, since, number in rows}
    return [found[key, since] for key, since in keys]


def _alarm(session: Session, limit: str, most: int, at: datetime) -> None:
    """Tells the security administrator, once a day for each limit, that numbers are being tried."""
    new = notices.send(
        session, "verification.alarm", Recipient(role=Role.SECURITY_ADMIN), subject_kind="", number="", at=at,
        detail={"count": most}, key=f"verification/{limit}/{_day(at):%Y-%m-%d}",
    )
    if new:
        audit.record(
            session, Actor(Role.VISITOR), "verification.alarm", "verification", "", at=at, detail={"kind": limit, "count": most}
        )


def _proof_of(stamp: str, address: str) -> str:
    return mac(Use.QR, "verification.riddle", f"{stamp}\x1f{network_of(address)}".encode()).hex()[:_MAC_SIGNS]


def _key(what: str, value: str) -> bytes:
    return mac(Use.IDX, "verification.count", f"{what}\x1f{value}".encode())[:_KEY_BYTES]


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _day(at: datetime) -> datetime:
    return at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
