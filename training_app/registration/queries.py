"""Reads about registrations: of the bureau and the districts in their scope, of an applicant by receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership, User
from training_app.crypto.keyring import Use
from training_app.crypto.mac import mac
from training_app.db import paging
from training_app.institutions.models import Institution, Qualification
from training_app.institutions.queries import OUTSIDE, in_force
from training_app.institutions.rules import canonical_code
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.places.models import District
from training_app.policies.city import city
from training_app.registration import messages, rules
from training_app.registration.models import Registration, RegistrationDocument


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all. `district` may be OUTSIDE."""

    state: str = ""
    kind: str = ""
    district: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A registration with the name of its district."""

    record: Registration
    district: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the register already holds about an applicant: the institution of that code, whether somebody logs in for it,
    whether it has the qualification already, institutions of a like name, other registrations of that code."""

    institution: Institution | None
    has_accounts: bool
    qualified: bool
    similar: Sequence[Institution]
    others: Sequence[Registration]


def digest(secret: str) -> bytes:
    """What the table keeps of a ticket or a receipt code."""
    return hashlib.sha256(secret.encode()).digest()


def origin(address: str) -> bytes:
    """The keyed digest of a network address."""
    return mac(Use.SESSION, "registration.origin", address.encode())


def visible(actor: Actor) -> ColumnElement[bool]:
    """The registrations the actor may see: the bureau all, a district those of its own."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return Registration.district_code == actor.district_code
    return false()


def by_number(session: Session, actor: Actor, number: str) -> Registration:
    """The registration of that number. NotFound when there is none in the actor's scope."""
    found = session.scalar(select(Registration).where(Registration.number == number.strip().upper(), visible(actor)))
    if found is None:
        raise NotFound("registration.not_found", messages.NOT_FOUND.format(number=number[:30]))
    return found


def document(session: Session, actor: Actor, number: str, file_number: str) -> RegistrationDocument:
    """A document of a registration in the actor's scope. NotFound otherwise."""
    found = session.scalar(
        select(RegistrationDocument)
        .where(RegistrationDocument.registration_id == by_number(session, actor, number).id)
        .where(RegistrationDocument.file.has(number=file_number))
    )
    if found is None:
        raise NotFound("registration.document_unknown", messages.DOCUMENT_UNKNOWN)
    return found


def by_receipt(session: Session, number: str, receipt_digest: bytes) -> Registration | None:
    """The registration whose receipt the applicant holds; None for a wrong number and for a wrong code alike."""
    return session.scalar(
        select(Registration).where(Registration.number == number, Registration.receipt_digest == receipt_digest)
    )


def pending(session: Session, ticket_digest: bytes) -> dict[str, RegistrationDocument]:
    """The newest document of each kind that came with a form not sent yet."""
    found = session.scalars(
        select(RegistrationDocument)
        .where(RegistrationDocument.ticket_digest == ticket_digest, RegistrationDocument.registration_id.is_(None))
        .where(RegistrationDocument.superseded_at.is_(None))
        .order_by(RegistrationDocument.id)
    )
    return {each.kind: each for each in found}


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page, as it opens: what waits for the bureau first and longest, then what was sent back, then the rest, newest
    first."""
    r = Registration
    wanted = select(r).where(visible(actor), *_narrowed(filters))
    rows = wanted.outerjoin(District, District.code == r.district_code).with_only_columns(r, District.name)
    waiting = case((r.state == "submitted", r.submitted_at))
    newest = paging.Key(-r.id, int)
    orders = {
        "waiting": [
            paging.Key(waiting, datetime, nullable=True), paging.Key(case((r.state == "returned", 0), else_=1), int), newest,
        ],
        "number": [paging.Key(r.number, str)],
        "name": [paging.Key(r.name, str), newest],
        "submitted": [paging.Key(r.submitted_at, datetime), paging.Key(r.id, int)],
    }  # fmt: skip
    return paging.page_of(session, rows, orders, asked, lambda row: Line(row[0], row[1] or ""), counted=wanted)


def counts(session: Session, actor: Actor, filters: Filters) -> dict[str, int]:
    """How many registrations in scope are in which state, under the other filters."""
    others = Filters("", filters.kind, filters.district, filters.text)
    rows = session.execute(
        select(Registration.state, func.count().label("headcount"))
        .where(visible(actor), *_narrowed(others))
        .group_by(Registration.state)
    )
    return {row.state: row.headcount for row in rows}


def waiting(session: Session, actor: Actor) -> tuple[int, datetime | None]:
    """How many registrations wait for the bureau, and since when the oldest does."""
    row = session.execute(
        select(func.count(), func.min(Registration.submitted_at)).where(
            visible(actor), Registration.state == "submitted"
        )
    ).one()
    return row[0], row[1]


def known(session: Session, record: Registration, day: date) -> Known:
    """What the register already holds about the applicant. The caller has shown that the actor may see the record."""
    institution = session.scalar(select(Institution).where(Institution.code == record.code))
    qualified = select(Qualification.id).where(
        Qualification.institution_id == (institution.id if institution else 0), Qualification.kind == record.kind,
        in_force(day),
    )
    others = session.scalars(
        select(Registration).where(Registration.code == record.code, Registration.id != record.id)
        .order_by(Registration.id.desc()).limit(10)
    ).all()  # fmt: skip
    return Known(
        institution, has_accounts(session, record.code, day), bool(session.scalar(select(qualified.exists()))),
        _similar(session, record), others,
    )


def has_accounts(session: Session, code: str, day: date) -> bool:
    """Whether somebody who is not disabled may log in for the institution of this code."""
    found = (
        select(Membership.id)
        .join(Institution, Institution.id == Membership.institution_id)
        .join(User, User.id == Membership.user_id)
        .where(Institution.code == code, User.disabled_at.is_(None))
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to > day))
    )
    return bool(session.scalar(select(found.exists())))


def name_of(session: Session, user_id: int | None) -> str:
    """The name of who decided; empty for nobody."""
    return session.scalar(select(User.display_name).where(User.id == user_id)) or "" if user_id else ""


def _similar(session: Session, record: Registration) -> Sequence[Institution]:
    core = rules.core_of(record.name, city().name)
    alike = [Institution.name == record.name]
    if len(core) >= 2:
        alike.append(Institution.name.contains(core, autoescape=True))
    found = select(Institution).where(or_(*alike), Institution.code != record.code)
    return session.scalars(found.order_by(Institution.name).limit(5)).all()


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state:
        found.append(Registration.state == filters.state)
    if filters.kind:
        found.append(Registration.kind == filters.kind)
    if filters.district == OUTSIDE:
        found.append(Registration.district_code.is_(None))
    elif filters.district:
        found.append(Registration.district_code == filters.district)
    if text := filters.text.strip():
        found.append(
            or_(
                Registration.name.icontains(text, autoescape=True), Registration.number == text.upper(),
                Registration.code.startswith(canonical_code(text), autoescape=True),
            )
        )
    return found
