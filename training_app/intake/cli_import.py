"""What every command does that imports a list from a file (`flask roster import`, `flask catalogues import`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from training_app.accounts.service_actors import actor_for
from training_app.db import unit_of_work
from training_app.intake import documents, messages, service
from training_app.intake.lists import ListKind
from training_app.intake.rows import Reading
from training_app.kernel import dates
from training_app.kernel.errors import DomainError, NotFound
from training_app.kernel.problems import Problem
from training_app.sheets import limits


def import_list(
    context: click.Context, kind: ListKind, file: Path, login: str, *, subject_number: str | None = None, good_rows: bool,
    as_json: bool, also: Callable[[Reading], Sequence[Problem]] = lambda _: (),
) -> None:  # fmt: skip
    """Imports a file in somebody's name and prints the result. Exit 0 when it is in the register, 1 when nothing was
    imported, 2 on misuse. `also` are problems of the file that its lines tell."""
    with file.open("rb") as stream:
        data = stream.read(limits.FILE_BYTES + 1)
    at = dates.now()
    try:
        with unit_of_work() as session:
            answer = service.import_file(
                session, actor_for(session, login, kind.permission, at), kind.key, data,
                file.name.encode("utf-8", "replace").decode("utf-8"), subject_number=subject_number, good_rows=good_rows, at=at,
            )  # fmt: skip
            assert answer.reading is not None
            result = {**documents.document(answer.reading, also(answer.reading)), **documents.counts(answer)}
    except NotFound as error:
        raise click.UsageError(error.message) from error
    except DomainError as error:
        if as_json:
            _print({"error": {"code": error.code, "message": error.message}, **documents.counts(None)})
        else:
            click.echo(error.message, err=True)
        context.exit(1)
    if as_json:
        _print(result)
    else:
        click.echo("\n".join(_lines(answer, result)).encode("utf-8"))
    context.exit(0 if answer.imported else 1)


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False).encode("utf-8"))


def _lines(answer: service.Answer, result: dict[str, Any]) -> list[str]:
    """The result for a person at a terminal."""
    lines = [each["message"] for each in result["problems"]]
    for row in result["rows"]:
        lines += [messages.PROBLEM_LINE.format(sheet=row["sheet"], line=row["line"], **each) for each in row["problems"]]
    if answer.imported:
        return [*lines, messages.IMPORTED_LINE.format(**result, held=answer.counts.get("held", 0))]
    return [*lines, answer.message]
