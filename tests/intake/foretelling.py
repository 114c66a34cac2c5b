"""What the page before taking a batch back tells, for the tests of every list."""

from __future__ import annotations

from sqlalchemy.orm import Session

from training_app.intake import service_undo
from training_app.intake.models import Batch
from training_app.intake.rules_undo import Fate
from training_app.kernel.actor import Actor


def foretold(session: Session, actor: Actor, batch: Batch) -> dict[str, dict[str, list[int]]]:
    """The lines of the file by fate (back, kept, cannot) and by what is done to them in words; fates without any are left out."""
    page = service_undo.page_of(session, actor, batch.number)
    found = {str(fate): {told.words: [line for line, _ in told.lines] for told in getattr(page, fate)} for fate in Fate}
    return {fate: told for fate, told in found.items() if told}
