"""Acts on many year plans: the bureau files them, an assessment body confirms the lines it was asked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Question, Subject
from training_app.programmes import labels_plans, queries_plans, service_plan_lines, service_plans
from training_app.programmes.models_plans import AnnualPlan
from training_app.web import labels_acts as words


def _plans(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    plan = AnnualPlan
    found = session.execute(
        select(plan, Institution.name)
        .join(Institution, Institution.id == plan.institution_id)
        .where(plan.number.in_(numbers), queries_plans.visible(actor))
        .order_by(plan.number)
    )
    return [
        Subject(each.number, name, url_for("plans.show", number=each.number), labels_plans.STATES[each.state][0])
        for each, name in found
    ]


def _file(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    record = service_plans.file(session, actor, number, None, answers["filing_number"], at)
    return words.PLAN_FILED.format(document=record.filing_number)


def _confirm(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    count = service_plan_lines.answer(session, actor, number, None, "confirmed", "", at)
    return words.PLAN_CONFIRMED.format(count=count)


FILE_PLAN = Act(
    "file_plan", *words.FILE_PLAN, Permission.PLAN_REVIEW, _plans, _file,
    (Question("filing_number", words.FILING_NUMBER[0], hint=words.FILING_NUMBER[1]),),
)  # fmt: skip
CONFIRM_PLAN = Act("confirm_plan", *words.CONFIRM_PLAN, Permission.PLAN_ANSWER, _plans, _confirm)
