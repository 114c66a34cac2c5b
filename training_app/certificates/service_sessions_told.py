"""Who is told of seats and results: each person with an account, with when and where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import messages_sessions as messages
from training_app.certificates.models_sessions import AssessmentSession
from training_app.institutions.models import Institution
from training_app.notices import service as notices


def tell(
    session: Session, kind: str, record: AssessmentSession, person_ids: Iterable[int], at: datetime, remark: str = ""
) -> None:
    """A notice of `kind` to each of these persons."""
    people = list(person_ids)
    if not people:
        return
    unit = session.scalar(select(Institution.name).where(Institution.id == record.body_id))
    notices.send_to_engineers(
        session, kind, people, subject_kind="own_level_applications", at=at,
        detail={
            "unit": unit, "when": when(record), "place": record.place, "remark": remark, "session": record.number,
        },
    )  # fmt: skip


def when(record: AssessmentSession) -> str:
    """Day and hours of a session in words."""
    return messages.TIMES.format(
        day=record.held_on, starts=record.starts_at.strftime("%H:%M"), ends=record.ends_at.strftime("%H:%M")
    )
