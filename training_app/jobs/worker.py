"""The worker: procrastinate fetches jobs from PostgreSQL as they come and hands them to `running.execute`."""

from __future__ import annotations

import asyncio

import procrastinate
from flask import Flask

from training_app.db import db
from training_app.jobs import running, service

# Two at once: a long list does not keep a short one waiting.
CONCURRENCY = 2


def work(app: Flask, *, once: bool = False) -> None:
    """Does jobs until SIGINT or SIGTERM; `once`: until none is waiting."""
    embedded = app.config.get("EMBEDDED_POSTGRES")
    if embedded is not None:
        embedded.ensure_running()
    asyncio.run(_work(app, once))


async def _work(app: Flask, once: bool) -> None:
    carrier = _carrier(app)
    async with carrier.open_async():
        await carrier.run_worker_async(
            queues=[service.QUEUE], wait=not once, concurrency=CONCURRENCY, delete_jobs="always",
            install_signal_handlers=not once,
        )  # fmt: skip


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
