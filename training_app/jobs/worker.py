"""The worker: procrastinate fetches jobs from PostgreSQL as they come and hands them to `running.execute`.

Beside it every few seconds: the clock's work that is due, jobs whose worker died, whether the one who started this process
still lives.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress

import procrastinate
from flask import Flask

from training_app.db import db
from training_app.jobs import running, service
from training_app.kernel import dates

# Two at once: a long list does not keep a short one waiting.
CONCURRENCY = 2
ROUND_SECONDS = 2
HEARTBEAT_SECONDS = 5
# A worker silent for so long is dead, and what it was doing is taken over.
SILENCE_SECONDS = 20
# From the signal to stop to the end, for work that does not ask about its progress meanwhile.
GRACE_SECONDS = 8

_log = logging.getLogger(__name__)


def work(app: Flask, *, once: bool = False, parent: int | None = None) -> None:
    """Does jobs until SIGINT or SIGTERM, or until the process `parent` is no longer the one that started this; `once`: until
    none is waiting."""
    embedded = app.config.get("EMBEDDED_POSTGRES")
    if embedded is not None:
        embedded.ensure_running()
    asyncio.run(_once(app) if once else _for_ever(app, parent))


async def _once(app: Flask) -> None:
    carrier = _carrier(app)
    async with carrier.open_async():
        await _worker(carrier, wait=False)


async def _for_ever(app: Flask, parent: int | None) -> None:
    carrier, loop = _carrier(app), asyncio.get_running_loop()
    async with carrier.open_async():
        worker = asyncio.create_task(_worker(carrier, wait=True))

        def stop() -> None:
            if not running.stopping.is_set():
                running.stopping.set()
                worker.cancel()
                loop.call_later(GRACE_SECONDS, _leave)

        for end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(end, stop)
        rounds = asyncio.create_task(_rounds(app, carrier, parent, stop))
        try:
            with suppress(asyncio.CancelledError):
                await worker
        finally:
            rounds.cancel()


def _worker(carrier: procrastinate.App, *, wait: bool) -> asyncio.Future:
    return carrier.run_worker_async(
        queues=[service.QUEUE], wait=wait, concurrency=CONCURRENCY, delete_jobs="always", install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT_SECONDS, stalled_worker_timeout=SILENCE_SECONDS,
    )  # fmt: skip


async def _rounds(app: Flask, carrier: procrastinate.App, parent: int | None, stop: Callable[[], None]) -> None:
    while True:
        if parent is not None and os.getppid() != parent:
            stop()
            return
        try:
            await asyncio.to_thread(_in_context, app, lambda: running.tick(dates.now()))
            for left in await carrier.job_manager.get_stalled_jobs(
                queue=service.QUEUE, seconds_since_heartbeat=SILENCE_SECONDS
            ):
                number = str(left.task_kwargs.get("number"))
                await asyncio.to_thread(_in_context, app, lambda left=left, number=number: running.rescue(left.id, number))
        except Exception:
            _log.exception("a round of the worker failed")  # the database may be away for a moment
        await asyncio.sleep(ROUND_SECONDS)


def _in_context(app: Flask, act: Callable[[], object]) -> None:
    with app.app_context():
        act()


def _leave() -> None:
    """Ends at once: a piece of work did not come to its next step in time. Its transaction is rolled back by the database and
    it is taken over at the next start."""
    _log.warning("the worker stops in the middle of a job")
    atexit._run_exitfuncs()
    os._exit(1)


def _carrier(app: Flask) -> procrastinate.App:
    """procrastinate on the application's own database, with the one task all jobs are."""
    with app.app_context():
        address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    carrier = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=4))

    @carrier.task(name=service.TASK)
    def run(number: str) -> None:
        with app.app_context():
            running.execute(number)

    return carrier
