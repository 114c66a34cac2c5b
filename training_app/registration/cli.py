"""Commands of the registration: `flask registrations purge`."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext

from training_app.db import unit_of_work
from training_app.kernel import dates
from training_app.kernel.actor import operator
from training_app.registration import rules, service_purge


@click.group()
def registrations() -> None:
    """Applications of organisations to be registered."""


@registrations.command()
@click.option(
    "--days", type=click.IntRange(min=30), default=rules.KEEP_ENDED.days, show_default=True, help="办结或退回满多少天后清除"
)
@with_appcontext
def purge(days: int) -> None:
    """Clears away the documents of applications that came to nothing, and files of forms never sent."""
    at: datetime = dates.now()
    with unit_of_work() as session:
        ended, stale = service_purge.purge(session, operator(), at - timedelta(days=days), at)
    click.echo(f"已清除 {ended} 份未通过或未补正申请的材料和个人信息，{stale} 个未提交表单的文件。")
