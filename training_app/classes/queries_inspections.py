"""Reads about inspections, always through the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.accounts.models import User
from training_app.classes import messages_inspections as messages
from training_app.classes.models import TrainingClass
from training_app.classes.models_attendance import AttendanceFinding
from training_app.classes.models_inspections import Inspection, InspectionAnswer, InspectionItem, InspectionOffice
from training_app.classes.rules_inspections import DEFECT, ENDED, INSPECTED, SHOWN_WHEN
from training_app.db import paging
from training_app.db.narrowing import fitting, within
from training_app.files.models import StoredFile
from training_app.institutions import queries as institutions
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.places.models import District

MOST_WAITING = 200
"""So many open inspections a home page looks at, those planned first."""
_DEFECTS = (
    select(func.count())
    .where(InspectionItem.inspection_id == Inspection.id, InspectionItem.finding == DEFECT)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of inspections is narrowed to; empty means all. The days are those planned, both included."""

    state: str = ""
    kind: str = ""
    district: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An inspection in a list, with the names it needs and how many points were found wrong."""

    record: Inspection
    institution: str
    institution_code: str
    class_number: str | None
    class_name: str | None
    district: str | None
    defects: int


@dataclass(frozen=True, slots=True)
class Facts:
    """An inspection with everything it points at; `answered_by` are the names of those who answered, by user; `offices`
    the authorities that come along; `findings` the improbable attendance it looks into."""

    record: Inspection
    institution: Institution
    training_class: TrainingClass | None
    district: str
    answered_by: dict[int, str]
    offices: Sequence[str]
    findings: Sequence[AttendanceFinding]

    @property
    def defects(self) -> int:
        """How many points were found wrong."""
        return sum(item.finding == DEFECT for item in self.record.items)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The inspections the actor may see: the bureau all, a district those of its own, the inspected their own once they
    were announced or have to be answered, an authority those it comes along to."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return Inspection.district_code == actor.district_code
    if actor.role in INSPECTED:
        told = or_(Inspection.announced, Inspection.state.in_(SHOWN_WHEN))
        return and_(Inspection.institution_id == actor.institution_id, told)
    if actor.role is Role.AUTHORITY:
        joined = select(InspectionOffice.inspection_id).where(InspectionOffice.institution_id == actor.institution_id)
        return Inspection.id.in_(joined)
    return false()


def by_number(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Inspection:
    """The inspection of that number, with `lock` fresh and held to the end of the transaction. NotFound when there is none
    in the actor's scope."""
    wanted = select(Inspection).where(Inspection.number == number, visible(actor))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("inspections.not_found", messages.NOT_FOUND.format(number=number[:30]))
    return found


def facts(session: Session, actor: Actor, number: str) -> Facts:
    """The inspection with everything it points at. NotFound outside the actor's scope."""
    record = by_number(session, actor, number)
    institution, held, district = session.execute(
        select(Institution, TrainingClass, District.name)
        .select_from(Inspection)
        .join(Institution, Institution.id == Inspection.institution_id)
        .outerjoin(TrainingClass, TrainingClass.id == Inspection.class_id)
        .outerjoin(District, District.code == Inspection.district_code)
        .where(Inspection.id == record.id)
    ).one()
    who = {answer.answered_by for answer in record.answers if answer.answered_by}
    names = dict(session.execute(select(User.id, User.display_name).where(User.id.in_(who))).all()) if who else {}
    along = select(Institution.name).join(InspectionOffice, InspectionOffice.institution_id == Institution.id)
    came = session.scalars(along.where(InspectionOffice.inspection_id == record.id).order_by(Institution.code)).all()
    looked_into = select(AttendanceFinding).where(AttendanceFinding.inspection_id == record.id)
    findings = session.scalars(looked_into.order_by(AttendanceFinding.number)).all()
    return Facts(record, institution, held, district or "", names, came, findings)


def offices(session: Session, day: date) -> Sequence[Institution]:
    """The authorities of the register that may come along on a day, by code."""
    held = select(Qualification.institution_id).where(
        Qualification.kind == QualificationKind.AUTHORITY, institutions.in_force(day)
    )
    return session.scalars(select(Institution).where(Institution.id.in_(held)).order_by(Institution.code)).all()


def point_file(session: Session, actor: Actor, number: str, position: int) -> StoredFile:
    """A document about a point. NotFound when there is none, or the actor may not see it (yet)."""
    record = by_number(session, actor, number)
    hidden = actor.role in INSPECTED and record.state not in SHOWN_WHEN
    found = next((each.file for each in record.files if each.position == position and not hidden), None)
    if found is None:
        raise NotFound("inspections.file_unknown", messages.FILE_UNKNOWN)
    return found


def answer_file(session: Session, actor: Actor, number: str, round_: int) -> StoredFile:
    """The evidence of one answer. NotFound when there is none, or the inspection is outside the actor's scope."""
    record = by_number(session, actor, number)
    found = next((each.file for each in record.answers if each.round == round_), None)
    if found is None:
        raise NotFound("inspections.file_unknown", messages.FILE_UNKNOWN)
    return found


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the inspections in scope that match."""
    wanted = _matching(actor, filters)
    i = Inspection
    number = paging.Key(i.number, str)
    orders = {
        "number": [number], "planned_on": [paging.Key(i.planned_on, date), number],
        "answer_due": [paging.Key(i.answer_due, date, nullable=True), number],
        "institution": [paging.Key(Institution.name_initials, str), number],
    }
    return paging.page_of(session, _named(wanted), orders, asked, lambda row: Line(*row), counted=wanted)


def counts_by_state(session: Session, actor: Actor) -> dict[str, int]:
    """How many inspections in scope stand in each state."""
    rows = session.execute(select(Inspection.state, func.count()).where(visible(actor)).group_by(Inspection.state))
    return dict(rows.all())


def of_class(session: Session, actor: Actor, class_id: int) -> Sequence[Line]:
    """The inspections of a class in scope, latest first."""
    return _lines(session, actor, Inspection.class_id == class_id)


def of_institution(session: Session, actor: Actor, institution_id: int) -> Sequence[Line]:
    """The inspections of an institution in scope, latest first."""
    return _lines(session, actor, Inspection.institution_id == institution_id)


def open_of_class(session: Session, actor: Actor, class_id: int) -> Sequence[Line]:
    """The inspections of a class in scope that are not over, latest first: improbable attendance may be added to them."""
    return _lines(session, actor, and_(Inspection.class_id == class_id, Inspection.state.not_in(ENDED)))


def waiting(session: Session, actor: Actor) -> list[tuple[Line, datetime | None]]:
    """The inspections in scope that are not over, each with the moment of its last answer."""
    last = (
        select(func.max(InspectionAnswer.answered_at))
        .where(InspectionAnswer.inspection_id == Inspection.id)
        .scalar_subquery()
    )
    wanted = select(Inspection).join(Institution).where(visible(actor), Inspection.state.not_in(ENDED))
    rows = _named(wanted).add_columns(last).order_by(Inspection.planned_on, Inspection.number).limit(MOST_WAITING)
    return [(Line(*row[:-1]), row[-1]) for row in session.execute(rows)]


def count_of_institution(session: Session, actor: Actor, institution_id: int) -> int:
    """How many inspections of an institution there are in scope."""
    wanted = select(func.count()).where(visible(actor), Inspection.institution_id == institution_id)
    return session.scalar(wanted) or 0


def _lines(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[Line]:
    wanted = select(Inspection).join(Institution).where(visible(actor), condition)
    ordered = _named(wanted).order_by(Inspection.planned_on.desc(), Inspection.number.desc())
    return [Line(*row) for row in session.execute(ordered)]


def _matching(actor: Actor, filters: Filters) -> Select:
    i = Inspection
    wanted = select(i).join(Institution, Institution.id == i.institution_id).where(visible(actor))
    wanted = fitting(wanted, (i.state, filters.state), (i.kind, filters.kind), (i.district_code, filters.district))
    wanted = within(wanted, i.planned_on, filters.first_day, filters.last_day)
    if text := filters.text.strip():
        of_classes = select(TrainingClass.id).where(
            or_(
                TrainingClass.number.icontains(text, autoescape=True), TrainingClass.name.icontains(text, autoescape=True)
            )
        )
        wanted = wanted.where(
            or_(
                i.number.icontains(text, autoescape=True), Institution.name.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True), i.class_id.in_(of_classes),
            )
        )
    return wanted


def _named(wanted: Select) -> Select:
    return (
        wanted.outerjoin(TrainingClass, TrainingClass.id == Inspection.class_id)
        .outerjoin(District, District.code == Inspection.district_code)
        .with_only_columns(
            Inspection, Institution.name, Institution.code, TrainingClass.number, TrainingClass.name, District.name, _DEFECTS
        )
    )
