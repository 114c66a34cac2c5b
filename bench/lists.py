"""Lists at scale: the first page, a deep page and searches among many persons, and a workbook of all of them.

    .venv/bin/python -m bench.lists [--persons 1000000] [--no-export]

Goals: each page ≤ 100 ms of server time; a deep page costs what the first costs. The ratio is to a bare `SELECT … LIMIT 50`
of the same table in the same run. The workbook: < 500 MB of memory whatever its length.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import memory
from bench.pages import city
from training_app.db import db
from training_app.db.paging import Page
from training_app.kernel import dates
from training_app.kernel.actor import operator
from training_app.kernel.lists import Asked
from training_app.listing import service_export
from training_app.listing.sources import Source, known
from training_app.people.models import Person

GOAL = 100
LISTS = ("people", "level_certificates", "completion_certificates", "classes", "subsidies", "titles", "titles_waiting")
SEARCHES = {
    "last four": "1234", "initials": "zw", "one initial": "w", "pinyin": "zhangwei", "name": "张伟", "surname": "王",
    "number": "P00012345",
}  # fmt: skip


def main() -> None:
    """Builds the register and prints what each page costs."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--persons", type=int, default=1_000_000)
    arguments.add_argument("--no-export", action="store_true")
    arguments.add_argument("--keep", type=Path, help="folder of a register kept from an earlier run")
    chosen = arguments.parse_args()
    with city(chosen.persons, chosen.keep):
        session = db.session()
        bare = timed(lambda: session.execute(select(Person).limit(50)).all())
        print(f"{bare:8.1f} ms  bare SELECT … LIMIT 50")
        for key in LISTS:
            pages(session, known(key), bare)
        for name, text in SEARCHES.items():
            report(f"people, {name}", timed(lambda text=text: fetch(session, "people", {"q": text})), bare)
        if not chosen.no_export:
            export(session)


def pages(session: Session, source: Source, bare: float) -> None:
    """The first page, and one that lies thousands of lines below, in every order of the list."""
    key = source.spec.key
    for column in source.spec.columns:
        for order in (column.key, f"-{column.key}") if column.sort else ():
            report(f"{key} by {order}", timed(lambda order=order: fetch(session, key, {}, order)), bare)
            # A page of 20,000 lines is walked over to get to a deep place.
            deep = fetch(session, key, {}, order, size=20_000).next
            if deep:
                took = timed(lambda order=order, deep=deep: fetch(session, key, {}, order, deep))
                report(f"{key} by {order}, deep", took, bare)


def fetch(
    session: Session, key: str, query: Mapping[str, str], order: str = "", at: str = "", size: int = 50
) -> Page:
    """One page as the list's own page asks for it."""
    source = known(key)
    session.expunge_all()
    part = Asked(order or source.spec.order, at, size)
    return source.fetch(session, operator(), {**query, **source.address}, part, dates.today())


def timed(work: Callable[[], object]) -> float:
    """The median of five in milliseconds."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def report(name: str, milliseconds: float, bare: float) -> None:
    """One line of the result."""
    late = "   LATE" if milliseconds > GOAL else ""
    print(f"{milliseconds:8.1f} ms  {milliseconds / bare:6.1f} × bare  {name}{late}", flush=True)


def export(session: Session) -> None:
    """A workbook of every person."""
    memory.begin()
    begun = time.perf_counter()
    made = service_export.workbook(session, operator(), known("people"), {}, None, dates.today(), dates.now())
    took = time.perf_counter() - begun
    session.rollback()
    print(
        f"workbook of {made.lines:,} lines: {took:.1f} s, {made.lines / took:,.0f} lines/s, {len(made.content) >> 20} MB, "
        f"memory at most {memory.peak()} MB"
    )


if __name__ == "__main__":
    main()
