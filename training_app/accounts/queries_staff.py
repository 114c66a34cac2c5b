"""Who works here: colleagues of an administrator, invitations under way, requests for a new password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.accounts import rules
from training_app.accounts.models import AdministratorReset, Invitation, Membership, ResetRequest, User, UserSession
from training_app.accounts.queries_invitations import manageable
from training_app.institutions.models import Institution
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.dates import first_moment
from training_app.kernel.permissions import Permission, may
from training_app.people.models import Employment, Person
from training_app.places.models import District

BEYOND_THE_BUREAU = (*sorted(INSTITUTION_ROLES), Role.DISTRICT, Role.ENGINEER)
"""Roles whose holders the bureau looks after: everybody but its own staff and the three administrators."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A role that stands, of whom, since when, and when it was used last."""

    membership_id: int
    user: User
    since: date
    last_seen_at: datetime | None
    administers: bool
    oneself: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """An invitation nobody has used: for whom, into which role of which organisation, whether its time is over."""

    id: int
    display_name: str
    role: str
    place: str
    administers: bool
    hands_over: bool
    created_at: datetime
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who forgot the password and asked for help; `membership_id` is a role by which the actor may help,
    `person` the number of the person an engineer is."""

    id: int
    login: str
    display_name: str
    role: str
    place: str
    membership_id: int
    requested_at: datetime
    person: str = ""

    @property
    def two_people(self) -> bool:
        """Whether a new password takes a second person."""
        return self.role in rules.THREE_ADMINISTRATORS


def same_unit(actor: Actor) -> ColumnElement[bool]:
    """Roles of the actor's own organisation or district, of the actor's own kind."""
    if actor.institution_id is None and actor.district_code is None:
        return false()
    return and_(
        Membership.role == actor.role, Membership.institution_id.is_not_distinct_from(actor.institution_id),
        Membership.district_code.is_not_distinct_from(actor.district_code),
    )


def managed(actor: Actor) -> ColumnElement[bool]:
    """Roles whose holders the actor looks after: an administrator the own unit's, the bureau those outside it, the system
    administrator all."""
    if actor.role is Role.SYSTEM_ADMIN:
        return true()
    if may(actor.role, Permission.INSTITUTION_MANAGE):
        return Membership.role.in_(BEYOND_THE_BUREAU)
    return same_unit(actor) if actor.administers else false()


def helped(actor: Actor) -> ColumnElement[bool]:
    """Roles whose holders come to the actor with a forgotten password: beside those looked after (`managed`) an employer's
    own engineers, and for the security administrator the other administrators."""
    if actor.role is Role.SECURITY_ADMIN:
        return Membership.role.in_(rules.THREE_ADMINISTRATORS)
    if actor.role is Role.EMPLOYER and actor.administers:
        works_here = select(Employment.id).where(
            Employment.person_id == Membership.person_id, Employment.institution_id == actor.institution_id,
            Employment.valid_to.is_(None),
        )  # fmt: skip
        return or_(managed(actor), and_(Membership.role == Role.ENGINEER, works_here.correlate(Membership).exists()))
    return managed(actor)


def standing(day: date) -> ColumnElement[bool]:
    """Roles in force on a day."""
    return and_(Membership.valid_from <= day, or_(Membership.valid_to.is_(None), Membership.valid_to > day))


def colleagues(session: Session, actor: Actor, day: date) -> list[Colleague]:
    """Everybody who holds a role of the actor's unit, administrators first."""
    return _colleagues(session, actor, same_unit(actor), day)


def of_unit(
    session: Session, actor: Actor, day: date, *, institution_id: int | None = None, district_code: str | None = None
) -> list[Colleague]:
    """The administrators of an organisation or district, for the bureau; empty for anybody else."""
    if not may(actor.role, Permission.INSTITUTION_MANAGE):
        return []
    place = (
        Membership.institution_id == institution_id if institution_id is not None
        else Membership.district_code == district_code
    )
    return _colleagues(session, actor, and_(place, Membership.administers), day)


def administrators_of_districts(session: Session, actor: Actor, day: date) -> dict[str, list[str]]:
    """The names of the administrators by district, for the bureau; empty for anybody else."""
    if not may(actor.role, Permission.INSTITUTION_MANAGE):
        return {}
    found: dict[str, list[str]] = {}
    for line in _colleagues(session, actor, and_(Membership.role == Role.DISTRICT, Membership.administers), day):
        held = session.get_one(Membership, line.membership_id)
        found.setdefault(held.district_code or "", []).append(line.user.display_name)
    return found


def pending(session: Session, actor: Actor, at: datetime) -> list[Pending]:
    """Invitations that wait or ran out unused, the newest first."""
    rows = session.execute(
        select(Invitation, func.coalesce(Institution.name, District.name, ""))
        .outerjoin(Institution, Institution.id == Invitation.institution_id)
        .outerjoin(District, District.code == Invitation.district_code)
        .where(manageable(actor), Invitation.kind == "member")
        .where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
        .order_by(Invitation.id.desc()).limit(100)
    )
    return [
        Pending(
            line.id, line.display_name, line.role, place, line.administers, line.hands_over is not None, line.created_at,
            line.expires_at, line.expires_at <= at,
        )
        for line, place in rows
    ]  # fmt: skip


def requests(session: Session, actor: Actor, day: date) -> list[Request]:
    """Open requests of those whom the actor may help. The bureau and the system administrator come in where a unit has no
    other administrator who could."""
    rows = session.execute(
        select(ResetRequest, User, Membership, func.coalesce(Institution.name, District.name, ""), Person.number)
        .join(User, User.id == ResetRequest.user_id)
        .join(Membership, Membership.user_id == User.id)
        .outerjoin(Institution, Institution.id == Membership.institution_id)
        .outerjoin(District, District.code == Membership.district_code)
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(ResetRequest.closed_at.is_(None), User.disabled_at.is_(None), standing(day), helped(actor))
        .where(~_waits_for_agreement(day))
        .where(User.id != (actor.user_id or 0), true() if actor.administers else ~_has_helper(day))
        # Who is also an administrator is shown as one: that decides how a new password is given.
        .order_by(ResetRequest.requested_at, Membership.role.not_in(rules.THREE_ADMINISTRATORS), Membership.id)
    )
    found: dict[int, Request] = {}
    for line, user, held, place, person in rows:
        found.setdefault(
            line.id,
            Request(line.id, user.login, user.display_name, held.role, place, held.id, line.requested_at, person or ""),
        )
    return list(found.values())


def _waits_for_agreement(day: date) -> ColumnElement[bool]:
    open_ = AdministratorReset.closed_at.is_(None) & (AdministratorReset.expires_at > first_moment(day))
    return exists().where(AdministratorReset.user_id == User.id, open_)


def _has_helper(day: date) -> ColumnElement[bool]:
    other, helper = aliased(Membership), aliased(User)
    return exists().where(
        other.user_id == helper.id, helper.disabled_at.is_(None), helper.id != User.id, other.administers,
        other.role == Membership.role, other.institution_id.is_not_distinct_from(Membership.institution_id),
        other.district_code.is_not_distinct_from(Membership.district_code), other.valid_from <= day,
        or_(other.valid_to.is_(None), other.valid_to > day),
    )


def _colleagues(session: Session, actor: Actor, which: ColumnElement[bool], day: date) -> list[Colleague]:
    seen = (
        select(func.max(UserSession.last_seen_at)).where(UserSession.membership_id == Membership.id)
        .correlate(Membership).scalar_subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Membership, User, seen).join(User, User.id == Membership.user_id).where(which, standing(day))
        .order_by(Membership.administers.desc(), User.display_name, Membership.id)
    )  # fmt: skip
    return [
        Colleague(held.id, user, held.valid_from, used, held.administers, user.id == actor.user_id)
        for held, user, used in rows
    ]
