"""Who is told of applications: the institution that there are some, the person and the employer what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.service_notices import institution_of
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.kernel.dates import CHINA
from training_app.notices import service as notices
from training_app.notices.rules import Recipient

_TO_EMPLOYERS = {
    "sign_up.accepted": "sign_up.accepted_for", "sign_up.cancelled": "sign_up.cancelled_for",
    "sign_up.declined": "sign_up.declined_for", "sign_up.promoted": "sign_up.promoted_for",
    "sign_up.waiting": "sign_up.waiting_for",
}  # fmt: skip


def tell_received(session: Session, record: TrainingClass, at: datetime) -> None:
    """The institution hears of new applications once a day and class."""
    day = at.astimezone(CHINA).date()
    notices.send(
        session, "sign_up.received", institution_of(record), subject_kind="applications", number=record.number, at=at,
        detail={"name": record.name}, key=f"sign_up.received/{record.number}/{day}",
    )  # fmt: skip


def tell_applicants(
    session: Session, kind: str, record: TrainingClass, people: Sequence[Enrolment], at: datetime, reason: str = ""
) -> None:
    """Each person hears what became of the application; an employer who applied for some, of how many."""
    unit = session.scalar(select(Institution.name).where(Institution.id == record.institution_id))
    detail: dict[str, Any] = {"name": record.name, "unit": unit, "day": record.starts_on, "reason": reason}
    ids = [each.person_id for each in people]
    notices.send_to_engineers(session, kind, ids, subject_kind="own_classes", at=at, detail=detail)
    for employer_id, count in Counter(each.applied_by for each in people if each.applied_by is not None).items():
        notices.send(
            session, _TO_EMPLOYERS[kind], Recipient(role=Role.EMPLOYER, institution_id=employer_id), subject_kind="staff_class",
            number=record.number, at=at, detail=detail | {"count": count},
        )  # fmt: skip

