"""A form is carried out once, however often it is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.drafts import rules
from training_app.drafts.models import Submission

_PRUNED_AT_ONCE = 5


def begin(session: Session, user_id: int, token: str, digest: str, at: datetime) -> str | None:
    """Takes the form for this transaction and answers None; where it was carried out before, answers where that led.

    The same form sent at the same moment waits here until the first transaction is over.
    """
    taken = insert(Submission).values(token=token, digest=digest, user_id=user_id, sent_at=at).on_conflict_do_nothing()
    if session.execute(taken.returning(Submission.token)).first() is not None:
        return None
    return session.scalar(
        select(Submission.location).where(
            Submission.token == token, Submission.digest == digest, Submission.user_id == user_id
        )
    )


def end(session: Session, token: str, digest: str, location: str | None, at: datetime) -> None:
    """Notes where the form led; one that was refused (None) may be sent again."""
    mine = (Submission.token == token) & (Submission.digest == digest)
    if location is None:
        session.execute(delete(Submission).where(mine))
        return
    session.execute(update(Submission).where(mine).values(location=location))
    name = tuple_(Submission.token, Submission.digest)
    old = select(Submission.token, Submission.digest).where(Submission.sent_at < at - rules.SUBMISSIONS_KEPT_FOR)
    session.execute(delete(Submission).where(name.in_(old.limit(_PRUNED_AT_ONCE).with_for_update(skip_locked=True))))
