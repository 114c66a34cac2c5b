"""What hangs on a record: the registry by which a package learns of packages below it when it takes something back.

A package registers, for a kind of record ("class.completion"), a finder that says what of its own hangs on one of them.
Filled once when the application is put together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Consequence(StrEnum):
    """What happens to the dependent when the record is undone, reopened, moved or merged."""

    BLOCKS = "blocks"
    TAKEN_BACK = "taken_back"
    MOVES = "moves"
    OPENS_CASE = "opens_case"


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that hangs on a record. `sentence` says what, in numbers, for the user. Of a record that has parts (the
    certificates of a batch) `parts` are the ids of those it hangs on, and `kind` what it is ("title_records")."""

    consequence: Consequence
    sentence: str
    kind: str = ""
    parts: frozenset[int] = frozenset()


Finder = Callable[[Any, int], Sequence[Dependent]]
_FINDERS: dict[str, dict[str, Finder]] = {}


def register(record_kind: str, owner: str, finder: Finder) -> None:
    """Registers the finder of a package for a kind of record; the same owner again replaces it."""
    _FINDERS.setdefault(record_kind, {})[owner] = finder


def of(session: Any, record_kind: str, record_id: int) -> list[Dependent]:
    """Everything that hangs on the record, by owner in the order of registration."""
    return [dependent for finder in _FINDERS.get(record_kind, {}).values() for dependent in finder(session, record_id)]
