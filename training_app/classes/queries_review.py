"""What a reviewer must know of a filing: catalogue hours, long days, dates, qualifications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes import queries, rules
from training_app.classes.models import TrainingClass
from training_app.classes.queries import ClassFacts
from training_app.classes.rules import Deadline
from training_app.institutions import queries_standing as standing
from training_app.institutions.models import QualificationKind
from training_app.kernel.actor import Actor
from training_app.policies.loader import load
from training_app.programmes import queries as programmes
from training_app.programmes.models import CatalogueHours


@dataclass(frozen=True, slots=True)
class ReviewNotes:
    """Helps for the reviewer beside what has to be decided on (`queries_warnings`).

    `starts_in` are the days until the class opens (negative: it should have
    opened before the review), `steps` the number of people who must approve.
    """

    catalogue: CatalogueHours | None
    starts_in: int
    body_qualified: bool
    steps: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What else waits for review: the one that begins first, and how many there are."""

    number: str
    name: str
    count: int


def queue(session: Session, actor: Actor, but: str) -> Queue | None:
    """The filings in scope that wait for review, without the one looked at; None when it was the last."""
    c = TrainingClass
    first = session.execute(
        select(c.number, c.name, func.count().over())
        .where(queries.visible(actor), c.state == "submitted", c.number != but)
        .order_by(c.starts_on, c.number)
        .limit(1)
    ).first()
    return Queue(*first) if first else None


def review_notes(session: Session, facts: ClassFacts, today: date, *, body_qualified: bool) -> ReviewNotes:
    """The notes of a filing on a day."""
    record, pack = facts.record, load()
    return ReviewNotes(
        catalogue=programmes.catalogue_hours(session, record.occupation_key, record.level),
        starts_in=(record.starts_on - today).days, body_qualified=body_qualified,
        steps=int(pack.parameter("classes.review_steps").on(today).value),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueStanding:
    """Whether institution and programme stood in the city's catalogues on the first day of the class: what a subsidy
    asks (威人社函〔2023〕25号 五（三）)."""

    institution: bool
    programme: bool


def catalogue_standing(session: Session, facts: ClassFacts) -> CatalogueStanding:
    """The catalogue facts of a class."""
    record = facts.record
    day = record.starts_on
    return CatalogueStanding(
        standing.holds(session, record.institution_id, QualificationKind.CATALOGUE, day, day),
        programmes.in_catalogue(
            session, record.institution_id, record.occupation_key, record.direction_key, record.level, day
        ),
    )


def report_deadline(completed_on: date, today: date) -> Deadline:
    """The last day to report a completed class to the province."""
    days = load().parameter("classes.report_after_completion_days").on(completed_on).value
    return rules.report_deadline(completed_on, int(days), today)
