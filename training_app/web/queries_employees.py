"""SELECTs about the people who work for an employer now: hours of the year, certificates, titles. Always those of the
actor's own organisation, and no identity number of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from training_app.certificates.models import LevelCertificate
from training_app.hours import queries as hours
from training_app.hours.models import HourEntry
from training_app.hours.rules import Amounts, Required
from training_app.kernel.actor import Actor
from training_app.people.models import Employment, HeldTitle, Person

PER_PAGE = 50
SHOWN = ("short", "enough", "certified", "titled")
_LEVELS = ("junior", "intermediate", "senior")
_TITLES = ("technician", "assistant_engineer", "engineer", "associate_senior", "full_senior")


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody of the employer: balance of the year, highest valid level certificate and title, "" for none."""

    number: str
    name: str
    post: str
    balance: Amounts
    certificate: str
    title: str

    def gap(self, required: Required) -> int:
        """What is missing in the year, in hundredths: by subject, or in total where that is more."""
        by_subject = max((required.professional or 0) - self.balance.professional, 0)
        by_subject += max((required.general or 0) - self.balance.general, 0)
        return max(by_subject, (required.total or 0) - self.balance.total, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many work here, and of them how many have all hours of the year, a level certificate, a title."""

    total: int
    enough: int
    certified: int
    titled: int

    @property
    def short(self) -> int:
        """How many lack hours in the year."""
        return self.total - self.enough


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list with its total."""

    items: list[Employee]
    total: int
    page: int


def tally(session: Session, actor: Actor, year: int, today: date) -> Tally:
    """The sums over everybody who works for the actor's organisation."""
    sums, required = _sums(actor, year, today), hours.required(year)
    row = session.execute(
        select(
            func.count(), func.count().filter(_enough(sums, required)),
            func.count().filter(_certified(sums)), func.count().filter(_titled(sums, today)),
        ).select_from(sums)
    ).one()
    return Tally(*row)


def page_of(
    session: Session, actor: Actor, year: int, today: date, show: str = "", text: str = "", page: int = 1, size: int = PER_PAGE
) -> Found:
    """One page of the employees that match, who lacks most hours first. `show` is one of SHOWN, "" for all."""
    sums, required = _sums(actor, year, today), hours.required(year)
    wanted = (
        select(sums.c.id, Person.number, Person.name, sums.c.professional, sums.c.general)
        .join(Person, Person.id == sums.c.id)
        .where(_named(text.strip()), _shown(show, sums, required, today))
    )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // size)))
    missing = func.greatest((required.professional or 0) - sums.c.professional, 0) + func.greatest(
        (required.general or 0) - sums.c.general, 0
    )
    rows = session.execute(
        wanted.order_by(missing.desc(), Person.name_pinyin, Person.number).limit(size).offset((page - 1) * size)
    ).all()
    ids = [row.id for row in rows]
    posts, levels = _posts(session, actor, ids, today), highest_certificates(session, ids)
    titles = highest_titles(session, ids, today)
    items = [
        Employee(
            row.number, row.name, posts.get(row.id, ""),
            Amounts.of({"professional": int(row.professional), "general": int(row.general)}), levels.get(row.id, ""),
            titles.get(row.id, ""),
        )
        for row in rows
    ]
    return Found(items, total, page)


def works_here(actor: Actor, today: date) -> ColumnElement[bool]:
    """Employments with the actor's organisation that are not over."""
    return and_(
        Employment.institution_id == actor.institution_id, or_(Employment.valid_to.is_(None), Employment.valid_to > today)
    )


def _sums(actor: Actor, year: int, today: date) -> Subquery:
    """The surviving persons who work here now and are not retired, with their hours of the year by subject."""
    worker, owner, merged = aliased(Person), aliased(Person), aliased(Person)
    here = (
        select(func.coalesce(worker.merged_into, worker.id).label("id"))
        .join(Employment, Employment.person_id == worker.id)
        .where(works_here(actor, today))
        .distinct()
        .cte("here")
    )
    # Every id under which somebody here has hours: an OR over merges would read the whole register.
    ids = union_all(
        select(here.c.id, here.c.id.label("member_id")),
        select(merged.merged_into, merged.id).join(here, here.c.id == merged.merged_into),
    ).cte("ids")
    entries = (
        select(ids.c.id, HourEntry.subject, HourEntry.hours)
        .join(HourEntry, HourEntry.person_id == ids.c.member_id)
        .where(HourEntry.year == year)
        .subquery()
    )

    def of(subject: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(entries.c.hours).filter(entries.c.subject == subject), 0).label(subject)

    return (
        select(here.c.id, of("professional"), of("general"))
        .join(owner, owner.id == here.c.id)
        .outerjoin(entries, entries.c.id == here.c.id)
        .where(or_(owner.retired_on.is_(None), owner.retired_on > today))
        .group_by(here.c.id)
        .subquery("sums")
    )


def _enough(sums: Subquery, required: Required) -> ColumnElement[bool]:
    return and_(
        sums.c.professional >= (required.professional or 0), sums.c.general >= (required.general or 0),
        sums.c.professional + sums.c.general >= (required.total or 0),
    )


def _named(text: str) -> ColumnElement[bool]:
    """By name, pinyin or initials; never by identity number, which would stand in the address."""
    key = text.replace(" ", "").lower()
    return or_(
        Person.name.contains(text, autoescape=True), Person.name_pinyin.startswith(key, autoescape=True),
        Person.name_initials.startswith(key, autoescape=True),
    ) if key else true()


def _shown(show: str, sums: Subquery, required: Required, today: date) -> ColumnElement[bool]:
    if show == "certified":
        return _certified(sums)
    if show == "titled":
        return _titled(sums, today)
    if show in ("short", "enough"):
        return _enough(sums, required) if show == "enough" else ~_enough(sums, required)
    return true()


def _family(sums: Subquery) -> ColumnElement:
    """The ids of the person of a line over merges."""
    member = aliased(Person)
    wanted = select(member.id).where(or_(member.id == sums.c.id, member.merged_into == sums.c.id))
    return wanted.correlate(sums).scalar_subquery()


def _certified(sums: Subquery) -> ColumnElement[bool]:
    held = exists().where(LevelCertificate.person_id.in_(_family(sums)), LevelCertificate.state == "issued")
    return held.correlate(sums)


def _titled(sums: Subquery, today: date) -> ColumnElement[bool]:
    return exists().where(HeldTitle.person_id.in_(_family(sums)), _held(today)).correlate(sums)


def _held(today: date) -> ColumnElement[bool]:
    return or_(HeldTitle.held_to.is_(None), HeldTitle.held_to > today)


def _posts(session: Session, actor: Actor, ids: Sequence[int], today: date) -> dict[int, str]:
    owner = func.coalesce(Person.merged_into, Person.id)
    rows = session.execute(
        select(owner, Employment.post)
        .join(Person, Person.id == Employment.person_id)
        .where(_over_merges(ids), works_here(actor, today))
        .order_by(Employment.valid_from.nulls_first())
    )
    return dict(rows.all())


def highest_certificates(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The highest valid level certificate of each of these persons over merges; who has none is left out."""
    owner = func.coalesce(Person.merged_into, Person.id)
    rows = session.execute(
        select(owner, LevelCertificate.level)
        .join(Person, Person.id == LevelCertificate.person_id)
        .where(_over_merges(ids), LevelCertificate.state == "issued")
    )
    return _highest(rows.all(), _LEVELS)


def highest_titles(session: Session, ids: Sequence[int], today: date) -> dict[int, str]:
    """The highest title each of these persons holds over merges; who has none is left out."""
    owner = func.coalesce(Person.merged_into, Person.id)
    rows = session.execute(
        select(owner, HeldTitle.level)
        .join(Person, Person.id == HeldTitle.person_id)
        .where(_over_merges(ids), _held(today))
    )
    return _highest(rows.all(), _TITLES)


def _over_merges(ids: Sequence[int]) -> ColumnElement[bool]:
    return or_(Person.id.in_(ids), Person.merged_into.in_(ids))


def _highest(rows: Sequence, order: tuple[str, ...]) -> dict[int, str]:
    found: dict[int, str] = {}
    for person_id, level in rows:
        if level in order and (person_id not in found or order.index(level) > order.index(found[person_id])):
            found[person_id] = level
    return found
