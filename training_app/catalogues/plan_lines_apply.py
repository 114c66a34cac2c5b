"""Writes a list of plan lines into the plan, and takes exactly that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from training_app.catalogues.columns_institutions import full_name
from training_app.catalogues.columns_programmes import direction_of, level_of
from training_app.catalogues.plan_lines_check import COLUMNS, key_of, values_of
from training_app.classes.listed import net
from training_app.institutions.models import Institution
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.programmes import queries_plans, service_plan_lines
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.rules_plans import item_of_line

_TABLE, _LINE = "annual_plan_lines", "line"
_ALL = ("occupation_key", "direction_key", "level", "body_id", *COLUMNS)


def apply(session: Session, batch: Batch, plan: AnnualPlan, rows: Sequence[Row], at: datetime) -> Applied:
    """The lines in the plan; what is changed has to be confirmed again."""
    new = [row for row in rows if row.outlook == Outcome.CREATED]
    changes = []
    for row in rows:
        if row.outlook == Outcome.UPDATED:
            line: PlanLine = row.found.line
            before, told = _state(line), line.body_id if line.answer else None
            for name, value in zip(COLUMNS, row.found.values, strict=True):
                setattr(line, name, value)
            service_plan_lines.forget_answer(session, plan, line, told, at)
            changes.append(Change(_TABLE, line.id, _LINE, before, _state(line)))
    if new:
        first = service_plan_lines.take_lines(session, plan, len(new))
        values = [
            {"plan_id": plan.id, "line": first + at_, "batch_id": batch.id, "answer": "",
             **dict(zip(_ALL, (*row.found.key, *row.found.values), strict=True))}
            for at_, row in enumerate(new)
        ]  # fmt: skip
        made = session.scalars(insert(PlanLine).returning(PlanLine, sort_by_parameter_order=True), values).all()
        changes += [Change(_TABLE, line.id, _LINE, None, _state(line)) for line in made]
    if changes:
        service_plan_lines.count_up(session, plan)
    members = [item_of_line(each.record.line) for each in queries_plans.lines_of(session, plan.id)]
    return Applied({row.position: row.outlook for row in rows}, changes, members)


def foretell(session: Session, plan: AnnualPlan, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of the file."""
    fates, present = Fates(), _present(session, plan)
    changes = net(changes)
    wanted = select(Institution).where(Institution.id.in_({change.after[3] for change in changes}))
    bodies = {each.id: each for each in session.scalars(wanted)}
    for change in changes:
        kind = "line" if change.before is None else "value"
        fate = (Fate.BACK, kind) if _is_as_left(present, change) else (Fate.KEPT, f"{kind}_changed")
        for row in rows:
            if row.imported and _tells_of(row, change.after, bodies[change.after[3]]):
                fates.add(*fate, row.position)
    return fates


def _tells_of(row: Row, state: Sequence[Any], body: Institution) -> bool:
    """Whether a line of the file is about the line of the plan with this state."""
    fields = row.fields
    named = fields.get("body_code") == body.code or fields.get("body") == full_name(body.name)
    return named and [fields["occupation"], direction_of(fields), level_of(fields)] == list(state[:3])


def take_back(session: Session, plan: AnnualPlan, changes: Sequence[Change]) -> dict[str, int]:
    """Takes lines out and puts values back that are as the batch left them; answers the counts to show."""
    present, counts = _present(session, plan), {"plan_lines": 0, "values_restored": 0, "values_left": 0}
    gone = []
    for change in net(changes):
        if not _is_as_left(present, change):
            counts["values_left"] += 1
        elif change.before is None:
            gone.append(change.record_id)
        else:
            line = present[change.record_id]
            for name, value in zip(COLUMNS, change.before[4:], strict=True):
                setattr(line, name, value)
            counts["values_restored"] += 1
    session.flush()
    session.execute(delete(PlanLine).where(PlanLine.id.in_(gone)))
    service_plan_lines.count_up(session, plan)
    session.expire_all()
    return counts | {"plan_lines": len(gone)}


def _present(session: Session, plan: AnnualPlan) -> Mapping[int, PlanLine]:
    wanted = select(PlanLine).where(PlanLine.plan_id == plan.id).execution_options(populate_existing=True)
    return {line.id: line for line in session.scalars(wanted)}


def _state(line: PlanLine) -> list[Any]:
    return [*key_of(line), *values_of(line)]


def _is_as_left(present: Mapping[int, PlanLine], change: Change) -> bool:
    line = present.get(change.record_id)
    return line is not None and _state(line) == list(change.after) and not line.answer
