"""Notices of acts in the packages above this one: accounts, roles, sign-ins, looks at full numbers.

Those packages know nothing of notices; the audit trail, which every act passes, tells it here.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.accounts import queries_resets
from training_app.accounts.labels import ROLES, device
from training_app.accounts.models import ResetRequest, User, UserSession
from training_app.accounts.queries import organisation_name
from training_app.accounts.rules import THREE_ADMINISTRATORS
from training_app.audit import service as audit
from training_app.audit.service import Act
from training_app.kernel.actor import Role
from training_app.kernel.dates import CHINA
from training_app.notices.messages import NUMBERS
from training_app.notices.rules import Recipient
from training_app.notices.service import send, settle
from training_app.people.models import Person


def install() -> None:
    """Follows the acts. Called once when the application is put together."""
    audit.follow("person.reveal", looked_at)
    audit.follow("account.log_in", signed_in)
    audit.follow("account.ask_reset", asked_for_password)
    audit.follow("account.send_reset", code_given)
    audit.follow("account.discard", request_dismissed)
    audit.follow("account.start_reset", second_person_wanted)
    for action in ("account.agree_reset", "account.end_reset"):
        audit.follow(action, second_person_decided)
    audit.follow("account.alarm", alarm)
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


def asked_for_password(session: Session, act: Act) -> None:
    """Somebody forgot the password, and it is a new request: those who can help are told, with the way to it."""
    request = session.get(ResetRequest, act.detail.get("request") or 0)
    if request is None:
        return
    found = queries_resets.helpers(session, request.user_id, act.at.astimezone(CHINA).date())
    to = [*(Recipient(user_id=each) for each in found.user_ids), *(Recipient(role=each) for each in found.roles)]
    for each in to:
        keeper = each.role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
        send(
            session, "account.reset_asked", each, subject_kind="accounts" if keeper else "staff", number=str(request.user_id),
            at=act.at,
        )  # fmt: skip


def code_given(session: Session, act: Act) -> None:
    """A one-time code for a new password: its owner is told by whom. The very first code tells nobody anything."""
    user = session.scalar(select(User).where(User.login == act.object_number))
    if user is None:
        return
    _request_answered(session, act, user.id)
    if user.password_hash is not None:
        unit = organisation_name(session, act.actor) or ROLES.get(act.actor.role, "")
        _tell(session, act, user.id, "account.password_reset", {"unit": unit})


def request_dismissed(session: Session, act: Act) -> None:
    """The request was no real one: it waits for nobody any more."""
    request = session.get(ResetRequest, int(act.object_number))
    if request is not None:
        _request_answered(session, act, request.user_id)


def _request_answered(session: Session, act: Act, user_id: int) -> None:
    for kind in ("accounts", "staff"):
        settle(session, ["account.reset_asked"], kind, str(user_id), act.at)


def second_person_wanted(session: Session, act: Act) -> None:
    """One administrator asked for a new password of another: every one of the three hears of it."""
    for role in sorted(THREE_ADMINISTRATORS):
        send(
            session, "account.reset_started", Recipient(role=role), subject_kind="administrator_reset",
            number=act.object_number, at=act.at, detail={"login": act.object_number, "role": ROLES[act.actor.role]},
        )  # fmt: skip


def second_person_decided(session: Session, act: Act) -> None:
    """Agreed to or ended: it waits for nobody any more."""
    settle(session, ["account.reset_started"], "administrator_reset", act.object_number, act.at)


def alarm(session: Session, act: Act) -> None:
    """Far too many attempts came to nothing: the security administrators are told, at most once an hour."""
    send(
        session, "account.alarm", Recipient(role=Role.SECURITY_ADMIN), subject_kind="accounts", number="", at=act.at,
        detail={"attempts": act.detail["attempts"]}, key=f"account.alarm/{act.at.astimezone(CHINA):%Y-%m-%d %H}",
    )  # fmt: skip


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
    "account.end_factor": "account.factor_ended", "account.enrol_factor": "account.factor_enrolled",
    "account.reset_factor": "account.factor_reset",
    "account.change_password": "account.password_changed",
    "account.grant": "account.granted", "account.revoke": "account.revoked",
}
