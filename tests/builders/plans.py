"""Year plans in any state, written straight into the tables."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import make_assessment_body, make_institution
from training_app.classes.models import TrainingClass
from training_app.institutions.models import Institution
from training_app.programmes.models_plans import AnnualPlan, PlanLine

AT = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
_FILED = frozenset({"filed", "superseded"})
_serial = itertools.count(9001)


def make_plan(
    session: Session,
    state: str = "filed",
    *,
    institution: Institution | None = None,
    lines: int = 0,
    body: Institution | None = None,
    **columns: object,
) -> AnnualPlan:
    """A plan of 2026 with so many lines of one body; the lines of a draft nobody was asked about."""
    institution = institution or make_institution(session)
    year = columns.get("year", 2026)
    record = AnnualPlan(
        **{
            "number": f"AP{year}-{next(_serial):04d}", "institution_id": institution.id, "year": 2026, "round": 1,
            "origin": "city", "state": state, "content": "测试方案", "created_at": AT,
            "submitted_at": AT if state not in ("draft", "discarded") else None,
            "filed_at": AT if state in _FILED else None,
            "filing_number": "威人社备〔2026〕3号" if state in _FILED else "", **columns,
        }
    )  # fmt: skip
    session.add(record)
    session.flush()
    for number in range(lines):
        make_line(
            session, record, body=body, level=("junior", "intermediate", "senior")[number % 3],
            occupation_key=("smart_manufacturing", "big_data", "blockchain")[number // 3],
            answer="" if state == "draft" else "confirmed",
        )  # fmt: skip
    return record


def make_line(
    session: Session, plan: AnnualPlan, *, body: Institution | None = None, **columns: object
) -> PlanLine:
    """A line at the end of a plan, confirmed by its body."""
    body = body or make_assessment_body(session)
    last = session.scalars(select(PlanLine.line).where(PlanLine.plan_id == plan.id).order_by(PlanLine.line.desc())).first()
    line = PlanLine(
        **{
            "plan_id": plan.id, "line": (last or 0) + 1, "occupation_key": "smart_manufacturing", "direction_key": None,
            "level": "intermediate", "body_id": body.id, "classes": 2, "headcount": 100, "first_month": 3, "last_month": 11,
            "assessment_plan": "结业后一个月内，理论机考、实操现场考核", "answer": "confirmed", **columns,
        }
    )  # fmt: skip
    session.add(line)
    session.flush()
    return line


def put_under_plan(session: Session, record: TrainingClass) -> PlanLine:
    """Files a stored class under a new line of the institution's filed plan of its year, which is made if there is none."""
    wanted = select(AnnualPlan).where(
        AnnualPlan.institution_id == record.institution_id, AnnualPlan.year == record.starts_on.year,
        AnnualPlan.state == "filed",
    )
    institution = session.get_one(Institution, record.institution_id)
    plan = session.scalar(wanted) or make_plan(session, institution=institution, year=record.starts_on.year)
    body = session.get(Institution, record.assessment_body_id) if record.assessment_body_id else None
    line = make_line(
        session, plan, body=body, occupation_key=record.occupation_key, direction_key=record.direction_key, level=record.level
    )
    record.plan_line_id, record.plan_reference = line.id, f"{plan.filing_number} 第 {line.line} 项"
    session.flush()
    return line


def planned_for(
    session: Session, institution: Institution, body: Institution | None = None, day: date = date(2026, 3, 2), **columns: object
) -> str:
    """A line of the institution's filed plan of a year, as a filing names it."""
    plan = session.scalar(
        select(AnnualPlan).where(AnnualPlan.institution_id == institution.id, AnnualPlan.year == day.year)
    ) or make_plan(session, institution=institution, year=day.year)
    return f"{plan.number}/{make_line(session, plan, body=body, **columns).line}"
