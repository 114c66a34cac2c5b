"""The application's side of the limited child process."""

from __future__ import annotations

import atexit
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from training_app.sheets import limits
from training_app.sheets.errors import TOO_LARGE, SheetError

_PACKAGE = Path(__file__).resolve().parent.parent
_AT_ONCE = 2
"""Files read at the same time by one application process; more wait."""

_LAST_FILE = 10
"""Seconds that a reading process may take to end."""


@dataclass(slots=True)
class _Server:
    """The reading process, the socket over which it gets its files, and the process that started it."""

    owner: int
    control: socket.socket
    process: subprocess.Popen[bytes]


_inherited: list[_Server] = []
_lock = threading.Lock()
_turns = threading.BoundedSemaphore(_AT_ONCE)
_server: _Server | None = None


def ask(task: str, name: str, *parts: bytes) -> bytes:
    """The child's result for one task. Raises SheetError; a child that died over a file means the file is too large."""
    size = sum(map(len, parts))
    seconds = limits.seconds(size) * limits.EFFORT[task]
    head = json.dumps({
        "task": task, "name": name, "sizes": [len(part) for part in parts],
        "memory": limits.memory_bytes(size) * limits.EFFORT[task], "seconds": seconds,
    }).encode()
    with _turns:
        answer = _exchange([struct.pack("<Q", len(head)), head, *parts], seconds * 4 + 5)
    if answer[:1] == b"D":
        return answer[1:]
    if answer[:1] == b"R":
        code, detail = json.loads(answer[1:])
        raise SheetError(code, detail)
    raise SheetError(TOO_LARGE, "memory")


def warm() -> None:
    """Starts the reading process ahead of the first file."""
    with _lock:
        _control()


def server_process_id() -> int | None:
    """The process id of the reading process of this application process, None before the first file."""
    return _server.process.pid if _server is not None else None


def _exchange(request: list[bytes], timeout: int) -> bytes:
    ours, theirs = socket.socketpair()
    with ours:
        ours.settimeout(timeout)
        with theirs:
            _hand_over(theirs)
        try:
            for part in request:
                ours.sendall(part)
            ours.shutdown(socket.SHUT_WR)
            pieces = []
            while piece := ours.recv(1 << 20):
                pieces.append(piece)
        except OSError:  # the child is gone, or takes longer than it may
            return b""
    return b"".join(pieces)


def _hand_over(descriptor: socket.socket) -> None:
    global _server
    with _lock:
        for attempt in (1, 2):
            try:
                socket.send_fds(_control(), [b"f"], [descriptor.fileno()])
                return
            except OSError:
                # The reading process died between two files; a second one is started, a third is not.
                _stop()
                if attempt == 2:
                    raise


def _control() -> socket.socket:
    global _server
    if _server is not None and _server.owner == os.getpid() and _server.process.poll() is None:
        return _server.control
    _stop()
    ours, theirs = socket.socketpair()
    # One arena: the C library would set address space aside for each thread, and a child may use little of it.
    environment = {"PATH": os.environ.get("PATH", ""), "MALLOC_ARENA_MAX": "1"}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _start(theirs.fileno())], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd="/",
        )
    _server = _Server(os.getpid(), ours, process)
    return ours


def _stop() -> None:
    """Lets go of the reading process; it ends when its last caller has closed the control socket."""
    global _server
    if _server is None:
        return
    server, _server = _server, None
    server.control.close()
    if server.owner == os.getpid():
        server.process.wait(timeout=_LAST_FILE)
    else:
        _inherited.append(server)  # of the process this one was forked from


atexit.register(_stop)


def _start(descriptor: int) -> str:
    # The package is entered without its `__init__`, which would load the whole application into the reading process.
    return (
        "import sys, types; package = types.ModuleType('training_app'); "
        f"package.__path__ = [{str(_PACKAGE)!r}]; sys.modules['training_app'] = package; "
        f"from training_app.sheets.worker import serve; serve({descriptor})"
    )
