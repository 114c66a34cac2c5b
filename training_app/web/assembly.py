"""Puts the application together: extensions, registries, blueprints, commands, gate, headers."""

from __future__ import annotations

import flask_migrate
from flask import Flask
from flask.typing import ResponseReturnValue
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import event

from training_app import crypto
from training_app.audit.service import seal_pending
from training_app.crypto.keyring import Keyring
from training_app.db import db, unit_of_work
from training_app.web import errors, gate, headers, logs, navigation, presentation, registries
from training_app.web.blueprints import BLUEPRINTS
from training_app.web.commands import COMMANDS

csrf = CSRFProtect()


class TrainingApp(Flask):
    """The application. Every request runs in one unit of work: a view that returns is committed, one that raises is not."""

    def dispatch_request(self) -> ResponseReturnValue:
        with unit_of_work():
            return super().dispatch_request()


def assemble(app: Flask) -> None:
    """Wires everything to `app`; the order of the gates is: headers, session, CSRF, permission."""
    logs.configure(app)
    db.init_app(app)
    Migrate(app, db, directory=str(app.config["MIGRATIONS"]))
    csrf.init_app(app)
    crypto.configure(lambda: Keyring.load_or_create(app.config["KEYRING"]))
    gate.install(app)
    errors.install(app)
    headers.install(app)
    presentation.install(app)
    navigation.install(app)
    registries.fill(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    gate.check_every_route_declares(app)
    with app.app_context():
        _prepare_engine(app)


def _prepare_engine(app: Flask) -> None:
    """Starts the embedded server only when a connection is first wanted."""
    embedded = app.config.get("EMBEDDED_POSTGRES")
    if embedded is not None:
        event.listen(db.engine, "do_connect", lambda *_: embedded.ensure_running())
    if not event.contains(db.session, "before_commit", seal_pending):
        event.listen(db.session, "before_commit", seal_pending)


def upgrade_database(app: Flask) -> None:
    """Brings the schema to the newest migration."""
    with app.app_context():
        flask_migrate.upgrade()
