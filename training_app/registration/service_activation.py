"""The last step of a registration: the applicant sets up the account of the organisation's administrator, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.accounts import messages as account_messages
from training_app.accounts import rules as account_rules
from training_app.accounts import service as accounts
from training_app.accounts.models import User
from training_app.audit import service as audit
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput
from training_app.registration import messages, queries, rules
from training_app.registration.models import Registration
from training_app.registration.rules import LIFE
from training_app.registration.service import locked_by_receipt


def activate(
    session: Session, actor: Actor, number: str, receipt_digest: bytes, login: str, password: str, at: datetime
) -> User:
    """The account of the organisation's administrator. However many ask at once, one gets it.

    Conflict when the application is not accepted, too old, or its account exists; InvalidInput for login and password.
    """
    record = locked_by_receipt(session, number, receipt_digest)
    if sentence := closed(record, at):
        raise Conflict("registration.activation", sentence)
    LIFE.step(record.state, "activate", actor.role)
    today = at.astimezone(CHINA).date()
    if queries.has_accounts(session, record.code, today):
        raise Conflict("registration.has_administrator", messages.INSTITUTION_HAS_ADMINISTRATOR)
    wrong: dict[str, str] = {}
    name = account_rules.canonical_login(login)
    if defect := account_rules.login_defect(login):
        wrong["login"] = account_messages.LOGIN[defect]
    elif session.scalar(select(User.id).where(User.login == name)):
        wrong["login"] = account_messages.LOGIN_TAKEN.format(login=name)
    if defect := account_rules.password_defect(password, name, record.administrator):
        wrong["password"] = account_messages.PASSWORD[defect]
    if wrong:
        raise InvalidInput("registration.account", next(iter(wrong.values())), wrong)
    user = accounts.create_user(session, name, record.administrator, password, must_change=False)
    user.password_changed_at = at
    membership = accounts.grant(session, user, rules.ROLES[record.kind], today, institution_id=record.institution_id)
    membership.administers = True
    record.activated_at, record.activated_user_id = at, user.id
    session.flush()
    audit.record(
        session, actor, "registration.activate", rules.RECORD_KIND, record.number, at=at,
        detail={"role": str(membership.role), "institution": record.code},
    )
    return user


def closed(record: Registration, at: datetime) -> str:
    """Why no account can be set up with this registration now; empty when it can."""
    if record.state != "accepted" or record.decided_at is None:
        return messages.NOT_ACCEPTED
    if record.activated_at is not None:
        return messages.ACTIVATED_ALREADY
    if at > max(record.decided_at, record.receipt_at) + rules.ACTIVATION:
        return messages.ACTIVATION_LATE
    return ""
