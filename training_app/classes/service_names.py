"""A clerk decides about a number that is registered under another name; the bureau where it is not the clerk's to say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_names as messages
from training_app.classes import queries_names as queries
from training_app.classes.service_notices import BUREAU, institution_of
from training_app.institutions.models import Institution
from training_app.intake.rows import Row
from training_app.intake.rules_names import Choice, Standing, decision, fits
from training_app.intake.service_lines import OpenLine, change_line, check_reason
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied
from training_app.kernel.permissions import Permission, may
from training_app.notices import service as notices

ASKED, ANSWERED = "roster.rename_asked", {Standing.AGREED: "roster.rename_agreed", Standing.REFUSED: "roster.rename_refused"}


def decide(
    session: Session, actor: Actor, number: str, position: int, choice: Choice, why: str, at: datetime
) -> Row:
    """Keeps what the clerk decided about one line, and checks it again: the line takes the registered name, waits for the
    new name to be registered on confirming, or stays in error until its number is put right.

    A new name of somebody who has learned elsewhere is asked of the bureau. InvalidInput without a reason, and for the
    registered name of somebody the actor may not see; Conflict when the names do not differ any more.
    """
    check_reason(why)

    def settle(opened: OpenLine) -> None:
        row = opened.row
        found = queries.conflict_of(session, row)
        if found is None:
            raise Conflict("classes.no_name_conflict", messages.GONE.format(line=row.line), number=number)
        seen = queries.registered(session, actor, found, opened.batch.institution_id)
        if choice is Choice.SAME and not seen.shown:
            raise InvalidInput("classes.name_not_shown", messages.NOT_SHOWN, {"choice": messages.NOT_SHOWN})
        asked = choice is Choice.RENAMED and not seen.ours
        row.decided = decision(
            choice, Standing.ASKED if asked else Standing.DECIDED, person=found.number, registered=found.name,
            stated=row.fields["name"], why=why, by=actor.user_id, at=at.isoformat(),
        )  # fmt: skip
        if choice is Choice.SAME:
            opened.correct("name", found.name)
        audit.record(
            session, actor, "roster.decide_name", "batch", number, at=at,
            detail={"line": row.line, "choice": str(choice), "person": found.number, "state": row.decided["standing"]},
        )  # fmt: skip
        if asked:
            unit = session.scalar(select(Institution.name).where(Institution.id == opened.batch.institution_id))
            detail = {"unit": unit, "batch": number, "line": row.line}
            notices.send(session, ASKED, BUREAU, subject_kind="batch", number=number, at=at, detail=detail)

    return change_line(session, actor, number, position, settle, at)


def answer(session: Session, actor: Actor, number: str, position: int, standing: Standing, why: str, at: datetime) -> Row:
    """The bureau agrees to a new name or refuses it; the institution is told. Conflict when nobody asked, or the names are
    others by now."""
    if not may(actor.role, Permission.CLASS_REVIEW):
        raise PermissionDenied("classes.not_reviewer", messages.NOT_REVIEWER)
    check_reason(why)

    def settle(opened: OpenLine) -> None:
        row = opened.row
        found = queries.conflict_of(session, row)
        decided = row.decided
        if found is None or decided is None or not queries.waits(row) or not fits(
            decided, found.number, found.name, row.fields["name"]
        ):
            raise Conflict("classes.name_not_asked", messages.NOT_ASKED.format(line=row.line), number=number)
        row.decided = {
            **decided, "standing": str(standing), "answer": why, "answered_by": actor.user_id, "answered_at": at.isoformat(),
        }  # fmt: skip
        audit.record(
            session, actor, "roster.answer_name", "batch", number, at=at,
            detail={"line": row.line, "person": found.number, "state": str(standing)},
        )
        notices.send(
            session, ANSWERED[standing], institution_of(opened.subject.record), subject_kind="batch", number=number, at=at,
            detail={"batch": number, "line": row.line},
        )
        if not any(each.open and queries.waits(each) for each in opened.rows):
            notices.settle(session, (ASKED,), "batch", number, at)

    return change_line(session, actor, number, position, settle, at, brings_in=False)

