"""Settings of the application, read from the environment and the instance folder.

| variable | meaning |
|---|---|
| `DATABASE_URL` | own PostgreSQL, `postgresql://user:password@host/database`; without it the embedded server is used |
| `TRAINING_APP_INSTANCE` | folder of keys and embedded data (mode 0700), default `instance/` beside this file |
| `SECRET_KEY` | signs sessions, at least 32 characters; without it one is made once in `instance/secret_key` |
| `PLAIN_HTTP` | 1: pages are served without TLS (this computer only); cookies are then not marked Secure |
| `TRUSTED_HOSTS` | host names answered to, separated by commas; without it any |
| `PUBLIC_ADDRESS` | `https://host` under which anybody reaches this; printed in the QR codes of papers |
| `TRUSTED_PROXIES` | number of reverse proxies in front whose X-Forwarded headers are believed, default 0 |
| `SMS_CHANNEL`, `MAIL_CHANNEL` | `package.module:factory` that sends SMS or e-mail; without it they are only logged |
| `JOBS_WORKER` | 0: the web server starts no worker for long and periodic work, because one runs on its own, default 1 |
| `TWO_FACTOR` | `optional` (default) or `required`: everybody but engineers must enrol a second factor |
| `DEMO` | 1: the demo city is shown as such, with its logins |

Reading the settings starts no server and needs none.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from training_app.db import messages
from training_app.db.embedded import EmbeddedPostgres
from training_app.kernel.errors import DomainError

CHECKOUT = Path(__file__).resolve().parent
MEGABYTE = 1_000_000
SECRET_LENGTH = 32
POSTGRES_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")


class ConfigurationError(DomainError):
    """A setting is wrong or the instance folder cannot be used; the message names it and the way out."""

    status = 500


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """All settings for `app.config`; makes the instance folder and the session key on first use."""
    instance = instance_folder(environ)
    plain_http = _switch(environ, "PLAIN_HTTP")
    return {
        **_database(environ, instance),
        "INSTANCE_DIR": instance,
        "KEYRING_DIR": instance / "keys",
        "SECRET_KEY": _secret_key(environ, instance),
        "DEMO": _switch(environ, "DEMO"),
        "SMS_CHANNEL": environ.get("SMS_CHANNEL", "").strip(),
        "MAIL_CHANNEL": environ.get("MAIL_CHANNEL", "").strip(),
        "TWO_FACTOR": _choice(environ, "TWO_FACTOR", ("optional", "required")),
        "JOBS_WORKER": _switch(environ, "JOBS_WORKER", default=True),
        "PLAIN_HTTP": plain_http,
        "PREFERRED_URL_SCHEME": "http" if plain_http else "https",
        "TRUSTED_HOSTS": [host.strip() for host in environ.get("TRUSTED_HOSTS", "").split(",") if host.strip()] or None,
        "PUBLIC_ADDRESS": _address(environ, "PUBLIC_ADDRESS"),
        "TRUSTED_PROXIES": _number(environ, "TRUSTED_PROXIES", default=0),
        # Whole request, a roster of 100,000 lines included; then the fields of a form, files not counted.
        "MAX_CONTENT_LENGTH": 20 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 5_000,
        # The __Host- prefix makes browsers refuse the cookie from a subdomain or without TLS.
        "SESSION_COOKIE_NAME": "training_session" if plain_http else "__Host-training_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not plain_http,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=8),
    }


def instance_folder(environ: Mapping[str, str]) -> Path:
    """The folder of keys and embedded data, made when missing, closed to other users."""
    path = Path(environ.get("TRAINING_APP_INSTANCE") or CHECKOUT / "instance").absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.stat()
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            path.chmod(0o700)
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError("Permission denied")
    except OSError as error:
        message = messages.INSTANCE_UNUSABLE.format(path=path, detail=error.strerror or error)
        raise ConfigurationError("config.instance_unusable", message) from error
    return path


def _database(environ: Mapping[str, str], instance: Path) -> dict[str, Any]:
    given = environ.get("DATABASE_URL", "").strip()
    if not given:
        server = EmbeddedPostgres(instance)
        return {"SQLALCHEMY_DATABASE_URI": server.url(), "EMBEDDED_POSTGRES": server}
    scheme, separator, rest = given.partition("://")
    if not separator or scheme not in POSTGRES_SCHEMES:
        # Without a scheme the value may be anything, a password included: it is not repeated.
        shown = scheme if separator else "?"
        raise ConfigurationError("config.database_url", messages.DATABASE_URL_UNKNOWN.format(scheme=shown))
    return {"SQLALCHEMY_DATABASE_URI": f"postgresql+psycopg://{rest}", "EMBEDDED_POSTGRES": None}


def _secret_key(environ: Mapping[str, str], instance: Path) -> str:
    given = environ.get("SECRET_KEY", "")
    if given:
        if len(given) < SECRET_LENGTH:
            raise ConfigurationError("config.secret_too_short", messages.SECRET_TOO_SHORT)
        return given
    path = instance / "secret_key"
    try:
        if not path.exists():
            _write_once(path, secrets.token_hex(SECRET_LENGTH))
        key = path.read_text("ascii").strip()
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except (OSError, UnicodeDecodeError) as error:
        message = messages.SECRET_UNUSABLE.format(path=path, detail=getattr(error, "strerror", None) or error)
        raise ConfigurationError("config.secret_unusable", message) from error
    if len(key) < SECRET_LENGTH:
        message = messages.SECRET_UNUSABLE.format(path=path, detail=messages.SECRET_FILE_SHORT)
        raise ConfigurationError("config.secret_unusable", message)
    return key


def _write_once(path: Path, text: str) -> None:
    """Put a file in place whole, unless another process was faster: the link fails where the name exists."""
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600, O_EXCL
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(unfinished, path)
        except FileExistsError:
            pass
    finally:
        os.unlink(unfinished)


def _switch(environ: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    value = environ.get(name, "").strip()
    if value not in ("", "0", "1"):
        raise ConfigurationError("config.not_a_switch", messages.NOT_A_SWITCH.format(name=name, value=value))
    return value == "1" if value else default


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of the words there are; the first where nothing is said."""
    value = environ.get(name, "").strip() or choices[0]
    if value not in choices:
        message = messages.NOT_A_CHOICE.format(name=name, choices="、".join(choices), value=value)
        raise ConfigurationError("config.not_a_choice", message)
    return value


def _address(environ: Mapping[str, str], name: str) -> str:
    """An address of a site without the slash at its end; nothing where nothing is said."""
    value = environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ConfigurationError("config.not_an_address", messages.NOT_AN_ADDRESS.format(name=name, value=value))
    return value


def _number(environ: Mapping[str, str], name: str, *, default: int, least: int = 0) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        message = messages.NOT_A_NUMBER.format(name=name, value=value, least=least)
        raise ConfigurationError("config.not_a_number", message)
    return int(value)
