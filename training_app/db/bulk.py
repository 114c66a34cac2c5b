"""Set-based writing: lines by COPY, in the transaction of the session."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session

from training_app.db.base import Base

Result = TypeVar("Result")
NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})
_LINES_AT_ONCE = 500


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the cyclic garbage collector: a list of 10,000 lines makes so many objects that looking through them all
    again and again takes a quarter of the time. They hold no cycles and are freed as usual."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Future[Result]]:
    """Does `work` in a thread while the block waits for the database. It must not touch the session; its result or its
    error is there after the block."""
    with ThreadPoolExecutor(1, "beside") as pool:
        yield pool.submit(work)


def driver(session: Session) -> psycopg.Connection:
    """The driver's connection in the transaction of the session, with everything noted so far written."""
    session.flush()
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return connection


def word(value: str | None) -> str:
    """A text as a field of a COPY line; characters that no database column can hold are left out."""
    if value is None:
        return NULL
    return value if value.isalnum() else value.translate(_ESCAPES)


def octets(value: bytes | None) -> str:
    """Bytes as a field of a COPY line."""
    return NULL if value is None else "\\\\x" + value.hex()


def copy_in(session: Session, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Writes lines of tab-separated fields (made with `word` and `octets`, without line end) into a table.

    `lines` may be a generator: PostgreSQL works on what was sent while the next lines are made.
    """
    with driver(session).cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        waiting: list[str] = []
        for line in lines:
            waiting.append(line)
            if len(waiting) == _LINES_AT_ONCE:
                waiting.append("")
                copy.write("\n".join(waiting).encode("utf-8", "replace"))
                waiting.clear()
        if waiting:
            waiting.append("")
            copy.write("\n".join(waiting).encode("utf-8", "replace"))


def temporary(session: Session, name: str, columns: str) -> None:
    """An empty temporary table that ends with the transaction; the same name again starts anew."""
    session.execute(text(f"DROP TABLE IF EXISTS pg_temp.{name}"))
    session.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP"))


def take_ids(session: Session, sequence: str, count: int) -> list[int]:
    """The next values of a sequence, for rows whose ids are needed before they are written."""
    if not count:
        return []
    statement = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)")
    return list(session.scalars(statement, {"sequence": sequence, "count": count}))


def reference_counts(session: Session, target: Table, ids: Sequence[int], ignore: Iterable[str] = ()) -> dict[str, int]:
    """How many of these records each table points at: {table name: records}. Tables in `ignore` are left out.

    It asks every foreign key of the schema, so that a table added later counts by itself.
    """
    counts = {}
    for table, used in _references(session, target, ids, ignore):
        counts[table] = counts.get(table, 0) + len(used)
    return counts


def referenced(session: Session, target: Table, ids: Sequence[int], ignore: Iterable[str] = ()) -> set[int]:
    """Those of the records that any other table points at."""
    return {each for _, used in _references(session, target, ids, ignore) for each in used}


def _references(
    session: Session, target: Table, ids: Sequence[int], ignore: Iterable[str]
) -> Iterable[tuple[str, set[int]]]:
    ignored = frozenset(ignore)
    for table in Base.metadata.sorted_tables:
        if table.name in ignored:
            continue
        for column in table.columns:
            if any(key.column is target.c.id for key in column.foreign_keys):
                used = set(session.scalars(select(column).distinct().where(column.in_(list(ids))))) if ids else set()
                if used:
                    yield table.name, used
