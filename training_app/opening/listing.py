"""The opening load as a list of the batch machine."""

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
from training_app.opening import apply, messages, register_check, undo_foretold, undoing
from training_app.opening.columns import OPENING_LIST
from training_app.opening.messages_help import HELP


class OpeningLoad(PlainKind):
    """Earlier classes of any institution, brought in by the bureau: one file, many classes, one line a person."""

    key = "opening"
    permission = Permission.OPENING_IMPORT
    plain = OPENING_LIST
    help = HELP
    undo_words = messages.UNDO_WORDS
    live = register_check.LIVE
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("class_ref", "原班次编号"), Shown("institution", "培训机构", wide=True),
        Shown("occupation", "职业", group="occupation"), Shown("level", "等级", group="level"),
        Shown("completed_on", "结业日期"), Shown("name", "姓名"), Shown("identity_number", "证件号码", mask="number"),
        Shown("result", "结果", group="enrolment_state"), Shown("level_certificate", "等级证书编号"),
        Shown("voucher", "凭证号"),
    )

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Institutions, classes told alike, people, certificates and payments against the register."""
        register_check.check_rows(session, rows)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Writes what the register does not hold yet."""
        return apply.apply(session, actor, batch, rows, at)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """What goes, what stays, and the later records that stand in the way."""
        return undo_foretold.foretell(session, batch, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Hours reversed, the rest removed."""
        return undoing.take_back(session, actor, batch, changes, at)


OPENING = OpeningLoad()
