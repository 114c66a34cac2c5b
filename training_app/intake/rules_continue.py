"""The lines of a corrected file found again among those of the file before it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from training_app.intake.rows import Reading, Row


def content(row: Row) -> dict[str, Any]:
    """What a line of a file says, by field: as understood, or in its own words where it was not."""
    said: dict[str, Any] = {p.field: p.value for p in row.problems if p.field and p.value}
    return {**said, **{name: text for name, text in row.cells.items() if text}, **row.fields}


def is_same_layout(before: Reading, after: Reading) -> bool:
    """Whether both files have as many tables, so that they can be told apart by their order."""
    return len(before.tables) == len(after.tables)


def found_again(before: Reading, after: Reading, imported: Callable[[int], bool]) -> dict[int, int]:
    """For lines of `after` the same line of `before`, by position; `imported` tells which of these are in the register.

    A line is the same when it says the same (first at its old place, then anywhere in its table), when it has the same
    number, or when it stands at the old place or has the old name and is not plainly somebody else.
    """
    matcher = _Matcher(before, after, imported)
    matcher.match(lambda row: (row.line, _key(row)))
    matcher.match(_key, in_order=True)
    matcher.match(_number)
    matcher.match(lambda row: row.line)
    matcher.match(lambda row: row.fields.get("name"))
    return matcher.found


class _Matcher:
    def __init__(self, before: Reading, after: Reading, imported: Callable[[int], bool]) -> None:
        self.found: dict[int, int] = {}
        self._imported = imported
        self._before = _by_table(before)
        self._after = _by_table(after)

    def match(self, key: Callable[[Row], Hashable], *, in_order: bool = False) -> None:
        """Finds lines left over again whose key is equal; where several have it, in their order or not at all."""
        for table, rows in self._after.items():
            old, new = _by_key(self._before.get(table, ()), key), _by_key(rows, key)
            for each, lines in new.items():
                others = old.get(each, [])
                if not in_order and (len(lines) > 1 or len(others) > 1):
                    continue
                for one, other in zip(lines, others, strict=False):
                    if self._may_be(other, one):
                        self.found[one.position] = other.position
        known, used = self.found.keys(), set(self.found.values())
        self._after = {table: [row for row in rows if row.position not in known] for table, rows in self._after.items()}
        self._before = {table: [row for row in rows if row.position not in used] for table, rows in self._before.items()}

    def _may_be(self, old: Row, new: Row) -> bool:
        was, now = _number(old), _number(new)
        if was is not None and was == now:
            return True
        names = old.fields.get("name"), new.fields.get("name")
        if was is not None and now is not None and (self._imported(old.position) or None in names):
            return False  # somebody in the register does not become somebody else
        return None in names or names[0] == names[1]


def _number(row: Row) -> Any:
    """What tells a person: the number of the document, or the register's own."""
    return row.fields.get("identity_number") or row.fields.get("person_number")


def _key(row: Row) -> Hashable:
    return repr(sorted(content(row).items()))


def _by_table(reading: Reading) -> dict[int, list[Row]]:
    order = {(table["sheet"], table["block"]): position for position, table in enumerate(reading.tables)}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in reading.rows:
        found[order[row.sheet, row.block]].append(row)
    return found


def _by_key(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Hashable, list[Row]]:
    found: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        value = key(row)
        if value is not None:
            found[value].append(row)
    return found


def is_its_file(before: Reading, rows: Sequence[Row]) -> bool:
    """Whether a file read again gives the lines that a batch keeps of it (those after them have left the file)."""
    places = [(row.sheet, row.block, row.line) for row in rows[: len(before.rows)]]
    return places == [(row.sheet, row.block, row.line) for row in before.rows]
