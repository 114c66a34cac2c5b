"""`flask roster import`, and what the register adds to `flask roster check --class`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext

from training_app.classes import cli
from training_app.classes import roster as lists
from training_app.classes.check import RosterCheck
from training_app.classes.cli import roster
from training_app.db import db
from training_app.intake.cli_import import import_list
from training_app.kernel import dates
from training_app.kernel.actor import operator


class RegisterStage:
    """What the register knows of one class and of the people of its roster. Reads only."""

    def __init__(self, number: str) -> None:
        self.record = lists.any_class(db.session(), operator(), number)
        self.expected = lists.expected(self.record)

    def finish(self, check: RosterCheck) -> None:
        """Adds the problems of class and people to the check of a file."""
        lists.add_register(db.session(), self.record, check, dates.today())
        db.session.rollback()


def class_stage(number: str) -> RegisterStage:
    """The stage of a class; connects the command to the register. NotFound for an unknown number."""
    if not current_app:
        context = click.get_current_context()
        context.with_resource(context.ensure_object(ScriptInfo).load_app().app_context())
    return RegisterStage(number)


cli.class_stage = class_stage


@roster.command("import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--class", "class_number", metavar="NO", required=True, help="班次编号。")
@click.option("--as", "login", metavar="LOGIN", required=True, help="以哪个账户的身份导入。")
@click.option("--good-rows", is_flag=True, help="只导入没有错误的行，其余留在批次中。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")
@click.pass_context
@with_appcontext
def import_command(
    context: click.Context, file: Path, class_number: str, login: str, good_rows: bool, as_json: bool
) -> None:
    """Imports a roster file. Exit 0 when it is in the register, 1 when nothing was imported, 2 on misuse."""
    import_list(
        context, lists.ROSTER, file, login, subject_number=class_number, good_rows=good_rows, as_json=as_json,
        also=lists.told_once,
    )
