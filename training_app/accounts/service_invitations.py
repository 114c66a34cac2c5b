"""One-time codes: invited into a role, activated from a printed list, or given a new password. Each serves once.

Whoever redeems a code has proved nothing but to hold it, so every refusal of a code is the same sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from training_app.accounts import codes, messages, rules
from training_app.accounts.models import AdministratorReset, Invitation
from training_app.accounts.queries_invitations import manageable, standing
from training_app.audit import service as audit
from training_app.institutions.models import Institution
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.kernel.errors import NotFound, PermissionDenied
from training_app.kernel.permissions import Permission, may

_FETCH = {"synchronize_session": "fetch"}
_LIFE = {"member": rules.INVITATION_LIFE, "engineer": rules.PRINTED_LIFE, "reset": rules.RESET_LIFE}


@dataclass(frozen=True, slots=True)
class Scope:
    """A role and what it is for: of institution, district and person the one the role needs."""

    role: Role
    institution_id: int | None = None
    district_code: str | None = None
    person_id: int | None = None


def invite(
    session: Session, actor: Actor, scope: Scope, display_name: str, at: datetime, *, administers: bool = False,
    hands_over: int | None = None, leaves: bool = False,
) -> tuple[Invitation, str]:
    """Invites somebody into a role of an organisation or district; returns the invitation and its code, known only now.

    An administrator invites colleagues of the own role, organisation or district; the bureau anybody but its own staff
    and the three administrators, which are the system's. PermissionDenied otherwise.
    """
    if not may_invite(actor, scope):
        raise PermissionDenied("accounts.may_not_invite", messages.MAY_NOT_INVITE)
    return issue(
        session, actor, "member", scope, at, administers=administers, display_name=display_name.strip()[:50],
        hands_over=hands_over, leaves=leaves,
    )  # fmt: skip


def may_invite(actor: Actor, scope: Scope) -> bool:
    """Whether the actor may open accounts of this role for this organisation or district."""
    if scope.role not in INSTITUTION_ROLES | {Role.DISTRICT}:
        return False
    if may(actor.role, Permission.INSTITUTION_MANAGE):
        return True
    own = (actor.role, actor.institution_id, actor.district_code)
    return actor.administers and own == (scope.role, scope.institution_id, scope.district_code)


def issue(
    session: Session, actor: Actor, kind: str, scope: Scope | None, at: datetime, *, life: timedelta | None = None,
    **columns: Any,
) -> tuple[Invitation, str]:
    """Makes a code of a kind (member, engineer, reset); `life` when it shall serve for another time than usual.

    The caller has shown that the actor may give away what the code opens.
    """
    code = codes.make(codes.PRINTED if kind == "engineer" else codes.LONG)
    invitation = Invitation(
        code_digest=codes.digest(code), kind=kind, role=str(scope.role) if scope else "",
        institution_id=scope.institution_id if scope else None, district_code=scope.district_code if scope else None,
        person_id=scope.person_id if scope else None, created_by=actor.user_id, created_at=at,
        expires_at=at + (life or _LIFE[kind]), **columns,
    )  # fmt: skip
    session.add(invitation)
    session.flush()
    if kind != "engineer":  # a printed list is one act of its own
        audit.record(
            session, actor, "account.invite", "invitation", str(invitation.id), at=at, detail=_detail(session, invitation)
        )
    return invitation, code


def revoke(session: Session, actor: Actor, invitation_id: int, at: datetime) -> Invitation:
    """Takes an unused code back. NotFound when there is none that the actor may take back."""
    statement = (
        update(Invitation).where(Invitation.id == invitation_id, manageable(actor), *standing(at))
        .values(revoked_at=at).returning(Invitation)
    )  # fmt: skip
    found = session.scalar(statement, execution_options={"synchronize_session": "fetch", "populate_existing": True})
    if found is None:
        raise NotFound("accounts.no_such_invitation", messages.NO_SUCH_INVITATION)
    detail = _detail(session, found)
    audit.record(session, actor, "account.revoke_invitation", "invitation", str(found.id), at=at, detail=detail)
    return found


def void_made_by(session: Session, user_id: int, at: datetime) -> int:
    """Makes void what somebody gave out and nobody has used, when what allowed it is taken away: a code kept back would be
    the way in again. Answers how many codes. Printed lists stay: they are in the hands of others and ask a second question."""
    waits = update(AdministratorReset).where(AdministratorReset.started_by == user_id, AdministratorReset.closed_at.is_(None))
    session.execute(waits.values(closed_at=at))
    given = update(Invitation).where(
        Invitation.created_by == user_id, Invitation.kind.in_(("member", "reset")), *standing(at)
    )
    ended = session.execute(given.values(revoked_at=at).returning(Invitation.id), execution_options=_FETCH)
    return len(ended.all())


def renew(session: Session, actor: Actor, invitation_id: int, at: datetime) -> tuple[Invitation, str]:
    """A new code in place of one that was lost or ran out; the old one is void. NotFound as for `revoke`."""
    old = session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.kind == "member", manageable(actor))
        .where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
        .with_for_update()
    )
    if old is None:
        raise NotFound("accounts.no_such_invitation", messages.NO_SUCH_INVITATION)
    old.revoked_at = at
    scope = Scope(Role(old.role), old.institution_id, old.district_code, old.person_id)
    return invite(
        session, actor, scope, old.display_name, at, administers=old.administers, hands_over=old.hands_over,
        leaves=old.leaves,
    )  # fmt: skip


def _detail(session: Session, invitation: Invitation) -> dict[str, object]:
    """What the trail says of an invitation: never a name, never the code."""
    unit = session.get(Institution, invitation.institution_id) if invitation.institution_id is not None else None
    return {
        "kind": invitation.kind, "role": invitation.role, "institution": unit.code if unit else "",
        "district": invitation.district_code or "", "administers": invitation.administers,
        "expires": invitation.expires_at.isoformat(timespec="minutes"),
    }
