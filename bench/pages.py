"""Server time of every page that a role can reach, in the demo city as it is or grown to many persons.

    .venv/bin/python -m bench.pages [--persons 1000000] [--keep FOLDER] [--login shiju] [--all]

Goals: each page ≤ 150 ms in the demo city, ≤ 300 ms with 1,000,000 persons. A page is asked for three times and the median
counts; `statements` is what it asks of the database, `floor` the page of a record that does not exist (frame, login, gate).
"""

from __future__ import annotations

import argparse
import logging
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher, profiles
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.large_city import grow
from training_app import create_app
from training_app.accounts.service import has_users
from training_app.db import db, unit_of_work
from training_app.db.embedded import EmbeddedPostgres
from training_app.demo import load as demo
from training_app.demo.logins import PASSWORD
from training_app.web.database import upgrade_database

LOGINS = (
    "shiju", "huancui", "jigou01", "pingjia1", "xueyuan1", "danwei1", "zhuguan1", "shenji", "xitong", "anquan",
)  # fmt: skip
SMALL_GOAL, LARGE_GOAL = 150, 300
# Searches and filters no link on the pages leads to.
TYPED = (
    "/people?q=zhangwei", "/people?q=zw", "/people?q=1234", "/people?q=张伟", "/people?q=P00012345", "/classes?q=测速",
    "/search?q=zw", "/search?q=1234", "/search?q=张伟", "/search?q=BX2020",
)  # fmt: skip
_ATTRIBUTE = re.compile(r'href="(/[^"#]*)')


@dataclass(frozen=True, slots=True)
class Timing:
    """One page: median of server times in milliseconds, statements sent to the database, size of the answer."""

    login: str
    path: str
    status: int
    milliseconds: float
    statements: int
    kilobytes: int


def main() -> None:
    """Builds the register, walks it, prints the slowest pages first."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--persons", type=int, default=0, help="persons added to the demo city")
    arguments.add_argument("--keep", type=Path, help="folder to keep the register in, used again when it is there")
    arguments.add_argument("--login", action="append", help="only this login (several times possible)")
    arguments.add_argument("--all", action="store_true", help="print every page, not only the forty slowest")
    chosen = arguments.parse_args()
    goal = LARGE_GOAL if chosen.persons else SMALL_GOAL
    with city(chosen.persons, chosen.keep) as app:
        found = [timing for login in chosen.login or LOGINS for timing in _walk(app, login)]
    found.sort(key=lambda timing: -timing.milliseconds)
    for timing in found if chosen.all else found[:40]:
        print(
            f"{timing.milliseconds:8.1f} ms {timing.statements:4d} statements {timing.kilobytes:5d} kB {timing.status} "
            f"{timing.login:9} {timing.path}"
        )
    late = [timing for timing in found if timing.milliseconds > goal]
    print(f"{len(found)} pages, {len(late)} over {goal} ms, median {statistics.median(t.milliseconds for t in found):.1f} ms")


@contextmanager
def city(persons: int, keep: Path | None = None) -> Iterator[Flask]:
    """The application on a register with the demo city and so many more persons, thrown away unless kept in a folder."""
    home = keep or Path(tempfile.mkdtemp(prefix="training-app-bench-"))
    home.mkdir(mode=0o700, exist_ok=True)
    server = EmbeddedPostgres(home)
    try:
        with server:
            app = create_app({
                "SQLALCHEMY_DATABASE_URI": server.url(), "EMBEDDED_POSTGRES": server, "INSTANCE_DIR": home,
                "KEYRING_DIR": home / "keys", "SECRET_KEY": "x" * 32, "WTF_CSRF_ENABLED": False, "DEMO": True,
                "SESSION_COOKIE_SECURE": False, "SESSION_COOKIE_NAME": "training_session", "PLAIN_HTTP": True,
            })  # fmt: skip
            logging.disable(logging.ERROR)
            upgrade_database(app)
            with app.app_context():
                if not has_users(db.session()):
                    _fill(persons)
                db.session.remove()
                yield app
                db.engine.dispose()
    finally:
        if keep is None:
            place = server.place.home
            shutil.rmtree(home, ignore_errors=True)
            if place != home:
                shutil.rmtree(place, ignore_errors=True)


def _fill(persons: int) -> None:
    begun = time.perf_counter()
    with unit_of_work() as session:
        demo.load(session, PasswordHasher.from_parameters(profiles.CHEAPEST))
    if persons:
        grow(db.session(), persons)
    print(f"demo city and {persons:,} more persons in {time.perf_counter() - begun:.0f} s", flush=True)


def _walk(app: Flask, login: str) -> Iterator[Timing]:
    """Every kind of page that links lead to from the home page, each kind once (a class twice)."""
    client = app.test_client()
    client.post("/login", data={"login": login, "password": PASSWORD})
    client.get("/")
    print(f"{login}: floor {_measure(app, client, login, '/classes/none')[0].milliseconds:.1f} ms", flush=True)
    waiting, looked = ["/", *TYPED], {}
    while waiting:
        path = waiting.pop(0)
        kind = _shape(path)
        if path in TYPED:
            kind = path
        if looked.get(kind, 0) >= (2 if kind == "/classes/N" else 1):
            continue
        looked[kind] = looked.get(kind, 0) + 1
        timing, text = _measure(app, client, login, path)
        if timing.status in (403, 404) and path in TYPED:
            continue
        yield timing
        waiting += [link.replace("&amp;", "&") for link in _ATTRIBUTE.findall(text) if _is_page(link)]


def _measure(app: Flask, client: FlaskClient, login: str, path: str) -> tuple[Timing, str]:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    times = []
    for _ in range(3):
        count = 0
        event.listen(db.engine, "before_cursor_execute", counted)
        begun = time.perf_counter()
        answer = client.get(path)
        answer.get_data()
        times.append((time.perf_counter() - begun) * 1000)
        event.remove(db.engine, "before_cursor_execute", counted)
    text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    return Timing(login, path, answer.status_code, statistics.median(times), count, len(answer.data) // 1000), text


def _is_page(link: str) -> bool:
    return not re.match(r"/static/|.*\.(?:pdf|xlsx)(?:\?|$)|.*/events$|.*/logout", link)


def _shape(address: str) -> str:
    """The address with the numbers of records left out; of a list with filters the names of the filters stay."""
    path, _, query = address.partition("?")
    path = re.sub(r"/accounts/(?!new)\w+", "/accounts/N", path)
    path = re.sub(r"/(certificates/(?:level|completion)|subsidies|titles/certificates|law/documents)/[^/]+", r"/\1/N", path)
    path = re.sub(r"/(?:[A-Z]{1,3}\d[\w-]*|\d{5,}\w*|(?<=sessions/)\d+)", "/N", path)
    return path + "?" + "&".join(sorted({part.partition("=")[0] for part in query.replace("&amp;", "&").split("&")}))


if __name__ == "__main__":
    main()
