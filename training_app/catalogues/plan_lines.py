"""The lines of a year plan as a list of the batch machine (威人社函〔2023〕25号 四（一）). It stands with the published lists,
whose words of occupations and organisations it reads by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.catalogues import messages_plan_lines as messages
from training_app.catalogues import plan_lines_apply, plan_lines_check
from training_app.catalogues.columns_plan_lines import FILLS, PLAN_LINE_LIST
from training_app.catalogues.messages_help_plan_lines import HELP
from training_app.institutions.models import Institution
from training_app.intake.lists import Applied, Change, Choice, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import RuleViolation
from training_app.kernel.permissions import Permission
from training_app.programmes import queries_plans, rules_plans
from training_app.programmes.labels_plans import STATES
from training_app.programmes.models_plans import AnnualPlan, PlanLine


class PlanLines(PlainKind):
    """The lines of one plan that can still be changed."""

    key = "plan_lines"
    permission = Permission.PLAN_FILE
    headings = messages.HEADINGS
    needs_subject = True
    subject_page = "plans.show"
    subjects_page = "plans.index"
    subject_word = messages.PLAN
    plain = PLAN_LINE_LIST
    live = plan_lines_check.LIVE
    fills = FILLS
    help = HELP
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("occupation", "职业", group="occupation", main=True), Shown("direction_words", "方向"),
        Shown("level_words", "等级", main=True), Shown("body_words", "评价机构", wide=True), Shown("classes", "班数"),
        Shown("headcount", "人数", main=True), Shown("months_words", "开班月份"),
        Shown("assessment_plan", "考核计划", wide=True), Shown("hours", "每班学时"), Shown("hours_source", "学时出处", wide=True),
    )
    counted = messages.COUNTED
    find_hint = ""
    note_new = messages.NEW
    no_choices = messages.NO_CHOICES
    undo_words = messages.UNDO_WORDS

    def subject(self, session: Session, actor: Actor, number: str | None, *, lock: bool = False) -> Subject:
        """The plan. NotFound outside the actor's scope, RuleViolation when its lines cannot be changed."""
        record = queries_plans.by_number(session, actor, number or "", lock=lock)
        if "edit" not in rules_plans.LIFE.open_to(record.state, actor.role):
            sentence = messages.CLOSED.format(number=record.number, state=STATES[record.state][0])
            raise RuleViolation("plans.closed", sentence, number=record.number)
        seat = session.scalar(select(Institution.district_code).where(Institution.id == record.institution_id))
        title = messages.TITLE.format(year=record.year)
        return Subject(rules_plans.RECORD_KIND, record.number, title, record.institution_id, seat, record)

    def choices(self, session: Session, actor: Actor) -> list[Choice]:
        """The plans of the actor's own institution that can still be changed."""
        plan = AnnualPlan
        count = select(func.count()).where(PlanLine.plan_id == plan.id).scalar_subquery()
        rows = session.execute(
            select(plan, count).where(queries_plans.visible(actor), plan.state.in_(("draft", "returned"))).order_by(plan.year)
        )
        return [
            Choice(each.number, messages.TITLE.format(year=each.year),
                   messages.CHOICE.format(year=each.year, round=each.round, count=lines))
            for each, lines in rows
        ]  # fmt: skip

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Finds the body of each line and what the plan has of it."""
        plan_lines_check.check_rows(session, subject.record, rows)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Adds and changes lines. The plan is locked and the lines were checked in the same transaction."""
        return plan_lines_apply.apply(session, batch, subject.record, rows, at)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Lines still as the batch left them go or go back; those changed or asked about since stay."""
        return plan_lines_apply.foretell(session, subject.record, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Does exactly that."""
        return plan_lines_apply.take_back(session, subject.record, changes)


PLAN_LINES = PlanLines()
