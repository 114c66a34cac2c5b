"""The city's 培训项目目录 (威人社函〔2023〕25号 五（三）) as a list of the batch machine, with the hours it prescribes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.catalogues import messages_programmes as messages
from training_app.catalogues import programmes_apply, programmes_check
from training_app.catalogues.columns_programmes import PROGRAMME_LIST
from training_app.catalogues.labels_template import PROGRAMME_FILLS
from training_app.catalogues.messages_help import PROGRAMME_HELP
from training_app.catalogues.published import PublishedList
from training_app.catalogues.service_notices import tell_listed
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import RuleViolation


class ProgrammeLists(PublishedList):
    """Programmes with one occupation, direction and level a line."""

    key = "programmes"
    headings = messages.HEADINGS
    plain = PROGRAMME_LIST
    live = programmes_check.LIVE
    fills = PROGRAMME_FILLS
    help = PROGRAMME_HELP
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("occupation", "职业", group="occupation", main=True), Shown("direction_words", "方向"),
        Shown("level_words", "等级", main=True), Shown("hours", "学时"), Shown("institution_words", "适用机构", wide=True),
        Shown("document", "文号或名录", wide=True), Shown("first_words", "有效期起"), Shown("last_words", "有效期止"),
    )
    counted = messages.COUNTED
    find_hint = ""
    note_new = messages.NEW
    undo_words = messages.UNDO_WORDS

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines of one programme beside each other."""
        programmes_check.compare(rows)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Adds what the register says against the lines."""
        programmes_check.check_rows(session, rows, day)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Writes entries and hours, and tells the institutions whose own programmes they are."""
        applied = programmes_apply.apply(session, actor, batch, rows, at)
        tell_listed(session, rows, at)
        return applied

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Line by line what goes, what stays and what stands in the way."""
        return programmes_apply.foretell(session, batch, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Removes the entries of the batch and puts back what it changed. RuleViolation when payments rely on one."""
        plan = programmes_apply.plan(session, batch, changes)
        if relied := sum(plan.relied.values()):
            raise RuleViolation("catalogues.relied_on", messages.CANNOT_UNDO.format(count=relied), number=batch.number)
        return programmes_apply.carry_out(session, plan, Bringing(actor, at, batch.id, batch.number))


PROGRAMMES = ProgrammeLists()
