"""Printed activation codes: a list of people who have no account yet, a code for each, shown and printed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from training_app.accounts import codes, messages, rules
from training_app.accounts.models import Invitation, Membership
from training_app.accounts.queries_invitations import standing
from training_app.audit import service as audit
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, NotFound
from training_app.people.models import Employment, Person


@dataclass(frozen=True, slots=True)
class Slip:
    """What is cut from the page and handed over; the code is in no other place.

    It tells people of one name apart by the number of the register: the masked document would show the last four
    characters, and those are the second question.
    """

    person_number: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed list: its slips, by when they serve, how many were left out because they have an account."""

    slips: list[Slip]
    expires_at: datetime
    with_account: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a list of people stands: without an account, of those with a code that still serves, with an account."""

    without: int
    waiting: int
    with_account: int


def employees(actor: Actor) -> ColumnElement[bool]:
    """The people (rows of `Person`) who work at the employer whose administrator the actor is. NotFound for anybody else."""
    if actor.role is not Role.EMPLOYER or not actor.administers:
        raise NotFound("accounts.not_an_employer", messages.NOT_AN_EMPLOYER)
    return works_for(actor)


def works_for(actor: Actor) -> ColumnElement[bool]:
    """The people (rows of `Person`) who work now at the organisation the actor acts for."""
    return (
        select(Employment.id)
        .where(Employment.person_id == Person.id, Employment.institution_id == actor.institution_id)
        .where(Employment.valid_to.is_(None))
        .correlate(Person).exists()
    )  # fmt: skip


def sheet_of(session: Session, actor: Actor) -> str:
    """The name of an employer's printed list: its credit code."""
    return session.get_one(Institution, actor.institution_id).code


def standing_of(session: Session, who: ColumnElement[bool], sheet: str, at: datetime) -> Standing:
    """How the people of a condition over `Person` stand; the caller has shown that the actor may see them."""
    everybody = set(session.scalars(_surviving(who)))
    held = _with_account(session, everybody)
    waiting = session.scalar(
        select(func.count(func.distinct(Invitation.person_id)))
        .where(Invitation.sheet == sheet, Invitation.kind == "engineer", *standing(at))
    )  # fmt: skip
    return Standing(len(everybody) - len(held), waiting or 0, len(held))


def print_codes(session: Session, actor: Actor, who: ColumnElement[bool], sheet: str, at: datetime) -> Sheet:
    """New codes for everybody of a condition over `Person` who has no account; those printed before on this sheet are void.

    Conflict when there is nobody. The caller has shown that the actor may see these people.
    """
    everybody = set(session.scalars(_surviving(who)))
    held = _with_account(session, everybody)
    wanted = everybody - held
    if not wanted:
        raise Conflict("accounts.nobody_to_print", messages.NOBODY_TO_PRINT)
    return _print(session, actor, wanted, sheet, Invitation.sheet == sheet, len(held), at)


def print_one(session: Session, actor: Actor, person: Person, at: datetime) -> Sheet:
    """A new code for one person who has no account, on the list of the actor's organisation; every code printed for the
    person before is void, those of others stay. Conflict when there is an account.
    """
    if _with_account(session, {person.id}):
        raise Conflict("accounts.nobody_to_print", messages.NOBODY_TO_PRINT)
    own = Invitation.person_id == person.id
    return _print(session, actor, {person.id}, sheet_of(session, actor), own, 0, at)


def _print(
    session: Session, actor: Actor, wanted: set[int], sheet: str, old: ColumnElement[bool], with_account: int, at: datetime
) -> Sheet:
    """Codes for the persons; `old` says which of the codes that still serve are void."""
    void = update(Invitation).where(old, Invitation.kind == "engineer", *standing(at))
    session.execute(void.values(revoked_at=at), execution_options={"synchronize_session": False})
    persons = session.scalars(select(Person).where(Person.id.in_(wanted)).order_by(Person.name_pinyin, Person.number)).all()
    expires = at + rules.PRINTED_LIFE
    slips = []
    for person in persons:
        code = codes.make(codes.PRINTED)
        slips.append(Slip(person.number, person.name, code))
        session.add(
            Invitation(
                code_digest=codes.digest(code), kind="engineer", role=str(Role.ENGINEER), person_id=person.id,
                display_name=person.name, sheet=sheet, created_by=actor.user_id, created_at=at, expires_at=expires,
            )
        )  # fmt: skip
    session.flush()
    detail = {"count": len(slips), "with_account": with_account, "expires": expires.isoformat(timespec="minutes")}
    audit.record(session, actor, "account.print_codes", "invitation", sheet, at=at, detail=detail)
    return Sheet(slips, expires, with_account)


def _surviving(who: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(func.coalesce(Person.merged_into, Person.id)).where(who)


def _with_account(session: Session, ids: Iterable[int]) -> set[int]:
    return set(
        session.scalars(
            select(Membership.person_id).where(
                Membership.role == Role.ENGINEER, Membership.person_id.in_(list(ids)), Membership.valid_to.is_(None)
            )
        )
    )
