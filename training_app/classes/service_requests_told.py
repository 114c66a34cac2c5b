"""Who is told of a request to change what was approved of a class."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import labels_requests, queries_requests
from training_app.classes import messages_requests as messages
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_requests import ChangeRequest
from training_app.classes.rules_requests import PRIVATE
from training_app.classes.rules_signup import SEATED, UNDECIDED
from training_app.classes.service_notices import BUREAU, institution_of
from training_app.institutions.models import Institution
from training_app.notices import service as notices
from training_app.notices.rules import Recipient

_SUBJECT = "change"
_PRIVATE = {labels_requests.FIELDS[name] for name in PRIVATE}
_TOLD = {"agreed": "change.agreed", "refused": "change.refused"}


def asked(session: Session, record: TrainingClass, request: ChangeRequest, at: datetime) -> None:
    """The bureau has a request to answer."""
    unit = session.scalar(select(Institution.name).where(Institution.id == record.institution_id))
    detail = {"unit": unit, "name": record.name, "count": len(request.changes), "remark": request.reason}
    notices.send(session, "change.asked", BUREAU, subject_kind=_SUBJECT, number=request.number, at=at, detail=detail)


def decided(session: Session, record: TrainingClass, request: ChangeRequest, at: datetime) -> None:
    """The institution has its answer; of a change the assessment body hears too."""
    settle(session, request, at)
    detail = {"name": record.name, "remark": request.remark, "count": len(request.changes)}
    kind = _TOLD[request.state]
    notices.send(
        session, kind, institution_of(record), subject_kind=_SUBJECT, number=request.number, at=at, detail=detail
    )
    if request.state == "agreed" and record.assessment_body_id is not None:
        notices.send(
            session, "change.made", Recipient(institution_id=record.assessment_body_id), subject_kind="class",
            number=record.number, at=at, detail=detail,
        )  # fmt: skip


def trainees(session: Session, record: TrainingClass, request: ChangeRequest, at: datetime) -> int:
    """Everybody in the class, and whoever asks for a seat of it, is told what is different; how many have an account."""
    people = session.scalars(
        select(Enrolment.person_id).where(Enrolment.class_id == record.id, Enrolment.state.in_((*SEATED, *UNDECIDED)))
    )
    words = [
        messages.SUMMARY.format(name=each.what, before=each.before, after=each.after)
        for each in queries_requests.items(session, record, request) if each.what not in _PRIVATE
    ]
    return notices.send_to_engineers(
        session, "change.yours", list(people), subject_kind="own_classes", at=at,
        detail={"name": record.name, "changes": messages.CLAUSE_MARK.join(words)},
    )


def settle(session: Session, request: ChangeRequest, at: datetime) -> None:
    """Nobody has to answer it any more."""
    notices.settle(session, ("change.asked",), _SUBJECT, request.number, at)
