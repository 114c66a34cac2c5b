"""The code shown at a session: its half minutes, what it says, when it is good, and the 学时 of whoever comes late or leaves.

How long a code and a ticket live is operation, not law; the minutes before and after come from the policy.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from training_app.classes.rules import AttendanceStatus
from training_app.kernel.dates import CHINA, first_moment, last_moment

STEP = 30
"""A code is good for these seconds and the same again: for 60 at most."""
TICKET_LIFE = timedelta(minutes=5)
"""How long somebody who has scanned may take to log in and confirm."""
MAC_BYTES = 10
IN, OUT = "in", "out"
_DIRECTIONS = (IN, OUT)
_TOKEN, _TICKET = struct.Struct(">HIHB"), struct.Struct(">HIHBI")
_LONGEST = 120
_WHOLE = 100


class Timed(Protocol):
    """A session of a timetable, as far as its times and hours go."""

    @property
    def held_on(self): ...
    @property
    def starts_at(self): ...
    @property
    def ends_at(self): ...
    @property
    def hours(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says: the key it was made with, its half minute, the session, coming or going."""

    kid: int
    step: int
    class_number: str
    session_number: int
    direction: str

    def body(self) -> bytes:
        """The bytes that are signed."""
        number = self.class_number.encode()
        return _TOKEN.pack(self.kid, self.step, self.session_number, _DIRECTIONS.index(self.direction)) + number

    def fresh(self, at: datetime) -> bool:
        """Whether it was made for this half minute or the one before."""
        return step_of(at) - self.step in (0, 1)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A code that was good when somebody scanned it, kept in their browser until they have logged in and confirmed."""

    code: Code
    seen_at: int

    def body(self) -> bytes:
        """The bytes that are signed."""
        code, number = self.code, self.code.class_number.encode()
        return _TICKET.pack(code.kid, code.step, code.session_number, _DIRECTIONS.index(code.direction), self.seen_at) + number

    def fresh(self, at: datetime) -> bool:
        """Whether it may still be confirmed."""
        return timedelta() <= at - self.scanned_at <= TICKET_LIFE

    @property
    def scanned_at(self) -> datetime:
        return datetime.fromtimestamp(self.seen_at, CHINA)


@dataclass(frozen=True, slots=True)
class ScanRules:
    """Minutes from the policy: how long before the beginning a code is good, and after how many one is late."""

    opens_before: int
    late_after: int


def step_of(at: datetime) -> int:
    """The half minute an instant lies in."""
    return int(at.timestamp()) // STEP


def read_code(data: bytes) -> tuple[Code, bytes] | None:
    """A code and its signature; None for bytes that are none."""
    parts = _parts(data, _TOKEN)
    return (Code(*parts[:2], parts[4], parts[2], _DIRECTIONS[parts[3]]), parts[5]) if parts else None


def read_ticket(data: bytes) -> tuple[Ticket, bytes] | None:
    """A ticket and its signature; None for bytes that are none."""
    parts = _parts(data, _TICKET)
    if not parts:
        return None
    return Ticket(Code(*parts[:2], parts[5], parts[2], _DIRECTIONS[parts[3]]), parts[4]), parts[6]


def span(held: Timed, direction: str, rules: ScanRules) -> tuple[datetime, datetime]:
    """From when until when a scan of the session is taken: coming from some minutes before the beginning to the end, going
    from the beginning to as many after the end; of a session without times the whole day."""
    if held.starts_at is None or held.ends_at is None:
        return first_moment(held.held_on), last_moment(held.held_on)
    starts, ends = _at(held, held.starts_at), _at(held, held.ends_at)
    margin = timedelta(minutes=rules.opens_before)
    return (starts - margin, ends) if direction == IN else (starts, ends + margin)


def standing(
    held: Timed, came_at: datetime, left_at: datetime | None, rules: ScanRules
) -> tuple[AttendanceStatus, int]:
    """How somebody attended who came and perhaps left by scan, with their 学时.

    Within the grace nothing is lost at either end. Beyond it the whole 学时 that fit into the time spent there count, in the
    proportion the timetable gives (a day of 8 学时 holds its breaks in the same proportion), never more than the session's.
    """
    if held.starts_at is None or held.ends_at is None:
        return AttendanceStatus.PRESENT, held.hours
    starts, ends, grace = _at(held, held.starts_at), _at(held, held.ends_at), timedelta(minutes=rules.late_after)
    late, early = came_at > starts + grace, left_at is not None and left_at < ends - grace
    status = AttendanceStatus.LATE if late else AttendanceStatus.PRESENT
    if not late and not early:
        return status, held.hours
    first, last = (came_at if late else starts), (left_at if early and left_at is not None else ends)
    spent = max((last - first).total_seconds(), 0)
    counted = int(held.hours * spent // (ends - starts).total_seconds())
    return status, min(counted // _WHOLE * _WHOLE, held.hours)


def _at(held: Timed, moment: time) -> datetime:
    return datetime.combine(held.held_on, moment, CHINA)


def _parts(data: bytes, head: struct.Struct) -> tuple | None:
    number = data[head.size:-MAC_BYTES]
    if not number or len(data) > _LONGEST or not number.isascii():
        return None
    values = head.unpack(data[:head.size])
    return (*values, number.decode(), data[-MAC_BYTES:]) if values[3] < len(_DIRECTIONS) else None
