"""What of this package hangs on the completion of a class or on a batch of certificates: money that was paid."""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from training_app.certificates.models import LevelCertificate
from training_app.kernel.dependents import Consequence, Dependent
from training_app.people.models import Person
from training_app.subsidies.messages_hanging import DISBURSEMENTS_STAND, PAID_ON_IT
from training_app.subsidies.models import Disbursement


def hang_on_completion(session: Session, class_id: int) -> list[Dependent]:
    """Disbursements keep a completion from being taken back."""
    count = session.scalar(select(func.count()).where(Disbursement.class_id == class_id)) or 0
    return [Dependent(Consequence.BLOCKS, DISBURSEMENTS_STAND.format(count=count))] if count else []


def hang_on_level_certificate(session: Session, certificate_id: int) -> list[Dependent]:
    """Money paid to the holder for the same occupation and level: revoking the certificate makes it a case."""
    k, d, holder, payee = LevelCertificate, Disbursement, aliased(Person), aliased(Person)
    count = session.scalar(
        select(func.count(d.id.distinct()))
        .select_from(k)
        .join(holder, holder.id == k.person_id)
        .join(payee, func.coalesce(payee.merged_into, payee.id) == func.coalesce(holder.merged_into, holder.id))
        .join(d, and_(d.person_id == payee.id, d.occupation_key == k.occupation_key, d.level == k.level))
        .where(k.id == certificate_id)
    )
    return [Dependent(Consequence.OPENS_CASE, PAID_ON_IT.format(count=count), "disbursements")] if count else []


def hang_on_certificate_batch(session: Session, batch_id: int) -> list[Dependent]:
    """Disbursements to the holders of a batch's certificates, for the same occupation and level, keep the batch."""
    k, d, holder, payee = LevelCertificate, Disbursement, aliased(Person), aliased(Person)
    same = and_(d.occupation_key == k.occupation_key, d.level == k.level)
    found = session.execute(
        select(d.id, k.id)
        .select_from(k)
        .join(holder, holder.id == k.person_id)
        .join(payee, func.coalesce(payee.merged_into, payee.id) == func.coalesce(holder.merged_into, holder.id))
        .join(d, and_(d.person_id == payee.id, same))
        .where(k.batch_id == batch_id)
    ).all()
    count, certificates = len({payment for payment, _ in found}), frozenset(certificate for _, certificate in found)
    text = DISBURSEMENTS_STAND.format(count=count)
    return [Dependent(Consequence.BLOCKS, text, "disbursements", certificates)] if count else []
