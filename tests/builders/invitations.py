"""One-time codes of each kind."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tests.builders.institutions import bureau
from training_app.accounts import service_invitations
from training_app.accounts.service_invitations import Scope
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.people.models import Person


def make_invitation(
    session: Session, institution: Institution, at: datetime, *, role: Role = Role.TRAINING_INSTITUTION,
    administers: bool = False, name: str = "鞠海波",
) -> str:
    """The code of an invitation into an institution's role."""
    return service_invitations.invite(
        session, bureau(), Scope(role, institution.id), name, at, administers=administers
    )[1]


def make_printed_code(session: Session, person: Person, at: datetime) -> str:
    """The code a person finds on a printed list."""
    scope = Scope(Role.ENGINEER, person_id=person.id)
    return service_invitations.issue(session, bureau(), "engineer", scope, at, display_name=person.name)[1]


def make_reset(session: Session, user_id: int, at: datetime) -> str:
    """The code that sets a new password."""
    return service_invitations.issue(session, bureau(), "reset", None, at, user_id=user_id)[1]
