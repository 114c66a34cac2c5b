"""The keyring in use. Set once while the application is put together; works the same outside of Flask."""

from __future__ import annotations

import threading
from collections.abc import Callable

from training_app.crypto.errors import KeyringError
from training_app.crypto.keyring import Keyring

_given: Keyring | Callable[[], Keyring] | None = None
_lock = threading.Lock()


def configure(keyring: Keyring | Callable[[], Keyring] | None) -> None:
    """Makes this the keyring of the process; None takes it away (tests).

    A callable is asked at the first need and once, so that commands which read no sealed value need no keyring file.
    """
    global _given
    _given = keyring


def current() -> Keyring:
    """The keyring of the process; KeyringError when none was configured or its file must not be trusted."""
    global _given
    if isinstance(_given, Keyring):
        return _given
    if _given is None:
        raise KeyringError("keyring.not_configured")
    with _lock:
        if callable(_given):
            _given = _given()
        return _given
