"""Lots that wait for somebody's step, for the home pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelCertificate
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.certificates.queries_lots import visible
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor

MOST_OPEN = 50


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot that waits for a step; `left` of its people have no certificate."""

    record: ConfirmationLot
    body: str
    left: int


def open_lots(session: Session, actor: Actor, states: Sequence[str]) -> list[OpenLot]:
    """Lots in scope in one of these states, the oldest first."""
    lot = ConfirmationLot
    of_lot = select(func.count()).where(LotMember.lot_id == lot.id, LotMember.state == "in")
    held = exists().where(LevelCertificate.lot_member_id == LotMember.id)
    rows = session.execute(
        select(lot, Institution.name, of_lot.where(~held).scalar_subquery())
        .join(Institution, Institution.id == lot.body_id)
        .where(visible(actor), lot.state.in_(states))
        .order_by(lot.id).limit(MOST_OPEN)
    )  # fmt: skip
    return [OpenLot(*row) for row in rows]
