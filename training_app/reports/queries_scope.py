"""Whose figures an actor may see, and under which name they are printed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from training_app.classes.models import TrainingClass
from training_app.classes.queries import visible
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.places.models import District
from training_app.policies.city import city
from training_app.reports import messages
from training_app.reports.queries_members import Reading


@dataclass(frozen=True, slots=True)
class Unit:
    """The reading with the name it is printed under and the codes that lead back to it in an address."""

    reading: Reading
    name: str
    institution_code: str | None = None
    district_code: str | None = None


def unit_for(
    session: Session, actor: Actor, institution_code: str | None = None, district_code: str | None = None
) -> Unit:
    """The unit asked for, narrowed to what the actor may see.

    The bureau reads all, a district its own cells (and in them single institutions), a training institution itself.
    Raises NotFound for anything else, whether or not it exists.
    """
    if actor.role is Role.TRAINING_INSTITUTION:
        own = session.get_one(Institution, actor.institution_id)
        if district_code or institution_code not in (None, own.code):
            raise NotFound("reports.unit_unknown", messages.UNIT_UNKNOWN)
        return Unit(Reading(institution_id=own.id), own.name, own.code)
    if actor.role is Role.DISTRICT:
        if district_code not in (None, actor.district_code):
            raise NotFound("reports.unit_unknown", messages.UNIT_UNKNOWN)
        district_code = actor.district_code
    elif actor.role is not Role.BUREAU:
        raise NotFound("reports.unit_unknown", messages.UNIT_UNKNOWN)
    district = session.get(District, district_code) if district_code else None
    institution = session.scalar(select(Institution).where(Institution.code == institution_code, _to_choose(actor)))
    if (district_code and district is None) or (institution_code and institution is None):
        raise NotFound("reports.unit_unknown", messages.UNIT_UNKNOWN)
    names = [unit.name for unit in (district, institution) if unit is not None]
    return Unit(
        Reading(institution.id if institution else None, district_code), " ".join(names) or city().name,
        institution_code, district_code,
    )


def institutions(session: Session, actor: Actor) -> list[Institution]:
    """The training institutions whose figures the actor may choose, by name; none for a single unit."""
    if actor.role not in (Role.BUREAU, Role.DISTRICT):
        return []
    q = Qualification
    trains = select(q.institution_id).where(q.kind == QualificationKind.TRAINING_INSTITUTION)
    wanted = select(Institution).where(Institution.id.in_(trains), _to_choose(actor))
    return list(session.scalars(wanted.order_by(Institution.name_initials)))


def _to_choose(actor: Actor) -> ColumnElement[bool]:
    """For a district the institutions that have their seat or a class in it."""
    if actor.role is not Role.DISTRICT:
        return true()
    taught = select(TrainingClass.institution_id).where(visible(actor))
    return or_(Institution.district_code == actor.district_code, Institution.id.in_(taught))


def districts(session: Session, actor: Actor) -> list[District]:
    """The districts the actor may choose: all for the bureau, none for anybody else."""
    return list(session.scalars(select(District).order_by(District.sort))) if actor.sees_whole_city else []


def institution_of(session: Session, institution_id: int) -> Institution:
    """The unit of a return in scope."""
    return session.get_one(Institution, institution_id)
