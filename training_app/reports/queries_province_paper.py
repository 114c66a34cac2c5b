"""What the report of a class says now, and the reports noted before. The caller has found the class in scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.certificates.models import CompletionCertificate
from training_app.classes import queries_evaluations, queries_people
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.queries import ClassFacts
from training_app.kernel.errors import NotFound
from training_app.people.models import Person
from training_app.people.queries import masked_numbers
from training_app.reports import messages_province as messages
from training_app.reports.models_province import ClassReport
from training_app.reports.rules_province import ReportBody, ReportLine, ReportSummary, read


def live_body(session: Session, facts: ClassFacts, today: date) -> ReportBody:
    """The report as the register stands on a day."""
    record = facts.record
    standing = queries_people.standing(session, record.id)
    certificates = _certificates(session, record.id)
    lines = tuple(
        ReportLine(
            row.person_number, row.name, row.employer, row.attended, row.score, row.state, certificates.get(row.enrolment_id, "")
        )
        for row in standing
    )
    counts = {state: sum(line.state == state for line in lines) for state in ("completed", "failed", "withdrawn")}
    summary = ReportSummary(
        record.number, record.name, facts.institution.name, facts.institution.code,
        facts.assessment_body.name if facts.assessment_body else "", facts.occupation.name, facts.direction, record.level,
        facts.district, record.venue, record.mode, record.plan_reference, record.starts_on.isoformat(),
        record.ends_on.isoformat(), record.completed_on.isoformat() if record.completed_on else "", len(facts.sessions),
        facts.planned_hours, record.required_hours or 0, facts.hours_of("online"), facts.hours_of("onsite"),
        sum(line.hours for line in lines), _attended_per_mille(session, record.id), counts["completed"] + counts["failed"],
        counts["completed"], counts["failed"], counts["withdrawn"],
        tuple(dict.fromkeys(held.instructor for held in facts.sessions if held.instructor)),
        *_evaluated(session, record, today),
    )  # fmt: skip
    return ReportBody(summary, lines)


def _evaluated(session: Session, record: TrainingClass, today: date) -> tuple[int, int | None]:
    """How many evaluations may be told on a day, and their mean in hundredths of a point."""
    found = queries_evaluations.of_class(session, record, today)
    return (found.group.count, found.group.mean) if found and found.group else (0, None)


def reports_of(session: Session, record: TrainingClass) -> Sequence[ClassReport]:
    """The reports noted of a class, newest first."""
    return session.scalars(
        select(ClassReport).where(ClassReport.class_id == record.id).order_by(ClassReport.round.desc())
    ).all()


def report_of(session: Session, record: TrainingClass, number: int) -> ClassReport:
    """One report of a class. NotFound for none."""
    found = session.get(ClassReport, (record.id, number)) if 0 <= number < 2**31 else None
    if found is None:
        raise NotFound("reports.no_such_round", messages.NO_SUCH_ROUND)
    return found


def persons_of(session: Session, body: ReportBody) -> dict[str, int]:
    """The persons on a roster by readable number; for somebody merged the survivor."""
    rows = session.execute(
        select(Person.number, func.coalesce(Person.merged_into, Person.id))
        .where(Person.number.in_([line.person_number for line in body.lines]))
    )
    return dict(rows.all())


def masked_documents(session: Session, body: ReportBody) -> dict[str, str]:
    """The masked present document of everybody on a roster, by readable number."""
    persons = persons_of(session, body)
    masked = masked_numbers(session, persons.values())
    return {number: masked.get(person, "") for number, person in persons.items()}


def present_report(session: Session, facts: ClassFacts, today: date) -> ReportBody:
    """The report as it was noted, or as it is now where none was noted since the last completion."""
    noted = session.get(ClassReport, (facts.record.id, facts.record.completions))
    return read(noted.body) if noted else live_body(session, facts, today)


def _certificates(session: Session, class_id: int) -> dict[int, str]:
    rows = session.execute(
        select(CompletionCertificate.enrolment_id, CompletionCertificate.number)
        .join(Enrolment, Enrolment.id == CompletionCertificate.enrolment_id)
        .where(Enrolment.class_id == class_id, CompletionCertificate.state == "issued")
    )
    return dict(rows.all())


def _attended_per_mille(session: Session, class_id: int) -> int:
    there = Attendance.status.in_(("present", "late"))
    attended, due = session.execute(
        select(func.count().filter(there), func.count())
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(ClassSession.class_id == class_id)
    ).one()
    return attended * 1000 // due if due else 0
