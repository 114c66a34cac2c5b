"""What an administrator does with the accounts of the own organisation or district."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.accounts import messages, queries_resets, queries_staff, rules, service_credentials
from training_app.accounts.models import Invitation, Membership, ResetRequest, User, UserSession
from training_app.accounts.service_invitations import Scope, invite, issue, void_made_by
from training_app.audit import service as audit
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied


def unit_of(actor: Actor) -> Scope:
    """The role and unit the actor acts in, as an invitation names it."""
    return Scope(actor.role, actor.institution_id, actor.district_code)


def withdraw(session: Session, actor: Actor, membership_id: int, at: datetime) -> User:
    """Ends a colleague's role now, with the sessions that use it and the codes given out in it."""
    _no_system_administrator(actor)
    held, user = _held(session, actor, membership_id)
    _end(session, held, at)
    detail = {"role": held.role, "codes": void_made_by(session, user.id, at)}
    audit.record(session, actor, "account.revoke", "user", user.login, at=at, detail=detail)
    return user


def set_administers(session: Session, actor: Actor, membership_id: int, administers: bool, at: datetime) -> User:
    """Makes a colleague an administrator, or an ordinary one again, whose codes are void. Conflict when that is so already."""
    _no_system_administrator(actor)
    held, user = _held(session, actor, membership_id)
    if held.administers == administers:
        raise Conflict("accounts.administers_already", messages.NOTHING_CHANGED)
    held.administers = administers
    verb = "account.make_administrator" if administers else "account.unmake_administrator"
    codes = 0 if administers else void_made_by(session, user.id, at)
    audit.record(session, actor, verb, "user", user.login, at=at, detail={"role": held.role, "codes": codes})
    return user


def send_reset(session: Session, actor: Actor, membership_id: int, at: datetime) -> tuple[User, Invitation, str]:
    """A one-time code by which a colleague sets a new password. Codes given before are void; sessions end when it is used.

    PermissionDenied when the account also has roles the actor has no say in: its new password would open those too.
    """
    _, user = _held(session, actor, membership_id)
    day = at.astimezone(CHINA).date()
    others = select(Membership.id).where(
        Membership.user_id == user.id, queries_staff.standing(day), ~queries_staff.managed(actor)
    )
    if session.scalar(others.limit(1)) is not None:
        raise PermissionDenied("accounts.other_roles", messages.HAS_OTHER_ROLES)
    return user, *reset(session, actor, user, at)


def reset(session: Session, actor: Actor, user: User, at: datetime) -> tuple[Invitation, str]:
    """The one-time code of a user, by one person. PermissionDenied for the three administrators, who need two."""
    if queries_resets.is_administrator(session, user.id):
        raise PermissionDenied("accounts.two_people", messages.TWO_PEOPLE.format(login=user.login))
    return give_code(session, actor, user, at)


def give_code(session: Session, actor: Actor, user: User, at: datetime) -> tuple[Invitation, str]:
    """The one-time code of a user: two hours for a new password, longer for the very first. The caller has shown that the
    actor may give it."""
    void = update(Invitation).where(
        Invitation.user_id == user.id, Invitation.kind == "reset", Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    )
    session.execute(void.values(revoked_at=at))
    answered = update(ResetRequest).where(ResetRequest.user_id == user.id, ResetRequest.closed_at.is_(None))
    session.execute(answered.values(closed_at=at, closed_by=actor.user_id))
    life = rules.RESET_LIFE if user.password_hash is not None else rules.INVITATION_LIFE
    audit.record(session, actor, "account.send_reset", "user", user.login, at=at)
    return issue(session, actor, "reset", None, at, life=life, user_id=user.id)


def hand_over(session: Session, actor: Actor, membership_id: int, leaves: bool, at: datetime) -> User:
    """Passes the administration to a colleague; the actor stays as an ordinary one, or leaves at once."""
    own = _own(session, actor)
    held, user = _held(session, actor, membership_id)
    held.administers, own.administers = True, False
    if leaves:
        _end(session, own, at)
    detail = {"from": actor.user_id, "leaves": leaves}
    audit.record(session, actor, "account.hand_over", "user", user.login, at=at, detail=detail)
    return user


def hand_over_by_invitation(
    session: Session, actor: Actor, display_name: str, leaves: bool, at: datetime
) -> tuple[Invitation, str]:
    """Invites a successor from outside: the administration passes when the code is used, and until then nothing changes."""
    own = _own(session, actor)
    return invite(
        session, actor, unit_of(actor), name_of(display_name), at, administers=True, hands_over=own.id, leaves=leaves
    )


def name_of(typed: str) -> str:
    """A name as typed, trimmed. InvalidInput (field `name`) when there is none."""
    if not typed.strip():
        raise InvalidInput("accounts.name_missing", messages.NAME_MISSING, {"name": messages.NAME_MISSING})
    return typed.strip()


def ask_for_reset(session: Session, login: str, address: str, at: datetime) -> None:
    """Notes that somebody forgot the password of a login. What happens is the same whether there is one or not."""
    if service_credentials.too_many_attempts(session, address, at):
        raise InvalidInput("accounts.throttled", messages.TOO_MANY_ATTEMPTS, {"login": messages.TOO_MANY_ATTEMPTS})
    known = select(User.id).where(User.login == rules.canonical_login(login), User.disabled_at.is_(None))
    found, request = session.scalar(known), None
    if found is not None:
        noted = insert(ResetRequest).values(user_id=found, requested_at=at).on_conflict_do_nothing()
        request = session.scalar(noted.returning(ResetRequest.id))
    # The number of the request only where it is a new one: those responsible are told once.
    detail = {} if request is None else {"request": request}
    audit.record(session, Actor(Role.VISITOR, address=address), "account.ask_reset", "user", "", at=at, detail=detail)


def dismiss_request(session: Session, actor: Actor, request_id: int, at: datetime) -> None:
    """Closes a request without giving a code. NotFound when it is none of the actor's."""
    mine = {request.id for request in queries_staff.requests(session, actor, at.astimezone(CHINA).date())}
    if request_id not in mine:
        raise NotFound("accounts.no_such_request", messages.NO_SUCH_REQUEST)
    closing = update(ResetRequest).where(ResetRequest.id == request_id, ResetRequest.closed_at.is_(None))
    session.execute(closing.values(closed_at=at, closed_by=actor.user_id))
    audit.record(session, actor, "account.discard", "reset_request", str(request_id), at=at)


def _held(session: Session, actor: Actor, membership_id: int) -> tuple[Membership, User]:
    """A standing role of somebody else that the actor looks after, locked. NotFound for any other."""
    _still_administers(session, actor)
    found = session.execute(
        select(Membership, User).join(User, User.id == Membership.user_id)
        .where(Membership.id == membership_id, Membership.valid_to.is_(None), queries_staff.managed(actor))
        .with_for_update()
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound("accounts.no_such_colleague", messages.NO_SUCH_COLLEAGUE)
    if found.User.id == actor.user_id:
        raise PermissionDenied("accounts.not_oneself", messages.NOT_ONESELF_HERE)
    return found.Membership, found.User


def _no_system_administrator(actor: Actor) -> None:
    # 三员: whoever makes accounts gives and takes no roles.
    if actor.role is Role.SYSTEM_ADMIN:
        raise PermissionDenied("accounts.other_administrator", messages.ONLY_SECURITY_ADMIN)


def _still_administers(session: Session, actor: Actor) -> None:
    # Two administrators who take the right from each other at once: the second finds the own one gone.
    if actor.administers and actor.user_id is not None:
        _own(session, actor)


def _own(session: Session, actor: Actor) -> Membership:
    own = session.scalar(
        select(Membership).where(
            Membership.user_id == actor.user_id, Membership.valid_to.is_(None), Membership.administers,
            queries_staff.same_unit(actor),
        ).with_for_update().execution_options(populate_existing=True)
    )  # fmt: skip
    if own is None:
        raise PermissionDenied("accounts.not_administrator", messages.NOT_ADMINISTRATOR)
    return own


def _end(session: Session, held: Membership, at: datetime) -> None:
    held.valid_to, held.administers = at.astimezone(CHINA).date(), False
    ending = update(UserSession).where(UserSession.membership_id == held.id, UserSession.ended_at.is_(None))
    session.execute(ending.values(ended_at=at))
