"""What the worker can do: the registry of kinds, filled in `web/registries.py`, and what a kind is given and gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from croniter import croniter
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Run:
    """What a kind works with.

    Everything it does in `session` is committed together with the outcome, or not at all: a job that was cut off starts
    again from nothing. `actor` is who asked, as the register knows them now. `progress(done, total, text)` is seen on the
    page at once and ends the work where the worker is to stop, so call it between pieces, never inside something that must
    not be left.
    """

    session: Session
    actor: Actor
    arguments: dict[str, Any]
    at: datetime
    today: date
    progress: Callable[..., None]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: a sentence with the number in it, a stored file, a page (`endpoint` with `values`).

    `ok` False: the work was done and the answer is bad news (a check found something).
    """

    message: str
    file_id: int | None = None
    endpoint: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Ending:
    """A job that came to its end: `user_id` is who asked, None for work of the clock; `seconds` since it was asked for."""

    number: str
    kind: str
    title: str
    user_id: int | None
    ok: bool
    message: str
    seconds: float
    at: datetime


Work = Callable[[Run], Outcome]
Follower = Callable[[Session, Ending], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered kind. `cron` (in China's time) only for work of the clock, with the title it bears."""

    name: str
    work: Work
    cron: str = ""
    title: str = ""


_KINDS: dict[str, Kind] = {}
_FOLLOWERS: dict[str, Follower] = {}


def register(kind: str, work: Work) -> None:
    """Registers the work of a dotted kind (`people.export`); the same again replaces it."""
    _KINDS[kind] = Kind(kind, work)


def register_periodic(kind: str, cron: str, title: str, work: Work) -> None:
    """Registers work of the clock: `cron` has five fields in China's time ("30 2 * * *"), `title` is read by people.
    ValueError for a wrong cron."""
    if not croniter.is_valid(cron):
        raise ValueError(cron)
    _KINDS[kind] = Kind(kind, work, cron, title)


def follow(name: str, follower: Follower) -> None:
    """Has `follower` called for every job that ended, well or badly, within the transaction that says so: packages below
    tell of jobs by it. The same name again replaces it."""
    _FOLLOWERS[name] = follower


def tell(session: Session, ending: Ending) -> None:
    """Calls everybody who follows the ends of jobs."""
    for follower in _FOLLOWERS.values():
        follower(session, ending)


def get(kind: str) -> Kind | None:
    """The kind of this name, None when this version knows no such work."""
    return _KINDS.get(kind)


def periodic() -> list[Kind]:
    """Work of the clock, in the order of registration."""
    return [kind for kind in _KINDS.values() if kind.cron]
