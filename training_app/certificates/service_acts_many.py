"""Revoking many certificates by one document, and the scan of the document that acts asked for together share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import messages_acts as messages
from training_app.certificates import queries_acts, rules_acts
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.rules_acts import ASKED, REVOKE
from training_app.certificates.service_acts import ask, keep_scan, note, opened, refuse_others
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, DomainError, InvalidInput
from training_app.registration.messages import FILE
from training_app.registration.rules import file_defect
from training_app.registration.service import Upload


def ask_many(
    session: Session, actor: Actor, key: str, numbers: Sequence[str], *, reason: str, document: str, at: datetime
) -> dict[str, CertificateAct | DomainError]:  # fmt: skip
    """The first of two people asks for many certificates of a kind to be revoked for one reason by one document: the act of
    each number, or why there is none. Each stands or falls alone. InvalidInput when reason or document are wrong for all."""
    if wrong := rules_acts.defects(REVOKE, reason, document):
        sentences = {name: messages.DEFECTS[what] for name, what in wrong.items()}
        raise InvalidInput("certificates.act_invalid", messages.ACT_INVALID, sentences)
    came: dict[str, CertificateAct | DomainError] = {}
    # In the order of their numbers, so that two who ask for the same lock them in the same order.
    for number in sorted(numbers):
        try:
            with session.begin_nested():
                came[number] = ask(
                    session, actor, key, number, act=REVOKE, reason=reason, document=document, terms={}, at=at
                )
        except DomainError as error:
            came[number] = error
    made = [each for each in came.values() if isinstance(each, CertificateAct)]
    for each in made if len(made) > 1 else ():
        each.asked_with = made[0].number
    session.flush()
    return came


def add_scan(session: Session, actor: Actor, number: str, upload: Upload | None, at: datetime) -> int:
    """Adds the scan of the document to an act that waits and to those asked for together with it; how many have it now.
    Only who asked, and once: Conflict where there is one already. InvalidInput for a file that cannot be kept."""
    made, kind, _ = opened(session, actor, number, "withdraw")
    refuse_others(actor, made)
    if made.file_id is not None:
        raise Conflict("certificates.scan_there", messages.SCAN_THERE)
    defect = file_defect(upload.data) if upload is not None else "missing"
    if upload is None or defect:
        sentence = FILE[defect].format(name=upload.name[:60]) if upload is not None else messages.NO_SCAN
        raise InvalidInput("certificates.scan", sentence, {"file": sentence})
    file_id = keep_scan(session, actor, upload, at)
    a = CertificateAct
    # One that is being decided this moment keeps what it has.
    together = session.scalars(
        select(a)
        .where(
            a.asked_with == made.asked_with, a.asked_with != "", a.asked_by == made.asked_by, a.state == ASKED,
            a.file_id.is_(None), queries_acts.visible(actor),
        )
        .order_by(a.id).with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for each in {made.id: made, **{each.id: each for each in together}}.values():
        each.file_id = file_id
        note(session, actor, kind, each, "add_scan", at)
    session.flush()
    return max(len(together), 1)
