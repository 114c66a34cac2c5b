"""What can go wrong with keys and sealed values."""

from __future__ import annotations

from typing import Any

from training_app.crypto.messages import DECRYPTION_FAILED, KEYRING
from training_app.kernel.errors import DomainError


class KeyringError(DomainError):
    """The keyring cannot be used; the system must not start. The message is for the operator who starts it."""

    status = 500

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, KEYRING[code].format(**facts), **{name: str(fact) for name, fact in facts.items()})


class DecryptionFailed(DomainError):
    """A sealed value does not belong to this key, column and row: changed, moved or put back from an older state."""

    status = 409

    def __init__(self, column: str, reason: str) -> None:
        super().__init__("crypto.decryption_failed", DECRYPTION_FAILED, column=column, reason=reason)
