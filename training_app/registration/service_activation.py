"""The last step of a registration: the applicant opens the account of the organisation's administrator, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from training_app.accounts import service_invitations as invitations
from training_app.accounts.models import Invitation
from training_app.accounts.service_invitations import Scope
from training_app.audit import service as audit
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict
from training_app.registration import messages, queries, rules
from training_app.registration.models import Registration
from training_app.registration.rules import LIFE
from training_app.registration.service import locked_by_receipt

# The code goes straight into the form that asks for login and password, and is never seen.
_CODE_LIFE = timedelta(hours=1)


def begin(session: Session, actor: Actor, number: str, receipt_digest: bytes, at: datetime) -> str:
    """A one-time code for the administrator's account. A code given before and not used is void from now on.

    Conflict when the application is not accepted, too old, or somebody logs in for the organisation already.
    """
    record = locked_by_receipt(session, number, receipt_digest)
    if record.invitation_id is not None:
        # Held before it is asked whether it was used: who redeems it at this moment comes before or after, not between.
        earlier = session.get_one(Invitation, record.invitation_id, with_for_update=True, populate_existing=True)
        if earlier.used_at is None and earlier.revoked_at is None:
            earlier.revoked_at = at
    if sentence := closed(record, at):
        raise Conflict("registration.activation", sentence)
    LIFE.step(record.state, "activate", actor.role)
    if queries.has_accounts(session, record.code, at.astimezone(CHINA).date()):
        raise Conflict("registration.has_administrator", messages.INSTITUTION_HAS_ADMINISTRATOR)
    scope = Scope(rules.ROLES[record.kind], institution_id=record.institution_id)
    invitation, code = invitations.issue(
        session, actor, "member", scope, at, life=_CODE_LIFE, administers=True, display_name=record.administrator
    )
    record.invitation_id = invitation.id
    session.flush()
    session.expire(record, ["invitation"])
    audit.record(session, actor, "registration.activate", rules.RECORD_KIND, record.number, at=at)
    return code


def closed(record: Registration, at: datetime) -> str:
    """Why no account can be opened with this registration now; empty when it can."""
    if record.state != "accepted" or record.decided_at is None:
        return messages.NOT_ACCEPTED
    if record.activated_at is not None:
        return messages.ACTIVATED_ALREADY
    if at > max(record.decided_at, record.receipt_at) + rules.ACTIVATION:
        return messages.ACTIVATION_LATE
    return ""
