"""Level certificates that people hold already, told by the package that keeps them, which lies below this one.

Filled once when the application is put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session


class HeldLevel(NamedTuple):
    """A standing certificate of a person: the level, and the day of the first certificate of its chain of replacements."""

    person_id: int
    level: str
    since: date


Find = Callable[[Session, Sequence[int], str, date], Iterable[HeldLevel]]
"""From person ids, an occupation and a day to what they held of it on that day; all of them in one statement."""
_FINDERS: dict[str, Find] = {}


def register(owner: str, find: Find) -> None:
    """Registers the finder of a package; the same owner again replaces it."""
    _FINDERS[owner] = find


def held(session: Session, person_ids: Sequence[int], occupation: str, day: date) -> list[HeldLevel]:
    """What these persons held of an occupation on a day."""
    return [level for find in _FINDERS.values() for level in find(session, person_ids, occupation, day)]
