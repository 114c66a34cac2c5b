"""What an inspection is joined to when it is planned: authorities that come along, improbable attendance it looks into.

Source: 威人社函〔2023〕25号 六（二） (会同有关部门; 严格培训学员考勤).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_inspections as messages
from training_app.classes import queries_findings
from training_app.classes import queries_inspections as inspections
from training_app.classes.messages_life import CLAUSES
from training_app.classes.models_attendance import AttendanceFinding
from training_app.classes.models_inspections import Inspection, InspectionOffice
from training_app.classes.rules_attendance import UNDECIDED
from training_app.classes.rules_inspections import ENDED
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied
from training_app.kernel.permissions import Permission, may


def join(session: Session, record: Inspection, codes: Collection[str], today: date) -> None:
    """Notes the authorities that come along. InvalidInput names `offices` when one is no authority of the register today."""
    if not codes:
        return
    known = {each.code: each.id for each in inspections.offices(session, today)}
    if any(code not in known for code in codes):
        raise InvalidInput("inspections.office", messages.OFFICE_UNKNOWN, {"offices": messages.OFFICE_UNKNOWN})
    record.offices = [InspectionOffice(institution_id=known[code]) for code in sorted(set(codes))]


def attach(session: Session, actor: Actor, finding: str, number: str, at: datetime) -> Inspection:
    """Improbable attendance is looked into in an inspection of the same class, from now on waiting for it.

    NotFound when either is outside the actor's scope, PermissionDenied for who decides no findings, Conflict when the
    finding is decided or another inspection looks into it, InvalidInput (`inspection`) for one of another class or ended.
    """
    if not may(actor.role, Permission.ATTENDANCE_DECIDE):
        raise PermissionDenied("inspections.findings", messages.FINDINGS_BY_BUREAU)
    record = inspections.by_number(session, actor, number, lock=True)
    found = queries_findings.by_number(session, actor, finding).record
    held = session.get_one(AttendanceFinding, found.id, with_for_update=True, populate_existing=True)
    if held.class_id != record.class_id or record.state in ENDED:
        sentence = messages.FINDING_ELSEWHERE.format(number=finding, inspection=number)
        raise InvalidInput("inspections.finding_elsewhere", sentence, {"inspection": sentence})
    if held.state not in UNDECIDED:
        raise Conflict("inspections.finding_decided", messages.FINDING_DECIDED.format(number=finding))
    other = session.get(Inspection, held.inspection_id) if held.inspection_id else None
    if other is not None and other.state not in ENDED:
        raise Conflict(
            "inspections.finding_taken", messages.FINDING_TAKEN.format(number=finding, inspection=other.number)
        )
    held.inspection_id = record.id
    session.flush()
    audit.record(
        session, actor, "finding.inspect", "finding", finding, at=at, rule=CLAUSES["attendance"],
        detail={"subject": number, "rule": held.rule},
    )  # fmt: skip
    return record
