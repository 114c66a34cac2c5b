"""Reads about titles, always through the actor's scope: certificates that can be recognised, and title records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.certificates.models import LevelCertificate
from training_app.certificates.queries import family
from training_app.db import paging
from training_app.db.narrowing import fitting, within
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import HeldTitle, Person
from training_app.places.models import District
from training_app.policies.loader import load
from training_app.policies.pack import Pack
from training_app.programmes.models import Direction, Occupation
from training_app.titles.messages import sentence
from training_app.titles.models import TitleRecord
from training_app.titles.rules_recognition import ENGINEERING, SYSTEM

OLDEST = Asked("issued_on")
# The person a certificate belongs to now, over merges.
_SURVIVOR = aliased(Person)
# Whether somebody waits is asked of all certificates, records and titles of a person. Counted along the index of the days, as
# the list is read: else PostgreSQL joins whole tables first (with 450,000 certificates 270 ms instead of 90).
WAITING_COUNTED = 2_000
_ALONG = (LevelCertificate.issued_on, LevelCertificate.id)


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of records is narrowed to; empty means all. Days are days of recognition, both included."""

    text: str = ""
    level: str = ""
    state: str = ""
    district: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A standing level certificate with its (surviving) holder, as something a title may be recognised from."""

    certificate_id: int
    number: str
    system: str
    level: str
    state: str
    issued_on: date
    issuer: str
    name_at: str
    person_id: int
    person_number: str
    person_name: str
    district_code: str | None
    district: str
    occupation: str
    direction: str


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title record with the names it needs."""

    record: TitleRecord
    person_number: str
    certificate_number: str
    district: str


def recognisable(
    session: Session, actor: Actor, text: str, level: str, on: date, asked: Asked = OLDEST, district: str = ""
) -> paging.Page:
    """One page of the certificates a title can come from on the day: standing, not recognised yet, and the holder has no
    title of the level or above. Oldest first: who waits longest stands on top."""
    wanted = _recognisable(actor, on)
    if level:
        wanted = wanted.where(LevelCertificate.level == level)
    if district:
        wanted = wanted.where(_SURVIVOR.district_code == district)
    if text := text.strip():
        wanted = wanted.where(_matching(text))
    key = paging.Key(LevelCertificate.id, int)
    orders = {"issued_on": [paging.Key(LevelCertificate.issued_on, date), key]}
    counted = wanted.order_by(*_ALONG)
    return paging.page_of(session, wanted, orders, asked, lambda row: Candidate(*row), counted, WAITING_COUNTED)


def recognisable_count(session: Session, actor: Actor, on: date) -> str:
    """How many certificates wait to be recognised, as it is shown on other pages: "1,358", "2,000+", "" for none."""
    count, more = paging.count_of(session, _recognisable(actor, on).order_by(*_ALONG), WAITING_COUNTED)
    return f"{count:,}{'+' if more else ''}" if count else ""


def _recognisable(actor: Actor, on: date) -> Select:
    pack = load()
    mapping = pack.parameter("titles.recognised_title_by_level").on(on).value
    return _candidates(actor).where(
        LevelCertificate.state == "issued", LevelCertificate.system == SYSTEM, LevelCertificate.issued_on <= on,
        LevelCertificate.level.in_(list(mapping)), ~_recognised(), ~_holds_already(pack, mapping, on),
    )  # fmt: skip


def candidates(session: Session, actor: Actor, numbers: Sequence[str]) -> list[Candidate]:
    """The certificates of these numbers. NotFound when one does not exist or lies outside the actor's scope."""
    wanted = list(dict.fromkeys(numbers))
    found = among(session, actor, wanted)
    if len(found) < len(wanted):
        raise NotFound("titles.certificate_not_found", sentence("titles.certificate_not_found"))
    return found


def among(session: Session, actor: Actor, numbers: Sequence[str]) -> list[Candidate]:
    """Those of the certificates that lie in the actor's scope."""
    rows = session.execute(
        _candidates(actor)
        .where(LevelCertificate.number.in_(numbers), LevelCertificate.system == SYSTEM)
        .order_by(LevelCertificate.id)
    )
    return [Candidate(*row) for row in rows]


def records_of(session: Session, certificate_ids: Sequence[int]) -> dict[int, str]:
    """The numbers of the standing records that were recognised from these certificates, by certificate."""
    rows = session.execute(
        select(TitleRecord.certificate_id, TitleRecord.number).where(
            TitleRecord.certificate_id.in_(certificate_ids), TitleRecord.state == "granted"
        )
    )
    return {certificate_id: number for certificate_id, number in rows if certificate_id is not None}


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the title records in scope that match."""
    wanted = _records(actor)
    wanted = fitting(
        wanted,
        (TitleRecord.level, filters.level), (TitleRecord.state, filters.state),
        (TitleRecord.district_code, filters.district),
    )  # fmt: skip
    wanted = within(wanted, TitleRecord.recognised_on, filters.first_day, filters.last_day)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                TitleRecord.name_at.contains(text, autoescape=True), TitleRecord.number == text.upper(),
                Person.name_initials.startswith(text.lower(), autoescape=True), Person.number == text.upper(),
                LevelCertificate.number.icontains(text, autoescape=True),
            )
        )  # fmt: skip
    key = paging.Key(TitleRecord.id, int)
    orders = {
        "recognised_on": [paging.Key(TitleRecord.recognised_on, date), key],
        "number": [paging.Key(TitleRecord.number, str)],
    }
    return paging.page_of(session, wanted, orders, asked, lambda row: TitleRow(*row))


def by_number(session: Session, actor: Actor, number: str) -> TitleRow:
    """The title record of that number. NotFound outside the actor's scope."""
    row = session.execute(_records(actor).where(TitleRecord.number == number)).one_or_none()
    if row is None:
        raise NotFound("titles.not_found", sentence("titles.not_found", number=number[:40]))
    return TitleRow(*row)


def held_by(session: Session, person_id: int, on: date) -> list[HeldTitle]:
    """The titles a person (over merges) holds on the day, newest first. The caller has shown the person to be in scope."""
    return list(
        session.scalars(
            select(HeldTitle)
            .where(
                HeldTitle.person_id.in_(family(person_id)), HeldTitle.held_from <= on,
                or_(HeldTitle.held_to.is_(None), HeldTitle.held_to > on),
            )
            .order_by(HeldTitle.held_from.desc(), HeldTitle.id.desc())
        )
    )  # fmt: skip


def titles_of_batch(session: Session, batch_id: int) -> tuple[int, frozenset[int]]:
    """How many titles were recognised from certificates that a batch brought in, standing or not, and the ids of these."""
    statement = (
        select(TitleRecord.certificate_id)
        .join(LevelCertificate, LevelCertificate.id == TitleRecord.certificate_id)
        .where(LevelCertificate.batch_id == batch_id)
    )
    found = [each for each in session.scalars(statement) if each is not None]
    return len(found), frozenset(found)


def _candidates(actor: Actor) -> Select:
    survivor = _SURVIVOR
    return (
        select(
            LevelCertificate.id, LevelCertificate.number, LevelCertificate.system, LevelCertificate.level,
            LevelCertificate.state, LevelCertificate.issued_on, LevelCertificate.issuer_name, LevelCertificate.name_at,
            survivor.id, survivor.number, survivor.name, survivor.district_code, func.coalesce(District.name, ""),
            Occupation.short_name, func.coalesce(Direction.name, LevelCertificate.direction_key, ""),
        )
        .join(Person, Person.id == LevelCertificate.person_id)
        .join(survivor, survivor.id == func.coalesce(Person.merged_into, Person.id))
        .outerjoin(District, District.code == survivor.district_code)
        .join(Occupation, Occupation.key == LevelCertificate.occupation_key)
        .outerjoin(
            Direction,
            and_(
                Direction.occupation_key == LevelCertificate.occupation_key,
                Direction.key == LevelCertificate.direction_key,
            ),
        )
        .where(_person_in_scope(actor, survivor))
    )  # fmt: skip


def _person_in_scope(actor: Actor, person: type[Person]) -> ColumnElement[bool]:
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return person.district_code == actor.district_code
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        return person.id.in_(family(actor.person_id))
    return false()


def record_in_scope(actor: Actor) -> ColumnElement[bool]:
    """The title records the actor may see: bureau all, district its own, an engineer the own ones."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return TitleRecord.district_code == actor.district_code
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        return TitleRecord.person_id.in_(family(actor.person_id))
    return false()


def _records(actor: Actor) -> Select:
    return (
        select(TitleRecord, Person.number, func.coalesce(LevelCertificate.number, ""), func.coalesce(District.name, ""))
        .join(Person, Person.id == TitleRecord.person_id)
        .outerjoin(LevelCertificate, LevelCertificate.id == TitleRecord.certificate_id)
        .outerjoin(District, District.code == TitleRecord.district_code)
        .where(record_in_scope(actor))
    )


def _recognised() -> ColumnElement[bool]:
    return (
        select(TitleRecord.id)
        .where(TitleRecord.certificate_id == LevelCertificate.id, TitleRecord.state == "granted")
        .exists()
    )


def _holds_already(pack: Pack, mapping: Mapping[str, str], on: date) -> ColumnElement[bool]:
    """Whether the holder has an engineering title of the level the certificate would bring, or a higher one."""
    ranks = pack.facts["title.level"].ranks or {}
    held = case(ranks, value=HeldTitle.level, else_=0)
    brought = case({level: ranks[title] for level, title in mapping.items()}, value=LevelCertificate.level, else_=0)
    holder = aliased(Person)
    return (
        select(HeldTitle.id)
        .join(holder, holder.id == HeldTitle.person_id)
        .where(
            func.coalesce(holder.merged_into, holder.id) == func.coalesce(Person.merged_into, Person.id),
            HeldTitle.series == ENGINEERING, HeldTitle.held_from <= on,
            or_(HeldTitle.held_to.is_(None), HeldTitle.held_to > on), held >= brought,
        )
        .exists()
    )  # fmt: skip


def _matching(text: str) -> ColumnElement[bool]:
    return or_(
        LevelCertificate.name_at.contains(text, autoescape=True), Person.name.contains(text, autoescape=True),
        Person.name_initials.startswith(text.lower(), autoescape=True), Person.number == text.upper(),
        LevelCertificate.number.icontains(text, autoescape=True),
    )  # fmt: skip
