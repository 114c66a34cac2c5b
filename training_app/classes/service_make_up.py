"""The make-up list as a workbook, and telling those on it that they are short of hours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_make_up as messages
from training_app.classes import queries, queries_make_up, service_completion
from training_app.classes.queries_make_up import ShortRow
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.notices import service as notices
from training_app.sheets.export import ExportColumn, write_table


def listed(session: Session, actor: Actor, number: str, today: date) -> list[ShortRow]:
    """The make-up list of a class of the actor's scope. NotFound outside it."""
    record = queries.by_number(session, actor, number)
    return queries_make_up.short_of(session, record, service_completion.completion_rules(today), today)


def workbook(session: Session, actor: Actor, number: str, today: date, at: datetime) -> bytes:
    """The list as xlsx, without any identity number. RuleViolation for an empty one."""
    rows = listed(session, actor, number, today)
    if not rows:
        raise RuleViolation("classes.nobody_short", messages.NOBODY_SHORT)
    audit.record(session, actor, "class.export", "class", number, at=at, detail={"lines": len(rows), "list": "make_up"})
    columns = [ExportColumn(name, width, pattern) for name, width, pattern in messages.COLUMNS]
    return write_table(
        messages.SHEET, columns,
        [
            [
                each.row.person_number, each.row.name, each.row.employer, Decimal(each.row.attended) / 100,
                Decimal(each.missing) / 100, Decimal(each.open) / 100, messages.missed_text(each.missed),
            ]
            for each in rows
        ],
    )  # fmt: skip


def tell(session: Session, actor: Actor, number: str, people: Collection[str], today: date, at: datetime) -> int:
    """Tells these people of the list (by their numbers) that they are short; how many have an account and were told.

    InvalidInput when nobody is chosen or somebody is no longer short.
    """
    record = queries.by_number(session, actor, number)
    short = {each.row.person_number: each for each in listed(session, actor, number, today)}
    if not people:
        raise InvalidInput("classes.nobody_chosen", messages.NOBODY_CHOSEN)
    if gone := set(people) - short.keys():
        raise InvalidInput("classes.not_short", messages.NOT_SHORT.format(count=len(gone)))
    told = notices.send_to_engineers(
        session, "class.short", [short[each].row.person_id for each in people], subject_kind="own_certificates", at=at,
        detail={"name": record.name},
    )
    audit.record(session, actor, "class.tell_short", "class", number, at=at, detail={"count": len(people), "given": told})
    return told
