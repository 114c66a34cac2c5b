"""`flask roster import`, and what the register adds to `flask roster check --class`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext

from training_app.accounts.service_actors import actor_for
from training_app.classes import cli
from training_app.classes import messages_roster as messages
from training_app.classes import roster as lists
from training_app.classes.check import RosterCheck
from training_app.classes.cli import roster
from training_app.db import db, unit_of_work
from training_app.intake import service
from training_app.kernel import dates
from training_app.kernel.actor import operator
from training_app.kernel.errors import DomainError, NotFound
from training_app.kernel.permissions import Permission
from training_app.sheets import limits


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
    with file.open("rb") as stream:
        data = stream.read(limits.FILE_BYTES + 1)
    at = dates.now()
    try:
        with unit_of_work() as session:
            actor = actor_for(session, login, Permission.ROSTER_IMPORT, at)
            answer = service.import_file(
                session, actor, lists.ROSTER.key, data, file.name.encode("utf-8", "replace").decode("utf-8"),
                subject_number=class_number, good_rows=good_rows, at=at,
            )
            result = _document(answer)
    except NotFound as error:
        raise click.UsageError(error.message) from error
    except DomainError as error:
        if as_json:
            refused = {"error": {"code": error.code, "message": error.message}, **_counts(None, {})}
            click.echo(json.dumps(refused, ensure_ascii=False).encode("utf-8"))
        else:
            click.echo(error.message, err=True)
        context.exit(1)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False).encode("utf-8"))
    else:
        click.echo("\n".join(_lines(answer, result)).encode("utf-8"))
    context.exit(0 if answer.imported else 1)


def _document(answer: service.Answer) -> dict[str, Any]:
    assert answer.reading is not None
    number = answer.batch.number if answer.batch is not None else None
    return {**lists.document(answer.reading), **_counts(number, answer.counts)}


def _counts(number: str | None, counts: dict[str, int]) -> dict[str, Any]:
    return {"batch": number, **{name: counts.get(name, 0) for name in ("created", "existing", "updated")}}


def _lines(answer: service.Answer, result: dict[str, Any]) -> list[str]:
    """The result for a person at a terminal."""
    lines = [each["message"] for each in result["problems"]]
    for row in result["rows"]:
        lines += [messages.PROBLEM_LINE.format(sheet=row["sheet"], line=row["line"], **each) for each in row["problems"]]
    if answer.imported:
        return [*lines, messages.IMPORTED_LINE.format(**result, held=answer.counts.get("held", 0))]
    return [*lines, answer.message]
