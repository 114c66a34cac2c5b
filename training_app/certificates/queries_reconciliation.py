"""The three accounts to be compared, and the worklist of what differs, through the actor's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from training_app.accounts.models import User
from training_app.certificates import messages_reconciliation as messages
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.certificates.models_reconciliation import Difference, ProvinceResult
from training_app.certificates.rules_lots import APPROVED
from training_app.certificates.rules_reconciliation import Here, There
from training_app.classes.models import Enrolment
from training_app.db import paging
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress, day_of
from training_app.people.models import Person, PersonDocument
from training_app.programmes.models import Occupation


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the worklist is narrowed to; empty means all."""

    text: str = ""
    state: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A line of the worklist."""

    number: str
    kind: str
    name: str
    occupation: str
    level: str
    here: str
    there: str
    body: str
    state: str
    found_at: datetime
    outcome: str
    remark: str
    decider: str
    decided_at: datetime | None


def visible(actor: Actor) -> ColumnElement[bool]:
    """The differences the actor may see: the bureau all, a body those about its own results."""
    if actor.sees_whole_city:
        return true()
    return Difference.body_id == actor.institution_id if actor.role is Role.ASSESSMENT_BODY else false()


def by_number(session: Session, actor: Actor, number: str) -> Difference:
    """The difference of that number, fresh and locked to the end of the transaction. NotFound outside the scope."""
    wanted = select(Difference).where(Difference.number == number, visible(actor))
    found = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound("differences.not_found", messages.NOT_FOUND.format(number=number[:40]))
    return found


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the worklist."""
    d, wanted = Difference, _rows().where(visible(actor))
    if filters.state:
        wanted = wanted.where(d.state == filters.state)
    if filters.kind:
        wanted = wanted.where(d.kind == filters.kind)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(d.number == text.upper(), *(each.contains(text, autoescape=True) for each in (d.name, d.here, d.there)))
        )
    orders = {"number": [paging.Key(d.number, str)], "found_at": [paging.Key(d.found_at, datetime), paging.Key(d.id, int)]}
    return paging.page_of(session, wanted, orders, asked, lambda row: DifferenceRow(*row))


def of_numbers(session: Session, actor: Actor, numbers: list[str]) -> list[DifferenceRow]:
    """The differences of these numbers in scope."""
    wanted = _rows().where(Difference.number.in_(numbers), visible(actor)).order_by(Difference.number)
    return [DifferenceRow(*row) for row in session.execute(wanted)]


def open_by_kind(session: Session, actor: Actor) -> dict[str, int]:
    """How many in scope wait, by kind."""
    rows = session.execute(
        select(Difference.kind, func.count()).where(visible(actor), Difference.state == "open").group_by(Difference.kind)
    )
    return dict(rows.all())


def is_listed(session: Session) -> bool:
    """Whether any published list is in the register."""
    return session.scalar(select(ProvinceResult.id).limit(1)) is not None


def here(session: Session) -> list[Here]:
    """The passed results of approved lots, each with its standing certificate."""
    owner, k = func.coalesce(Person.merged_into, Person.id), LevelCertificate
    rows = session.execute(
        select(
            owner, func.coalesce(k.name_at, Enrolment.name_at), ConfirmationLot.occupation_key, ConfirmationLot.level,
            ConfirmationLot.body_id, ConfirmationLot.national_on, func.coalesce(k.number, ""), k.issued_on,
        )
        .select_from(LotMember)
        .join(ConfirmationLot, ConfirmationLot.id == LotMember.lot_id)
        .join(LevelAssessment, LevelAssessment.id == LotMember.assessment_id)
        .join(Person, Person.id == LevelAssessment.person_id)
        .join(Enrolment, Enrolment.id == LotMember.enrolment_id)
        .outerjoin(k, and_(k.lot_member_id == LotMember.id, k.state == "issued"))
        .where(LotMember.state == "in", ConfirmationLot.state.in_(APPROVED))
    )  # fmt: skip
    return [Here(*row) for row in rows]


def there(session: Session) -> list[There]:
    """The lines of all published lists."""
    r = ProvinceResult
    rows = session.execute(
        select(
            func.coalesce(Person.merged_into, Person.id), r.identity_index, r.name, r.occupation_key, r.level, r.number,
            r.issued_on,
        )
        .outerjoin(PersonDocument, PersonDocument.number_index == r.identity_index)
        .outerjoin(Person, Person.id == PersonDocument.person_id)
        .order_by(r.id)
    )  # fmt: skip
    return [
        There(person, str(person) if person is not None else bytes(index).hex(), *rest) for person, index, *rest in rows
    ]


def listed_on(session: Session) -> dict[tuple[str, str], date]:
    """By occupation and level the last day a published list was recorded."""
    r = ProvinceResult
    rows = session.execute(select(r.occupation_key, r.level, func.max(r.recorded_at)).group_by(r.occupation_key, r.level))
    return {(occupation, level): day for occupation, level, at in rows if (day := day_of(at)) is not None}


def _rows() -> Select:
    d = Difference
    return (
        select(
            d.number, d.kind, d.name, Occupation.short_name, d.level, d.here, d.there, func.coalesce(Institution.name, ""),
            d.state, d.found_at, d.outcome, d.remark, func.coalesce(User.display_name, ""), d.decided_at,
        )
        .join(Occupation, Occupation.key == d.occupation_key)
        .outerjoin(Institution, Institution.id == d.body_id)
        .outerjoin(User, User.id == d.decided_by)
    )  # fmt: skip
