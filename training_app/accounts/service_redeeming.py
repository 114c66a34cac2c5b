"""Redeeming a one-time code: looked up, then used exactly once by one conditional update (M4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from training_app.accounts import codes, messages, rules, service, service_credentials, service_passwords
from training_app.accounts.models import Invitation, Membership, User, UserSession
from training_app.accounts.queries_invitations import standing
from training_app.accounts.service import Browser
from training_app.audit import service as audit
from training_app.crypto.blind_index import last_four_index
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput
from training_app.people.models import NUMBER_COLUMN, Person, PersonDocument
from training_app.places.models import District

_EVERYWHERE = "code:*"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who redeems: a new login, or with `has_account` the login and password of the account that shall get the role."""

    login: str
    password: str
    display_name: str = ""
    last_four: str = ""
    has_account: bool = False
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a code opens, as far as its holder may read: kind, role, for which organisation, masked name. `login` is there
    only when the code sets a new password; `activates` when that is the first one."""

    kind: str
    role: str
    place: str
    masked_name: str
    needs_name: bool
    administers: bool
    expires_at: datetime
    login: str = ""
    activates: bool = False


def look_up(session: Session, code: str, address: str, at: datetime) -> Offer:
    """What a code opens. InvalidInput (field `code`), the same for every code that does not serve, counted for the
    address; nothing is read once an address, or everybody together, was wrong too often in this minute."""
    found = _find(session, code, address, at)
    unit = session.get(Institution, found.institution_id) if found.institution_id is not None else None
    district = session.get(District, found.district_code) if found.district_code is not None else None
    user = session.get(User, found.user_id) if found.kind == "reset" else None
    name = user.display_name if user else found.display_name
    return Offer(
        found.kind, found.role, unit.name if unit else district.name if district else "", rules.masked_name(name),
        found.kind != "reset" and not found.display_name, found.administers, found.expires_at, user.login if user else "",
        user is not None and user.password_hash is None,
    )  # fmt: skip


def redeem(session: Session, code: str, applicant: Applicant, at: datetime) -> User:
    """Opens the account, adds the role to an account that exists, or sets the new password; returns the user.

    InvalidInput names the field that is wrong (code, login, password, name, last_four); the code then is unspent, but five
    wrong answers to the second question void it. The caller answers with a page, so that failures stay counted.
    """
    invitation = _find(session, code, applicant.address or "", at, lock=True)
    if invitation.kind == "reset":
        with session.begin_nested():
            return _reset(session, invitation, applicant, at)
    if invitation.kind == "engineer":
        _check_last_four(session, invitation, applicant, at)
    user = _proved(session, applicant, at) if applicant.has_account else None
    if user is None:
        _check_new_account(session, invitation, applicant, at)
    else:
        _check_fits(session, invitation, user, at)
    try:
        with session.begin_nested():
            return _join(session, invitation, user, applicant, at)
    except IntegrityError as error:
        taken = messages.LOGIN_TAKEN.format(login=rules.canonical_login(applicant.login))
        raise _wrong("login", taken) from error


def _find(session: Session, code: str, address: str, at: datetime, *, lock: bool = False) -> Invitation:
    limits = {f"code:{address}": rules.WRONG_CODES_PER_ADDRESS, _EVERYWHERE: rules.WRONG_CODES_IN_ALL}
    if service_credentials.failures_exhausted(session, limits, at):
        raise _wrong("code", messages.TOO_MANY_ATTEMPTS)
    wanted = select(Invitation).where(Invitation.code_digest == codes.digest(code), *standing(at))
    if lock:
        # The second waits here and then finds the code used; so are wrong answers counted one after the other.
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        for key in limits:
            service_credentials.count_attempt(session, key, at)
        raise _wrong("code", messages.CODE_USELESS)
    return found


def _claim(session: Session, invitation: Invitation, user: User, at: datetime) -> None:
    claim = update(Invitation).where(Invitation.id == invitation.id, *standing(at)).values(used_at=at, used_by=user.id)
    if session.scalar(claim.returning(Invitation.id), execution_options={"synchronize_session": False}) is None:
        raise _wrong("code", messages.CODE_USELESS)
    session.expire(invitation)


def _join(
    session: Session, invitation: Invitation, user: User | None, applicant: Applicant, at: datetime
) -> User:
    if user is None:
        name = invitation.display_name or applicant.display_name.strip()
        user = service.create_user(session, applicant.login, name, must_change=False)
    _claim(session, invitation, user, at)
    if invitation.person_id is not None:
        user.person_id = user.person_id or invitation.person_id
    held = _held(session, invitation, user)
    if held is None:
        held = service.grant(
            session, user, Role(invitation.role), at.astimezone(CHINA).date(), institution_id=invitation.institution_id,
            district_code=invitation.district_code, person_id=invitation.person_id,
        )  # fmt: skip
    if not applicant.has_account:
        service_passwords.set_password(session, user, applicant.password, at, "password")
    held.administers = held.administers or invitation.administers
    actor = service.actor_of(user, held, applicant.address)
    audit.record(
        session, actor, "account.activate", "user", user.login, at=at,
        detail={"invitation": invitation.id, "role": invitation.role, "administers": held.administers},
    )
    if invitation.hands_over is not None:
        _take_over(session, invitation, actor, at)
    return user


def _take_over(session: Session, invitation: Invitation, actor: Actor, at: datetime) -> None:
    """The administrator who handed over is one no more, and gone when that was the wish."""
    former = session.get_one(Membership, invitation.hands_over)
    if former.valid_to is not None or former.user_id == actor.user_id:
        return
    former.administers = False
    if invitation.leaves:
        former.valid_to = at.astimezone(CHINA).date()
        ending = update(UserSession).where(UserSession.membership_id == former.id, UserSession.ended_at.is_(None))
        session.execute(ending.values(ended_at=at))
    login = session.get_one(User, former.user_id).login
    detail = {"to": actor.user_id, "leaves": invitation.leaves}
    audit.record(session, actor, "account.hand_over", "user", login, at=at, detail=detail)


def _reset(session: Session, invitation: Invitation, applicant: Applicant, at: datetime) -> User:
    user = session.scalar(
        select(User).where(User.id == invitation.user_id, User.disabled_at.is_(None)).with_for_update()
    )
    if user is None:
        raise _wrong("code", messages.CODE_USELESS)
    service_passwords.set_password(session, user, applicant.password, at, "password")
    _claim(session, invitation, user, at)
    user.failures, user.locked_until, user.locks = 0, None, 0
    ended = update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    session.execute(ended.values(ended_at=at))
    others = update(Invitation).where(Invitation.user_id == user.id, Invitation.kind == "reset", *standing(at))
    session.execute(others.values(revoked_at=at), execution_options={"synchronize_session": False})
    actor = Actor(Role.VISITOR, user.id, user.display_name, address=applicant.address)
    audit.record(
        session, actor, "account.change_password", "user", user.login, at=at, detail={"invitation": invitation.id}
    )
    return user


def _check_last_four(session: Session, invitation: Invitation, applicant: Applicant, at: datetime) -> None:
    people = select(Person.id).where(or_(Person.id == invitation.person_id, Person.merged_into == invitation.person_id))
    typed = codes.canonical(applicant.last_four)
    known = select(PersonDocument.id).where(
        PersonDocument.person_id.in_(people), PersonDocument.last_four_index == last_four_index(NUMBER_COLUMN, typed)
    )
    if len(typed) == 4 and session.scalar(known.limit(1)) is not None:
        # Two codes of one person redeemed at once must not open two accounts.
        session.execute(select(Person.id).where(Person.id == invitation.person_id).with_for_update())
        if session.scalar(has_account(invitation.person_id)):
            raise _wrong("code", messages.PERSON_HAS_ACCOUNT)
        return
    invitation.failures += 1
    if invitation.failures >= rules.WRONG_ANSWERS:
        invitation.revoked_at = at
    session.flush()
    actor = Actor(Role.VISITOR, address=applicant.address)
    audit.record(session, actor, "account.activate", "invitation", str(invitation.id), at=at, result=audit.FAILED)
    raise _wrong("last_four", messages.LAST_FOUR_WRONG)


def has_account(person_id: int | None) -> Select[tuple[bool]]:
    """Whether somebody logs in as this person."""
    return select(
        select(Membership.id).where(
            Membership.role == Role.ENGINEER, Membership.person_id == person_id, Membership.valid_to.is_(None)
        ).exists()
    )


def _check_not_guessing(session: Session, applicant: Applicant, field: str, at: datetime) -> None:
    """Whoever holds one good code must not try passwords or logins here faster than at the login."""
    if service_credentials.too_many_attempts(session, applicant.address or "", at):
        raise _wrong(field, messages.TOO_MANY_ATTEMPTS)


def _proved(session: Session, applicant: Applicant, at: datetime) -> User:
    _check_not_guessing(session, applicant, "password", at)
    user = service.prove(session, applicant.login, applicant.password, Browser(applicant.address or ""), at)
    if user is None:
        raise _wrong("password", messages.LOGIN_FAILED)
    return user


def _check_fits(session: Session, invitation: Invitation, user: User, at: datetime) -> None:
    held = _held(session, invitation, user)
    if held is not None and held.administers >= invitation.administers:
        raise _wrong("login", messages.ROLE_HELD_ALREADY)
    if invitation.person_id is not None and user.person_id not in (None, invitation.person_id):
        raise _wrong("login", messages.ACCOUNT_OF_ANOTHER)


def _held(session: Session, invitation: Invitation, user: User) -> Membership | None:
    return session.scalar(
        select(Membership).where(
            Membership.user_id == user.id, Membership.role == invitation.role, Membership.valid_to.is_(None),
            Membership.institution_id.is_not_distinct_from(invitation.institution_id),
            Membership.district_code.is_not_distinct_from(invitation.district_code),
            Membership.person_id.is_not_distinct_from(invitation.person_id),
        )
    )


def _check_new_account(session: Session, invitation: Invitation, applicant: Applicant, at: datetime) -> None:
    name = invitation.display_name or applicant.display_name.strip()
    if not name:
        raise _wrong("name", messages.NAME_MISSING)
    if defect := rules.login_defect(applicant.login):
        raise _wrong("login", messages.LOGIN[defect])
    login = rules.canonical_login(applicant.login)
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        _check_not_guessing(session, applicant, "login", at)
        raise _wrong("login", messages.LOGIN_TAKEN.format(login=login))


def _wrong(field: str, sentence: str) -> InvalidInput:
    return InvalidInput("accounts.redeem", sentence, {field: sentence})
