"""Reads about lots, always through the actor's scope: what waits to be drawn, the lots, who is in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import Session

from training_app.accounts.models import User
from training_app.certificates import messages_lots as messages
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember, LotStep
from training_app.certificates.queries_entitled import revoked
from training_app.certificates.rules_applications import DECLARED
from training_app.certificates.rules_lots import APPROVED
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import paging
from training_app.files.models import StoredFile
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.programmes.models import Occupation

MEMBERS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of lots is narrowed to; empty means all."""

    text: str = ""
    state: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Passed results of a body that are in no lot, of one occupation and level and of these classes; `since` is the oldest
    day of assessment."""

    body: str
    occupation_key: str
    occupation: str
    level: str
    count: int
    since: date
    classes: list[str]


@dataclass(frozen=True, slots=True)
class LotRow:
    """A line of the list. `certified` of `members` have a standing certificate, that of `revoked` was revoked; `step_on` is
    the day of the last step."""

    number: str
    body: str
    occupation: str
    level: str
    state: str
    members: int
    certified: int
    revoked: int
    drawn_at: datetime
    step_on: date | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a lot, with the result and what became of it."""

    person_number: str
    name: str
    class_number: str
    theory: int
    ability: int
    assessed_on: date
    state: str
    drop_reason: str
    certificate: str
    certificate_state: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as it was noted, with who noted it."""

    step: LotStep
    who: str
    file: StoredFile | None


def visible(actor: Actor) -> ColumnElement[bool]:
    """The lots the actor may see: the bureau all, an assessment body its own."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.ASSESSMENT_BODY:
        return ConfirmationLot.body_id == actor.institution_id
    return false()


def by_number(session: Session, actor: Actor, number: str) -> ConfirmationLot:
    """The lot of that number. NotFound outside the actor's scope."""
    return _found(session.scalar(select(ConfirmationLot).where(ConfirmationLot.number == number, visible(actor))), number)


def locked(session: Session, actor: Actor, number: str) -> ConfirmationLot:
    """The lot of that number, fresh and locked to the end of the transaction."""
    wanted = select(ConfirmationLot).where(ConfirmationLot.number == number, visible(actor))
    return _found(session.scalar(wanted.with_for_update().execution_options(populate_existing=True)), number)


def _found(lot: ConfirmationLot | None, number: str) -> ConfirmationLot:
    if lot is None:
        raise NotFound("lots.not_found", messages.NOT_FOUND.format(number=number[:40]))
    return lot


def awaiting(body_id: int | None = None) -> Select:
    """One passed result an enrolment (the first) that is in no lot and has no certificate, and whose completion
    stands; as (assessment, enrolment, body, day, occupation, level, number of the class). Of one body, if asked."""
    a, c = LevelAssessment, TrainingClass
    in_lot = exists().where(LotMember.enrolment_id == a.enrolment_id, LotMember.state == "in")
    held = exists().where(LevelCertificate.enrolment_id == a.enrolment_id, LevelCertificate.state == "issued")
    wanted = (
        select(a.id, a.enrolment_id, a.body_id, a.assessed_on, c.occupation_key, c.level, c.number)
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(c, c.id == Enrolment.class_id)
        .where(a.passed, c.origin == "register", Enrolment.state == "completed", ~in_lot, ~held, ~revoked(a.enrolment_id))
        .ext(distinct_on(a.enrolment_id))
        .order_by(a.enrolment_id, a.assessed_on)
    )
    return wanted if body_id is None else wanted.where(a.body_id == body_id)


def waiting(session: Session, actor: Actor) -> list[Waiting]:
    """What waits to be drawn into lots, in the actor's scope, longest waiting first."""
    if not (actor.sees_whole_city or actor.role is Role.ASSESSMENT_BODY):
        return []
    one = awaiting(None if actor.sees_whole_city else actor.institution_id).subquery()
    since = func.min(one.c.assessed_on)
    rows = session.execute(
        select(Institution.name, Occupation.key, Occupation.short_name, one.c.level, func.count(), since,
               func.array_agg(aggregate_order_by(one.c.number.distinct(), one.c.number)))
        .join(Institution, Institution.id == one.c.body_id)
        .join(Occupation, Occupation.key == one.c.occupation_key)
        .group_by(Institution.name, Occupation.key, one.c.level)
        .order_by(since, Institution.name, Occupation.key, one.c.level)
    )
    return [Waiting(*row) for row in rows]


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the lots in scope."""
    lot = ConfirmationLot
    wanted = _rows(actor)
    if filters.state:
        wanted = wanted.where(lot.state == filters.state)
    if filters.level:
        wanted = wanted.where(lot.level == filters.level)
    if text_ := filters.text.strip():
        wanted = wanted.where(lot.number.icontains(text_, autoescape=True) | Institution.name.contains(text_, autoescape=True))
    key = paging.Key(lot.id, int)
    orders = {"number": [paging.Key(lot.number, str)], "drawn_on": [paging.Key(lot.drawn_at, datetime), key]}
    return paging.page_of(session, wanted, orders, asked, lambda row: LotRow(*row))


def row_of(session: Session, actor: Actor, number: str) -> LotRow:
    """The line of one lot. NotFound outside the actor's scope."""
    return LotRow(*session.execute(_rows(actor).where(ConfirmationLot.id == by_number(session, actor, number).id)).one())


def members(session: Session, lot: ConfirmationLot, page: int = 1, size: int | None = MEMBERS_SHOWN) -> list[MemberRow]:
    """Who is in a lot, by name; a page of them, or with `size` None all."""
    m, a, k = LotMember, LevelAssessment, LevelCertificate
    wanted = (
        select(
            Person.number, Enrolment.name_at, TrainingClass.number, a.theory_score, a.ability_score, a.assessed_on, m.state,
            m.drop_reason, func.coalesce(k.number, ""), func.coalesce(k.state, ""),
        )
        .select_from(m)
        .join(a, a.id == m.assessment_id)
        .join(Enrolment, Enrolment.id == m.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(k, and_(k.lot_member_id == m.id, k.state != "replaced"))
        .where(m.lot_id == lot.id)
        .order_by(m.state.desc(), Person.name_pinyin, m.id)
    )  # fmt: skip
    if size is not None:
        wanted = wanted.limit(size).offset((page - 1) * size)
    return [MemberRow(*row) for row in session.execute(wanted)]


def steps(session: Session, lot: ConfirmationLot) -> list[StepRow]:
    """Everything noted about a lot, the newest first."""
    rows = session.execute(
        select(LotStep, func.coalesce(User.display_name, ""), StoredFile)
        .outerjoin(User, User.id == LotStep.recorded_by)
        .outerjoin(StoredFile, StoredFile.id == LotStep.file_id)
        .where(LotStep.lot_id == lot.id)
        .order_by(LotStep.id.desc())
    )
    return [StepRow(*row) for row in rows]


def document(session: Session, actor: Actor, number: str, file_number: str) -> StoredFile:
    """A scan of a step of a lot in the actor's scope. NotFound otherwise."""
    lot = by_number(session, actor, number)
    found = session.scalar(
        select(StoredFile).join(LotStep, LotStep.file_id == StoredFile.id)
        .where(LotStep.lot_id == lot.id, StoredFile.number == file_number)
    )  # fmt: skip
    if found is None:
        raise NotFound("lots.file_unknown", messages.FILE_UNKNOWN)
    return found


def approved(session: Session, enrolment_ids: Sequence[int]) -> dict[int, tuple[int, date]]:
    """For enrolments whose passed result the nation has approved: the id of the member of the lot, and the day. Whose
    certificate was revoked gets no other one for the same result."""
    revoked = exists().where(LevelCertificate.lot_member_id == LotMember.id, LevelCertificate.state == "revoked")
    rows = session.execute(
        select(LotMember.enrolment_id, LotMember.id, ConfirmationLot.national_on)
        .join(ConfirmationLot, ConfirmationLot.id == LotMember.lot_id)
        .where(LotMember.enrolment_id.in_(enrolment_ids), LotMember.state == "in", ConfirmationLot.state.in_(APPROVED),
               ~revoked)
    )
    return {enrolment: (member, day) for enrolment, member, day in rows}


def without_application(session: Session, lot: ConfirmationLot) -> int:
    """How many in a lot have no accepted application with the declaration in the register."""
    applied = exists().where(LevelApplication.enrolment_id == LotMember.enrolment_id, LevelApplication.state.in_(DECLARED))
    return session.scalar(
        select(func.count()).where(LotMember.lot_id == lot.id, LotMember.state == "in", ~applied)
    ) or 0


def of_certificate(session: Session, certificate: LevelCertificate) -> ConfirmationLot | None:
    """The lot a certificate was issued after; None for one from elsewhere or of earlier years."""
    return session.scalar(
        select(ConfirmationLot).join(LotMember, LotMember.lot_id == ConfirmationLot.id)
        .where(LotMember.id == certificate.lot_member_id)
    )  # fmt: skip


_IN_LOTS = text(
    "SELECT DISTINCT a.id FROM level_assessments a JOIN lot_members m ON m.assessment_id = a.id WHERE a.batch_id = :batch"
)


def assessments_in_lots(session: Session, batch_id: int) -> set[int]:
    """Ids of the results of a list that are, or were, in a lot."""
    return set(session.scalars(_IN_LOTS, {"batch": batch_id}))


def _rows(actor: Actor) -> Select:
    lot = ConfirmationLot
    of_lot = (LotMember.lot_id == lot.id, LotMember.state == "in")
    members_of = select(func.count()).where(*of_lot).scalar_subquery()
    with_certificate = (
        select(func.count())
        .select_from(LotMember)
        .join(LevelCertificate, LevelCertificate.lot_member_id == LotMember.id)
        .where(*of_lot)
    )
    certified, revoked = (
        with_certificate.where(LevelCertificate.state == state).scalar_subquery() for state in ("issued", "revoked")
    )
    return (
        select(
            lot.number, Institution.name, Occupation.short_name, lot.level, lot.state, members_of, certified, revoked,
            lot.drawn_at, func.coalesce(lot.national_on, lot.province_on, lot.sent_on),
        )
        .join(Institution, Institution.id == lot.body_id)
        .join(Occupation, Occupation.key == lot.occupation_key)
        .where(visible(actor))
    )  # fmt: skip
