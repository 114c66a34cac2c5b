"""A clerk decides about a code that is registered under another name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.catalogues import messages_names as messages
from training_app.catalogues import queries_names as queries
from training_app.intake.rows import Row
from training_app.intake.rules_names import Choice, Standing, decision
from training_app.intake.service_lines import OpenLine, change_line, check_reason
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict


def decide(
    session: Session, actor: Actor, number: str, position: int, choice: Choice, why: str, at: datetime
) -> list[Row]:
    """Keeps what the clerk decided about a line and every other one that says the same, and checks them again: they take
    the registered name, change it on confirming, or stay in error until the code is put right. Answers these lines.

    InvalidInput without a reason; Conflict when the names do not differ any more."""
    check_reason(why)
    lines: list[Row] = []

    def settle(opened: OpenLine) -> None:
        row = opened.row
        found = queries.conflict_of(session, actor, row)
        if found is None:
            raise Conflict("catalogues.no_name_conflict", messages.GONE.format(line=row.line), number=number)
        lines.extend(queries.alike(opened.rows, row))
        decided = decision(
            choice, Standing.DECIDED, person=found.code, registered=found.name, stated=row.fields["name"], why=why,
            by=actor.user_id, at=at.isoformat(),
        )  # fmt: skip
        for each in lines:
            each.decided, each.changed = decided, True
            if choice is Choice.SAME:
                opened.correct("name", found.name, each)
        audit.record(
            session, actor, "institutions.decide_name", "batch", number, at=at,
            detail={"lines": [each.line for each in lines], "choice": str(choice), "institution": found.code},
        )

    change_line(session, actor, number, position, settle, at)
    return lines
