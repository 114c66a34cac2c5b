"""The demo city in a database of its own, loaded by the generator as `flask demo load` does it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.builders.accounts import CHEAP
from training_app import create_app
from training_app.db import db, unit_of_work
from training_app.db.embedded import EmbeddedPostgres
from training_app.demo.load import load
from training_app.demo.telling import Telling

# What stands in a row, without ids, keys and ciphertext, which are made anew each time.
_FACTS = (
    "SELECT name, birth_date, sex, district_code, merged_into IS NULL FROM persons",
    "SELECT number, name, state, occupation_key, level, district_code, starts_on, ends_on, capacity, required_hours, "
    "completed_on, reported_on, version FROM training_classes",
    "SELECT c.number, e.name_at, e.employer_name, e.state, e.score, e.hours_attended, e.completed_on "
    "FROM enrolments e JOIN training_classes c ON c.id = e.class_id",
    "SELECT year, subject, hours, occurred_on, source_number, recorded_at FROM hour_entries",
    "SELECT number, name_at, level, issued_on, first_issued_on, state, origin FROM level_certificates",
    "SELECT voucher, amount_fen, paid_on, level, district_code FROM disbursements",
    "SELECT number, name_at, level, recognised_on FROM title_records",
    "SELECT number, state, period_to, figures FROM quarterly_returns",
    "SELECT number, kind, state, subject_number, ok_count, warning_count, error_count FROM intake_batches",
    "SELECT seq, at, actor_name, action, object_kind, result FROM audit_events",
    "SELECT login, display_name FROM users",
)  # fmt: skip


@contextmanager
def demo_city(
    server: EmbeddedPostgres, base_database: str, settings: dict[str, object]
) -> Iterator[tuple[Flask, list[Telling]]]:
    """An application on a copy of the empty register with the demo city in it."""
    name = f"demo_{uuid.uuid4().hex[:12]}"
    base = base_database.rsplit("/", 1)[1].split("?")[0]
    with psycopg.connect(_plain(server.url("postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {base}")
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": server.url(name)})
    try:
        with app.app_context(), unit_of_work() as session:
            tellings = load(session, CHEAP)
        yield app, tellings
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        with psycopg.connect(_plain(server.url("postgres")), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def digest(session: Session) -> str:
    """One number for everything the city consists of."""
    hasher = hashlib.sha256()
    for statement in _FACTS:
        rows = sorted(repr(tuple(row)) for row in session.execute(text(statement)))
        hasher.update(f"{statement}\n{len(rows)}\n".encode())
        hasher.update("\n".join(rows).encode("utf-8", "replace"))
    return hasher.hexdigest()


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
