"""Reads about lists with whole numbers, through the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.accounts.models import User
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.listing import messages_protected as messages
from training_app.listing.models_protected import ProtectedExport, ProtectedPerson
from training_app.people.models import Person

MOST = 200


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export with the names of who asked, who decided and whose it is ("" for the bureau's)."""

    record: ProtectedExport
    asker: str
    decider: str
    unit: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A list somebody's whole number stood in: when it was made, who asked in which role, what for."""

    at: datetime
    kind: str
    role: str
    asker: str
    unit: str
    purpose: str


def visible(actor: Actor) -> ColumnElement[bool]:
    """The exports an actor may see: the bureau all, an institution those of its own records."""
    if actor.sees_whole_city:
        return true()
    if actor.role in (Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY) and actor.institution_id is not None:
        return ProtectedExport.institution_id == actor.institution_id
    return false()


def row(session: Session, actor: Actor, number: str) -> ExportRow:
    """The export of that number. NotFound outside the scope."""
    found = session.execute(_rows(actor).where(ProtectedExport.number == number)).first()
    if found is None:
        raise NotFound("exports.not_found", messages.NOT_FOUND)
    return _row(found)


def locked(session: Session, actor: Actor, number: str) -> ProtectedExport:
    """The export of that number, fresh and locked to the end of the transaction."""
    wanted = select(ProtectedExport).where(ProtectedExport.number == number, visible(actor))
    found = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound("exports.not_found", messages.NOT_FOUND)
    return found


def listed(session: Session, actor: Actor, states: Sequence[str] = ()) -> list[ExportRow]:
    """The latest exports in scope, of these states where some are named, newest first."""
    wanted = _rows(actor).where(ProtectedExport.state.in_(list(states))) if states else _rows(actor)
    rows = session.execute(wanted.order_by(ProtectedExport.asked_at.desc(), ProtectedExport.id.desc()).limit(MOST))
    return [_row(each) for each in rows]


def of_person(session: Session, person_id: int) -> Sequence[Seen]:
    """The lists made in which the whole number of a person stood, newest first. The caller has shown that it is theirs."""
    e = ProtectedExport
    own = select(Person.id).where(or_(Person.id == person_id, Person.merged_into == person_id))
    rows = session.execute(
        select(e.made_at, e.kind, e.asked_role, User.display_name, Institution.name, e.purpose)
        .join(ProtectedPerson, ProtectedPerson.export_id == e.id)
        .join(User, User.id == e.asked_by)
        .outerjoin(Institution, Institution.id == e.institution_id)
        .where(ProtectedPerson.person_id.in_(own))
        .order_by(e.made_at.desc())
    )
    return [Seen(*each) for each in rows]


def _rows(actor: Actor) -> Select:
    asker, decider = aliased(User), aliased(User)
    return (
        select(ProtectedExport, asker.display_name, decider.display_name, Institution.name)
        .join(asker, asker.id == ProtectedExport.asked_by)
        .outerjoin(decider, decider.id == ProtectedExport.decided_by)
        .outerjoin(Institution, Institution.id == ProtectedExport.institution_id)
        .where(visible(actor))
    )


def _row(found: tuple) -> ExportRow:
    return ExportRow(found[0], found[1], found[2] or "", found[3] or "")
