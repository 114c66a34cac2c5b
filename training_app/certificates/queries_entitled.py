"""Who may assess, and whom: bodies of the catalogue assess 培训合格人员 (威人社函〔2023〕25号 四（三）)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from training_app.certificates.models import CompletionCertificate
from training_app.institutions import queries_standing as standing
from training_app.institutions.models import QualificationKind
from training_app.institutions.rules_scope import Programme


def revoked(enrolment_id: Any) -> ColumnElement[bool]:
    """Whether the completion certificate of an enrolment was revoked and none stands in its place."""
    lost, stands = aliased(CompletionCertificate), aliased(CompletionCertificate)
    return and_(
        exists().where(lost.enrolment_id == enrolment_id, lost.state == "revoked"),
        ~exists().where(stands.enrolment_id == enrolment_id, stands.state == "issued"),
    )


def assesses(session: Session, body_id: int, programme: Programme, day: date) -> bool:
    """Whether a body may assess a programme on a day."""
    return standing.holds(session, body_id, QualificationKind.ASSESSMENT_BODY, day, day, programme)


def count_revoked(session: Session, enrolment_ids: Collection[int]) -> int:
    """How many of these enrolments have lost their certificate."""
    c = CompletionCertificate
    wanted = select(func.count(c.enrolment_id.distinct())).where(c.enrolment_id.in_(enrolment_ids), revoked(c.enrolment_id))
    return session.scalar(wanted) or 0
