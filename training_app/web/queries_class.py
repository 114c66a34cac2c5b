"""SELECTs of the class page that reach into packages above classes, and what its attendance adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from training_app.audit.models import AuditEvent
from training_app.certificates.models import CompletionCertificate, LevelAssessment
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries_people import SessionRow
from training_app.kernel import dates


@dataclass(frozen=True, slots=True)
class AttendanceSum:
    """Attendance over the sessions recorded so far: in how many, and how many times somebody came, was on leave, or
    was missing."""

    recorded: int
    came: int
    leave: int
    absent: int

    @property
    def due(self) -> int:
        """How many times somebody should have come."""
        return self.came + self.leave + self.absent

    @property
    def per_mille(self) -> int:
        """Share of those who came, in thousandths, rounded down: 999 is not yet everybody."""
        return self.came * 1000 // self.due if self.due else 0


def attendance_sum(timetable: Iterable[SessionRow]) -> AttendanceSum:
    """The sums over a timetable."""
    held = [row for row in timetable if row.recorded]
    return AttendanceSum(
        len(held), sum(row.present for row in held), sum(row.leave for row in held), sum(row.absent for row in held)
    )


def results(session: Session, enrolment_ids: Sequence[int]) -> dict[int, LevelAssessment]:
    """The latest level assessment of each enrolment that has one."""
    a = LevelAssessment
    newest = select(a).where(a.enrolment_id.in_(enrolment_ids)).ext(distinct_on(a.enrolment_id))
    return {each.enrolment_id: each for each in session.scalars(newest.order_by(a.enrolment_id, a.assessed_on.desc()))}


def papers(session: Session, enrolment_ids: Sequence[int]) -> dict[int, str]:
    """The number of the completion certificate in force of each enrolment that has one."""
    c = CompletionCertificate
    rows = session.execute(select(c.enrolment_id, c.number).where(c.enrolment_id.in_(enrolment_ids), c.state == "issued"))
    return dict(rows.all())


def unassessed() -> ColumnElement[bool]:
    """Who completed a class (rows of `Enrolment`) and has no result of the level assessment yet."""
    assessed = select(LevelAssessment.id).where(LevelAssessment.enrolment_id == Enrolment.id).correlate(Enrolment)
    return and_(Enrolment.state == "completed", ~assessed.exists())


# The act that brought a class into its state.
_ENTERED = {
    "draft": "class.file", "submitted": "class.submit", "returned": "class.return", "approved": "class.approve",
    "running": "class.start", "reported": "class.report",
}


def standing_since(record: TrainingClass, events: Sequence[AuditEvent]) -> date | None:
    """The day the class came into its state, None where nothing tells (earlier years); `events` newest first."""
    if record.state == "completed":
        return record.completed_on
    entered = _ENTERED.get(record.state)
    return next((event.at.astimezone(dates.CHINA).date() for event in events if event.action == entered), None)


def corrected(events: Sequence[AuditEvent]) -> bool:
    """Whether filing or timetable was changed after the latest return for correction; `events` newest first."""
    for event in events:
        if event.action == "class.return":
            return False
        if event.action in ("class.edit", "class.timetable"):
            return True
    return False


def folded(events: Sequence[AuditEvent]) -> list[tuple[AuditEvent, int]]:
    """The acts, newest first, where a run of attendance records by one person is one line with its length: a class of
    forty sessions would show nothing else."""
    found: list[tuple[AuditEvent, int]] = []
    for event in events:
        if found and event.action == "class.attendance" == found[-1][0].action and event.actor_name == found[-1][0].actor_name:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((event, 1))
    return found
