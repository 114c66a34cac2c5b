"""Commands of the demo city: `flask demo load`, `flask demo logins`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from training_app.accounts import service as accounts
from training_app.accounts.labels import ROLES
from training_app.db import unit_of_work
from training_app.demo import handouts, invited
from training_app.demo import load as loading
from training_app.demo.handouts import Handout
from training_app.demo.logins import ENGINEERS, PASSWORD, STAFF, UNITS
from training_app.kernel import dates


@click.group()
def demo() -> None:
    """The demo city: invented institutions, classes and people of one year."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="系统中已有用户时什么也不做")
@with_appcontext
def load(if_empty: bool) -> None:
    """Loads the demo city into an empty register, all of it or nothing."""
    with unit_of_work() as session:
        if accounts.has_users(session):
            if if_empty:
                return
            click.echo("系统里已有用户，演示数据只能装入空系统。请另设数据目录（TRAINING_APP_INSTANCE）后再试。", err=True)
            sys.exit(1)
        click.echo("正在装入演示城市（约半分钟）……")
        tellings = loading.load(session)
        invited.invite(session, dates.now())
        files = handouts.handouts(tellings)
    folder = _write(current_app.config["INSTANCE_DIR"], files)
    click.echo(f"演示城市已装入。可手工上传的名单和台账在：{folder}")


def _write(instance: Path, files: list[Handout]) -> Path:
    folder = instance / "demo" / "rosters"
    folder.mkdir(parents=True, exist_ok=True)
    for each in files:
        (folder / each.name).write_bytes(each.content)
    (folder / "说明.txt").write_text(handouts.guide(files), encoding="utf-8")
    return folder


@demo.command()
def logins() -> None:
    """Prints the users of the demo city and their password."""
    click.echo(f"演示用户（密码均为 {PASSWORD}）：")
    for login in (*STAFF, *UNITS, *ENGINEERS):
        click.echo(f"  {login.login:<12}{ROLES[login.role]}{'　' + login.name if login.name else ''}")
