"""Level results and certificates as a list of the batch machine: assessment bodies upload those of their classes, the
bureau enters certificates earned elsewhere (威人社函〔2023〕25号 四（三）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.certificates import levels_apply, levels_undo
from training_app.certificates import messages_levels as messages
from training_app.certificates.columns import LEVEL_LIST, SHOWN_ON_PAGE
from training_app.certificates.labels_template import FILLS
from training_app.certificates.levels_check import LIVE, check_rows, find_duplicates
from training_app.certificates.messages_help import HELP
from training_app.certificates.service_notices import tell_registered, tell_undone
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission

_MASKS = {"identity_number": "number"}
_GROUPS = {"level": "level", "origin": "certificate_origin"}


class LevelResults(PlainKind):
    """Level results with or without certificates."""

    key = "level_certificates"
    permission = Permission.CERTIFICATE_IMPORT
    plain = LEVEL_LIST
    live = LIVE
    help = HELP
    undo_words = messages.UNDO_WORDS
    fills = FILLS
    shown: ClassVar[tuple[Shown, ...]] = tuple(
        Shown(name, heading, mask=_MASKS.get(name, ""), group=_GROUPS.get(name, "")) for name, heading in SHOWN_ON_PAGE
    )

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines that repeat an earlier one."""
        find_duplicates(rows)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Adds what the register says against the lines."""
        check_rows(session, actor, rows, day)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Writes assessments and certificates."""
        applied = levels_apply.apply(session, actor, batch, rows, at)
        tell_registered(session, actor, rows, at)
        return applied

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """What goes, what stays, and the titles and payments that stand in the way."""
        return levels_undo.foretell(session, batch, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Removes exactly that."""
        tell_undone(session, actor, batch, at)
        return levels_apply.take_back(session, batch, changes)


LEVEL_RESULTS = LevelResults()
