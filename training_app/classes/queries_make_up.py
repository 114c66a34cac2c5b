"""Who of a class is short of hours, and which sessions they missed: the make-up list 补课名单."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from training_app.classes import queries_people, rules
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.queries_people import StandingRow
from training_app.classes.rules import CompletionRules


@dataclass(frozen=True, slots=True)
class Missed:
    """A session somebody did not get all hours of; `lost` in hundredths, `status` None where nothing is recorded."""

    number: int
    held_on: date
    kind: str
    status: str | None
    lost: int


@dataclass(frozen=True, slots=True)
class ShortRow:
    """Somebody of the class short of hours: `missing` hundredths to the hours a completion needs, `open` hundredths in
    sessions where nothing is recorded of them yet, and what was missed."""

    row: StandingRow
    missing: int
    open: int
    missed: list[Missed] = field(default_factory=list)

    @property
    def must(self) -> bool:
        """Whether even all that is open would not be enough."""
        return self.missing > self.open


def short_of(session: Session, record: TrainingClass, completion: CompletionRules, today: date) -> list[ShortRow]:
    """Who would fail for want of hours if nothing further were recorded, in the order of names, before them those whom the
    sessions still open cannot help; of a class that is not running nobody is."""
    if record.state != "running":
        return []
    needed = rules.hours_needed(record.required_hours or 0, completion.required_share)
    recorded = and_(Attendance.session_id == ClassSession.id, Attendance.enrolment_id == Enrolment.id)
    still = (
        select(Enrolment.id, func.sum(ClassSession.hours))
        .join(ClassSession, ClassSession.class_id == Enrolment.class_id)
        .outerjoin(Attendance, recorded)
        .where(Enrolment.class_id == record.id, Enrolment.state == "enrolled", Attendance.session_id.is_(None))
        .group_by(Enrolment.id)
    )
    ahead = {enrolment_id: int(hours) for enrolment_id, hours in session.execute(still)}
    short = {
        row.enrolment_id: ShortRow(row, needed - row.attended, ahead.get(row.enrolment_id, 0))
        for row in queries_people.standing(session, record.id)
        if row.state == "enrolled" and row.attended < needed
    }
    lost = ClassSession.hours - func.coalesce(Attendance.hours, 0)
    missed = session.execute(
        select(
            Enrolment.id, ClassSession.number, ClassSession.held_on, ClassSession.kind, Attendance.status, lost
        )
        .select_from(ClassSession)
        .join(Enrolment, Enrolment.class_id == ClassSession.class_id)
        .outerjoin(Attendance, recorded)
        .where(ClassSession.class_id == record.id, ClassSession.held_on <= today, lost > 0)
        .where(Enrolment.state == "enrolled", or_(Attendance.status.is_not(None), ClassSession.held_on < today))
        .order_by(ClassSession.held_on, ClassSession.number)
    )  # fmt: skip
    for enrolment_id, *values in missed:
        if enrolment_id in short:
            short[enrolment_id].missed.append(Missed(*values))
    return sorted(short.values(), key=lambda each: not each.must)
