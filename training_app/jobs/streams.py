"""The progress of one job as server-sent events: a page that is open sees it move without asking again and again.

A stream keeps a thread of the web server, so it is short, there are few of them, and the browser comes back by itself. Who
finds no room asks every other second instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

# The browser waits this long before it opens the next stream.
RECONNECT_MILLISECONDS = 1_000
LONGEST_SECONDS = 20
LOOK_EVERY_SECONDS = 1
# Of the four threads a process of the web server has.
MOST_STREAMS = 2

_room = threading.BoundedSemaphore(MOST_STREAMS)


def stream(look: Callable[[], tuple[str, bool]]) -> Iterator[str] | None:
    """The events of what `look` answers (the markup to show, whether this is the end), each change once; None when there is
    no room. The last event of a job that is over is called "end"."""
    if not _room.acquire(blocking=False):
        return None
    events = _events(look)
    next(events)  # into its `try`: a browser gone before the first event gives its place back as well
    return events


def _events(look: Callable[[], tuple[str, bool]]) -> Iterator[str]:
    try:
        yield ""
        yield f"retry: {RECONNECT_MILLISECONDS}\n\n"
        shown, until = None, time.monotonic() + LONGEST_SECONDS
        while True:
            markup, over = look()
            if markup != shown:
                shown = markup
                yield event("progress", markup)
            if over:
                yield event("end", "")
                return
            if time.monotonic() >= until:
                return
            time.sleep(LOOK_EVERY_SECONDS)
    finally:
        _room.release()


def event(name: str, data: str) -> str:
    """One event in the format of text/event-stream."""
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in data.splitlines() or [""]) + "\n"
