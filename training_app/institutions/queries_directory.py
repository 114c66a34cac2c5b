"""The public directory: published qualifications on a day. Asked by nobody in particular, so nothing here names a person: a
line cannot hold a contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from training_app.db import paging
from training_app.institutions import messages, rules
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.institutions.queries import OUTSIDE, in_force
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.places.models import District
from training_app.policies.occupations import occupations

PUBLISHED = (
    QualificationKind.TRAINING_INSTITUTION, QualificationKind.ASSESSMENT_BODY, QualificationKind.TRAINING_BASE,
    QualificationKind.TRAINING_CENTRE, QualificationKind.CATALOGUE, QualificationKind.AUTHORITY,
)  # fmt: skip
"""Kinds of qualification that are published; who employs or lends staff is nobody's business."""


@dataclass(frozen=True, slots=True)
class DirectoryFilters(FromAddress):
    """What the directory is narrowed to; empty means all. `occupation` keeps those whose published scope names it or names
    none."""

    kind: str = ""
    district: str = ""
    occupation: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """One qualification as it was published, with its days (`valid_to` exclusive, None = open)."""

    kind: str
    tier: str | None
    document: str
    scope: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An institution as everybody may see it, with what is in force on the day asked for."""

    code: str
    name: str
    district: str
    address: str
    held: Sequence[Published]


def page_of(session: Session, filters: DirectoryFilters, at: str, day: date) -> paging.Page:
    """One page of the institutions with a published qualification in force on `day`, by name."""
    wanted = _institutions().where(Institution.id.in_(_qualified(filters, day)))
    if filters.district == OUTSIDE:
        wanted = wanted.where(Institution.district_code.is_(None))
    elif filters.district:
        wanted = wanted.where(Institution.district_code == filters.district)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                Institution.name.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
                Institution.code == rules.canonical_code(text),
            )
        )
    orders = {"name": [paging.Key(Institution.name_initials, str), paging.Key(Institution.code, str)]}
    page = paging.page_of(session, wanted, orders, Asked("name", at), tuple)
    held = _held(session, [row[0] for row in page.items], day)
    return replace(page, items=[Entry(*rest, held.get(number, [])) for number, *rest in page.items])


def entry(session: Session, code: str, day: date) -> Entry:
    """One institution of the directory. NotFound when it never had a published qualification."""
    published = select(Qualification.institution_id).where(Qualification.kind.in_(PUBLISHED))
    found = session.execute(
        _institutions().where(Institution.code == rules.canonical_code(code), Institution.id.in_(published))
    ).first()
    if found is None:
        raise NotFound("institutions.not_listed", messages.NOT_LISTED)
    number, *rest = found
    return Entry(*rest, _held(session, [number], day).get(number, []))


def history(session: Session, code: str) -> list[Published]:
    """Every published qualification of an institution, the latest first."""
    rows = session.scalars(
        select(Qualification).join(Institution, Institution.id == Qualification.institution_id)
        .where(Institution.code == rules.canonical_code(code), Qualification.kind.in_(PUBLISHED))
        .order_by(Qualification.valid_from.desc(), Qualification.kind)
    )  # fmt: skip
    return [_published(each) for each in rows]


def _institutions() -> Select:
    return select(
        Institution.id, Institution.code, Institution.name, District.name, Institution.address
    ).outerjoin(District, District.code == Institution.district_code)


def _qualified(filters: DirectoryFilters, day: date) -> Select:
    q = Qualification
    wanted = select(q.institution_id).where(q.kind.in_(PUBLISHED), in_force(day))
    if filters.kind:
        wanted = wanted.where(q.kind == filters.kind)
    chosen = next((each for each in occupations() if each.key == filters.occupation), None)
    if chosen is not None:
        names = (chosen.name, chosen.short_name, *chosen.aliases)
        wanted = wanted.where(or_(q.scope == "", *(q.scope.contains(name, autoescape=True) for name in names)))
    return wanted


def _held(session: Session, ids: Sequence[int], day: date) -> dict[int, list[Published]]:
    held: dict[int, list[Published]] = {}
    q = Qualification
    found = select(q).where(q.institution_id.in_(ids), q.kind.in_(PUBLISHED), in_force(day)).order_by(q.kind, q.valid_from)
    for each in session.scalars(found):
        held.setdefault(each.institution_id, []).append(_published(each))
    return held


def _published(each: Qualification) -> Published:
    return Published(each.kind, each.tier, each.document, each.scope, each.valid_from, each.valid_to)
