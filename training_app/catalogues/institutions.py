"""Published lists of institutions as a list of the batch machine: 培训机构、评价机构 (published by the ministry,
威人社函〔2023〕25号 二), 继续教育基地, and the city's 培训机构目录 (五（三）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.catalogues import compare_institutions, institutions_apply, institutions_check, institutions_undo
from training_app.catalogues import messages_institutions as messages
from training_app.catalogues.columns_institutions import INSTITUTION_LIST, propose_kind
from training_app.catalogues.labels_template import INSTITUTION_FILLS
from training_app.catalogues.messages_help import INSTITUTION_HELP
from training_app.catalogues.published import PublishedList
from training_app.catalogues.service_notices import tell_granted, tell_undone
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import RuleViolation
from training_app.kernel.permissions import Permission


class InstitutionLists(PublishedList):
    """Institutions with one qualification a line."""

    key = "institutions"
    headings = messages.HEADINGS
    beside = ("name.differs", "institution_names.show")
    beside_for = (Permission.INSTITUTION_MANAGE,)
    plain = INSTITUTION_LIST
    live = institutions_check.LIVE
    fills = INSTITUTION_FILLS
    help = INSTITUTION_HELP
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("name", "机构名称", wide=True), Shown("code", "信用代码", main=True),
        Shown("kind_words", "资格", main=True),
        Shown("document", "文号或名录", wide=True), Shown("first_words", "有效期起"), Shown("last_words", "有效期止"),
    )
    counted = messages.COUNTED
    find_hint = messages.FIND_HINT
    note_new = messages.NEW
    undo_words = messages.UNDO_WORDS

    def propose(self, row: Row, name: str) -> None:
        """The kind of qualification too, where the file or the sheet is named after it."""
        propose_kind(row.problems, name, row.sheet)
        super().propose(row, name)

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines of one institution beside each other."""
        compare_institutions.compare(rows)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Adds what the register says against the lines."""
        institutions_check.check_rows(session, rows, day)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Writes institutions and qualifications, and tells the institutions that have accounts."""
        applied = institutions_apply.apply(session, actor, batch, rows, at)
        tell_granted(session, rows, at)
        return applied

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Line by line what goes, what stays and what stands in the way."""
        return institutions_undo.foretell(session, batch, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Removes what the batch brought and puts back what it changed. RuleViolation when something relies on it."""
        plan = institutions_undo.plan(session, batch, changes)
        counts = {name: sum(each[name] for each in plan.relied.values()) for name in messages.RELIED}
        if reasons := [messages.RELIED[name].format(count=count) for name, count in counts.items() if count]:
            sentence = messages.CANNOT_UNDO.format(reasons=messages.CLAUSE.join(reasons))
            raise RuleViolation("catalogues.relied_on", sentence, number=batch.number)
        tell_undone(session, plan.removed, at)
        return institutions_undo.carry_out(session, plan, Bringing(actor, at, batch.id, batch.number))


INSTITUTIONS = InstitutionLists()
