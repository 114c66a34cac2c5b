"""The keyring: every secret of the installation, by use, with numbered keys so that they can be changed one day."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from training_app.crypto.errors import KeyringError
from training_app.crypto.keyring_file import create_secret, ensure_directory, read_secret
from training_app.crypto.suites import Suite, self_test
from training_app.kernel.dates import now

ROOT_KEY_BYTES = 32
HMAC_SM3 = "hmac-sm3"


class Use(StrEnum):
    """What a key is for. No key serves two uses, so that who holds one of them cannot do the other's work."""

    ENC = "enc"
    IDX = "idx"
    AUDIT = "audit"
    SESSION = "session"
    QR = "qr"
    FILE = "file"


_CIPHER_USES = frozenset({Use.ENC, Use.FILE})


class State(StrEnum):
    """ACTIVE makes new values (one key per use), DECRYPT_ONLY reads and checks old ones, RETIRED does nothing more."""

    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt-only"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Key:
    """One root key. `kid` is 1 to 65535 and never used again; `secret` is 32 random bytes and never shown."""

    kid: int
    use: Use
    alg: str
    created: str
    state: State
    secret: bytes = field(repr=False)

    @property
    def suite(self) -> Suite:
        """The cipher suite of a key for sealing."""
        return Suite.from_alg(self.alg)

    def derive(self, info: str, length: int) -> bytes:
        """The sub-key for one purpose (HKDF-SM3); different `info` gives unrelated keys."""
        return HKDF(hashes.SM3(), length, None, f"{self.use}\x1f{self.alg}\x1f{info}".encode()).derive(self.secret)


class Keyring:
    """The keys of an installation, checked when they were read. Immutable; compared and cached by identity."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = {key.kid: key for key in keys}
        self._active = {key.use: key for key in self._keys.values() if key.state is State.ACTIVE}

    @classmethod
    def generate(cls, suite: Suite = Suite.SM4_GCM) -> Keyring:
        """A new keyring in memory, one active key for each use."""
        self_test(suite)
        created = now().isoformat(timespec="seconds")
        return cls(
            Key(kid, use, suite.alg if use in _CIPHER_USES else HMAC_SM3, created, State.ACTIVE,
                secrets.token_bytes(ROOT_KEY_BYTES))
            for kid, use in enumerate(Use, start=1)
        )

    @classmethod
    def load_or_create(cls, path: Path, suite: Suite = Suite.SM4_GCM) -> Keyring:
        """The keyring of this file; made with `suite` when there is none yet.

        Safe when several processes start at once. KeyringError when file or directory could be read by others, belong
        to somebody else, are links, or the content is damaged: a system that cannot trust its keys must not start.
        """
        ensure_directory(path.parent)
        content = read_secret(path)
        if content is None:
            create_secret(path, cls.generate(suite).to_json())
            content = read_secret(path)
        if content is None:
            raise KeyringError("keyring.unreadable", path=path, reason="file vanished")
        keyring = cls.from_json(content, path)
        for used in {key.suite for key in keyring._keys.values() if key.use in _CIPHER_USES}:
            self_test(used)
        return keyring

    @classmethod
    def from_json(cls, content: bytes, path: Path | str = "keyring.json") -> Keyring:
        """The keyring of a file's content; KeyringError naming `path` when anything in it is missing or doubtful."""
        try:
            document = json.loads(content)
            if document["format"] != 1:
                raise ValueError(f"format {document['format']!r}")
            keys = [_key_from_json(entry) for entry in document["keys"]]
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            raise KeyringError("keyring.damaged", path=path, reason=f"{type(error).__name__}: {error}") from None
        if len({key.kid for key in keys}) != len(keys):
            raise KeyringError("keyring.damaged", path=path, reason="duplicate kid")
        active = sorted(key.use for key in keys if key.state is State.ACTIVE)
        if active != sorted(Use):
            raise KeyringError("keyring.damaged", path=path, reason=f"active keys: {', '.join(active) or 'none'}")
        return cls(keys)

    def to_json(self) -> bytes:
        """The content of the keyring file."""
        entries = [
            {
                "kid": key.kid, "use": str(key.use), "alg": key.alg, "created": key.created, "state": str(key.state),
                "key": base64.b64encode(key.secret).decode(),
            }
            for key in self._keys.values()
        ]
        return json.dumps({"format": 1, "keys": entries}, indent=1).encode() + b"\n"

    def active(self, use: Use) -> Key:
        """The key that new values of this use are made with."""
        try:
            return self._active[use]
        except KeyError:
            raise KeyringError("keyring.no_active", use=use) from None

    def readable(self, kid: int, use: Use) -> Key | None:
        """The key with this number if it serves this use and is not retired, else None."""
        key = self._keys.get(kid)
        return key if key and key.use is use and key.state is not State.RETIRED else None

    def secrets(self, use: Use) -> list[bytes]:
        """The secrets of a use that still count, the active one first, then newest first (Flask's session keys)."""
        keys = [key for key in self._keys.values() if key.use is use and key.state is not State.RETIRED]
        keys.sort(key=lambda key: (key.state is State.ACTIVE, key.created, key.kid), reverse=True)
        return [key.derive("secret", ROOT_KEY_BYTES) for key in keys]


def _key_from_json(entry: dict[str, object]) -> Key:
    key = Key(
        kid=int(str(entry["kid"])), use=Use(str(entry["use"])), alg=str(entry["alg"]), created=str(entry["created"]),
        state=State(str(entry["state"])), secret=base64.b64decode(str(entry["key"]), validate=True),
    )
    if not 1 <= key.kid <= 0xFFFF:
        raise ValueError(f"kid {key.kid}")
    if len(key.secret) != ROOT_KEY_BYTES:
        raise ValueError(f"kid {key.kid}: {len(key.secret)} key bytes")
    if (key.use in _CIPHER_USES and key.suite is None) or (key.use not in _CIPHER_USES and key.alg != HMAC_SM3):
        raise ValueError(f"kid {key.kid}: algorithm {key.alg!r}")
    return key
