"""Reads about honours: of the bureau all, of an engineer the own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelCertificate
from training_app.certificates.queries import family
from training_app.db import paging
from training_app.db.narrowing import fitting, within
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.people.models_honours import Honour
from training_app.people.queries import matching
from training_app.places.models import District
from training_app.titles import messages_honours as messages

_RANKS = ("junior", "intermediate", "senior")
_HELD = LevelCertificate.state == "issued"
# The highest standing level certificate of a person (1 to 3), NULL for none: who holds one is a 数字技术工程师.
_RANK = (
    select(func.max(case({level: at for at, level in enumerate(_RANKS, start=1)}, value=LevelCertificate.level)))
    .where(LevelCertificate.person_id == Honour.person_id, _HELD)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all. `certificate`: the level of a standing certificate its person holds,
    or "any"; `occupation`: the key of that certificate's; `validity`: "ended" for cards whose last day is over, "valid" for
    everything else. The days and the year are those of granting."""

    state: str = ""
    kind: str = ""
    level: str = ""
    certificate: str = ""
    occupation: str = ""
    year: str = ""
    validity: str = ""
    district: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An honour with its person and the highest standing level certificate ("" for none)."""

    record: Honour
    person_name: str
    person_number: str
    district: str
    certificate: str


def visible(actor: Actor) -> ColumnElement[bool]:
    """The honours the actor may see: the bureau all, an engineer the own over merges."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.ENGINEER and actor.person_id is not None:
        return Honour.person_id.in_(family(actor.person_id))
    return false()


def by_number(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Honour:
    """The honour of that number, with `lock` fresh and held to the end of the transaction. NotFound outside the scope."""
    wanted = select(Honour).where(Honour.number == number, visible(actor))
    if lock:
        wanted = wanted.with_for_update(of=Honour).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("honours.not_found", messages.NOT_FOUND.format(number=number[:30]))
    return found


def person_of(session: Session, record: Honour) -> Person:
    """Whose honour it is, the survivor of any merge."""
    person = session.get_one(Person, record.person_id)
    return session.get_one(Person, person.merged_into) if person.merged_into else person


def of_person(session: Session, actor: Actor, person_id: int) -> Sequence[Honour]:
    """A person's honours in scope over merges, latest first."""
    wanted = select(Honour).where(visible(actor), Honour.person_id.in_(family(person_id)))
    return session.scalars(wanted.order_by(Honour.granted_on.desc(), Honour.number)).all()


def counts_by_state(session: Session, actor: Actor) -> dict[str, int]:
    """How many honours in scope stand in each state."""
    return dict(session.execute(select(Honour.state, func.count()).where(visible(actor)).group_by(Honour.state)).all())


def among(session: Session, actor: Actor, numbers: Sequence[str]) -> list[tuple[Honour, str]]:
    """Those of these honours that are in scope, each with the name of its person."""
    wanted = select(Honour, Person.name).join(Person, Person.id == Honour.person_id)
    rows = session.execute(wanted.where(Honour.number.in_(numbers), visible(actor)).order_by(Honour.number))
    return [(record, name) for record, name in rows]


def years(session: Session, actor: Actor) -> list[str]:
    """The years honours in scope were granted in, the latest first."""
    year = func.to_char(Honour.granted_on, "YYYY")
    return list(session.scalars(select(year).where(visible(actor)).distinct().order_by(year.desc())))


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked, today: date) -> paging.Page:
    """One page of the honours in scope that match on a day."""
    h = Honour
    wanted = select(h).join(Person, Person.id == h.person_id).where(visible(actor))
    wanted = fitting(
        wanted, (h.state, filters.state), (h.kind, filters.kind), (h.level, filters.level),
        (Person.district_code, filters.district),
    )  # fmt: skip
    wanted = within(wanted, h.granted_on, filters.first_day, filters.last_day)
    if filters.validity:
        ended = and_(h.valid_until.is_not(None), h.valid_until < today)
        wanted = wanted.where(ended if filters.validity == "ended" else ~ended)
    if filters.year:
        wanted = wanted.where(func.to_char(h.granted_on, "YYYY") == filters.year)
    if filters.certificate or filters.occupation:
        held = fitting(
            select(LevelCertificate.person_id).where(_HELD), (LevelCertificate.occupation_key, filters.occupation)
        )
        if filters.certificate in _RANKS:
            held = held.where(LevelCertificate.level == filters.certificate)
        wanted = wanted.where(h.person_id.in_(held))
    if text := filters.text.strip():
        about = or_(h.name.icontains(text, autoescape=True), h.number.icontains(text, autoescape=True))
        wanted = wanted.where(or_(about, h.person_id.in_(select(Person.id).where(matching(text)))))
    number = paging.Key(h.number, str)
    orders = {
        "number": [number], "granted_on": [paging.Key(h.granted_on, date), number],
        "entered": [paging.Key(h.entered_at, datetime), number],
    }
    rows = wanted.outerjoin(District, District.code == Person.district_code).with_only_columns(
        h, Person.name, Person.number, District.name, _RANK
    )
    return paging.page_of(session, rows, orders, asked, _line, counted=wanted)


def _line(row) -> Line:  # type: ignore[no-untyped-def]
    record, name, number, district, rank = row
    return Line(record, name, number, district or "", _RANKS[rank - 1] if rank else "")
