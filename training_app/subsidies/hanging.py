"""What of this package hangs on the completion of a class: money that was paid for it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.kernel.dependents import Consequence, Dependent
from training_app.subsidies.messages_hanging import DISBURSEMENTS_STAND
from training_app.subsidies.models import Disbursement


def hang_on_completion(session: Session, class_id: int) -> list[Dependent]:
    """Disbursements keep a completion from being taken back."""
    count = session.scalar(select(func.count()).where(Disbursement.class_id == class_id)) or 0
    return [Dependent(Consequence.BLOCKS, DISBURSEMENTS_STAND.format(count=count))] if count else []
