"""Who is told of the life of a return."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.reports import labels
from training_app.reports.models import QuarterlyReturn

_BUREAU = Recipient(role=Role.BUREAU)


def tell(session: Session, kind: str, record: QuarterlyReturn, at: datetime, remark: str = "") -> None:
    """What was submitted goes to the bureau, what it decided to the unit."""
    unit = session.scalar(select(Institution.name).where(Institution.id == record.institution_id))
    to = _BUREAU if kind == "return.submitted" else unit_of(record.institution_id)
    detail = {
        "quarter": labels.quarter_name(record.year, record.quarter), "number": record.number, "unit": unit,
        "version": record.version, "remark": remark,
    }
    _settle(session, kind, record, at)
    notices.send(session, kind, to, subject_kind="return", number=record.number, at=at, detail=detail)


def _settle(session: Session, kind: str, record: QuarterlyReturn, at: datetime) -> None:
    """What was told to ask for this step waits no longer, under whatever name it was told."""
    if kind != "return.submitted":
        notices.settle(session, ("return.submitted",), "return", record.number, at)
        return
    asked, unit = ("return.due", "return.overdue", "return.returned"), unit_of(record.institution_id)
    notices.settle(session, asked, "quarter", f"{record.year}Q{record.quarter}", at, unit)
    versions = select(QuarterlyReturn.number).where(
        QuarterlyReturn.institution_id == record.institution_id, QuarterlyReturn.year == record.year,
        QuarterlyReturn.quarter == record.quarter,
    )
    for number in session.scalars(versions).all():
        notices.settle(session, asked, "return", number, at, unit)


def unit_of(institution_id: int) -> Recipient:
    """Those of the unit who file its returns."""
    return Recipient(role=Role.TRAINING_INSTITUTION, institution_id=institution_id)
