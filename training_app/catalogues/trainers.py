"""The trainers of an institution 师资 as a list of the batch machine (威人社函〔2023〕25号 六（二）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.catalogues import messages_trainers as messages
from training_app.catalogues import trainers_apply, trainers_check
from training_app.catalogues.columns_trainers import FILLS, TRAINER_LIST
from training_app.catalogues.messages_help_resources import TRAINER_HELP
from training_app.catalogues.resources import ResourceList
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor


class Trainers(ResourceList):
    """The trainers of the actor's own institution."""

    key = "trainers"
    headings = messages.HEADINGS
    plain = TRAINER_LIST
    live = trainers_check.LIVE
    fills = FILLS
    help = TRAINER_HELP
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("name", "姓名", main=True), Shown("post", "职务或职称"), Shown("document", "证书", wide=True),
        Shown("document_number", "证书编号"), Shown("teaches_words", "可授课程", wide=True, main=True),
        Shown("from_words", "证书生效日"), Shown("to_words", "证书失效日"),
    )
    counted = messages.COUNTED
    find_hint = messages.FIND_HINT
    note_new = messages.NEW
    undo_words = messages.UNDO_WORDS

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Finds who is registered already."""
        trainers_check.check_rows(session, subject.record, rows, day)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Registers and changes trainers. The institution is held and the lines were checked in the same transaction."""
        return trainers_apply.apply(session, Bringing(actor, at, batch.id, batch.number), subject.record, rows)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Trainers still as the batch left them go or go back; those changed or in a timetable since stay."""
        return trainers_apply.foretell(session, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Does exactly that."""
        return trainers_apply.take_back(session, Bringing(actor, at, batch.id, batch.number), changes)


TRAINERS = Trainers()
