"""Who is told of the steps of a lot: the party that acts next, and the people in it once the nation has approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates.labels_lots import STATES
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.certificates.rules_lots import RECORD_KIND
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.notices import service as notices
from training_app.notices.registry import Reminder
from training_app.notices.rules import Recipient
from training_app.policies.loader import load

_TO_BODY = {
    "confirm_province": "lot.confirmed", "return_province": "lot.returned", "approve_nation": "lot.approved",
    "return_nation": "lot.returned",
}


def tell_step(session: Session, lot: ConfirmationLot, verb: str, remark: str, count: int, at: datetime) -> None:
    """A step was noted."""
    detail = {"lot": lot.number, "count": count, "remark": remark}
    if verb == "send":
        unit = session.scalar(select(Institution.name).where(Institution.id == lot.body_id))
        notices.send(
            session, "lot.sent", Recipient(role=Role.BUREAU), subject_kind=RECORD_KIND, number=lot.number, at=at,
            detail={**detail, "unit": unit},
        )
        return
    notices.send(
        session, _TO_BODY[verb], Recipient(institution_id=lot.body_id), subject_kind=RECORD_KIND, number=lot.number, at=at,
        detail=detail,
    )
    if verb == "approve_nation":
        people = session.scalars(
            select(LevelAssessment.person_id)
            .join(LotMember, LotMember.assessment_id == LevelAssessment.id)
            .where(LotMember.lot_id == lot.id, LotMember.state == "in")
        )
        notices.send_to_engineers(session, "lot.yours_approved", list(people), subject_kind="own_certificates", at=at)


def find_waiting(session: Session, today: date) -> Iterator[Reminder]:
    """Lots whose last step lies so long back that somebody should ask, told to the body once a step."""
    days = int(load().parameter("levels.confirmation_reminder_days").on(today).value)
    waiting = session.scalars(
        select(ConfirmationLot).where(ConfirmationLot.state.in_(("sent", "province_confirmed", "nationally_approved")))
    )
    for lot in waiting:
        since = lot.national_on or lot.province_on or lot.sent_on
        if since is not None and since + timedelta(days=days) <= today:
            yield Reminder(
                "lot.waiting", Recipient(institution_id=lot.body_id), RECORD_KIND, lot.number,
                f"lot.waiting/{lot.number}/{lot.state}/{since}", None,
                {"lot": lot.number, "state": STATES[lot.state][0], "days": (today - since).days},
            )  # fmt: skip
