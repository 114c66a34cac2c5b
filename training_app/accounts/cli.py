"""`flask setup-code`: the one-time code of the first set-up."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from training_app.accounts import service, setup_code
from training_app.db import db


@click.command("setup-code")
@with_appcontext
def setup_code_command() -> None:
    """Prints the one-time code of the first set-up, made on first use. Exit 1 when the register has users already."""
    if service.has_users(db.session()):
        click.echo("系统已经完成首次设置，不再需要设置码。", err=True)
        click.get_current_context().exit(1)
    click.echo(setup_code.make(current_app.config["INSTANCE_DIR"]))
