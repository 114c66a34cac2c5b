"""A code of a list that is registered under another name: the line beside the institution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.catalogues.columns_institutions import full_name
from training_app.institutions import queries as institutions
from training_app.institutions.models import Institution
from training_app.intake import parts
from training_app.intake import queries as batches
from training_app.intake.messages import NO_SUCH_ROW
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound

_KIND = "institutions"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A line of a batch, all open lines that say the same name of the same code, and the institution; None: its name does not
    differ (any more)."""

    batch: Batch
    row: Row
    alike: Sequence[Row]
    institution: Institution | None


def side_by_side(session: Session, actor: Actor, number: str, position: int) -> SideBySide:
    """The line at a position of a list of institutions. NotFound outside the actor's scope and for a line or list that is not
    there."""
    batch = batches.get(session, actor, number)
    rows = parts.load(session, batch) if batch.kind == _KIND else []
    row = next((each for each in rows if each.position == position), None)
    if row is None:
        raise NotFound("intake.no_such_row", NO_SUCH_ROW, number=number)
    return SideBySide(batch, row, alike(rows, row), conflict_of(session, actor, row) if row.open else None)


def conflict_of(session: Session, actor: Actor, row: Row) -> Institution | None:
    """The institution that has the line's code under another name."""
    if not {"code", "name"} <= row.fields.keys():
        return None
    wanted = select(Institution).where(Institution.code == row.fields["code"], institutions.visible(actor))
    found = session.scalar(wanted)
    return found if found is not None and full_name(found.name) != row.fields["name"] else None


def alike(rows: Sequence[Row], row: Row) -> list[Row]:
    """The open lines that say the same name of the same code: each of its qualifications is a line."""
    said = [row.fields.get(name) for name in ("code", "name")]
    return [each for each in rows if each.open and [each.fields.get(name) for name in ("code", "name")] == said]
