"""Clearing away what is no longer needed: files of forms never sent, documents and contacts of refused applications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.files import service as files
from training_app.kernel.actor import Actor
from training_app.registration import rules
from training_app.registration.models import Registration, RegistrationDocument


def purge(session: Session, actor: Actor, before: datetime, at: datetime) -> tuple[int, int]:
    """Deletes the documents and personal facts of applications refused, or sent back and not corrected, before an
    instant, and the files of forms that were never sent; returns how many applications and how many forms' files.

    Number, organisation and decision stay: they are the bureau's record of what it decided.
    """
    stale = session.scalars(
        select(RegistrationDocument).where(
            RegistrationDocument.registration_id.is_(None), RegistrationDocument.sent_at < at - rules.PENDING
        )
    ).all()
    _delete(session, stale)
    ended = session.scalars(
        select(Registration)
        .where(Registration.purged_at.is_(None), Registration.decided_at < before)
        .where(or_(Registration.state == "refused", Registration.state == "returned"))
        .with_for_update()
    ).all()
    for record in ended:
        _delete(session, record.documents)
        session.expire(record, ["documents"])
        record.legal_representative = record.contact_name = record.administrator = record.address = ""
        record.phone, record.changes, record.purged_at = None, {}, at
        session.flush()
        audit.record(session, actor, "registration.purge", rules.RECORD_KIND, record.number, at=at)
    return len(ended), len(stale)


def _delete(session: Session, documents: Sequence[RegistrationDocument]) -> None:
    for document in list(documents):
        file = document.file
        session.delete(document)
        session.flush()
        files.remove(session, file)
