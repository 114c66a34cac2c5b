"""What every command does that checks or imports a list from a file (`flask intake`, `flask roster import`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
from sqlalchemy.orm import Session

from training_app.accounts.service_actors import actor_for
from training_app.db import unit_of_work
from training_app.intake import documents, messages, service
from training_app.intake.lists import ListKind
from training_app.intake.rows import Reading
from training_app.kernel import dates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import DomainError, NotFound
from training_app.kernel.problems import Problem
from training_app.sheets import limits


class Made(NamedTuple):
    """What a command did: its document, the sentence that ends it at a terminal, whether all went well."""

    document: dict[str, Any]
    said: str
    good: bool


def import_list(
    context: click.Context, kind: ListKind, file: Path, login: str, *, subject_number: str | None = None, good_rows: bool,
    as_json: bool, also: Callable[[Reading], Sequence[Problem]] = lambda _: (),
) -> None:  # fmt: skip
    """Imports a file in somebody's name and prints the result. Exit 0 when it is in the register, 1 when nothing was
    imported, 2 on misuse. `also` are problems of the file that its lines tell."""

    def work(session: Session, actor: Actor, data: bytes, name: str, at: datetime) -> Made:
        answer = service.import_file(
            session, actor, kind.key, data, name, subject_number=subject_number, good_rows=good_rows, at=at
        )
        assert answer.reading is not None
        result = {**documents.document(answer.reading, also(answer.reading)), **documents.counts(answer)}
        said = messages.IMPORTED_LINE.format(**result, held=answer.counts.get("held", 0)) if answer.imported else answer.message
        return Made(result, said, answer.imported)

    _run(context, kind, file, login, as_json, work, documents.counts(None))


def check_list(
    context: click.Context, kind: ListKind, file: Path, login: str, *, subject_number: str | None, as_json: bool
) -> None:
    """Checks a file as whoever brings it in would see it, and prints the result; nothing is stored. Exit 0 when every line
    could go in, 1 when not, 2 on misuse."""

    def work(session: Session, actor: Actor, data: bytes, name: str, at: datetime) -> Made:
        reading = service.check_file(session, actor, kind.key, data, name, subject_number=subject_number, at=at)
        session.rollback()
        result = documents.document(reading)
        good = not reading.refused and not result["summary"]["error"] and bool(reading.rows)
        return Made(result, messages.CHECKED_LINE.format(**result["summary"]), good)

    _run(context, kind, file, login, as_json, work, {})


def _run(
    context: click.Context, kind: ListKind, file: Path, login: str, as_json: bool,
    work: Callable[[Session, Actor, bytes, str, datetime], Made], nothing: dict[str, Any],
) -> None:  # fmt: skip
    with file.open("rb") as stream:
        data = stream.read(limits.FILE_BYTES + 1)
    at, name = dates.now(), file.name.encode("utf-8", "replace").decode("utf-8")
    try:
        with unit_of_work() as session:
            made = work(session, actor_for(session, login, kind.permission, at), data, name, at)
    except NotFound as error:
        raise click.UsageError(error.message) from error
    except DomainError as error:
        if as_json:
            _print({"error": {"code": error.code, "message": error.message}, **nothing})
        else:
            click.echo(error.message, err=True)
        context.exit(1)
    if as_json:
        _print(made.document)
    else:
        click.echo("\n".join([*_lines(made.document), made.said]).encode("utf-8"))
    context.exit(0 if made.good else 1)


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False).encode("utf-8"))


def _lines(result: dict[str, Any]) -> list[str]:
    """The problems for a person at a terminal."""
    lines = [each["message"] for each in result["problems"]]
    for row in result["rows"]:
        lines += [messages.PROBLEM_LINE.format(sheet=row["sheet"], line=row["line"], **each) for each in row["problems"]]
    return lines
