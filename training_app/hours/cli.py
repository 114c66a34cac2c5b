"""Commands of the hour bank: the statement of a person. `hours verify` is added by `web/`, since it looks at classes too."""

from __future__ import annotations

import json
from datetime import date, datetime

import click
from flask.cli import with_appcontext

from training_app.db import db
from training_app.hours import queries
from training_app.hours.rules import Statement
from training_app.kernel import dates
from training_app.kernel.actor import operator
from training_app.kernel.errors import DomainError
from training_app.kernel.quantities import format_hundredths

YEARS = click.IntRange(1990, 2100)


@click.group()
def hours() -> None:
    """The hour bank 学时银行."""


@hours.command()
@click.option("--person", "person_number", required=True, help="Number of the person, P00012345.")
@click.option("--year", type=YEARS, required=True)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the statement is drawn for, default today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@with_appcontext
def statement(person_number: str, year: int, as_of: datetime | None, as_json: bool) -> None:
    """The hours of one person in one year as they stood at the end of a day."""
    day = as_of.date() if as_of else dates.today()
    try:
        found = queries.statement(db.session(), operator(), person_number, year, day)
    except DomainError as error:
        click.echo(json.dumps({"error": {"code": error.code, "message": error.message}}, ensure_ascii=False))
        raise SystemExit(1) from None
    if as_json:
        click.echo(json.dumps(document(found), ensure_ascii=False))
        return
    click.echo(f"{found.person_number} {found.year} {found.as_of.isoformat()}")
    for entry in found.entries:
        click.echo(
            f"{entry.number} {entry.on.isoformat()} {entry.subject:<12} {format_hundredths(entry.hours):>8} "
            f"{entry.source_kind} {entry.source_number}"
        )
    click.echo(
        f"total {format_hundredths(found.balance.total)} professional {format_hundredths(found.balance.professional)} "
        f"general {format_hundredths(found.balance.general)}"
    )


def document(found: Statement) -> dict[str, object]:
    """The statement as the machine interface prints it: hours as text with two decimals."""
    required, balance = found.required, found.balance
    return {
        "person": found.person_number, "year": found.year, "as_of": _iso(found.as_of),
        "required": {
            "total": _text(required.total), "professional": _text(required.professional),
            "general": _text(required.general),
        },
        "balance": {
            "total": _text(balance.total), "professional": _text(balance.professional),
            "general": _text(balance.general),
        },
        "entries": [
            {
                "number": entry.number, "on": _iso(entry.on),
                "recorded_at": entry.recorded_at.astimezone(dates.CHINA).isoformat(timespec="seconds"),
                "subject": entry.subject, "hours": _text(entry.hours),
                "source": f"{entry.source_kind} {entry.source_number}", "reverses": entry.reverses, "rule": entry.rule,
            }
            for entry in found.entries
        ],
    }  # fmt: skip


def _text(hundredths: int | None) -> str | None:
    return None if hundredths is None else format_hundredths(hundredths)


def _iso(day: date) -> str:
    return day.isoformat()
