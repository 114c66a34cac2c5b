"""The lists of returns, a page at a time: who has filed a quarter, and the returns of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from training_app.db import paging
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.dates import Quarter
from training_app.kernel.lists import Asked, tidy
from training_app.places.models import District
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_returns import filings_of, visible

MISSING, FILED = "missing", "filed"
DONE = ("submitted", "accepted")
_STATES = ("submitted", "returned", "draft", "accepted")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of a quarter is narrowed to; empty means all. `state`: one of a return, or missing, or filed (what has
    come in, accepted or not)."""

    quarter: Quarter
    state: str = ""
    district: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], quarter: Quarter) -> Filters:
        """The filters an address carries; the quarter is read by the caller."""
        return cls(quarter, *(tidy(query.get(name, "")) for name in ("state", "district", "q")))


@dataclass(frozen=True, slots=True)
class FilingLine:
    """How a unit stands with its return of a quarter. Of a draft only that it is there: `number` is empty then."""

    institution: Institution
    district: str
    record: QuarterlyReturn | None

    @property
    def number(self) -> str:
        return self.record.number if self.record and self.record.state != "draft" else ""


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of who reports in a quarter and how far each is, for whoever sees the whole city."""
    unit, number = paging.Key(Institution.name_initials, str), paging.Key(Institution.id, int)
    r = QuarterlyReturn
    place = case({state: at for at, state in enumerate(_STATES)}, value=r.state, else_=len(_STATES))
    orders = {
        "institution": [unit, number],
        "state": [paging.Key(place, int), unit, number],
        "submitted": [paging.Key(r.submitted_at, datetime, nullable=True), number],
    }
    wanted = _narrowed(_filings(actor, filters.quarter), filters)
    return paging.page_of(session, wanted, orders, asked, lambda row: FilingLine(row[0], row[2] or "", row[1]))


def counts(session: Session, actor: Actor, filters: Filters) -> dict[str, int]:
    """How many units are how far, under the other filters; "" counts those without a return."""
    others = Filters(filters.quarter, "", filters.district, filters.text)
    found = _narrowed(_filings(actor, filters.quarter), others).with_only_columns(
        func.coalesce(QuarterlyReturn.state, ""), func.count(), maintain_column_froms=True
    )
    return dict(session.execute(found.group_by(QuarterlyReturn.state)).all())


def own_page(session: Session, actor: Actor, state: str, year: str, asked: Asked) -> paging.Page:
    """One page of the actor's unit's returns: the newest version of every quarter. `year` that is none narrows nothing."""
    r = QuarterlyReturn
    newest = (
        select(r.id).where(visible(actor)).ext(distinct_on(r.year, r.quarter)).order_by(r.year, r.quarter, r.version.desc())
    )
    wanted = select(r).where(r.id.in_(newest), visible(actor), r.institution_id == actor.institution_id)
    if state:
        wanted = wanted.where(r.state == state)
    if len(year) == 4 and year.isascii() and year.isdigit():
        wanted = wanted.where(r.year == int(year))
    number = paging.Key(r.id, int)
    orders = {
        "quarter": [paging.Key(r.year, int), paging.Key(r.quarter, int), number],
        "submitted": [paging.Key(r.submitted_at, datetime, nullable=True), number],
    }
    return paging.page_of(session, wanted, orders, asked, lambda row: row[0])


def own_years(session: Session, actor: Actor) -> list[int]:
    """The years the actor's unit has returns of, latest first."""
    r = QuarterlyReturn
    found = select(r.year).where(visible(actor), r.institution_id == actor.institution_id).distinct()
    return list(session.scalars(found.order_by(r.year.desc())))


def _filings(actor: Actor, quarter: Quarter) -> Select:
    wanted = filings_of(quarter).outerjoin(District, District.code == Institution.district_code).add_columns(District.name)
    return wanted if actor.sees_whole_city else wanted.where(false())


def _narrowed(wanted: Select, filters: Filters) -> Select:
    if filters.state:
        wanted = wanted.where(_in_state(filters.state))
    if filters.district:
        wanted = wanted.where(Institution.district_code == filters.district)
    if text := filters.text:
        wanted = wanted.where(
            or_(
                Institution.name.icontains(text, autoescape=True), Institution.code == text.upper(),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
                and_(QuarterlyReturn.number == text.upper(), QuarterlyReturn.state != "draft"),
            )
        )
    return wanted


def _in_state(state: str) -> ColumnElement[bool]:
    filed = func.coalesce(QuarterlyReturn.state.in_(DONE), false())
    return filed if state == FILED else ~filed if state == MISSING else QuarterlyReturn.state == state


def quarter_of(text: str, day: date) -> Quarter:
    """The quarter a kept filter names; the running one for none and for anything else."""
    try:
        return Quarter.parse(text)
    except ValueError:
        return Quarter.of(day)
