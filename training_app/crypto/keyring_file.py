"""Reading and first writing of a secret file: 0600 in a 0700 directory, owned by this user, never through a link."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from training_app.crypto.errors import KeyringError

_POSIX = os.name == "posix"
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_LARGEST = 1 << 20


def ensure_directory(directory: Path) -> None:
    """Makes the directory (0700) when it is missing and refuses one that is a link, foreign or open to others."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
    except FileExistsError:
        raise KeyringError("keyring.not_directory", path=directory) from None
    except OSError as error:
        raise KeyringError("keyring.directory_missing", path=directory, reason=error.strerror) from error
    if not stat.S_ISDIR(found.st_mode):
        raise KeyringError("keyring.not_directory", path=directory)
    _refuse_foreign_or_open(directory, found)


def read_secret(path: Path) -> bytes | None:
    """The file's bytes, None when there is no such file; KeyringError when others could read or have changed it."""
    try:
        if stat.S_ISLNK(path.lstat().st_mode):
            raise KeyringError("keyring.not_regular", path=path)
        descriptor = os.open(path, os.O_RDONLY | _BINARY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyringError("keyring.unreadable", path=path, reason=error.strerror) from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise KeyringError("keyring.not_regular", path=path)
        _refuse_foreign_or_open(path, found)
        return file.read(_LARGEST)


def create_secret(path: Path, content: bytes) -> None:
    """Puts the file there whole and durable, or leaves the one that another process put there first.

    The content is written beside it under a name of its own, flushed to the disk, then linked to its place: a link
    never replaces what stands there, so of two processes starting at once exactly one wins.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(beside, path)
        except FileExistsError:
            return
        finally:
            beside.unlink(missing_ok=True)
        _flush_directory(path.parent)
    except OSError as error:
        raise KeyringError("keyring.unwritable", path=path, reason=error.strerror) from error


def _refuse_foreign_or_open(path: Path, found: os.stat_result) -> None:
    if not _POSIX:
        return
    if found.st_uid != os.geteuid():
        raise KeyringError("keyring.wrong_owner", path=path, owner=found.st_uid, user=os.geteuid())
    if found.st_mode & 0o077:
        raise KeyringError("keyring.too_open", path=path, mode=f"{stat.S_IMODE(found.st_mode):04o}")


def _flush_directory(directory: Path) -> None:
    if not _POSIX:
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
