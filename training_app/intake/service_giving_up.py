"""Lines of an imported batch that stay out for good: given up with a reason, and taken up again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.db import bulk
from training_app.intake import lists, messages, parts, queries
from training_app.intake.lists import ListKind
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row, count_by_outcome
from training_app.intake.service_open import CONFIRMED, check_again, wrong_state
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation

_LONGEST_REASON = 200


@bulk.collector_paused()
def give_up(session: Session, actor: Actor, number: str, position: int | None, reason: str, at: datetime) -> int:
    """Gives up the line at a position, or every line with an error (None); answers how many. The reason is kept sealed with
    the lines. Raises InvalidInput at `reason`, Conflict where no such line is held."""
    kind, batch, rows = _confirmed(session, actor, number)
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        text = messages.REASON_TOO_LONG if reason else messages.NO_REASON
        raise InvalidInput("intake.no_reason", text, {"reason": text})
    chosen = [row for row in rows if row.open and (row.status == "error" if position is None else row.position == position)]
    _turn(session, batch, rows, chosen, Outcome.GIVEN_UP, reason)
    _compare_rest(session, actor, kind, batch, rows, at)
    _note(session, actor, batch, "give_up_lines", len(chosen), at)
    return len(chosen)


@bulk.collector_paused()
def take_up(session: Session, actor: Actor, number: str, position: int | None, at: datetime) -> int:
    """Holds a line that was given up, or all of them (None), open again and checks them; answers how many. Conflict where
    there is none, and like `ListKind.subject` where the record takes no list any more."""
    kind, batch, rows = _confirmed(session, actor, number)
    chosen = [row for row in rows if row.result == Outcome.GIVEN_UP and position in (None, row.position)]
    subject = kind.subject(session, actor, batch.subject_number)
    _turn(session, batch, rows, chosen, Outcome.HELD, "")
    lists.compare_again(kind, subject, rows)
    check_again(session, actor, kind, batch, subject, rows, at)
    _note(session, actor, batch, "take_up_lines", len(chosen), at)
    return len(chosen)


def _confirmed(session: Session, actor: Actor, number: str) -> tuple[ListKind, Batch, list[Row]]:
    batch = queries.get(session, actor, number, lock=True)
    kind = lists.allowed(actor, batch.kind)
    if batch.state != CONFIRMED:
        raise wrong_state(batch)
    return kind, batch, parts.load(session, batch)


def _compare_rest(session: Session, actor: Actor, kind: ListKind, batch: Batch, rows: list[Row], at: datetime) -> None:
    """Of two lines that contradict each other one may have been given up for the other."""
    try:
        subject = kind.subject(session, actor, batch.subject_number)
    except RuleViolation:
        return  # the record takes no lists any more, so nothing that is left can come in
    lists.compare_again(kind, subject, rows)
    check_again(session, actor, kind, batch, subject, rows, at)


def _turn(session: Session, batch: Batch, rows: list[Row], chosen: list[Row], outcome: Outcome, reason: str) -> None:
    if not chosen:
        raise Conflict("intake.nothing_held", messages.NOTHING_HELD, number=batch.number)
    for row in chosen:
        row.result, row.reason, row.changed = outcome, reason, True
    parts.save(session, batch, rows)
    batch.result = {**batch.result, Outcome.GIVEN_UP: 0, **count_by_outcome(rows)}
    session.flush()


def _note(session: Session, actor: Actor, batch: Batch, verb: str, count: int, at: datetime) -> None:
    detail = {"lines": count, "held": batch.result[Outcome.HELD]}
    audit.record(session, actor, f"intake.{verb}", "batch", batch.number, at=at, detail=detail)
