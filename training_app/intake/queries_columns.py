"""What is remembered of columns, each organisation its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from training_app.intake.models import KnownLayout
from training_app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose memory it is: an organisation's or, where lists stand for none, a user's. With neither nothing is remembered."""

    institution_id: int | None
    user_id: int | None

    @property
    def remembers(self) -> bool:
        """Whether there is anybody to remember for: the operator at the command line is nobody."""
        return self.institution_id is not None or self.user_id is not None


def owner_of(actor: Actor, institution_id: int | None) -> Owner:
    """Who remembers for a list of this institution (None: the actor's own, or the actor)."""
    institution = actor.institution_id if institution_id is None else institution_id
    return Owner(institution, actor.user_id if institution is None else None)


def of_owner(kind: str, owner: Owner) -> ColumnElement[bool]:
    """The condition under which a layout of a list is this owner's."""
    return and_(
        KnownLayout.kind == kind, KnownLayout.institution_id.is_not_distinct_from(owner.institution_id),
        KnownLayout.user_id.is_not_distinct_from(owner.user_id),
    )  # fmt: skip


def known(session: Session, kind: str, owner: Owner) -> dict[str, dict[str, Any]]:
    """What is remembered for a list, by layout."""
    if not owner.remembers:
        return {}
    found = session.execute(select(KnownLayout.layout, KnownLayout.answer).where(of_owner(kind, owner)))
    return {row.layout: row.answer for row in found}


def latest(session: Session, kind: str, owner: Owner, layouts: Iterable[str]) -> KnownLayout | None:
    """The layout confirmed last among these, None when none is remembered any more."""
    statement = select(KnownLayout).where(of_owner(kind, owner), KnownLayout.layout.in_(list(layouts)))
    return session.scalars(statement.order_by(KnownLayout.confirmed_at.desc()).limit(1)).first()
