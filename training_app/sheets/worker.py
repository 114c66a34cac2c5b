"""The process that reads files: started once, it forks a limited child for every file.

It is isolated from the application (no Flask, no settings, no keys in its memory): `child.py` starts it so that the
package is entered without its `__init__`. A hostile file can at worst end the child that reads it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any, NoReturn

from training_app.sheets.work import do

try:
    import resource
except ImportError:  # a system without POSIX limits
    resource = None  # type: ignore[assignment]


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the parts of a request: length, JSON head with "sizes", then the parts."""
    with connection.makefile("rb") as stream:
        (length,) = struct.unpack("<Q", _exactly(stream.read(8), 8))
        head = json.loads(_exactly(stream.read(length), length))
        return head, [_exactly(stream.read(size), size) for size in head["sizes"]]


def _exactly(data: bytes, size: int) -> bytes:
    if len(data) != size:
        raise EOFError
    return data


def confine(memory: int, seconds: int) -> None:
    """Limits this process for good: address space, processor time, wall time, files, core dumps."""
    signal.alarm(seconds * 4)
    if resource is None:
        return
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    room = pages * resource.getpagesize() + memory
    for limit, value in (
        (resource.RLIMIT_AS, room), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # a system that knows no such limit, or a lower one is set already
            continue


def serve(control_descriptor: int) -> None:
    """Forks a child for every socket that arrives; ends when the application closes its side."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=control_descriptor)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        for descriptor in descriptors:
            if os.fork() == 0:
                control.close()
                _answer(descriptor)
            os.close(descriptor)


def _answer(descriptor: int) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        with socket.socket(fileno=descriptor) as connection:
            head, parts = receive(connection)
            confine(int(head["memory"]), int(head["seconds"]))
            connection.sendall(do(head, parts))
        status = 0
    finally:
        os._exit(status)
