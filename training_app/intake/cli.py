"""`flask intake`: any list checked and imported from a file, as the pages do it."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from training_app.intake import cli_import, lists
from training_app.intake.lists import ListKind
from training_app.kernel.errors import NotFound

intake = click.Group("intake", help="名单：按种类核对、导入文件。")
_FILE = click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_CLASS = click.option("--class", "class_number", metavar="NO", help="班次编号，属于一个班次的名单要写。")
_AS = click.option("--as", "login", metavar="LOGIN", required=True, help="以哪个账户的身份办理。")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")


@intake.command("lists")
def lists_command() -> None:
    """Prints the lists there are, each with the columns a file of it needs."""
    for kind in lists.every():
        click.echo(f"{kind.key}\t{kind.headings}".encode())


@intake.command("check")
@click.argument("key", metavar="LIST")
@_FILE
@_CLASS
@_AS
@_JSON
@click.pass_context
@with_appcontext
def check_command(
    context: click.Context, key: str, file: Path, class_number: str | None, login: str, as_json: bool
) -> None:
    """Checks a file; nothing is stored. Exit 0 when every line could go in, 1 when not, 2 on misuse."""
    cli_import.check_list(context, _kind(key), file, login, subject_number=class_number, as_json=as_json)


@intake.command("import")
@click.argument("key", metavar="LIST")
@_FILE
@_CLASS
@_AS
@click.option("--good-rows", is_flag=True, help="只导入没有错误的行，其余留在批次中。")
@_JSON
@click.pass_context
@with_appcontext
def import_command(
    context: click.Context, key: str, file: Path, class_number: str | None, login: str, good_rows: bool, as_json: bool
) -> None:
    """Imports a file. Exit 0 when it is in the register, 1 when nothing was imported, 2 on misuse."""
    cli_import.import_list(
        context, _kind(key), file, login, subject_number=class_number, good_rows=good_rows, as_json=as_json
    )


def _kind(key: str) -> ListKind:
    try:
        return lists.get(key)
    except NotFound as error:
        raise click.UsageError(error.message) from error
