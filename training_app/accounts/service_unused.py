"""Accounts nobody has used for long are disabled by the clock; an administrator lets them in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from training_app.accounts import rules
from training_app.accounts.models import Membership, User
from training_app.audit import service as audit
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA

_LAST_USE: ColumnElement[datetime] = func.greatest(User.created_at, User.last_login_at, User.enabled_at)
"""When somebody last logged in, the account was made, or an administrator let it in again."""


@dataclass(frozen=True, slots=True)
class Unused:
    """Accounts of one unit or district, or of those who have neither, that were disabled tonight. `administrators` are
    the ids of the users who look after them there."""

    institution_id: int | None
    district_code: str | None
    count: int
    administrators: tuple[int, ...]


def disable_unused(session: Session, actor: Actor, at: datetime) -> list[Unused]:
    """Disables every account unused for `rules.UNUSED`, by unit; never the last of the three administrators in a role."""
    kept = _last_administrators(session, at)
    waiting = select(User).where(User.disabled_at.is_(None), _LAST_USE <= at - rules.UNUSED, User.id.not_in(kept))
    found = session.scalars(waiting.order_by(User.id).with_for_update()).all()
    for user in found:
        user.disabled_at = at
        detail = {"unused_days": rules.UNUSED.days}
        audit.record(session, actor, "account.disable", "user", user.login, at=at, detail=detail)
    session.flush()
    return _by_unit(session, [user.id for user in found], at)


def _last_administrators(session: Session, at: datetime) -> list[int]:
    """Of each of the three administrators' roles who was there last, if all in it have been away too long."""
    kept = []
    for role in sorted(rules.THREE_ADMINISTRATORS):
        holders = session.execute(
            select(User.id, _LAST_USE).join(Membership, Membership.user_id == User.id)
            .where(User.disabled_at.is_(None), Membership.role == role, *_standing(at))
            .order_by(_LAST_USE.desc(), User.id).limit(1)
        )  # fmt: skip
        kept += [user_id for user_id, last in holders if last <= at - rules.UNUSED]
    return kept


def _by_unit(session: Session, ids: list[int], at: datetime) -> list[Unused]:
    units: dict[tuple[int | None, str | None], set[int]] = {}
    held = select(Membership).where(Membership.user_id.in_(ids), *_standing(at)).order_by(Membership.id)
    first: dict[int, tuple[int | None, str | None]] = {}
    for membership in session.scalars(held):
        first.setdefault(membership.user_id, (membership.institution_id, membership.district_code))
    for user_id in ids:
        units.setdefault(first.get(user_id, (None, None)), set()).add(user_id)
    return [
        Unused(institution, district, len(users), _administrators(session, institution, district, at))
        for (institution, district), users in units.items()
    ]


def _administrators(session: Session, institution: int | None, district: str | None, at: datetime) -> tuple[int, ...]:
    if institution is None and district is None:
        return ()
    return tuple(session.scalars(
        select(Membership.user_id).join(User, User.id == Membership.user_id)
        .where(Membership.administers, User.disabled_at.is_(None), *_standing(at))
        .where(Membership.institution_id.is_not_distinct_from(institution))
        .where(Membership.district_code.is_not_distinct_from(district)).distinct()
    ))  # fmt: skip


def _standing(at: datetime) -> tuple[ColumnElement[bool], ...]:
    day = at.astimezone(CHINA).date()
    return Membership.valid_from <= day, or_(Membership.valid_to.is_(None), Membership.valid_to > day)
