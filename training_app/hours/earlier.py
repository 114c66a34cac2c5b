"""Earlier hours as a list of the batch machine: what people earned before this register, from the bureau's books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.hours import earlier_apply, earlier_undo
from training_app.hours import messages_earlier as messages
from training_app.hours.columns import BY_SUBJECT, EARLIER_HOURS_LIST
from training_app.hours.earlier_check import LIVE, check_rows, find_duplicates
from training_app.hours.labels_template import FILLS
from training_app.hours.messages_help import HELP
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission


class EarlierHours(PlainKind):
    """Hours of any year since there is a rule on them, of anybody; the bureau answers for its books."""

    key = "earlier_hours"
    permission = Permission.OPENING_IMPORT
    headings = messages.HEADINGS
    plain = EARLIER_HOURS_LIST
    live = LIVE
    fills = FILLS
    help = HELP
    needs_one_of = ("hours", *BY_SUBJECT)
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("name", "姓名"), Shown("identity_number", "证件号码", mask="number"), Shown("year", "年度"),
        Shown("subject", "科目", group="subject"), Shown("hours", "学时", main=True),
        Shown("general_hours", "公需学时", main=True), Shown("professional_hours", "专业学时", main=True),
        Shown("source", "举办单位", wide=True), Shown("course", "学习内容", wide=True), Shown("evidence", "证明材料"),
        Shown("occurred_on", "日期"),
    )
    counted = messages.COUNTED
    note_new = messages.NOTE_NEW
    undo_words = messages.UNDO_WORDS

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines about the same training."""
        find_duplicates(rows)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Adds what the register says against the lines."""
        check_rows(session, rows, day)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Credits what is new."""
        return earlier_apply.apply(session, actor, batch, rows, at)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """What taking back would do now."""
        return earlier_undo.foretell(session, batch, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Reverses exactly that."""
        return earlier_apply.take_back(session, actor, batch, changes, at)


EARLIER_HOURS = EarlierHours()
