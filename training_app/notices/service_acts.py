"""Notices of acts in the packages above this one: accounts, roles, sign-ins, looks at full numbers.

Those packages know nothing of notices; the audit trail, which every act passes, tells it here.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.accounts.labels import ROLES, device
from training_app.accounts.models import User, UserSession
from training_app.audit import service as audit
from training_app.audit.service import Act
from training_app.notices.messages import NUMBERS
from training_app.notices.rules import Recipient
from training_app.notices.service import send
from training_app.people.models import Person


def install() -> None:
    """Follows the acts. Called once when the application is put together."""
    audit.follow("person.reveal", looked_at)
    audit.follow("account.log_in", signed_in)
    for action, kind in _OF_ACCOUNT.items():
        audit.follow(action, _account(kind))


def looked_at(session: Session, act: Act) -> None:
    """Somebody saw a number of a person in full: the person is told, with the way to who and why."""
    found = session.execute(
        select(Person.id, Person.merged_into).where(Person.number == act.object_number)
    ).one_or_none()
    if found is not None:
        what = NUMBERS.get(str(act.detail.get("field")), NUMBERS["identity_number"])
        to = Recipient(person_id=found.merged_into or found.id)
        send(session, "person.looked_at", to, subject_kind="own_looks", number="", at=act.at, detail={"what": what})


def signed_in(session: Session, act: Act) -> None:
    """A sign-in with a program and system the account has not used before; the very first one is no news."""
    agents = session.scalars(
        select(UserSession.agent).where(UserSession.user_id == act.actor.user_id)
        .order_by(UserSession.created_at.desc()).limit(_SESSIONS_LOOKED_AT)
    ).all()  # fmt: skip
    devices = [device(agent) for agent in agents]
    if len(devices) > 1 and devices[0] not in devices[1:]:
        _tell(session, act, act.actor.user_id, "account.new_device", {"device": devices[0]})


def _account(kind: str) -> audit.Follower:
    def follower(session: Session, act: Act) -> None:
        user_id = session.scalar(select(User.id).where(User.login == act.object_number))
        role = str(act.detail.get("role", ""))
        _tell(session, act, user_id, kind, {"role": ROLES.get(role, role)} if role else {})

    return follower


def _tell(session: Session, act: Act, user_id: int | None, kind: str, detail: dict[str, str]) -> None:
    if user_id is not None:
        send(session, kind, Recipient(user_id=user_id), subject_kind="account", number="", at=act.at, detail=detail)


_SESSIONS_LOOKED_AT = 50
_OF_ACCOUNT = {
    "account.change_password": "account.password_changed", "account.reset_password": "account.password_reset",
    "account.grant": "account.granted", "account.revoke": "account.revoked",
}
