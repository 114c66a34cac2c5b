"""The venues of an institution 场地 as a list of the batch machine (威人社函〔2023〕25号 六（二）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.catalogues import messages_venues as messages
from training_app.catalogues import venues_apply, venues_check
from training_app.catalogues.columns_venues import FILLS, VENUE_LIST
from training_app.catalogues.messages_help_resources import VENUE_HELP
from training_app.catalogues.resources import ResourceList
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor


class Venues(ResourceList):
    """The venues of the actor's own institution."""

    key = "venues"
    headings = messages.HEADINGS
    plain = VENUE_LIST
    live = venues_check.LIVE
    fills = FILLS
    help = VENUE_HELP
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("venue", "场地名称", wide=True, main=True), Shown("room", "教室", main=True), Shown("seats", "座位", main=True),
        Shown("district_words", "区市", sparse=True), Shown("address", "地址", wide=True, sparse=True),
        Shown("shared_words", "共用", sparse=True),
    )
    counted = messages.COUNTED
    find_hint = ""
    note_new = messages.NEW
    undo_words = messages.UNDO_WORDS

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Finds what is registered already."""
        venues_check.check_rows(session, subject.record, rows, day)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Registers and changes venues and rooms. The institution is held and the lines were checked in the same transaction."""
        return venues_apply.apply(session, Bringing(actor, at, batch.id, batch.number), subject.record, rows)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Rooms still as the batch left them go or go back; those changed or in a timetable since stay, and their venues."""
        return venues_apply.foretell(session, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Does exactly that."""
        return venues_apply.take_back(session, Bringing(actor, at, batch.id, batch.number), changes)


VENUES = Venues()
