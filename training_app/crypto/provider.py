"""The keyring in use. Set once while the application is put together; works the same outside of Flask."""

from __future__ import annotations

from training_app.crypto.errors import KeyringError
from training_app.crypto.keyring import Keyring

_current: Keyring | None = None


def configure(keyring: Keyring | None) -> None:
    """Makes this the keyring of the process; None takes it away (tests)."""
    global _current
    _current = keyring


def current() -> Keyring:
    """The keyring of the process; KeyringError when none was configured."""
    if _current is None:
        raise KeyringError("keyring.not_configured")
    return _current
