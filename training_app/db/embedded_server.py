"""The processes of one embedded server: creating its data, starting, stopping, and telling whether it lives.

Callers hold the server's lock (`pg.lock`); nothing here looks at who else uses the server.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from training_app.db import embedded_place, messages
from training_app.db.embedded_place import Place, ServerUnavailable

DATABASE = "training_app"
ROLE = "training_app"
ADMINISTRATOR = "postgres"
START_SECONDS = 60
LOG_LIMIT_BYTES = 10_000_000
NOBODY_PID = 2_147_483_647
"""A process number no system gives; in postmaster.pid it says that the server it speaks of is gone."""

CALLERS_RULE = "# Only through the socket, only the callers named in pg_ident.conf.\nlocal all all peer map=app\n"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "60",
    "synchronous_commit": "on",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "lc_messages": "C",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}
SETTINGS_OF_TEMPORARY = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "synchronous_commit": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def shared_buffers(memory: int) -> str:
    """How much the server keeps in memory of its own, on a machine of so many bytes: an eighth, at least 256 MB, at most 1 GB.
    Where pages fit in there, a long list goes in with a tenth less work."""
    return f"{min(max(memory // 8, 256 << 20), 1 << 30) >> 20}MB"


def create(place: Place, user: pwd.struct_passwd) -> None:
    """Make the data folder complete beside its place and move it in, so that a crash leaves nothing half made."""
    unfinished = place.data.with_name("pg.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    os.chown(unfinished, user.pw_uid, user.pw_gid)
    arguments = ["-D", str(unfinished), "-U", ADMINISTRATOR, "--auth=peer", "--encoding=UTF8", "--locale=C"]
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _checked(place, user, "initdb", *arguments, *(["--no-sync"] if place.temporary else []))
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\ninclude 'training-app.conf'\n")
    _configure(place, unfinished, user)
    statements = f"CREATE ROLE {ROLE} LOGIN {'CREATEDB' if place.temporary else ''};\n"
    statements += f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n"
    single = ["--single", "-D", str(unfinished), "-c", "exit_on_error=on", "postgres"]
    _checked(place, user, "postgres", *single, stdin=statements)
    if place.data.exists():
        place.data.rmdir()  # an empty folder is no data; anything else is not ours to remove
    unfinished.rename(place.data)


def start(place: Place, user: pwd.struct_passwd) -> None:
    """Start the server and wait until it accepts connections; recovers what a crash has left."""
    if postmaster(place) is not None:  # it hangs, stops or lost its socket
        stop(place)
    _configure(place, place.data, user)
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT_BYTES:
        place.log.replace(place.log.with_name("server.old.log"))
    deadline = time.monotonic() + START_SECONDS
    while True:
        _mark_stale(place)
        _clear_socket(place)
        offset = place.log.stat().st_size if place.log.exists() else 0
        arguments = ["-D", str(place.data), "-l", str(place.log), "-w", "-t", str(START_SECONDS), "start"]
        done = _program(place, user, "pg_ctl", *arguments)
        if done.returncode == 0:
            return
        said = place.log.read_bytes()[offset:].decode("utf-8", "replace") if place.log.exists() else ""
        # Children of a killed server may need a moment until they notice and let go of its memory.
        if "is still in use" not in said or time.monotonic() > deadline:
            detail = _reason(said) or _reason(done.stderr)
            raise ServerUnavailable("db.start_failed", messages.START_FAILED.format(detail=detail, log=place.log))
        time.sleep(0.3)


def stop(place: Place) -> None:
    """Stop the running server and wait for its end; connections are cut, committed work is kept."""
    user = embedded_place.owner(place)
    detail = ""
    for mode in ("immediate",) if place.temporary else ("fast", "immediate"):
        done = _program(place, user, "pg_ctl", "-D", str(place.data), "-w", "-t", "30", "-m", mode, "stop")
        if done.returncode == 0 or postmaster(place) is None:
            return
        detail = _reason(done.stderr)
    raise ServerUnavailable("db.stop_failed", messages.STOP_FAILED.format(detail=detail, log=place.log))


def postmaster(place: Place, *, ready: bool = False) -> int | None:
    """The process number of the living server of these data; with `ready`, only once it accepts connections."""
    try:
        lines = (place.data / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if ready and (len(lines) < 8 or lines[7].strip() != "ready"):
        return None
    return pid if _serves(pid, place.data) else None


def _configure(place: Place, data: Path, user: pwd.struct_passwd) -> None:
    """Write our settings anew before each start: the socket's place and the callers may have changed."""
    settings = SETTINGS | {"shared_buffers": shared_buffers(psutil.virtual_memory().total)}
    settings = settings | (SETTINGS_OF_TEMPORARY if place.temporary else {})
    settings = settings | {"unix_socket_directories": str(place.socket).replace("'", "''")}
    _replace(data / "training-app.conf", "".join(f"{name} = '{value}'\n" for name, value in settings.items()))
    _replace(data / "pg_hba.conf", CALLERS_RULE)
    callers = {user.pw_name, pwd.getpwuid(os.geteuid()).pw_name, pwd.getpwuid(0).pw_name}
    mapped = [f'app "{caller}" {role}\n' for caller in sorted(callers) for role in (ROLE, ADMINISTRATOR)]
    _replace(data / "pg_ident.conf", "".join(mapped))


def _checked(place: Place, user: pwd.struct_passwd, program: str, *arguments: str, stdin: str = "") -> None:
    done = _program(place, user, program, *arguments, stdin=stdin)
    if done.returncode != 0:
        message = messages.CREATE_FAILED.format(detail=_reason(done.stderr), path=place.data)
        raise ServerUnavailable("db.create_failed", message)


def _program(
    place: Place, user: pwd.struct_passwd, program: str, *arguments: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user, in a folder it can enter, without our environment."""
    identity: dict[str, Any] = {}
    if user.pw_uid != os.geteuid():
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.run(
        [str(embedded_place.programs(user) / program), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        errors="replace",
        cwd=place.socket,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        umask=0o077,
        timeout=2 * START_SECONDS,
        check=False,
        **identity,
    )


def _mark_stale(place: Place) -> None:
    """Disown a postmaster.pid whose number belongs to another process by now, or to a zombie.

    PostgreSQL would refuse to start. Only the number is replaced: by the rest PostgreSQL finds children still at work.
    """
    path = place.data / "postmaster.pid"
    if not path.exists() or postmaster(place) is not None:
        return
    lines = path.read_text("utf-8", "replace").splitlines()
    if len(lines) < 2:
        path.unlink()
    else:
        _replace(path, "\n".join([str(NOBODY_PID), *lines[1:], ""]), owner=place.data)


def _clear_socket(place: Place) -> None:
    """Remove a socket left by a crash, or by a server whose data folder was deleted under it; that server is ended."""
    lock = place.socket / ".s.PGSQL.5432.lock"
    try:
        lines = lock.read_text("utf-8", "replace").splitlines()
        process = psutil.Process(int(lines[0]))
        if process.name() == "postgres" and str(place.data) in process.cmdline():
            process.send_signal(signal.SIGQUIT)
            deadline = time.monotonic() + START_SECONDS
            while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
                time.sleep(0.05)
    except (OSError, ValueError, IndexError, psutil.Error):
        pass  # no lock, an unreadable one, or a process that is no more: nothing to end
    lock.unlink(missing_ok=True)
    lock.with_suffix("").unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is a living PostgreSQL server working in this very folder."""
    try:
        process = psutil.Process(pid)
        if process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE:
            return False
        try:
            return os.path.samefile(process.cwd(), data)
        except (psutil.AccessDenied, OSError):  # root without the right to trace: the command line has to do
            return str(data) in process.cmdline()
    except psutil.Error:
        return False


def _replace(path: Path, text: str, owner: Path | None = None) -> None:
    """Write a file the server's user can read; never through a link that user may have laid."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        os.fchmod(file.fileno(), 0o644)
        if owner is not None:
            found = owner.stat()
            os.fchown(file.fileno(), found.st_uid, found.st_gid)
    os.replace(name, path)


def _reason(text: str) -> str:
    """The line of PostgreSQL's output that says why, else its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|error):", line)]
    return (telling or lines or [""])[-1]
