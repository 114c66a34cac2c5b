"""The people an employer may apply for: those who work for it now, survivors of merges, not retired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.classes.queries import Page
from training_app.kernel.actor import Actor
from training_app.people.models import Employment, Person
from training_app.web.queries_employees import works_here

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works for the employer: id, readable number, name."""

    id: int
    number: str
    name: str


def workers(session: Session, actor: Actor, today: date, text: str, page: int) -> Page:
    """One page of them by name, narrowed by part of a name, pinyin or initials."""
    statement = _workers(actor, today)
    if key := text.replace(" ", "").lower():
        statement = statement.where(
            or_(
                Person.name.contains(text.strip(), autoescape=True), Person.name_initials.startswith(key, autoescape=True),
                Person.name_pinyin.startswith(key, autoescape=True),
            )
        )  # fmt: skip
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    ordered = statement.order_by(Person.name_pinyin, Person.number).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return Page([Worker(*row) for row in session.execute(ordered)], page, total, PER_PAGE)


def workers_of(session: Session, actor: Actor, today: date, numbers: Sequence[str]) -> list[Worker]:
    """Those of these numbers who work for the employer, by number."""
    wanted = _workers(actor, today).where(Person.number.in_(list(numbers))).order_by(Person.number)
    return [Worker(*row) for row in session.execute(wanted)]


def _workers(actor: Actor, today: date) -> Select:
    member = aliased(Person)
    here = (
        select(func.coalesce(member.merged_into, member.id))
        .join(Employment, Employment.person_id == member.id)
        .where(works_here(actor, today))
    )
    return select(Person.id, Person.number, Person.name).where(
        Person.id.in_(here), or_(Person.retired_on.is_(None), Person.retired_on > today)
    )
