"""How classes use the lines of year plans: which line a class was filed under, and how many each line carries already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes.models import TrainingClass
from training_app.classes.rules_filing import OfferedLine
from training_app.kernel.decision import Citation
from training_app.policies.loader import load
from training_app.programmes import labels_plans, queries_plans
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.rules_plans import Use

USED = ("approved", "running", "completed", "reported")


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """The line a class was filed under, how far other classes use it, and whether this one would go beyond it.

    `refuses`: whether a class beyond the line is refused; else it is a warning the reviewer decides on."""

    plan: AnnualPlan
    line: PlanLine
    use: Use
    exceeds: bool
    refuses: bool
    citation: Citation


def used(session: Session, plan: AnnualPlan, but: int | None = None) -> dict[int, tuple[int, int]]:
    """Approved classes and their places by line of a year's plan, in whichever version they were filed under, without the
    class `but`."""
    c = TrainingClass
    wanted = (
        select(PlanLine.line, func.count(), func.sum(c.capacity))
        .join(PlanLine, PlanLine.id == c.plan_line_id)
        .join(AnnualPlan, AnnualPlan.id == PlanLine.plan_id)
        .where(AnnualPlan.institution_id == plan.institution_id, AnnualPlan.year == plan.year, c.state.in_(USED))
        .group_by(PlanLine.line)
    )
    if but is not None:
        wanted = wanted.where(c.id != but)
    return {line: (classes, int(places)) for line, classes, places in session.execute(wanted)}


def classes_of(session: Session, plan: AnnualPlan) -> list[tuple[int, TrainingClass]]:
    """The classes filed under a year's plan with their line, in the order of lines and days; cancelled ones left out."""
    c = TrainingClass
    rows = session.execute(
        select(PlanLine.line, c)
        .join(PlanLine, PlanLine.id == c.plan_line_id)
        .join(AnnualPlan, AnnualPlan.id == PlanLine.plan_id)
        .where(AnnualPlan.institution_id == plan.institution_id, AnnualPlan.year == plan.year, c.state != "cancelled")
        .order_by(PlanLine.line, c.starts_on, c.number)
    )
    return [(line, record) for line, record in rows]


def planned(session: Session, record: TrainingClass, today: date) -> PlannedClass | None:
    """What the plan says of a class; None for one that was filed under no line (earlier classes)."""
    if record.plan_line_id is None:
        return None
    line = session.get_one(PlanLine, record.plan_line_id)
    plan = session.get_one(AnnualPlan, line.plan_id)
    standing = queries_plans.standing_line(session, line.id)
    if standing is not None:
        plan, line = standing
    classes, places = used(session, plan, record.id).get(line.line, (0, 0))
    use = Use(line.classes, line.headcount, classes, places)
    exceeding = load().parameter("plans.exceeding").on(today)
    return PlannedClass(
        plan, line, use, use.exceeded_by(1, record.capacity), exceeding.value == "refuse", exceeding.citation
    )


def is_required(day: date) -> bool:
    """Whether a class handed in that day needs a line of a filed plan (威人社函〔2023〕25号 四（一）, as interpreted)."""
    return bool(load().parameter("plans.required_for_classes").on(day).value)


def offered(session: Session, institution_id: int) -> dict[str, OfferedLine]:
    """The lines of an institution's filed plans, by what a form sends for them, newest year first."""
    return {
        name_of(plan, row.record): OfferedLine(
            row.record.id, plan.number, plan.year, row.record.line, row.record.occupation_key, row.record.direction_key,
            row.record.level, row.body.code,
            labels_plans.CHOICE.format(
                line=row.record.line, subject=row.subject, body=row.body.name, classes=row.record.classes,
                headcount=row.record.headcount,
            ) + (labels_plans.CHOICE_HOURS.format(hours=row.hours) if row.hours else ""),
            labels_plans.REFERENCE.format(filing=plan.filing_number, line=row.record.line),
        )
        for plan, row in queries_plans.filed_lines(session, institution_id)
    }  # fmt: skip


def name_of(plan: AnnualPlan, line: PlanLine) -> str:
    """A line as forms send it."""
    return f"{plan.number}/{line.line}"


def chosen(session: Session, record: TrainingClass) -> str:
    """The line of a stored class as forms send it, in the version filed now; "" for none."""
    standing = queries_plans.standing_line(session, record.plan_line_id) if record.plan_line_id else None
    return name_of(*standing) if standing else ""
