"""What waits around year plans, as tasks of the home page."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.programmes import rules_plans
from training_app.programmes.queries_plan_list import WaitingPlan, waiting
from training_app.programmes.service_plan_notices import province_due
from training_app.web.home_tasks import Task
from training_app.web.labels import PLAN_TASK


def tasks(session: Session, actor: Actor, today: date) -> list[Task]:
    """The tasks of a role around year plans. Whoever cannot do one sees it as waiting elsewhere where it concerns them: the
    institution what its bodies or the bureau have, the bureau what is overdue."""
    found = [task for row in waiting(session, actor) if (task := _task(row, actor.role)) is not None]
    if actor.role is not Role.BUREAU:
        return found
    return [task for task in found if task.mine or (task.due is not None and task.due < today)]


def _task(row: WaitingPlan, role: Role) -> Task | None:
    kind, doer, since = _step(row)
    if role is Role.ASSESSMENT_BODY:
        # A body sees its own lines only: whatever else the plan waits for is not its affair.
        if not row.asked or row.record.state == "filed":
            return None
        kind, doer = "plan_answer", role
    record = row.record
    if record.state == "filed":
        due = province_due(record)
    else:
        due = rules_plans.first_day(record.year, [row.first_month] if row.first_month else [])
    title = PLAN_TASK.format(year=record.year)
    return Task(
        kind, doer is role, title, record.number, row.institution, since.astimezone(CHINA).date(), due, "plans.show",
        {"number": record.number}, row.contact if doer is Role.TRAINING_INSTITUTION else "",
    )  # fmt: skip


def _step(row: WaitingPlan) -> tuple[str, Role, datetime]:
    """What the plan waits for, whose turn it is, since when."""
    record = row.record
    if record.state == "submitted":
        return "plan_review", Role.BUREAU, record.submitted_at or record.created_at
    if record.state == "filed":
        return "plan_province", Role.TRAINING_INSTITUTION, record.filed_at or record.created_at
    if record.state == "returned":
        return "plan_correct", Role.TRAINING_INSTITUTION, record.reviewed_at or record.created_at
    if row.asked and not row.unasked:
        return "plan_answer", Role.ASSESSMENT_BODY, record.created_at
    return "plan_draft" if row.unasked or not row.lines else "plan_submit", Role.TRAINING_INSTITUTION, record.created_at
