"""The one way a password is set, whoever asks for it: checked, kept out of the last five, stored as a digest."""

from __future__ import annotations

from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from training_app.accounts import messages, rules
from training_app.accounts.models import FormerPassword, HalfLogin, Membership, User
from training_app.accounts.rules import Known
from training_app.accounts.service_credentials import HASHER, verify
from training_app.institutions.models import Institution
from training_app.kernel.errors import InvalidInput
from training_app.people.models import Person, PersonDocument
from training_app.people.names import pinyin_key
from training_app.places.models import District


def set_password(session: Session, user: User, password: str, at: datetime, field: str) -> None:
    """Sets a password its owner chose. InvalidInput (with `field`) names the rule it breaks, and nothing is changed then."""
    sentence = _refusal(session, user, password)
    if sentence:
        raise InvalidInput("accounts.password_refused", sentence, {field: sentence})
    if user.password_hash is not None:
        session.add(FormerPassword(user_id=user.id, password_hash=user.password_hash, replaced_at=at))
        session.flush()
        _forget(session, user)
    store(user, password)
    # Who showed the old one and owes the code begins anew.
    half = update(HalfLogin).where(HalfLogin.user_id == user.id, HalfLogin.ended_at.is_(None))
    session.execute(half.values(ended_at=at))
    user.password_changed_at, user.must_change_password = at, False


def store(user: User, password: str, hasher: PasswordHasher | None = None) -> None:
    """Keeps the digest of a password and nothing else; by itself only for users made by the program (the demo city)."""
    user.password_hash = (hasher or HASHER).hash(password)


def known_of(session: Session, user: User) -> Known:
    """What a guesser knows of a user: login, name, units, and numbers of the person."""
    units = session.scalars(
        select(Institution.name).join(Membership, Membership.institution_id == Institution.id)
        .where(Membership.user_id == user.id).union(
            select(District.name).join(Membership, Membership.district_code == District.code)
            .where(Membership.user_id == user.id)
        )
    ).all()  # fmt: skip
    return Known(
        user.login, user.display_name, tuple(pinyin_key(user.display_name)[0].split()),
        tuple((unit, tuple(pinyin_key(unit)[0].split())) for unit in units), _numbers(session, user),
    )


def _numbers(session: Session, user: User) -> tuple[str, ...]:
    if user.person_id is None:
        return ()
    documents = session.scalars(select(PersonDocument).where(PersonDocument.person_id == user.person_id)).all()
    phone = session.get_one(Person, user.person_id).phone
    return tuple(number for number in (*(each.number for each in documents), phone) if number)


def _refusal(session: Session, user: User, password: str) -> str:
    defect = rules.password_defect(password, known_of(session, user))
    if defect:
        return messages.PASSWORD[defect]
    if user.password_hash is not None and verify(user.password_hash, password):
        return messages.SAME_PASSWORD
    former = session.scalars(_former(user)).all()
    return messages.PASSWORD_USED if any(verify(each.password_hash, password) for each in former) else ""


def _forget(session: Session, user: User) -> None:
    """Digests beyond those that are still refused go: nothing is kept of a password that may be used again."""
    kept = select(_former(user).subquery().c.id)
    session.execute(delete(FormerPassword).where(FormerPassword.user_id == user.id, FormerPassword.id.not_in(kept)))


def _former(user: User) -> Select[tuple[FormerPassword]]:
    newest = FormerPassword.replaced_at.desc(), FormerPassword.id.desc()
    # The present password is the first of those that are refused.
    return select(FormerPassword).where(FormerPassword.user_id == user.id).order_by(*newest).limit(rules.REFUSED - 1)
