"""`flask setup-code`: the one-time code of the first set-up. `flask accounts reset`: a new password when nobody else can.

`flask accounts reset-second-factor`: likewise the second factor.
"""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from training_app.accounts import messages, rules, service, service_second_factor, service_staff, setup_code
from training_app.accounts.models import User
from training_app.db import db, unit_of_work
from training_app.kernel import dates
from training_app.kernel.actor import operator
from training_app.kernel.errors import DomainError, NotFound


@click.command("setup-code")
@with_appcontext
def setup_code_command() -> None:
    """Prints the one-time code of the first set-up, made on first use. Exit 1 when the register has users already."""
    if service.has_users(db.session()):
        click.echo("系统已经完成首次设置，不再需要设置码。", err=True)
        click.get_current_context().exit(1)
    click.echo(setup_code.make(current_app.config["INSTANCE_DIR"]))


@click.group()
def accounts() -> None:
    """Accounts, where no administrator is left who could help."""


@accounts.command()
@click.argument("login")
@with_appcontext
def reset(login: str) -> None:
    """Prints a one-time code for a new password of LOGIN, also of an administrator. Exit 1 when there is none to help."""
    at = dates.now()
    with unit_of_work() as session:
        user = session.scalar(select(User).where(User.login == rules.canonical_login(login)).with_for_update())
        if user is None or user.disabled_at is not None:
            sentence = messages.USER_NOT_FOUND if user is None else messages.CLI_DISABLED
            click.echo(sentence.format(login=login), err=True)
            click.get_current_context().exit(1)
        invitation, code = service_staff.give_code(session, operator(), user, at)
        until = invitation.expires_at.astimezone(dates.CHINA)
    click.echo(messages.CLI_CODE.format(login=user.login, code=code, until=f"{until:%Y-%m-%d %H:%M}"))


@accounts.command("reset-second-factor")
@click.argument("login")
@with_appcontext
def reset_second_factor(login: str) -> None:
    """Ends the second factor of LOGIN, who lost phone and recovery codes. Exit 1 when there is nobody or nothing to end."""
    try:
        with unit_of_work() as session:
            user = session.scalar(select(User).where(User.login == rules.canonical_login(login)).with_for_update())
            if user is None:
                raise NotFound("accounts.user_not_found", messages.USER_NOT_FOUND.format(login=login))
            service_second_factor.give_up(session, operator(), user, dates.now())
    except DomainError as error:
        click.echo(error.message, err=True)
        click.get_current_context().exit(1)
    click.echo(messages.CLI_FACTOR.format(login=rules.canonical_login(login)))
