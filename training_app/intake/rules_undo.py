"""What taking a batch back does to each of its lines: three lists by position, and the short form a batch keeps. Pure.

The short form holds no values and no names: for each fate and kind the positions, as runs of first and last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Kept = dict[str, dict[str, list[list[int]]]]


class Fate(StrEnum):
    """Taken back; kept, because it was changed or used since; cannot be taken back, and keeps the whole batch."""

    BACK = "back"
    KEPT = "kept"
    CANNOT = "cannot"


@dataclass(slots=True)
class Fates:
    """Positions of lines by fate and by kind of what is done to them; a line can stand in several."""

    found: dict[Fate, dict[str, set[int]]] = field(default_factory=lambda: {fate: defaultdict(set) for fate in Fate})

    def add(self, fate: Fate, kind: str, position: int | None) -> None:
        """Notes a line; None is a record whose line is not known any more."""
        if position is not None:
            self.found[fate][kind].add(position)

    def short(self) -> Kept:
        """The form a batch keeps."""
        return {
            str(fate): {kind: _runs(sorted(positions)) for kind, positions in kinds.items()}
            for fate, kinds in self.found.items() if kinds
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of one fate for the page: what is done, in words, and to which lines (line of the file, position)."""

    words: str
    lines: Sequence[tuple[int, int]]


def told(kept: Kept, fate: str, words: Mapping[str, str], line_of: Mapping[int, int]) -> list[Told]:
    """A fate of the short form in words, most lines first."""
    found = [
        Told(words.get(kind) or words["other"], [(line_of[each], each) for each in _positions(runs) if each in line_of])
        for kind, runs in kept.get(fate, {}).items()
    ]
    return sorted(found, key=lambda each: (-len(each.lines), each.words))


def count(kept: Kept, fate: str) -> int:
    """The lines of a fate, each once."""
    return len({each for runs in kept.get(fate, {}).values() for each in _positions(runs)})


def _runs(positions: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][1] + 1:
            runs[-1][1] = position
        else:
            runs.append([position, position])
    return runs


def _positions(runs: Iterable[Sequence[int]]) -> Iterator[int]:
    for first, last in runs:
        yield from range(first, last + 1)
