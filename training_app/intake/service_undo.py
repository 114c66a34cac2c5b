"""What taking a batch back will do, or has done, in words and by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from training_app.db import bulk
from training_app.intake import lists, parts, queries
from training_app.intake.lists import ListKind
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Kept, Told, count, told
from training_app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class UndoPage:
    """The three lists of a batch."""

    batch: Batch
    kind: ListKind
    counts: dict[str, int]
    back: Sequence[Told]
    kept: Sequence[Told]
    cannot: Sequence[Told]


@bulk.collector_paused()
def page_of(session: Session, actor: Actor, number: str) -> UndoPage:
    """What taking a confirmed batch back would do now. NotFound, PermissionDenied; RuleViolation when its class takes no
    such change any more."""
    batch = queries.get(session, actor, number)
    kind = lists.allowed(actor, batch.kind)
    rows = parts.load(session, batch)
    fates = None
    if batch.state == "confirmed":
        subject = kind.subject(session, actor, batch.subject_number)
        fates = kind.foretell_undo(session, batch, subject, rows, parts.changes_of(session, batch))
    return _page(batch, kind, rows, fates.short() if fates else None)


def done_page(kind: ListKind, batch: Batch, rows: Sequence[Row]) -> UndoPage | None:
    """What taking a batch back has done, as it was kept with the batch; None where it was not, or is not undone."""
    kept = batch.result.get("undone_lines")
    return _page(batch, kind, rows, kept) if batch.state == "undone" and kept else None


def _page(batch: Batch, kind: ListKind, rows: Sequence[Row], kept: Kept | None) -> UndoPage:
    lists_of: dict[str, Any] = {}
    line_of = {row.position: row.line for row in rows}
    for fate in Fate:
        lists_of[fate] = told(kept or {}, fate, kind.undo_words, line_of)
    counts = {str(fate): count(kept or {}, fate) for fate in Fate}
    return UndoPage(batch, kind, counts, **lists_of)
