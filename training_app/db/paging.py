"""Pages of long lists. A page goes on from the last line of the one before it and never counts off the lines above, so that
the ten-thousandth page costs what the first one costs; and nobody waits for the exact count of a million lines.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from training_app.kernel.lists import Asked

# Lists are counted exactly so far; what is longer is said to be longer.
COUNTED_AT_MOST = 5_000
_LONGEST_VALUE = 300
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Key:
    """One value lines are ordered by: its expression and Python type; `nullable` when lines may have none (they stand
    after all others, in falling order before them, as the database's own indexes have it)."""

    expression: ColumnElement
    kind: type
    nullable: bool = False


# The orders a list knows, by name; the keys of each end in one that is unique. Falling order turns all of them round.
Orders = Mapping[str, Sequence[Key]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `total` is exact unless `more_than_counted`; `first` is the place of the first line, from 1;
    `previous` and `next` are where an address goes on (`at`), "" where there is no such page."""

    items: Sequence[Any]
    total: int
    more_than_counted: bool
    first: int
    previous: str
    next: str

    @property
    def last(self) -> int:
        """The place of the last line."""
        return self.first + len(self.items) - 1


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Beside which line a page lies: after or before it, at which place, with which values of the keys."""

    backward: bool
    first: int
    values: tuple[Any, ...]


def page_of(
    session: Session, statement: Select, orders: Orders, asked: Asked, make: Callable[[Row], Any],
    counted: Select | None = None, count_to: int | None = None,
) -> Page:  # fmt: skip
    """The page asked for of a statement without order and limit; `make` turns a row into a line. `counted` is a cheaper
    statement with as many rows, ordered where counting shall follow an index; `count_to` how far they are counted where it
    is not `COUNTED_AT_MOST`. A place that cannot be read, or of another order, is the first page."""
    name, falling = asked.order.removeprefix("-"), asked.order.startswith("-")
    keys = list(orders[name])
    cursor = _read(asked.at, asked.order, keys)
    backward = cursor is not None and cursor.backward
    wanted = statement.add_columns(*(key.expression.label(f"_key_{at}") for at, key in enumerate(keys)))
    if cursor is not None:
        wanted = wanted.where(_beyond(keys, cursor.values, falling != backward))
    wanted = wanted.order_by(None).order_by(
        *(key.expression.desc() if falling != backward else key.expression for key in keys)
    )
    rows = list(session.execute(wanted.limit(asked.size + 1)))
    further = len(rows) > asked.size
    rows = rows[: asked.size]
    if backward:
        rows.reverse()
    if cursor is not None and not rows:
        return page_of(
            session, statement, orders, Asked(asked.order, "", asked.size, asked.counted), make, counted, count_to
        )
    first = 1 if cursor is None or (backward and not further) else max(
        cursor.first - len(rows) if backward else cursor.first, 1
    )
    width = len(keys)
    before = _write(asked.order, True, first, rows[0][-width:]) if (further if backward else cursor is not None) else ""
    after = _write(asked.order, False, first + len(rows), rows[-1][-width:]) if (backward or further) else ""
    counted = statement.order_by(None) if counted is None else counted
    total, more = count_of(session, counted, count_to) if asked.counted else (0, False)
    return Page([make(row[:-width]) for row in rows], total, more, first if rows else 0, before, after)


def lines_of(fetch: Callable[[Asked], Page], order: str, size: int = 2_000) -> Iterator[Any]:
    """Every line of a list, a page after the other, so that memory holds one page only."""
    at = ""
    while True:
        page = fetch(Asked(order, at, size, counted=False))
        yield from page.items
        at = page.next
        if not at:
            return


def count_of(session: Session, statement: Select, count_to: int | None = None) -> tuple[int, bool]:
    """How many rows a statement has, counted to `count_to` (COUNTED_AT_MOST without), and whether there are more."""
    most = COUNTED_AT_MOST if count_to is None else count_to
    some = (
        statement.with_only_columns(literal(1).label("one"), maintain_column_froms=True)
        .limit(most + 1)
        .subquery()
    )
    found = session.scalar(select(func.count()).select_from(some)) or 0
    return min(found, most), found > most


def _beyond(keys: Sequence[Key], values: Sequence[Any], falling: bool) -> ColumnElement[bool]:
    """Lines that come after the one with these values."""
    if not any(key.nullable for key in keys):
        here = tuple_(*(key.expression for key in keys))
        there = tuple_(*(literal(value, key.expression.type) for key, value in zip(keys, values, strict=True)))
        return here < there if falling else here > there
    choices, equal = [], []
    for key, value in zip(keys, values, strict=True):
        choices.append(and_(*equal, _further(key, value, falling)))
        equal.append(key.expression.is_(None) if value is None else key.expression == value)
    return or_(*choices)


def _further(key: Key, value: Any, falling: bool) -> ColumnElement[bool]:
    """The key lies beyond the value; no value counts as the greatest."""
    column = key.expression
    if falling:
        return column.is_not(None) if value is None else column < value
    if value is None:
        return false()
    return or_(column > value, column.is_(None)) if key.nullable else column > value


def _write(order: str, backward: bool, first: int, values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    text = json.dumps([order, int(backward), first, plain], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(at: str, order: str, keys: Sequence[Key]) -> _Cursor | None:
    """The cursor of an address, None for none and for anything that was not written by us for this order."""
    if not at or len(at) > 2_000:
        return None
    try:
        given = json.loads(base64.b64decode(at.encode() + b"=" * (-len(at) % 4), altchars=b"-_", validate=True).decode())
        known, backward, first, plain = given
        if known != order or type(backward) is not int or type(first) is not int or not 0 < first < _LARGEST:
            return None
        if not isinstance(plain, list):
            return None
        values = tuple(_value(key, value) for key, value in zip(keys, plain, strict=True))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None
    return _Cursor(bool(backward), first, values)


def _value(key: Key, value: Any) -> Any:
    """A value of the key's type; ValueError for anything else."""
    if value is None and key.nullable:
        return None
    if key.kind is int and type(value) is int and -_LARGEST < value < _LARGEST:
        return value
    if isinstance(value, str) and len(value) <= _LONGEST_VALUE and "\x00" not in value:
        value.encode()
        if key.kind is datetime:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError(value)
            return moment
        if key.kind is date:
            return date.fromisoformat(value)
        if key.kind is str:
            return value
    raise ValueError("not a value of this order")
