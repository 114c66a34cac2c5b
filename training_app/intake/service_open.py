"""A batch while lines of it are open: found and locked, its lines typed anew, checked again and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.intake import lists, messages, parts, queries
from training_app.intake.lists import ListKind, Subject
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row, count_by_status
from training_app.intake.service_reading import check
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput

STAGED, CONFIRMED, UNDONE, DISCARDED = "staged", "confirmed", "undone", "discarded"


def open_batch(
    session: Session, actor: Actor, number: str, find: Callable[[Actor, str], ListKind] = lists.allowed
) -> tuple[ListKind, Batch, Subject, list[Row]]:
    """A locked batch that has lines open, its list as `find` lets the actor have it, and all lines. Conflict when it is done."""
    batch = queries.get(session, actor, number, lock=True)
    kind = find(actor, batch.kind)
    if batch.state != STAGED and not (batch.state == CONFIRMED and batch.result.get(Outcome.HELD)):
        raise wrong_state(batch)
    return kind, batch, kind.subject(session, actor, batch.subject_number), parts.load(session, batch)


def open_row(rows: list[Row], position: int) -> Row:
    """The line at a position. InvalidInput when there is none, Conflict when it is in the register already or was given up."""
    row = next((row for row in rows if row.position == position), None)
    if row is None:
        raise InvalidInput("intake.no_such_row", messages.NO_SUCH_ROW)
    if not row.open:
        raise Conflict("intake.row_done", messages.ROW_GIVEN_UP if row.result == Outcome.GIVEN_UP else messages.ROW_DONE)
    return row


def type_anew(kind: ListKind, subject: Subject, rows: list[Row], row: Row, name: str, value: str, day: date) -> None:
    """Understands a line again with `value` in the field `name`, and notes that it was corrected."""
    kind.correct(subject, rows, row, name, value, day)
    row.changed = True
    if name not in row.fixed:
        row.fixed.append(name)


def check_again(
    session: Session, actor: Actor, kind: ListKind, batch: Batch, subject: Subject, rows: list[Row], at: datetime
) -> None:
    """Checks what is open of a batch against the register and keeps what was found."""
    check(session, actor, kind, subject, [row for row in rows if row.open], day_of(at))
    keep(session, batch, rows)


def keep(session: Session, batch: Batch, rows: list[Row]) -> None:
    """Writes what changed of the lines, and their counts by status."""
    parts.save(session, batch, rows)
    counts = count_by_status(rows)
    batch.ok_count, batch.warning_count, batch.error_count = counts["ok"], counts["warning"], counts["error"]
    session.flush()


def wrong_state(batch: Batch) -> Conflict:
    """What is raised for a step a batch is past, or has not reached."""
    return Conflict(
        "intake.wrong_state", messages.NOT_STAGED.format(state=messages.STATES[batch.state]), number=batch.number
    )


def day_of(at: datetime) -> date:
    """The day of an instant, here."""
    return at.astimezone(CHINA).date()
