"""The application's own PostgreSQL server, for a laptop, a district office and the tests.

It listens on a Unix socket only, in a folder of mode 0700, and believes the operating system about who is calling
(`peer`): there is no password to lose. Several processes may share it; the last one to end stops it. Nothing here
touches the network, and nothing starts before `ensure_running()` is called.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import logging
import os
import shutil
import stat
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from training_app.db import embedded_locks, embedded_place, embedded_server
from training_app.db.embedded_place import Place, ServerUnavailable

DATABASE = embedded_server.DATABASE
ROLE = embedded_server.ROLE
TEMPORARY_FOLDER = Path("/tmp")
TEMPORARY_PREFIX = "training-app-test-"

_log = logging.getLogger(__name__)


class EmbeddedPostgres:
    """The server whose data belong to one instance folder.

    Every method may be called by several processes at once, and again. Errors are `ServerUnavailable` with a sentence
    for the operator.
    """

    def __init__(self, instance: Path) -> None:
        self.instance = instance.resolve()
        self._temporary = False
        self._users: int | None = None

    @classmethod
    def temporary(cls) -> Self:
        """A running throw-away server without durability, in a folder of its own that `stop()` removes.

        Its role may create databases. A folder left behind by a killed process is removed by the next call.
        """
        cls.sweep_temporary()
        unborn = Path(tempfile.mkdtemp(prefix=f"new-{TEMPORARY_PREFIX}", dir=TEMPORARY_FOLDER))
        server = cls(unborn)
        server._temporary = True
        server._join()  # under a name no sweep looks at, so that none finds the folder without its user
        server.instance = unborn.rename(unborn.with_name(unborn.name.removeprefix("new-")))
        if os.geteuid() == 0:
            server.instance.chmod(0o711)  # the server's user walks through; what lies inside is 0700
        try:
            server.ensure_running()
        except BaseException:
            server.stop()
            raise
        return server

    @classmethod
    def sweep_temporary(cls) -> None:
        """Stop and remove throw-away servers whose process is gone."""
        for folder in TEMPORARY_FOLDER.glob(f"{TEMPORARY_PREFIX}*"):
            server = cls(folder)
            server._temporary = True
            try:
                found = folder.lstat()
                mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
                if mine and (folder / "pg.users").exists() and not server._has_users():
                    server.stop()
            except OSError:  # another sweep was faster
                continue

    def url(self, database: str = DATABASE, role: str = ROLE) -> str:
        """The SQLAlchemy URL, known without a running server. Role `postgres` is the server's administrator."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self.place.socket), safe='')}&port=5432"

    @property
    def place(self) -> Place:
        """Where the data, the socket and the locks lie."""
        if self._temporary:
            return embedded_place.temporary_place(self.instance)
        return embedded_place.place_of(self.instance)

    @property
    def running(self) -> bool:
        """Whether the server accepts connections on its socket now."""
        place = self.place
        return embedded_server.postmaster(place, ready=True) is not None and (place.socket / ".s.PGSQL.5432").exists()

    def ensure_running(self) -> None:
        """Create the data on first use and start the server unless it runs; recovers after any crash.

        The calling process counts as a user of the server until it ends; the last user stops it.
        """
        self.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._join()
        if self.running:
            return
        place = self.place
        with embedded_locks.exclusive(place.locks / "pg.lock"):
            if self.running:
                return
            user = embedded_place.prepare(place, None if self._temporary else self.instance)
            if not (place.data / "PG_VERSION").exists():
                embedded_server.create(place, user)
            embedded_server.start(place, user)

    def stop(self) -> None:
        """Stop the server at once, whoever uses it; a throw-away server is removed."""
        place = self.place
        if self.instance.is_dir():
            with embedded_locks.exclusive(place.locks / "pg.lock"):
                if embedded_server.postmaster(place) is not None:
                    embedded_server.stop(place)
                with contextlib.suppress(OSError):
                    place.socket.rmdir()  # nothing of ours stays in /tmp
        self._leave()
        if self._temporary:
            shutil.rmtree(self.instance, ignore_errors=True)

    def stop_if_unused(self) -> bool:
        """Stop the server unless a process uses it; answers whether it is stopped now."""
        users = self.place.locks / "pg.users"
        if not users.exists():
            return True
        descriptor = embedded_locks.open_lock(users)
        try:
            if not embedded_locks.taken(descriptor, fcntl.LOCK_EX):
                return False
            self.stop()  # new users wait for `descriptor` meanwhile
            return True
        finally:
            os.close(descriptor)

    def __enter__(self) -> Self:
        self.ensure_running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # Who uses the server

    def _join(self) -> None:
        if self._users is not None:
            return
        path = self.place.locks / "pg.users"
        descriptor = embedded_locks.open_lock(path)
        try:
            embedded_locks.wait_for(descriptor, fcntl.LOCK_SH, path)
        except ServerUnavailable:
            os.close(descriptor)
            raise
        self._users = descriptor
        atexit.register(self._end)

    def _leave(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None
            atexit.unregister(self._end)

    def _end(self) -> None:
        """At the end of the process. A forked child only closes its copy: the lock stays with the parent."""
        self._leave()
        try:
            self.stop_if_unused()
        except (OSError, ServerUnavailable) as error:
            _log.warning("the embedded database was not stopped: %s", error)

    def _has_users(self) -> bool:
        descriptor = embedded_locks.open_lock(self.place.locks / "pg.users")
        try:
            return not embedded_locks.taken(descriptor, fcntl.LOCK_EX)
        finally:
            os.close(descriptor)
