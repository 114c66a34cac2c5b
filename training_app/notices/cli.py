"""`flask notices`: the daily run of reminders at the command line."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from training_app.db import unit_of_work
from training_app.kernel import dates
from training_app.notices import jobs, messages, service

notices = AppGroup("notices", help="消息与到期提醒。")


@notices.command("remind")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="按这一天提醒，默认为今天。")
def remind_command(today: datetime | None) -> None:
    """把到期和将到期的事项通知有关单位和人员。重复运行不会重复提醒。"""
    with unit_of_work() as session:
        count = service.remind(session, today.date() if today else dates.today(), dates.now())
    click.echo(messages.REMINDED.format(count=count))


@notices.command("deliver")
def deliver_command() -> None:
    """把等待中的短信和邮件发出去（平时由后台每 5 分钟发一次）。有失败的退出码为 1，下次再试。"""
    sent, failed = jobs.deliver_pending(dates.now())
    click.echo(messages.DELIVERED.format(sent=sent, failed=failed))
    raise SystemExit(1 if failed else 0)
