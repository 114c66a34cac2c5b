"""File locks between processes: who may start or stop the embedded server, and who still uses it.

`flock` locks vanish with their process, however it ends, so nothing has to be cleaned up after a kill -9.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training_app.db import messages
from training_app.db.embedded_place import ServerUnavailable

PATIENCE_SECONDS = 120


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file alone; waits for the others at most PATIENCE_SECONDS."""
    descriptor = open_lock(path)
    try:
        wait_for(descriptor, fcntl.LOCK_EX, path)
        yield
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, made when missing and closed on exec. A symbolic link is not followed."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def wait_for(descriptor: int, kind: int, path: Path) -> None:
    """Take a lock of `kind`, or raise ServerUnavailable when others keep it too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not taken(descriptor, kind):
        if time.monotonic() > deadline:
            message = messages.LOCK_TIMEOUT.format(path=path, seconds=PATIENCE_SECONDS)
            raise ServerUnavailable("db.lock_timeout", message)
        time.sleep(0.05)


def taken(descriptor: int, kind: int) -> bool:
    """Try to take a lock of `kind` at once."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
