"""Fixtures of the whole suite.

Each worker has a throw-away PostgreSQL with one database built by the migrations. `session` and `client` run inside a
transaction that is rolled back after the test; `fresh_app` has a database of its own, for races, kills and commands.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from training_app import create_app
from training_app.db import db
from training_app.db.embedded import EmbeddedPostgres
from training_app.kernel.actor import Role
from training_app.web.database import upgrade_database

BASE = "training_app_base"


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    """The throw-away server of this worker."""
    server = EmbeddedPostgres.temporary()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def settings(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Settings of every test application; keys and anchors lie in a folder of the worker."""
    instance: Path = tmp_path_factory.mktemp("instance")
    instance.chmod(0o700)
    return {
        "TESTING": True, "SECRET_KEY": "x" * 32, "INSTANCE_DIR": instance, "KEYRING_DIR": instance / "keys",
        "EMBEDDED_POSTGRES": None, "WTF_CSRF_ENABLED": False,
        "SESSION_COOKIE_SECURE": False, "SESSION_COOKIE_NAME": "training_session",
    }


@pytest.fixture(scope="session")
def base_database(server: EmbeddedPostgres, settings: dict[str, object]) -> str:
    """URL of the migrated database with reference data; tests roll back, others copy it as a template."""
    with psycopg.connect(_plain(server.url("postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {BASE}")
    url = server.url(BASE)
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": url})
    upgrade_database(app)
    with app.app_context():
        db.engine.dispose()
    return url


@pytest.fixture(scope="session")
def app(base_database: str, settings: dict[str, object]) -> Flask:
    """The application against the shared database."""
    # A rollback in the code under test takes back its own work and not the transaction around the test.
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": base_database})
    # Requests of a test share its application context; who was logged in on the last one must not leak into the next.
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: g.pop("_login_user", None) and None)
    return app


@pytest.fixture
def session(app: Flask, base_database: str) -> Iterator[Session]:
    """The application's session inside a transaction that is rolled back, whatever the code under test commits."""
    engine = create_engine(base_database)
    with app.app_context(), engine.connect() as connection:
        transaction = connection.begin()
        engines = db.engines
        original = engines[None]
        engines[None] = connection  # type: ignore[assignment]
        try:
            yield db.session()
        finally:
            db.session.remove()
            engines[None] = original
            transaction.rollback()
    engine.dispose()


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A browser without a login."""
    return app.test_client()


@pytest.fixture
def login_as(app: Flask, session: Session) -> Callable[..., FlaskClient]:
    """A browser logged in with a new user of a role: `login_as(Role.BUREAU)`, `login_as(role, institution_id=…)`."""

    def log_in(role: Role, **scope: object) -> FlaskClient:
        name = f"u{uuid.uuid4().hex[:10]}"
        make_user(session, name, role, **scope)
        session.commit()
        browser = app.test_client()
        answer = browser.post("/login", data={"login": name, "password": "Correct-horse-9"})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return browser

    return log_in


@pytest.fixture
def fresh_app(server: EmbeddedPostgres, base_database: str, settings: dict[str, object]) -> Iterator[Flask]:
    """An application with a database of its own whose commits are real."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(_plain(server.url("postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {BASE}")
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": server.url(name)})
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(_plain(server.url("postgres")), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
