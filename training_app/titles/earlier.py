"""Earlier titles as a list of the batch machine: what people held before this register, from the bureau's books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.titles import earlier_apply, earlier_undo
from training_app.titles import messages_earlier as messages
from training_app.titles.columns import EARLIER_TITLES_LIST, TOLD_BY
from training_app.titles.earlier_check import LIVE, check_rows, find_duplicates
from training_app.titles.labels_template import FILLS
from training_app.titles.messages_help import HELP


class EarlierTitles(PlainKind):
    """Titles acquired by whatever way before this register, of anybody; the bureau answers for its books."""

    key = "earlier_titles"
    permission = Permission.OPENING_IMPORT
    headings = messages.HEADINGS
    plain = EARLIER_TITLES_LIST
    live = LIVE
    fills = FILLS
    help = HELP
    needs_one_of = TOLD_BY
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("name", "姓名"), Shown("identity_number", "证件号码", mask="number"), Shown("title_name", "职称名称"),
        Shown("level", "级别", group="title_level", main=True), Shown("series", "系列", group="title_series"),
        Shown("specialty", "专业"), Shown("held_from", "取得日期", main=True), Shown("way", "取得方式", group="title_way"),
        Shown("approved_by", "批准机关或文号", wide=True), Shown("certificate_number", "证书编号"),
    )
    counted = messages.COUNTED
    note_new = messages.NOTE_NEW
    undo_words = messages.UNDO_WORDS

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines about the same title."""
        find_duplicates(rows)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Adds what the register says against the lines."""
        check_rows(session, rows)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Writes what is new."""
        return earlier_apply.apply(session, actor, batch, rows, at)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """What taking back would do now."""
        return earlier_undo.foretell(session, batch, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Removes exactly that."""
        return earlier_apply.take_back(session, batch, changes, at)


EARLIER_TITLES = EarlierTitles()
