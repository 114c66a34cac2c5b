"""Reads of the worklist of improbable attendance, through the scope of the class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, String, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session

from training_app.accounts.models import User
from training_app.classes import messages_watch as messages
from training_app.classes.models import TrainingClass
from training_app.classes.models_attendance import AttendanceFinding as Finding
from training_app.classes.models_attendance import FindingExplanation
from training_app.classes.models_inspections import Inspection
from training_app.classes.queries import visible
from training_app.classes.rules_inspections import ENDED, INSPECTORS
from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the worklist is narrowed to; empty means all."""

    state: str = ""
    rule: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with the names it needs; `inspection` is the number of the one that looks into it, `inspecting` whether that
    is not over, `due` the last day for the institution's explanation while one is asked for."""

    record: Finding
    class_number: str
    class_name: str
    institution: str
    decider: str
    inspection: str | None
    inspecting: bool
    due: date | None


def seen(actor: Actor) -> ColumnElement[bool]:
    """The findings the actor may see: authorities those of the classes in scope, an institution what it was asked to explain."""
    if actor.role in INSPECTORS:
        return visible(actor)
    return and_(visible(actor), Finding.id.in_(select(FindingExplanation.finding_id)))


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the findings in scope."""
    wanted = fitting(_rows(actor), (Finding.state, filters.state), (Finding.rule, filters.rule))
    if words := filters.text.strip():
        wanted = wanted.where(
            Finding.number.icontains(words, autoescape=True) | TrainingClass.number.icontains(words, autoescape=True)
            | TrainingClass.name.icontains(words, autoescape=True) | Institution.name.icontains(words, autoescape=True)
            | Finding.subject.icontains(words, autoescape=True)
        )
    return paging.page_of(session, wanted, _ORDERS, asked, lambda row: FindingRow(*row))


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many findings in scope stand in each state."""
    rows = session.execute(
        select(Finding.state, func.count())
        .join(TrainingClass, TrainingClass.id == Finding.class_id).where(seen(actor)).group_by(Finding.state)
    )  # fmt: skip
    return dict(rows.all())


def waiting(session: Session, actor: Actor) -> tuple[int, date | None]:
    """How many findings in scope nobody has decided and no inspection looks into, and since when the oldest lies there."""
    wanted = select(func.count(), func.min(Finding.found_on)).join(TrainingClass, TrainingClass.id == Finding.class_id)
    looked_into = select(Inspection.id).where(Inspection.state.not_in(ENDED))
    free = or_(Finding.inspection_id.is_(None), Finding.inspection_id.not_in(looked_into))
    return session.execute(wanted.where(seen(actor), Finding.state.in_(("open", "explained")), free)).one()


def to_explain(session: Session, actor: Actor) -> list[FindingRow]:
    """The findings in scope that wait for the institution's explanation, the most urgent first."""
    rows = session.execute(_rows(actor).where(Finding.state == "asked").order_by(Finding.found_on, Finding.number))
    return sorted((FindingRow(*row) for row in rows), key=lambda row: row.due or date.max)


def by_number(session: Session, actor: Actor, number: str) -> FindingRow:
    """The finding of that number. NotFound outside the actor's scope."""
    found = session.execute(_rows(actor).where(Finding.number == number)).one_or_none()
    if found is None:
        raise NotFound("classes.finding_not_found", messages.NOT_FOUND.format(number=number))
    return FindingRow(*found)


def by_numbers(session: Session, actor: Actor, numbers: Sequence[str]) -> list[FindingRow]:
    """Those of these numbers that are in the actor's scope."""
    wanted = _rows(actor).where(Finding.number.in_(numbers)).order_by(Finding.number)
    return [FindingRow(*row) for row in session.execute(wanted)]


def _rows(actor: Actor) -> Select:
    # Whoever is asked to explain is not told of an inspection that may not be announced.
    told = actor.role in INSPECTORS
    due = (
        select(func.max(FindingExplanation.due))
        .where(FindingExplanation.finding_id == Finding.id, Finding.state == "asked")
        .correlate(Finding).scalar_subquery()
    )  # fmt: skip
    return (
        select(
            Finding, TrainingClass.number, TrainingClass.name, Institution.name, func.coalesce(User.display_name, ""),
            Inspection.number if told else literal(None, String),
            and_(Inspection.id.is_not(None), Inspection.state.not_in(ENDED)) if told else false(), due,
        )
        .join(TrainingClass, TrainingClass.id == Finding.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .outerjoin(User, User.id == Finding.decided_by)
        .outerjoin(Inspection, Inspection.id == Finding.inspection_id)
        .where(seen(actor))
    )


_NUMBER = paging.Key(Finding.number, str)
_ORDERS = {
    "number": [_NUMBER], "found_on": [paging.Key(Finding.found_on, date), _NUMBER],
    "rule": [paging.Key(Finding.rule, str), _NUMBER], "state": [paging.Key(Finding.state, str), _NUMBER],
    "institution": [paging.Key(Institution.name_initials, str), _NUMBER],
}  # fmt: skip
