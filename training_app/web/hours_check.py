"""`flask hours verify`: the ledger against itself and against the attendance it was credited from."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import queries_people
from training_app.db import db
from training_app.hours import messages, queries
from training_app.hours.cli import hours
from training_app.hours.queries import Defect
from training_app.kernel.quantities import format_hundredths
from training_app.people.models import Person


@hours.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@with_appcontext
def verify(as_json: bool) -> None:
    """Checks every entry, reversal and balance, and that classes credited exactly what was attended."""
    found = defects(db.session())
    if as_json:
        document = {"ok": not found, "defects": [{"code": each.code, "message": each.sentence} for each in found]}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        for each in found:
            click.echo(each.sentence)
        click.echo(f"{len(found)} defects")
    raise SystemExit(1 if found else 0)


def defects(session: Session) -> list[Defect]:
    """Everything wrong with the ledger; empty when all adds up."""
    return [*queries.verify(session), *_against_attendance(session)]


def _against_attendance(session: Session) -> list[Defect]:
    """Standing class credits that differ from the hours attended in completed classes."""
    credited = queries.standing_class_credits(session)
    expected = queries_people.expected_credits(session)
    withdrawn = queries_people.withdrawn_without_credit(session)
    different = sorted(
        key
        for key in credited.keys() | expected.keys()
        if credited.get(key, 0) != expected.get(key, 0) and not (key not in credited and key in withdrawn)
    )
    numbers = dict(
        session.execute(select(Person.id, Person.number).where(Person.id.in_({key[1] for key in different}))).all()
    )
    return [
        Defect(
            "hours.class_differs",
            messages.DEFECTS["class_more"].format(
                source=source, person=numbers.get(person_id, person_id), year=year,
                hours=format_hundredths(credited.get((source, person_id, year), 0)),
                expected=format_hundredths(expected.get((source, person_id, year), 0)),
            ),
        )
        for source, person_id, year in different
    ]  # fmt: skip
