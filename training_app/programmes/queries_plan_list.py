"""The list of year plans, through the actor's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.lists import Asked, FromAddress
from training_app.programmes import labels_plans
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.queries_plans import lines_shown, visible
from training_app.programmes.rules_plans import OPEN_STATES

MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all."""

    state: str = ""
    year: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in a list: its institution, its lines summed up (for an assessment body its own), `open_lines` without the
    confirmation of their body."""

    record: AnnualPlan
    institution: str
    lines: int
    classes: int
    headcount: int
    open_lines: int


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the plans in scope that match."""
    wanted = _matching(actor, filters)
    mine = and_(PlanLine.plan_id == AnnualPlan.id, lines_shown(actor))
    sums = (
        select(
            func.count().label("lines"), func.coalesce(func.sum(PlanLine.classes), 0).label("classes"),
            func.coalesce(func.sum(PlanLine.headcount), 0).label("headcount"),
            func.count().filter(PlanLine.answer != "confirmed").label("open_lines"),
        )
        .where(mine)
        .lateral()
    )  # fmt: skip
    rows = wanted.join(sums, true()).with_only_columns(
        AnnualPlan, Institution.name, sums.c.lines, sums.c.classes, sums.c.headcount, sums.c.open_lines
    )
    return paging.page_of(session, rows, _ORDERS, asked, lambda row: PlanRow(*row), counted=wanted)


def counts_by_state(session: Session, actor: Actor) -> dict[str, int]:
    """How many plans in scope stand in each state."""
    plan = AnnualPlan
    rows = session.execute(select(plan.state, func.count()).where(visible(actor)).group_by(plan.state))
    return dict(rows.all())


def years(session: Session, actor: Actor) -> list[int]:
    """The years plans in scope are of, newest first."""
    return list(session.scalars(select(AnnualPlan.year).where(visible(actor)).distinct().order_by(AnnualPlan.year.desc())))


@dataclass(frozen=True, slots=True)
class WaitingPlan:
    """A plan something waits for: its lines by the answer of their body (for an assessment body its own), the first month in
    which a class is planned."""

    record: AnnualPlan
    institution: str
    contact: str
    lines: int
    unasked: int
    asked: int
    first_month: int | None


def waiting(session: Session, actor: Actor) -> list[WaitingPlan]:
    """Plans in scope that are not filed, or of which nobody has noted that they went to the province; the oldest first."""
    plan = AnnualPlan
    count = func.count().filter
    sums = (
        select(
            func.count().label("lines"), count(PlanLine.answer.in_(("", "declined"))).label("unasked"),
            count(PlanLine.answer == "asked").label("asked"), func.min(PlanLine.first_month).label("first_month"),
        )
        .where(PlanLine.plan_id == plan.id, lines_shown(actor))
        .lateral()
    )  # fmt: skip
    unsent = and_(plan.state == "filed", plan.province_sent_on.is_(None))
    rows = session.execute(
        select(plan, Institution.name, Institution.contact_name, sums.c.lines, sums.c.unasked, sums.c.asked, sums.c.first_month)
        .join(Institution, Institution.id == plan.institution_id)
        .join(sums, true())
        .where(visible(actor), or_(plan.state.in_(OPEN_STATES), unsent))
        .order_by(plan.created_at, plan.number)
        .limit(MOST_WAITING)
    )
    return [WaitingPlan(*row) for row in rows]


def _matching(actor: Actor, filters: Filters) -> Select:
    plan = AnnualPlan
    wanted = select(plan).join(Institution, Institution.id == plan.institution_id).where(visible(actor))
    wanted = fitting(wanted, (plan.state, filters.state))
    if filters.year:
        known = filters.year.isascii() and filters.year.isdigit() and len(filters.year) == 4
        wanted = wanted.where(plan.year == int(filters.year) if known else false())
    if text := filters.text:
        wanted = wanted.where(
            or_(
                plan.number.icontains(text, autoescape=True), plan.filing_number.icontains(text, autoescape=True),
                Institution.name.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    return wanted


_NUMBER = paging.Key(AnnualPlan.number, str)
_RANK = case({name: at for at, name in enumerate(labels_plans.STATES)}, value=AnnualPlan.state, else_=99)
_ORDERS = {
    "number": [_NUMBER],
    "institution": [paging.Key(Institution.name_initials, str), _NUMBER],
    "year": [paging.Key(AnnualPlan.year, int), _NUMBER],
    "state": [paging.Key(_RANK, int), _NUMBER],
    "submitted_at": [paging.Key(AnnualPlan.submitted_at, datetime, nullable=True), _NUMBER],
    "filed_at": [paging.Key(AnnualPlan.filed_at, datetime, nullable=True), _NUMBER],
}
