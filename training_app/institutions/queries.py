"""Reads about institutions, always through the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from training_app.db import paging
from training_app.institutions import messages, rules
from training_app.institutions.models import Institution, Qualification
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.places.models import District

OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all. `district` may be OUTSIDE for institutions from elsewhere."""

    kind: str = ""
    district: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """An institution with its district's name and the qualifications in force on the day asked for."""

    record: Institution
    district: str
    qualifications: Sequence[Qualification]


def visible(actor: Actor) -> ColumnElement[bool]:
    """The institutions the actor may see: bureau all, district those seated in it, an organisation itself."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return Institution.district_code == actor.district_code
    if actor.role in INSTITUTION_ROLES:
        return Institution.id == actor.institution_id
    return false()


def by_code(session: Session, actor: Actor, code: str, *, lock: bool = False) -> Institution:
    """The institution of that code, with `lock` fresh and held to the end of the transaction. NotFound when there is none
    in the actor's scope."""
    wanted = select(Institution).where(Institution.code == rules.canonical_code(code), visible(actor))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("institutions.not_found", messages.NOT_FOUND.format(code=code[:30]))
    return found


def seat_of(session: Session, actor: Actor) -> str | None:
    """The district in which the actor's own institution has its seat."""
    return session.scalar(select(Institution.district_code).where(Institution.id == actor.institution_id))


def in_force(day: date) -> ColumnElement[bool]:
    """Qualifications in force on a day."""
    return and_(Qualification.valid_from <= day, or_(Qualification.valid_to.is_(None), Qualification.valid_to > day))


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked, day: date) -> paging.Page:
    """One page of the institutions in scope with the qualifications in force on `day`."""
    wanted = select(Institution).where(visible(actor))
    if filters.kind:
        qualified = select(Qualification.institution_id).where(Qualification.kind == filters.kind, in_force(day))
        wanted = wanted.where(Institution.id.in_(qualified))
    if filters.district == OUTSIDE:
        wanted = wanted.where(Institution.district_code.is_(None))
    elif filters.district:
        wanted = wanted.where(Institution.district_code == filters.district)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                Institution.name.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
                Institution.code.startswith(rules.canonical_code(text), autoescape=True),
            )
        )
    rows = wanted.outerjoin(District, District.code == Institution.district_code).with_only_columns(
        Institution, District.name
    )
    code = paging.Key(Institution.code, str)
    orders = {"name": [paging.Key(Institution.name_initials, str), code], "code": [code]}
    page = paging.page_of(session, rows, orders, asked, tuple, counted=wanted)
    held = _held(session, [record.id for record, _ in page.items], day)
    lines = [InstitutionLine(record, name or "", held.get(record.id, [])) for record, name in page.items]
    return replace(page, items=lines)


def qualifications_of(session: Session, institution_id: int) -> list[Qualification]:
    """All qualifications of an institution, those in force longest first, then by kind. The caller has shown that the
    actor may see the institution."""
    return list(
        session.scalars(
            select(Qualification)
            .where(Qualification.institution_id == institution_id)
            .order_by(Qualification.valid_to.desc().nulls_first(), Qualification.valid_from.desc(), Qualification.kind)
        )
    )


def qualification(session: Session, institution_id: int, item: int, *, lock: bool = False) -> Qualification:
    """One qualification of an institution, with `lock` fresh and held to the end of the transaction. NotFound when it has
    no such one. The caller has shown that the actor may see the institution."""
    wanted = select(Qualification).where(Qualification.id == item, Qualification.institution_id == institution_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("institutions.qualification_unknown", messages.QUALIFICATION_UNKNOWN)
    return found


def _held(session: Session, ids: Sequence[int], day: date) -> dict[int, list[Qualification]]:
    held: dict[int, list[Qualification]] = {}
    found = select(Qualification).where(Qualification.institution_id.in_(ids), in_force(day))
    for qualification in session.scalars(found.order_by(Qualification.kind, Qualification.valid_from)):
        held.setdefault(qualification.institution_id, []).append(qualification)
    return held
