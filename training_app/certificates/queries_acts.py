"""Reads about acts on certificates: the bureau sees all, others those on certificates of their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, false, select, true
from sqlalchemy.orm import Session, aliased

from training_app.accounts.models import User
from training_app.certificates import messages_acts as messages
from training_app.certificates.models_acts import CertificateAct
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound

MOST = 200
"""How many decided ones the page shows; all that wait are shown."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act with who asked and who decided."""

    record: CertificateAct
    asker: str
    unit: str
    decider: str


def visible(actor: Actor) -> ColumnElement[bool]:
    """Acts the actor may see."""
    if actor.sees_whole_city:
        return true()
    return CertificateAct.institution_id == actor.institution_id if actor.institution_id is not None else false()


def by_number(session: Session, actor: Actor, number: str) -> CertificateAct:
    """The act of that number. NotFound outside the actor's scope."""
    found = session.scalar(select(CertificateAct).where(CertificateAct.number == number, visible(actor)))
    if found is None:
        raise NotFound("certificates.no_such_act", messages.NO_SUCH_ACT.format(number=number[:40]))
    return found


def row(session: Session, actor: Actor, number: str) -> ActRow:
    """The act with its people."""
    record = by_number(session, actor, number)
    return _rows(session, CertificateAct.id == record.id)[0]


def listed(session: Session, actor: Actor) -> list[ActRow]:
    """What waits first, the oldest before; then the latest decided."""
    return _rows(session, visible(actor))


def waiting_number(session: Session, kind: str, certificate_id: int) -> str:
    """The number of the act that waits for a certificate; "" for none."""
    a = CertificateAct
    waits = select(a.number).where(a.kind == kind, a.certificate_id == certificate_id, a.state == "asked")
    return session.scalar(waits) or ""


def _rows(session: Session, condition: ColumnElement[bool]) -> list[ActRow]:
    a, asker, decider = CertificateAct, aliased(User), aliased(User)
    waits = a.state == "asked"
    found = session.execute(
        select(a, asker.display_name, Institution.name, decider.display_name)
        .join(asker, asker.id == a.asked_by)
        .outerjoin(Institution, Institution.id == a.institution_id)
        .outerjoin(decider, decider.id == a.decided_by)
        .where(condition)
        .order_by(waits.desc(), case((waits, a.asked_at)), a.decided_at.desc(), a.id)
        .limit(MOST)
    )
    return [ActRow(record, who, unit or "", other or "") for record, who, unit, other in found]
