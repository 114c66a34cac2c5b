"""Reads about claims: the bureau all, an engineer the own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.certificates import messages_claims as messages
from training_app.certificates.models import LevelCertificate
from training_app.certificates.models_claims import CertificateClaim
from training_app.certificates.queries import family
from training_app.certificates.rules_levels import SYSTEM
from training_app.db import paging
from training_app.files.models import StoredFile
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.programmes.models import Occupation


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all."""

    text: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A line of the list. `clashes`: the number is registered or claimed by somebody else as well; for clerks only."""

    number: str
    name: str
    person_number: str
    claimed_number: str
    occupation: str
    level: str
    issuer: str
    issued_on: date
    state: str
    claimed_at: datetime
    remark: str
    certificate: str
    clashes: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """A certificate or a waiting claim of somebody else with the number a claim tells: `kind` certificate or claim."""

    kind: str
    number: str
    name: str
    person_number: str


def visible(actor: Actor) -> ColumnElement[bool]:
    """The claims the actor may see."""
    if actor.role is Role.BUREAU:
        return true()
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        return CertificateClaim.person_id.in_(family(actor.person_id))
    return false()


def by_number(session: Session, actor: Actor, number: str, *, lock: bool = False) -> CertificateClaim:
    """The claim of that number; with `lock` fresh and held to the end of the transaction. NotFound outside the scope."""
    wanted = select(CertificateClaim).where(CertificateClaim.number == number, visible(actor))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("claims.not_found", messages.NOT_FOUND.format(number=number[:40]))
    return found


def row_of(session: Session, actor: Actor, number: str) -> ClaimRow:
    """The line of one claim. NotFound outside the scope."""
    return ClaimRow(*session.execute(_rows(actor).where(CertificateClaim.id == by_number(session, actor, number).id)).one())


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the claims in scope."""
    c, wanted = CertificateClaim, _rows(actor)
    if filters.state:
        wanted = wanted.where(c.state == filters.state)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                c.number == text.upper(), c.claimed_number.icontains(text, autoescape=True), Person.number == text.upper(),
                Person.name.contains(text, autoescape=True), Person.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    key = paging.Key(c.id, int)
    orders = {"claimed_at": [paging.Key(c.claimed_at, datetime), key], "number": [paging.Key(c.number, str)]}
    return paging.page_of(session, wanted, orders, asked, lambda row: ClaimRow(*row))


def rows_of(session: Session, actor: Actor, numbers: list[str] | None = None) -> list[ClaimRow]:
    """The claims in scope, newest first; of these numbers, if asked."""
    wanted = _rows(actor).order_by(CertificateClaim.id.desc())
    if numbers is not None:
        wanted = wanted.where(CertificateClaim.number.in_(numbers))
    return [ClaimRow(*row) for row in session.execute(wanted.limit(200))]


def clashes(session: Session, actor: Actor, number: str) -> list[Clash]:
    """Where else the number of a waiting claim in scope stands: for whoever checks it, never for who claims."""
    record = by_number(session, actor, number)
    if actor.role is not Role.BUREAU or record.state != "claimed":
        return []
    c, k = CertificateClaim, LevelCertificate
    registered = (
        select(k.number, k.name_at, Person.number).join(Person, Person.id == k.person_id)
        .where(k.number == record.claimed_number, k.system == SYSTEM)
    )  # fmt: skip
    claimed = (
        select(c.number, Person.name, Person.number).join(Person, Person.id == c.person_id)
        .where(c.claimed_number == record.claimed_number, c.state == "claimed", c.id != record.id).order_by(c.id)
    )  # fmt: skip
    return [Clash("certificate", *row) for row in session.execute(registered)] + [
        Clash("claim", *row) for row in session.execute(claimed)
    ]


def waiting_count(session: Session, actor: Actor) -> int:
    """How many claims in scope wait to be checked."""
    return session.scalar(select(func.count()).where(visible(actor), CertificateClaim.state == "claimed")) or 0


def document(session: Session, actor: Actor, number: str) -> StoredFile:
    """The scan of a claim in scope. NotFound otherwise."""
    return session.get_one(StoredFile, by_number(session, actor, number).file_id)


def _rows(actor: Actor) -> Select:
    c, other, k = CertificateClaim, aliased(CertificateClaim), aliased(LevelCertificate)
    elsewhere = and_(
        c.state == "claimed",
        or_(
            select(k.id).where(k.number == c.claimed_number, k.system == SYSTEM).exists(),
            select(other.id)
            .where(other.claimed_number == c.claimed_number, other.state == "claimed", other.id != c.id).exists(),
        ),
    )  # fmt: skip
    return (
        select(
            c.number, Person.name, Person.number, c.claimed_number, Occupation.short_name, c.level, c.issuer_name, c.issued_on,
            c.state, c.claimed_at, c.remark, func.coalesce(LevelCertificate.number, ""),
            elsewhere,
        )
        .join(Person, Person.id == c.person_id)
        .join(Occupation, Occupation.key == c.occupation_key)
        .outerjoin(LevelCertificate, LevelCertificate.id == c.certificate_id)
        .where(visible(actor))
    )  # fmt: skip
