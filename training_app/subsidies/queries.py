"""Reads about payments, always through the actor's scope; and which classes the subsidy covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import paging
from training_app.db.narrowing import fitting, within
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people import queries as people
from training_app.people.models import Person
from training_app.places.models import District
from training_app.programmes.models import Occupation, ProgrammeCatalogueEntry
from training_app.subsidies import messages
from training_app.subsidies.models import Disbursement


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of payments is narrowed to; empty means all. Days are days of payment, both included."""

    text: str = ""
    occupation: str = ""
    level: str = ""
    district: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A line of the list: a payment with the names of what it points at; `person_number` is the surviving person's."""

    record: Disbursement
    name: str
    person_id: int
    person_number: str
    class_number: str
    class_name: str
    institution: str
    occupation: str
    district: str
    batch_number: str | None
    masked_number: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of all payments that match: the sum in fen and the number of distinct persons."""

    amount_fen: int
    persons: int


def institution_listed() -> ColumnElement[bool]:
    """The class's institution stood in the 培训机构目录 on the first day of the class (威人社函〔2023〕25号 五（三）)."""
    c, q = TrainingClass, Qualification
    return (
        select(q.id)
        .where(q.institution_id == c.institution_id, q.kind == QualificationKind.CATALOGUE, q.valid_from <= c.starts_on)
        .where(or_(q.valid_to.is_(None), q.valid_to > c.starts_on))
        .exists()
    )


def programme_listed() -> ColumnElement[bool]:
    """The class's programme stood in the 培训项目目录 on the first day of the class (五（三）)."""
    c, p = TrainingClass, ProgrammeCatalogueEntry
    return (
        select(p.id)
        .where(p.occupation_key == c.occupation_key, p.level == c.level, p.valid_from <= c.starts_on)
        .where(or_(p.valid_to.is_(None), p.valid_to > c.starts_on))
        .where(or_(p.institution_id.is_(None), p.institution_id == c.institution_id))
        .where(or_(p.direction_key.is_(None), p.direction_key == c.direction_key))
        .exists()
    )


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """The payments an actor may see: bureau all, a district its own, an institution those of its classes. Needs the
    class joined."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return Disbursement.district_code == actor.district_code
    if actor.role is Role.TRAINING_INSTITUTION:
        return TrainingClass.institution_id == actor.institution_id
    return false()


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the payments in scope that match."""
    wanted = _matching(actor, filters)
    key = paging.Key(Disbursement.id, int)
    orders = {
        "paid_on": [paging.Key(Disbursement.paid_on, date), key],
        "amount": [paging.Key(Disbursement.amount_fen, int), key],
    }
    page = paging.page_of(session, _named(wanted), orders, asked, _row, counted=wanted)
    return replace(page, items=_masked(session, page.items))


def sums(session: Session, actor: Actor, filters: Filters) -> Sums:
    """The sums of everything that matches."""
    # Only the merged persons are joined, by their own small index: of nearly everybody the id is the owner's.
    merged = select(Person.id, Person.merged_into).where(Person.merged_into.is_not(None)).subquery()
    paid = (
        _matching(actor, filters)
        .outerjoin(merged, merged.c.id == Disbursement.person_id)
        .with_only_columns(func.sum(Disbursement.amount_fen).label("amount"))
        .group_by(func.coalesce(merged.c.merged_into, Disbursement.person_id))
        .subquery()
    )
    amount, persons = session.execute(select(func.coalesce(func.sum(paid.c.amount), 0), func.count()).select_from(paid)).one()
    return Sums(int(amount), persons)


def of_voucher(session: Session, actor: Actor, voucher: str) -> list[PaymentRow]:
    """Every payment of a voucher in scope. NotFound when there is none."""
    latest_first = (Disbursement.paid_on.desc(), Disbursement.id)
    wanted = _named(_matching(actor, Filters()).where(Disbursement.voucher == voucher)).order_by(*latest_first)
    rows = _masked(session, [_row(row) for row in session.execute(wanted)])
    if not rows:
        raise NotFound("subsidies.not_found", messages.NOT_FOUND.format(voucher=voucher[:60]))
    return rows


def _matching(actor: Actor, filters: Filters) -> Select:
    d, c = Disbursement, TrainingClass
    wanted = (
        select(d)
        .join(c, c.id == d.class_id)
        .join(Institution, Institution.id == c.institution_id)
        .where(in_scope(actor))
    )
    wanted = fitting(
        wanted,
        (d.occupation_key, filters.occupation), (d.level, filters.level), (d.district_code, filters.district),
    )  # fmt: skip
    wanted = within(wanted, d.paid_on, filters.first_day, filters.last_day)
    if text := filters.text.strip():
        wanted = wanted.join(Person, Person.id == d.person_id).where(
            or_(
                d.voucher.icontains(text, autoescape=True), c.number.icontains(text, autoescape=True),
                Institution.name.icontains(text, autoescape=True), people.matching(text),
            )
        )
    return wanted


def _named(wanted: Select) -> Select:
    payee, survivor = aliased(Person), aliased(Person)
    return (
        wanted.join(payee, payee.id == Disbursement.person_id)
        .join(survivor, survivor.id == func.coalesce(payee.merged_into, payee.id))
        .join(Occupation, Occupation.key == Disbursement.occupation_key)
        .join(District, District.code == Disbursement.district_code)
        .join(Enrolment, Enrolment.id == Disbursement.enrolment_id)
        .outerjoin(Batch, Batch.id == Disbursement.batch_id)
        .with_only_columns(
            Disbursement, Enrolment.name_at, survivor.id, survivor.number, TrainingClass.number,
            TrainingClass.name, Institution.name, Occupation.short_name, District.name, Batch.number,
        )
    )


def _row(row: Row) -> PaymentRow:
    return PaymentRow(*row)


def _masked(session: Session, rows: Sequence[PaymentRow]) -> list[PaymentRow]:
    numbers = people.masked_numbers(session, {row.person_id for row in rows})
    return [replace(row, masked_number=numbers.get(row.person_id, "")) for row in rows]
