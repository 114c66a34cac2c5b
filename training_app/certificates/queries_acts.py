"""Reads about acts on certificates: the bureau sees all, others those on certificates of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.accounts.models import User
from training_app.certificates import messages_acts as messages
from training_app.certificates.models_acts import CertificateAct
from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.files.models import StoredFile
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all."""

    text: str = ""
    state: str = ""
    act: str = ""
    kind: str = ""


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
    return _row(session.execute(_rows().where(CertificateAct.id == record.id)).one())


def of_numbers(session: Session, actor: Actor, numbers: Sequence[str]) -> list[ActRow]:
    """The acts of these numbers in scope, in their order."""
    wanted = _rows().where(CertificateAct.number.in_(numbers), visible(actor)).order_by(CertificateAct.number)
    return [_row(each) for each in session.execute(wanted)]


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the acts in scope."""
    a = CertificateAct
    wanted = fitting(
        _rows().where(visible(actor)), (a.state, filters.state), (a.act, filters.act), (a.kind, filters.kind)
    )
    if text := filters.text.strip():
        own = text.upper()
        wanted = wanted.where(
            or_(
                a.number == own, a.asked_with == own, a.certificate_number.icontains(text, autoescape=True),
                a.successor.icontains(text, autoescape=True), a.name_at.contains(text, autoescape=True),
                a.document.contains(text, autoescape=True),
            )
        )  # fmt: skip
    return paging.page_of(session, wanted, {"number": [paging.Key(a.number, str)]}, asked, _row)


def waiting_count(session: Session, actor: Actor) -> tuple[int, int]:
    """How many acts in scope wait, and how many of them somebody else than the actor asked for."""
    a = CertificateAct
    found = session.execute(
        select(func.count(), func.count().filter(a.asked_by != actor.user_id)).where(a.state == "asked", visible(actor))
    ).one()
    return found[0], found[1]


def together(session: Session, actor: Actor, record: CertificateAct) -> int:
    """How many acts in scope were asked for together with this one, itself included; 0 for one asked for alone."""
    if not record.asked_with:
        return 0
    same = select(func.count()).where(CertificateAct.asked_with == record.asked_with, visible(actor))
    return session.scalar(same) or 0


def document(session: Session, actor: Actor, number: str) -> tuple[CertificateAct, StoredFile]:
    """An act and the scan of its document. NotFound outside the scope and where there is none."""
    record = by_number(session, actor, number)
    if record.file_id is None:
        sentence = messages.NO_SCAN_KEPT.format(number=record.certificate_number)
        raise NotFound("certificates.no_scan", sentence)
    return record, session.get_one(StoredFile, record.file_id)


def waiting_number(session: Session, kind: str, certificate_id: int) -> str:
    """The number of the act that waits for a certificate; "" for none."""
    a = CertificateAct
    waits = select(a.number).where(a.kind == kind, a.certificate_id == certificate_id, a.state == "asked")
    return session.scalar(waits) or ""


def done_to(session: Session, actor: Actor, kind: str, certificate_ids: Sequence[int]) -> dict[int, str]:
    """The acts in scope that ended certificates of a kind: certificate → number of the act."""
    a = CertificateAct
    rows = session.execute(
        select(a.certificate_id, a.number).where(
            a.kind == kind, a.certificate_id.in_(certificate_ids), a.state == "done", visible(actor)
        )
    )
    return dict(rows.all())


def _rows() -> Select:
    a, asker, decider = CertificateAct, aliased(User), aliased(User)
    return (
        select(a, asker.display_name, func.coalesce(Institution.name, ""), func.coalesce(decider.display_name, ""))
        .join(asker, asker.id == a.asked_by)
        .outerjoin(Institution, Institution.id == a.institution_id)
        .outerjoin(decider, decider.id == a.decided_by)
    )


def _row(found: Row) -> ActRow:
    return ActRow(*found)
