"""Set-based writing: lines by COPY, in the transaction of the session."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

import psycopg
from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, Table, cast, exists, func, literal, select, text
from sqlalchemy.orm import Session

from training_app.db.base import Base

Result = TypeVar("Result")
NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})
_LINES_AT_ONCE = 500
_SWITCH_SECONDS = 0.0005
_BESIDE = "work to be done beside"

Chunk = bytes
"""Some finished lines of a COPY."""


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
def beside(session: Session, work: Callable[[], Result]) -> Iterator[Future[Result]]:
    """Does `work` in the thread that makes lines `ahead` for the block, when these are made and the database has most of
    its work before it; where the block makes none, at its end. It must not touch the session; its result is there after
    the block, its error is raised where the result is taken."""
    done: Future[Result] = Future()

    def do() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    session.info[_BESIDE] = do
    try:
        yield done
    finally:
        left = session.info.pop(_BESIDE, None)
    if left is not None:
        left()


def _taken(queue: SimpleQueue) -> Iterator[Chunk]:
    while (chunk := queue.get()) is not None:
        if isinstance(chunk, BaseException):
            raise chunk
        yield chunk


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


@contextmanager
def ahead(session: Session, *makers: Callable[[], Iterable[str]]) -> Iterator[list[Iterator[Chunk]]]:
    """The lines of several tables, made one table after the other in a thread while the database works on those before.

    The makers must not touch the session. What one of them raises is raised where its lines are taken. While it lasts
    threads give way to each other sooner than Python's 5 ms, in which a database would wait for its next lines.
    """
    queues: list[SimpleQueue] = [SimpleQueue() for _ in makers]
    given_up = Event()

    def work() -> None:
        for maker, queue in zip(makers, queues, strict=True):
            try:
                for chunk in chunks(maker()):
                    if given_up.is_set():
                        return
                    queue.put(chunk)
                queue.put(None)
            except BaseException as error:
                queue.put(error)
        if more := session.info.pop(_BESIDE, None):
            more()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(min(interval, _SWITCH_SECONDS))
    try:
        with ThreadPoolExecutor(1, "ahead") as pool:
            pool.submit(work)
            try:
                yield [_taken(queue) for queue in queues]
            finally:
                given_up.set()
    finally:
        sys.setswitchinterval(interval)


def chunks(lines: Iterable[str]) -> Iterator[Chunk]:
    """Lines of tab-separated fields (made with `word` and `octets`, without line end) as COPY takes them."""
    lines = iter(lines)
    while some := list(islice(lines, _LINES_AT_ONCE)):
        some.append("")
        yield "\n".join(some).encode("utf-8", "replace")


def copy_in(session: Session, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Writes lines of tab-separated fields (made with `word` and `octets`, without line end) into a table.

    `lines` may be a generator: PostgreSQL works on what was sent while the next lines are made.
    """
    copy_chunks(session, table, columns, chunks(lines))


def copy_chunks(session: Session, table: str, columns: Sequence[str], made: Iterator[Chunk]) -> None:
    """Writes finished lines into a table."""
    first = next(made, None)
    if first is None:
        return
    with driver(session).cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for chunk in chain((first,), made):
            copy.write(chunk)


def temporary(session: Session, name: str, columns: str) -> None:
    """An empty temporary table that ends with the transaction; the same name again starts anew."""
    session.execute(text(f"DROP TABLE IF EXISTS pg_temp.{name}"))
    session.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP"))


def take_ids(session: Session, sequence: str, count: int) -> list[int]:
    """The next values of a sequence, for rows whose ids are needed before they are written."""
    if not count:
        return []
    statement = text(
        "SELECT array_agg(value) FROM (SELECT nextval(CAST(:sequence AS regclass)) AS value FROM generate_series(1, :count))"
    )
    return session.scalar(statement, {"sequence": sequence, "count": count}) or []


def asked(ids: Iterable[int]) -> ColumnElement[int]:
    """Ids as a table of one column, to be joined or selected from: thousands of them are one value of the statement, where
    `in_` would make a parameter of each, which takes longer than finding the records."""
    written = literal("{" + ",".join(map(str, ids)) + "}", String)
    return func.unnest(cast(written, ARRAY(BigInteger))).column_valued("each_asked_id")  # no table has such a column


def reference_counts(session: Session, target: Table, ids: Sequence[int], ignore: Iterable[str] = ()) -> dict[str, int]:
    """How many of these records each table points at: {table name: records}. Tables in `ignore` are left out.

    It asks every foreign key of the schema, so that a table added later counts by itself.
    """
    counts = {}
    for table, used in _references(session, target, ids, ignore):
        counts[table] = counts.get(table, 0) + len(used)
    return counts


def references(session: Session, target: Table, ids: Sequence[int]) -> dict[str, set[int]]:
    """Which of these records each table points at: {table name: their ids}."""
    found: dict[str, set[int]] = {}
    for table, used in _references(session, target, ids, ()):
        found.setdefault(table, set()).update(used)
    return found


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
                each = asked(ids)
                used = set(session.scalars(select(each).where(exists().where(column == each)))) if ids else set()
                if used:
                    yield table.name, used
