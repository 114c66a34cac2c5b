"""`flask jobs`: the worker."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from training_app.jobs import worker


@click.group()
def jobs() -> None:
    """后台任务。"""


@jobs.command()
@click.option("--once", is_flag=True, help="做完排队的任务即结束，不等新任务。")
@click.option("--parent", type=int, help="启动本进程的进程号；它结束时本进程随之结束。")
@with_appcontext
def work(once: bool, parent: int | None) -> None:
    """办理后台任务，直到 Ctrl-C 或 SIGTERM。"""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    worker.work(app, once=once, parent=parent)
