"""Puts the application together: extensions, registries, blueprints, commands, gate, headers."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix

from training_app.audit import service as audit
from training_app.crypto import provider
from training_app.crypto.keyring import Keyring
from training_app.db import db, unit_of_work
from training_app.web import acting, errors, gate, headers, logs, navigation, once, palette, presentation, registries
from training_app.web import tables as tables  # every model must be known before the first mapper is used
from training_app.web.blueprints import BLUEPRINTS
from training_app.web.commands import COMMANDS
from training_app.web.database import MIGRATIONS
from training_app.web.pages.gallery import blueprint as gallery

# A connection the server closed is noticed before use; days and instants mean China whatever the server's own setting.
# What an error says never holds the values of a statement.
ENGINE_OPTIONS = {
    "pool_pre_ping": True, "hide_parameters": True,
    "connect_args": {"options": "-c timezone=Asia/Shanghai -c work_mem=32MB"},
}
csrf = CSRFProtect()


class TrainingApp(Flask):
    """The application. Every request runs in one unit of work: a view that returns is committed, one that raises is not."""

    def dispatch_request(self) -> ResponseReturnValue:
        with unit_of_work() as session:
            return once.carried_out_once(session, super().dispatch_request)


def assemble(app: Flask) -> None:
    """Wires everything to `app`; the order of the gates is: headers, session, CSRF, permission."""
    logs.configure(app)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", ENGINE_OPTIONS)
    db.init_app(app)
    Migrate(app, db, directory=MIGRATIONS)
    csrf.init_app(app)
    provider.configure(Keyring.load_or_create(app.config["KEYRING_DIR"] / "keyring.json"))
    audit.install(lambda: app.config["INSTANCE_DIR"] / "audit" / "anchors.log", strict=bool(app.config["TESTING"]))
    app.url_map.strict_slashes = False
    gate.install(app)
    errors.install(app)
    headers.install(app)
    presentation.install(app)
    navigation.install(app)
    palette.install(app)
    once.install(app)
    acting.install(app)
    registries.fill(app)
    for blueprint in BLUEPRINTS + ((gallery,) if app.config.get("DEMO") else ()):
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

